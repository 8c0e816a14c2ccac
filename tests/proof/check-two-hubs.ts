import type { Db } from '#hub/db/db';
import { DEMO_PEOPLE } from '#hub/demo/demo-centre';
import { visibleEventsAfter } from '#hub/log/read-events';
import type { AgentHands } from './agent-hands.ts';
import type { Auditor } from './auditor.ts';
import { customerDiffers } from './check-desk.ts';
import { differencesInLog, indexOf } from './check-log.ts';
import type { Follower } from './follower.ts';
import { replicaDiffers, storeDiffers } from './kill-end.ts';
import type { Ledger } from './ledger.ts';
import { pause } from './pause.ts';
import type { TwoHubs } from './two-hubs.ts';

export interface Trial {
  readonly centre: TwoHubs;
  readonly db: Db;
  readonly followers: readonly Follower[];
  readonly ledger: Ledger;
  /** Of each desk: its agent's hands, and who looks into its hub for it. */
  readonly agents: readonly AgentHands[];
  readonly auditors: readonly Auditor[];
}

const AGREED_WITHIN_MS = 90_000;
const LOOK_AGAIN_MS = 100;
const ALL = 1_000_000;

/** Looks until everybody agrees; what still differs at the end is the failure. */
export async function agreedOnTwoHubs(trial: Trial): Promise<string[]> {
  const deadline = performance.now() + AGREED_WITHIN_MS;
  for (;;) {
    const amiss = await differences(trial);
    if (amiss.length === 0 || performance.now() > deadline) return amiss;
    await pause(LOOK_AGAIN_MS);
  }
}

async function differences({ centre: { desks }, db, followers, ledger, agents, auditors }: Trial): Promise<string[]> {
  for (const [at, desk] of desks.entries()) {
    await desk.connected();
    const window = desk.window();
    const auditor = auditors[at];
    if (window === null || auditor === undefined) return [`the desk of ${desk.login} is not there`];
    await agents[at]?.clearOutbox(window);
    const waiting = await window.call('outbox.list', {});
    if (waiting.length > 0) return waiting.map(({ command, state }) => `${desk.login} waits: ${command.body.type} ${state.is}`);
    const index = indexOf(await auditor.log());
    const inLog = differencesInLog(ledger, index);
    if (inLog.length > 0) return inLog;
    const ours = new Set(ledger.lines.map(({ from }) => from));
    for (const { customerId, from } of index.threads.values()) {
      const amiss = ours.has(from) ? await customerDiffers(window, auditor, customerId) : [];
      if (amiss.length > 0) return amiss.map((text) => `${desk.login}: ${text}`);
    }
  }
  return (await Promise.all(followers.map((follower) => cursorAmiss(db, follower)))).flat();
}

/** Each event that this person may see, once, in order: nothing else. */
async function cursorAmiss(db: Db, follower: Follower): Promise<string[]> {
  await follower.settle();
  const { events } = await visibleEventsAfter(db, DEMO_PEOPLE[follower.login].id, 0, ALL);
  const visible = events.map(({ seq }) => seq);
  const missed = visible.filter((seq) => !follower.seqs.includes(seq));
  const isSame = JSON.stringify(visible) === JSON.stringify(follower.seqs);
  return [
    ...follower.faults,
    ...(isSame
      ? []
      : [
          `${follower.name} stands at ${follower.cursor()} and has ${follower.seqs.length} of ${visible.length} events; missed: ${missed.slice(0, 20).join(' ')}`,
        ]),
  ];
}

/** Everything ends as SIGTERM ends it, and is looked at on the disk. */
export async function endingsOfTwoHubs({ centre: { desks, hubs }, db, auditors }: Trial): Promise<string[]> {
  const amiss: string[] = [];
  for (const [at, desk] of desks.entries()) {
    const auditor = auditors[at];
    if (auditor !== undefined) amiss.push(...(await replicaDiffers(desk, auditor)));
  }
  for (const auditor of auditors) auditor.hangUp();
  for (const hub of hubs) {
    const code = await hub.end();
    if (code !== 0) amiss.push(`a hub ended with ${code} after SIGTERM`);
  }
  return [...amiss, ...(await storeDiffers(db))];
}
