import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { DEMO_PEOPLE } from '#hub/demo/demo-centre';
import type { Random } from '#hub/simulator/random';
import { createIds } from '#shared/domain/ids';
import { freePort } from '#tests/support/free-port';
import { runProgram } from '#tests/support/running-program';
import { createAgentHands, type AgentHands } from './agent-hands.ts';
import { createAuditor, type Auditor } from './auditor.ts';
import { openBadLine, type BadLine } from './bad-line.ts';
import type { Customer } from './customer.ts';
import { createDesk, type Desk } from './desk.ts';
import { createKillable, type Killable } from './killable.ts';
import { createLedger, type Ledger, type Part } from './ledger.ts';
import { createPageHands, type PageHands } from './page-hands.ts';
import { createSmsCustomer } from './sms-customer.ts';
import { createWidgetCustomer } from './widget-customer.ts';
import { createWords } from './words.ts';

export const MIKA = DEMO_PEOPLE.mika.id;

export interface CentreOptions {
  readonly folder: string;
  /** Null: the embedded store. */
  readonly databaseUrl: string | null;
  readonly random: Random;
  /** Without a browser there is no page to be killed. */
  readonly hasPage: boolean;
  /** The desk reaches the hub over a line that can be made ill; everybody else reaches it well. */
  readonly hasBadLine?: boolean;
}

/** What can be killed, and started again. */
export interface Victim {
  readonly name: Part;
  readonly kill: () => Promise<void>;
  /** Ready to work again when it resolves; rejects where it was killed before that. */
  readonly start: () => Promise<void>;
  readonly kills: () => number;
}

/** A whole contact centre of processes of its own, and the people who use it. */
export interface Centre {
  readonly folder: string;
  readonly hubUrl: string;
  readonly emulatorUrl: string;
  readonly hub: Killable;
  readonly desk: Desk;
  readonly line: BadLine | null;
  readonly ledger: Ledger;
  readonly agent: AgentHands;
  readonly page: PageHands | null;
  readonly auditor: Auditor;
  readonly victims: readonly Victim[];
  newCustomer(account: Customer['account']): Promise<Customer>;
  /** Writes beside the data what is needed to understand a failure. */
  keep(): void;
  /** Ends all that runs, at once. */
  close(): Promise<void>;
}

export async function openCentre({ folder, databaseUrl, random, hasPage, hasBadLine = false }: CentreOptions): Promise<Centre> {
  mkdirSync(folder, { recursive: true });
  const emulator = runProgram('tests/emulators/twilio-emulator.ts', []);
  const emulatorUrl = (await emulator.line('twilio emulator ready ')).slice('twilio emulator ready '.length);
  // One address for all its lives, as webhooks and desks know it.
  const hubPort = await freePort();
  const hubUrl = `http://127.0.0.1:${hubPort}`;
  const hub = createKillable({
    file: 'src-hub/main.ts',
    args: ['--demo', '--port', String(hubPort), '--data', path.join(folder, 'hub')],
    env: { DATABASE_URL: databaseUrl ?? '', REDIS_URL: '', PUBLIC_URL: '', TWILIO_API_BASE_URL: emulatorUrl },
    ready: 'hub ready ',
  });
  const line = hasBadLine ? await openBadLine(hubUrl) : null;
  const ledger = createLedger();
  const words = createWords(random);
  const ids = createIds(Date.now, randomBytes);
  const state = { customers: 0 };
  const desk = createDesk({
    login: 'mika',
    folder: path.join(folder, 'desk 窓口'),
    hubUrls: [line?.url ?? hubUrl],
    onDraft: (draft) => page?.draftChanged(draft),
  });
  const page = hasPage ? createPageHands({ desk, ledger, random, words, folder }) : null;
  const agent = createAgentHands({ agentId: MIKA, ledger, random, words, ids, isPages: (id) => page?.work() === id });

  const killAll = (): Promise<unknown> => Promise.all([hub.kill(), desk.kill(), emulator.stop('SIGKILL')]);
  // Who ends the proof in the middle leaves nothing running.
  const onExit = (): void => void killAll();
  process.once('exit', onExit);

  await Promise.all([hub.start(), page?.start()]);
  await desk.start();
  await desk.connected();
  const auditor = createAuditor({ hubUrl, login: 'mika', deskId: await desk.deskId() });

  const victims: Victim[] = [
    {
      name: 'hub',
      async kill() {
        await hub.kill();
        auditor.hangUp();
      },
      start: async () => void (await hub.start()),
      kills: hub.kills,
    },
    { name: 'core', kill: desk.kill, start: desk.start, kills: desk.kills },
  ];
  if (page !== null) victims.push({ name: 'renderer', kill: page.kill, start: page.start, kills: page.kills });

  return {
    folder,
    hubUrl,
    emulatorUrl,
    hub,
    desk,
    line,
    ledger,
    agent,
    page,
    auditor,
    victims,
    newCustomer(account) {
      if (account === 'chat') return createWidgetCustomer({ hubUrl, ledger, random, words });
      state.customers += 1;
      const from = `+8190${String(10_000_000 + state.customers)}`;
      return Promise.resolve(createSmsCustomer({ hubUrls: [hubUrl], emulatorUrl, from, ledger, random, words }));
    },
    keep() {
      writeFileSync(path.join(folder, 'hub said.txt'), hub.said().join('\n'));
      writeFileSync(path.join(folder, 'desk said.txt'), desk.said().join('\n'));
      const { lines, wishes, shown, drafts } = ledger;
      const promised = { lines, wishes: [...wishes.values()], shown, drafts: [...drafts].map(([name, texts]) => [name, [...texts]]) };
      writeFileSync(path.join(folder, 'promised.json'), JSON.stringify(promised, null, 2));
    },
    async close() {
      auditor.hangUp();
      line?.close();
      process.off('exit', onExit);
      await Promise.all([killAll(), page?.close()]);
    },
  };
}

const Messages = z.object({ accepted: z.array(z.object({ to: z.string(), body: z.string(), statusCallback: z.string().nullable() })) });

/** What the vendor took, in its order. */
export async function takenByVendor({ emulatorUrl }: Pick<Centre, 'emulatorUrl'>): Promise<z.infer<typeof Messages>['accepted']> {
  const response = await fetch(`${emulatorUrl}/emulator/messages`);
  return Messages.parse(await response.json()).accepted;
}
