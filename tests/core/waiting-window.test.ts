import { expect, test } from 'vitest';
import { createDeskHandlers } from '#core/desk-handlers';
import type { Cache } from '#core/cache/open-cache';
import { waitingWindow } from '#core/cache/waiting-window';
import { openDatabase } from '#core/cache/open-database';
import { createReplicaTables } from '#core/cache/replica-tables';
import type { SignedInOut } from '#core/session/signed-in-out';
import { createWindow } from '#core/windows';
import type { QueueBacklog } from '#shared/contracts/desk';
import { QueueId } from '#shared/domain/ids';
import { agentScope, queueScope, TEAM_SCOPE } from '#shared/domain/scope';
import type { Change, StoredRecord } from '#shared/records/records';
import { sql } from '#shared/sql';
import { anAgent, anInteraction, aQueue, aReservation } from '#tests/support/builders';
import { aFolder, MIKA, openTestCache, TEST_KEY } from '#tests/support/test-desk';

const [OWN, OTHER] = [QueueId.parse('que_1'), QueueId.parse('que_2')];
const SCOPES = [queueScope(OWN), queueScope(OTHER), TEAM_SCOPE, agentScope(MIKA)];
const at = (minute: number): string => new Date(Date.parse('2026-11-20T00:00:00.000Z') + minute * 60_000).toISOString();
const record = (kind: 'agent' | 'queue' | 'interaction' | 'reservation', body: { readonly id: string }): StoredRecord =>
  ({ kind, id: body.id, rev: 1, body }) as unknown as StoredRecord; // the builders parse each body by its own schema
const waits = (n: number, queueId: string, over: Parameters<typeof anInteraction>[0] = {}): StoredRecord =>
  record(
    'interaction',
    anInteraction({ id: `int_${n}`, customerId: `cus_${n}`, conversationId: `cnv_${n}`, queueId, arrivedAt: at(n), ...over }),
  );
const HANDLED = { is: 'handling', agentId: MIKA, segmentId: 'seg_1', since: at(1) } as const;
const NAMED = { [MIKA]: { authorId: 'agt_kenji', seq: 1 } };

/** The other queue has the oldest; 8000 and 8001 are the newest, and somebody's business; 9000 is in hand. */
async function aCentre(own: number, other: number): Promise<Cache> {
  const cache = await openTestCache();
  await cache.call('replica.begin', { epoch: 'a'.repeat(32), cursor: 1, scopes: SCOPES });
  const records = [
    record('agent', anAgent({ id: MIKA, queueIds: [OWN] })),
    ...[OWN, OTHER].map((id) => record('queue', aQueue({ id }))),
    ...Array.from({ length: other }, (_, n) => waits(n, OTHER)),
    ...Array.from({ length: own }, (_, n) => waits(2_000 + n, OWN)),
    waits(8_000, OTHER, { mentions: NAMED }),
    waits(8_001, OTHER),
    record('reservation', aReservation({ id: 'res_1', interactionId: 'int_8001', queueId: OTHER })),
    waits(9_000, OWN, { state: HANDLED }),
  ];
  await cache.call('snapshot.apply', { scope: queueScope(OWN), records });
  return cache;
}

const numbers = (changes: readonly Change[]): number[] =>
  changes.flatMap(({ kind, id, body }) => (kind === 'interaction' && body !== null ? [Number(id.slice(4))] : [])).toSorted((a, b) => a - b);
const upTo = (count: number, from = 0): number[] => Array.from({ length: count }, (_, n) => from + n);
const counts = (backlog: readonly QueueBacklog[]): Record<string, number> =>
  Object.fromEntries(backlog.map(({ queueId, count }) => [queueId, count]));

test('an inbox has the first that wait in one’s own queues and in all, what is one’s business, and counts of all of it', async () => {
  const cache = await aCentre(8, 20);
  const { changes, backlog, edges } = await cache.call('view.read', { view: { is: 'inbox' }, size: 5 });
  expect(numbers(changes)).toEqual([...upTo(5), ...upTo(5, 2_000), 8_000, 8_001, 9_000]);
  expect(backlog).toEqual([
    { queueId: OWN, count: 8, since: at(2_000) },
    { queueId: OTHER, count: 22, since: at(0) },
  ]);
  expect(edges.map(({ queueId, id }) => [queueId, id])).toEqual([
    [OWN, 'int_2004'],
    [OTHER, 'int_4'],
  ]);
  expect((await cache.call('inbox.count', {})).backlog).toEqual(backlog);
  const whole = await cache.call('view.read', { view: { is: 'inbox' } });
  expect(numbers(whole.changes)).toHaveLength(31);
  expect([whole.backlog, whole.edges]).toEqual([[], []]);
  await cache.close();
});

test('a page is given five hundred, and the next when it asks, until all are there', async () => {
  const cache = await aCentre(1_100, 0);
  const told = { work: new Set<number>(), backlogs: [] as QueueBacklog[][] };
  const window = createWindow({
    emit(name, payload) {
      if (name === 'inbox.backlog') told.backlogs.push(payload as QueueBacklog[]);
      else for (const n of numbers((payload as { changes: Change[] }).changes)) told.work.add(n);
    },
  });
  const people = { desk: () => ({ cache, hub: () => null }) } as unknown as SignedInOut; // all that a view asks of it
  const clock = { now: () => 0, setTimer: () => () => undefined };
  const handlers = createDeskHandlers({ clock, people, practice: {} as never, tellAll: () => {}, tellOthers: () => {} });
  const { viewId, changes, backlog } = await handlers['view.open']({ is: 'inbox' }, window);
  expect(numbers(changes as Change[])).toEqual([...upTo(500, 2_000), 8_000, 8_001, 9_000]);
  expect(counts((backlog ?? []) as QueueBacklog[])).toEqual({ [OWN]: 1_100, [OTHER]: 2 });
  await new Promise((resolve) => setImmediate(resolve));
  await handlers['inbox.more']({ viewId }, window);
  expect(told.work.size).toBe(1_003);
  expect(window.isCut()).toBe(true);
  await handlers['inbox.more']({ viewId }, window);
  expect(told.work.size).toBe(1_103);
  expect(told.backlogs.map((one) => one.length)).toEqual([2, 0]);
  expect(window.isCut()).toBe(false);
  await cache.close();
});

test('no statement of it reads the bodies of all that waits, or sorts them', () => {
  const asked: string[] = [];
  const db = openDatabase({ path: `${aFolder()}/replica.db`, key: TEST_KEY, synchronous: 'NORMAL', onSlowQuery: () => undefined });
  createReplicaTables(db);
  const explain = (statement: ReturnType<typeof sql>): void => {
    const { parts, params } = statement;
    const steps = db.all<{ detail: string }>({ parts: [`EXPLAIN QUERY PLAN ${parts[0] ?? ''}`, ...parts.slice(1)], params });
    asked.push(...steps.map(({ detail }) => detail));
  };
  db.run(sql`INSERT INTO record (row, kind, id, rev, body) VALUES (1, 'interaction', 'int_1', 1, ${JSON.stringify(anInteraction())})`);
  waitingWindow({ ...db, all: (statement) => (explain(statement), db.all(statement)) }, MIKA, 5);
  db.close();
  expect(asked.filter((detail) => /TEMP B-TREE FOR ORDER|SCAN record(?! USING INDEX record_waiting)/.test(detail))).toEqual([]);
  expect(asked.join('\n')).toContain('record_waiting');
});
