import { DEMO_PASSWORD, DEMO_PEOPLE, type DemoLogin } from '#hub/demo/demo-centre';
import { Tokens } from '#shared/contracts/session';
import type { DeskId } from '#shared/domain/ids';
import { openHubClient, type HubClient } from '#tests/support/hub-client';
import { createLogFollower } from '#tests/support/log-follower';
import { waitUntil } from '#tests/support/wait-until';
import { pause } from './pause.ts';

interface Deps {
  readonly name: string;
  readonly login: DemoLogin;
  readonly deskId: DeskId;
  /** The first is tried first; lost, the next one, as a desk does. */
  readonly hubUrls: readonly [string, ...string[]];
}

/** A desk's cursor with nothing around it: what it took of the log, and where a hub told it wrong. */
export interface Follower {
  readonly name: string;
  readonly login: DemoLogin;
  readonly seqs: readonly number[];
  cursor(): number;
  /** Pushes that a hub doubled, turned round or did not join on. */
  readonly faults: readonly string[];
  /** How long it took from each lost line to the next hello, in milliseconds. */
  readonly failOvers: readonly number[];
  lines(): number;
  settle(): Promise<void>;
  close(): void;
}

const AGAIN_MS = 50;

export function startFollower({ name, login, deskId, hubUrls }: Deps): Follower {
  const follower = createLogFollower();
  const faults: string[] = [];
  const failOvers: number[] = [];
  const state = { isClosed: false, client: null as HubClient | null, lines: 0, lostAt: null as number | null };
  // Runs until it is closed.
  void run();

  async function run(): Promise<void> {
    for (let turn = 0; !state.isClosed; turn += 1) {
      const url = hubUrls[turn % hubUrls.length] ?? hubUrls[0];
      await oneLine(url).catch(() => pause(AGAIN_MS));
    }
  }

  async function oneLine(url: string): Promise<void> {
    const token = await signIn(url);
    const client = await openHubClient({ url, token, agentId: DEMO_PEOPLE[login].id, deskId });
    state.client = client;
    watch(client);
    const isLost = new Promise<void>((resolve) => client.socket.once('disconnect', () => resolve()));
    const mayResume = await follower.attach(client);
    if (state.lines > 0 && !mayResume) faults.push(`${name} was not let resume`);
    state.lines += 1;
    if (state.lostAt !== null) failOvers.push(Math.round(performance.now() - state.lostAt));
    await isLost;
    state.lostAt = performance.now();
  }

  /** On one line no event comes twice, none before another, and each push names the one before it. */
  function watch(client: HubClient): void {
    const line = { last: 0 };
    client.on('events.appended', ({ after, events }) => {
      const seqs = events.map(({ seq }) => seq);
      if (line.last > 0 && after !== line.last)
        faults.push(`${name} was pushed events after ${after}, and the last it was sent was ${line.last}`);
      for (const seq of seqs) {
        if (seq <= Math.max(line.last, after)) faults.push(`${name} was pushed ${seq} after ${Math.max(line.last, after)}`);
        line.last = seq;
      }
    });
  }

  async function signIn(url: string): Promise<string> {
    const response = await fetch(`${url}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ loginName: login, password: DEMO_PASSWORD, deskId }),
    });
    if (!response.ok) throw new Error(`the hub answered ${response.status} to a sign-in`);
    return Tokens.parse(await response.json()).accessToken;
  }

  return {
    name,
    login,
    seqs: follower.seqs,
    cursor: () => follower.cursor(),
    faults,
    failOvers,
    lines: () => state.lines,
    async settle() {
      await waitUntil(() => state.client?.socket.connected === true, { what: `${name} is on a line`, timeoutMs: 30_000 });
      await follower.settle();
    },
    close() {
      state.isClosed = true;
      state.client?.close();
    },
  };
}
