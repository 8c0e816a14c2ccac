import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Db } from '#hub/db/db';
import { openPostgres } from '#hub/db/open-postgres';
import { readLogState } from '#hub/log/epoch';
import { createRandom, type Random } from '#hub/simulator/random';
import { createIds, DeskId } from '#shared/domain/ids';
import { createTestDatabase } from '#tests/support/test-database';
import { createAgentHands, type AgentHands } from './agent-hands.ts';
import { createAuditor } from './auditor.ts';
import { agreedOnTwoHubs, endingsOfTwoHubs } from './check-two-hubs.ts';
import { startFollower, type Follower } from './follower.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { pause } from './pause.ts';
import { createSmsCustomer } from './sms-customer.ts';
import { openTwoHubs, type TwoHubs } from './two-hubs.ts';
import { atDesk, keepWorking } from './work.ts';
import { createWords } from './words.ts';

export interface TwoHubsOptions {
  readonly postgresUrl: string;
  /** Null: the hubs tell each other through PostgreSQL. */
  readonly redisUrl: string | null;
  readonly seed: number;
  readonly folder: string;
  readonly say: (line: string) => void;
}

export interface TwoHubsTally {
  readonly notices: string;
  readonly events: number;
  readonly lines: number;
  readonly wishes: number;
  /** Of each desk and cursor whose hub was killed: how long until it went on at the other one. */
  readonly failOverMs: readonly number[];
  readonly isProven: boolean;
}

const WRITERS = 8;
const PHASE_MS = [1_500, 3_000] as const;

/**
 * Two hubs, one database. Eight customers write to both at once while two agents work; one hub is killed and, when it is back, the
 * other. Cursors held on either hub must have each event once, and desks must go on where they were.
 */
export async function proveTwoHubs(options: TwoHubsOptions): Promise<TwoHubsTally> {
  const { redisUrl, seed, say } = options;
  const how = redisUrl === null ? 'PostgreSQL' : 'Redis';
  const folder = path.join(options.folder, `two hubs telling each other over ${how}, seed ${seed}`);
  mkdirSync(folder, { recursive: true });
  const database = await createTestDatabase(options.postgresUrl);
  const db = openPostgres({ url: database.url, poolSize: 2 });
  const centre = await openTwoHubs({ folder, databaseUrl: database.url, redisUrl });
  const followers = followersOf(centre);
  const ledger = createLedger();
  const random = createRandom(`${seed} ${how}`);
  const amiss = await play(centre, { db, followers, ledger, random, say }).catch((error: unknown) => [
    error instanceof Error ? (error.stack ?? error.message) : String(error),
  ]);
  for (const follower of followers) follower.close();
  await centre.close();
  const { head } = await readLogState(db);
  await db.close();
  if (amiss.length === 0) {
    rmSync(folder, { recursive: true });
    await database.drop();
  } else say(`FAILED: seed ${seed}; everything lies in ${folder} and ${database.url}\n  ${amiss.slice(0, 20).join('\n  ')}`);
  return {
    notices: how,
    events: head,
    lines: ledger.lines.length,
    wishes: [...ledger.wishes.values()].filter(({ state }) => state === 'accepted').length,
    failOverMs: [...followers.flatMap(({ failOvers }) => failOvers), ...centre.desks.flatMap(({ line }) => gapsOf(line))],
    isProven: amiss.length === 0,
  };
}

interface Playing {
  readonly db: Db;
  readonly followers: readonly Follower[];
  readonly ledger: Ledger;
  readonly random: Random;
  readonly say: (line: string) => void;
}

async function play(centre: TwoHubs, { db, followers, ledger, random, say }: Playing): Promise<string[]> {
  const { urls, desks, emulatorUrl } = centre;
  const words = createWords(random);
  const ids = createIds(Date.now, randomBytes);
  const agents = desks.map(({ agentId }): AgentHands => createAgentHands({ agentId, ledger, random, words, ids, isPages: () => false }));
  const customers = Array.from({ length: WRITERS }, (_, at) =>
    createSmsCustomer({ hubUrls: urls, emulatorUrl, from: `+8180${20_000_000 + at}`, ledger, random, words }),
  );
  const traffic = keepWorking(
    [
      ...customers.map((customer) => ({ act: () => customer.writes(), pace: [0, 60] as const })),
      ...desks.map((desk, at) => ({ act: atDesk(desk, async (window) => agents[at]?.act(window)), pace: [5, 50] as const })),
    ],
    random,
  );
  await Promise.race([killInTurn(centre, random, say), traffic.failed]);
  await traffic.stop();
  const auditors = await Promise.all(
    desks.map(async ({ login, deskId }, at) => createAuditor({ hubUrl: urls[at] ?? urls[0], login, deskId: await deskId() })),
  );
  const trial = { centre, db, followers, ledger, agents, auditors };
  const amiss = await agreedOnTwoHubs(trial);
  return amiss.length === 0 ? endingsOfTwoHubs(trial) : amiss;
}

/** First one, then the other; while it is away its desks must be level again at the one that stands. */
async function killInTurn({ hubs, desks }: TwoHubs, random: Random, say: (line: string) => void): Promise<void> {
  await pause(random.between(...PHASE_MS));
  for (const [at, hub] of hubs.entries()) {
    await hub.kill();
    say(`hub ${at + 1} is killed`);
    await pause(random.between(...PHASE_MS));
    await Promise.all(desks.map((desk) => desk.connected()));
    say('all desks are level at the other');
    await hub.start();
    await pause(random.between(...PHASE_MS));
  }
}

/** A cursor on each hub for a supervisor, who sees every queue, and one for a lead. */
function followersOf({ urls: [first, second] }: TwoHubs): Follower[] {
  return (['yuki', 'ryo'] as const).flatMap((login) => [
    startFollower({ name: `${login} at hub 1`, login, deskId: DeskId.parse(`dsk_${login}-1`), hubUrls: [first, second] }),
    startFollower({ name: `${login} at hub 2`, login, deskId: DeskId.parse(`dsk_${login}-2`), hubUrls: [second, first] }),
  ]);
}

/** From each loss of the line to the next time the desk was level. */
function gapsOf(line: TwoHubs['desks'][number]['line']): number[] {
  return line.flatMap(({ is, at }, place) => {
    const back = is === 'offline' ? line.slice(place).find((later) => later.is === 'connected') : undefined;
    return back === undefined ? [] : [Math.round(back.at - at)];
  });
}
