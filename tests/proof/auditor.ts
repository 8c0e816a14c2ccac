import * as z from 'zod';
import { DEMO_PASSWORD, DEMO_PEOPLE, type DemoLogin } from '#hub/demo/demo-centre';
import { Tokens } from '#shared/contracts/session';
import type { CommandBody, CommandOutcome } from '#shared/commands/index';
import type { CommandId, DeskId } from '#shared/domain/ids';
import type { Draft } from '#shared/domain/draft';
import type { Scope } from '#shared/domain/scope';
import type { LoggedEvent } from '#shared/events/index';
import { knownRecord, type RawRecord, type StoredRecord } from '#shared/records/records';
import { openHubClient, type HubClient } from '#tests/support/hub-client';

/** Who looks into the hub over its own contract, as the agent whose desk is on trial: the same eyes on the other side of the line. */
export interface Auditor {
  /** The log up to its head, every event that this agent may see. */
  log(): Promise<readonly LoggedEvent[]>;
  head(): Promise<number>;
  scopes(): Promise<readonly Scope[]>;
  snapshot(scope: Scope): Promise<readonly StoredRecord[]>;
  drafts(): Promise<readonly Draft[]>;
  /** Asks again with the id of a command that was asked before: answers what became of it, and does nothing if it was. */
  outcome(commandId: CommandId, body: CommandBody): Promise<CommandOutcome>;
  /** Lets go of the line; the next question opens another. */
  hangUp(): void;
}

const TOKEN_GOOD_FOR_MS = 8 * 60_000;
type Place = { readonly kind: string; readonly id: string };

interface Deps {
  readonly hubUrl: string;
  readonly login: DemoLogin;
  readonly deskId: DeskId;
}

export function createAuditor({ hubUrl, login, deskId }: Deps): Auditor {
  const events: LoggedEvent[] = [];
  const state = { cursor: 0, epoch: null as string | null, token: '', tokenAt: -Infinity, client: null as HubClient | null };
  const known = { scopes: [] as readonly Scope[] };

  async function line(): Promise<HubClient> {
    if (state.client?.socket.connected === true) return state.client;
    if (performance.now() - state.tokenAt > TOKEN_GOOD_FOR_MS) await signIn();
    const client = await openHubClient({ url: hubUrl, token: state.token, agentId: DEMO_PEOPLE[login].id, deskId });
    const welcome = await client.hello({ epoch: state.epoch, cursor: state.cursor });
    if (state.epoch !== null && !welcome.mayResume) throw new Error('the hub began a new epoch: after a kill nothing was restored');
    state.epoch = welcome.epoch;
    known.scopes = welcome.scopes;
    state.client = client;
    return client;
  }

  async function signIn(): Promise<void> {
    const response = await fetch(`${hubUrl}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ loginName: login, password: DEMO_PASSWORD, deskId }),
    });
    if (!response.ok) throw new Error(`the hub answered ${response.status} to a sign-in: ${await response.text()}`);
    state.token = z.object({ accessToken: Tokens.shape.accessToken }).parse(await response.json()).accessToken;
    state.tokenAt = performance.now();
  }

  async function log(): Promise<readonly LoggedEvent[]> {
    for (;;) {
      const page = await (await line()).call('sync.pull', { after: state.cursor });
      events.push(...page.events);
      state.cursor = page.more ? (page.events.at(-1)?.seq ?? page.head) : page.head;
      if (!page.more) return events;
    }
  }

  return {
    log,
    async head() {
      await log();
      return state.cursor;
    },
    async scopes() {
      state.client?.close();
      await line();
      return known.scopes;
    },
    async snapshot(scope) {
      const records: StoredRecord[] = [];
      for (let after: Place | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
        const page: { records: RawRecord[]; next: Place | null } = await (await line()).call('sync.snapshot', { scope, after });
        records.push(...page.records.map(mustKnow));
        after = page.next;
      }
      return records;
    },
    drafts: async () => (await line()).call('draft.list', {}),
    outcome: async (commandId, body) => (await line()).execute(body, commandId),
    hangUp() {
      state.client?.close();
      state.client = null;
    },
  };
}

function mustKnow(raw: RawRecord): StoredRecord {
  const known = knownRecord(raw);
  if (known === null) throw new Error(`the hub gave a ${raw.kind} that nobody knows`);
  return known;
}
