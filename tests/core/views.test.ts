import { describe, expect, test } from 'vitest';
import type { Cache } from '#core/cache/open-cache';
import { Instant } from '#shared/domain/clock';
import { CommandId, CustomerId, QueueId } from '#shared/domain/ids';
import type { CommandBody } from '#shared/commands/index';
import { agentScope, customerScope, queueScope, TEAM_SCOPE } from '#shared/domain/scope';
import type { Change, StoredRecord } from '#shared/records/records';
import { aConversation, aCustomer, aMessage, anAgent, anInteraction, aQueue, aReservation, aSegment } from '#tests/support/builders';
import { MIKA, openTestCache } from '#tests/support/test-desk';

const QUEUE = QueueId.parse('que_1');
const CUSTOMER = CustomerId.parse('cus_1');
const at = (minute: number): string => new Date(Date.parse('2026-11-20T00:00:00.000Z') + minute * 60_000).toISOString();

function stored(kind: StoredRecord['kind'], body: { readonly id: string }, id = body.id): StoredRecord {
  // The builders parse each body by its own schema.
  return { kind, id, rev: 1, body } as unknown as StoredRecord;
}

const work = (n: number, over: Parameters<typeof anInteraction>[0] = {}): StoredRecord =>
  stored('interaction', anInteraction({ id: `int_${n}`, customerId: `cus_${n}`, conversationId: `cnv_${n}`, ...over }));
const person = (n: number): StoredRecord[] => [
  stored('customer', aCustomer({ id: `cus_${n}`, queueIds: [QUEUE] })),
  stored('conversation', aConversation({ id: `cnv_${n}`, customerId: `cus_${n}`, queueIds: [QUEUE] })),
];
const line = (n: number, over: Parameters<typeof aMessage>[0] = {}): StoredRecord =>
  stored('message', aMessage({ id: `msg_${n}`, at: at(n), receivedAt: at(n), seq: n, queueId: QUEUE, ...over }));
const marker = (upToSeq: number): StoredRecord =>
  ({
    kind: 'read_marker',
    id: `${MIKA}/cnv_1`,
    rev: 1,
    body: { agentId: MIKA, conversationId: 'cnv_1', upToSeq, at: at(0) },
  }) as StoredRecord; // branded ids

async function cacheWith(records: readonly StoredRecord[], scopes = [queueScope(QUEUE), TEAM_SCOPE, agentScope(MIKA)]): Promise<Cache> {
  const cache = await openTestCache();
  await cache.call('replica.begin', { epoch: 'a'.repeat(32), cursor: 1, scopes });
  for (const scope of scopes) await cache.call('scope.level', { scope, since: 1 });
  await cache.call('snapshot.apply', { scope: queueScope(QUEUE), records: [...records] });
  return cache;
}

const ids = (changes: readonly Change[], kind: Change['kind']): string[] =>
  changes.filter((change) => change.kind === kind).map(({ id }) => id);
const closedAt = (minute: number) => ({
  is: 'closed' as const,
  at: at(minute),
  agentId: MIKA,
  dispositionId: null,
  endedBy: 'agent' as const,
});

describe('the inbox', () => {
  test('has all open work and the newest hundred closed, with their people, offers, colleagues and queues', async () => {
    const closed = Array.from({ length: 130 }, (_, n) => [work(100 + n, { state: closedAt(n) }), ...person(100 + n)]).flat();
    const cache = await cacheWith([
      ...closed,
      work(1),
      ...person(1),
      work(2, { state: { is: 'handling', agentId: MIKA, segmentId: aSegment().id, since: at(1) } }),
      ...person(2),
      stored('reservation', aReservation()),
      stored('reservation', aReservation({ id: 'res_2', outcome: 'declined' })),
      stored('agent', anAgent()),
      stored('queue', aQueue()),
      line(1),
    ]);
    const { changes } = await cache.call('view.read', { view: { is: 'inbox' } });
    const shown = ids(changes, 'interaction');
    expect(shown).toEqual(expect.arrayContaining(['int_1', 'int_2', 'int_229', 'int_130']));
    expect(shown).not.toContain('int_129');
    expect(shown).toHaveLength(102);
    expect(ids(changes, 'customer')).toHaveLength(102);
    expect(ids(changes, 'conversation')).toHaveLength(102);
    expect(ids(changes, 'reservation')).toEqual(['res_1']);
    expect([...ids(changes, 'agent'), ...ids(changes, 'queue')]).toEqual(['agt_mika', 'que_1']);
    expect(ids(changes, 'message')).toEqual([]);
    await cache.close();
  });
});

describe('a customer’s timeline', () => {
  const view = { is: 'customer', customerId: CUSTOMER } as const;

  test('starts with the newest hundred, and older pages follow in the order of time, then of the log', async () => {
    const lines = Array.from({ length: 450 }, (_, n) => line(n + 1));
    const twins = [line(900, { at: at(200), seq: 900 }), line(901, { at: at(200), seq: 901 })];
    const cache = await cacheWith([work(1), ...person(1), ...lines, ...twins, line(999, { customerId: 'cus_2', conversationId: 'cnv_2' })]);
    const first = await cache.call('view.read', { view });
    expect(ids(first.changes, 'message')).toHaveLength(100);
    expect(ids(first.changes, 'interaction')).toEqual(['int_1']);
    expect(first.hasOlder).toBe(true);
    const seen = new Set(ids(first.changes, 'message'));
    let before = { at: at(351), seq: 351 };
    for (;;) {
      const page = await cache.call('timeline.older', { customerId: CUSTOMER, before });
      for (const id of ids(page.changes, 'message')) {
        expect(seen.has(id)).toBe(false);
        seen.add(id);
      }
      const oldest = page.changes.at(-1)?.body;
      if (!page.hasOlder || oldest === null || oldest === undefined || !('at' in oldest) || !('seq' in oldest)) break;
      before = { at: oldest.at, seq: oldest.seq };
    }
    expect(seen.size).toBe(452);
    expect(seen.has('msg_999')).toBe(false);
    await cache.close();
  });

  test('opens with the work of its page and the newest before it; what was over long ago comes after', async () => {
    const lines = Array.from({ length: 300 }, (_, n) => line(n + 1));
    const mine = { customerId: 'cus_1', conversationId: 'cnv_1' };
    const past = Array.from({ length: 60 }, (_, n) => [
      work(100 + n, { ...mine, state: closedAt(5 * n + 1) }),
      stored('segment', aSegment({ id: `seg_${100 + n}`, interactionId: `int_${100 + n}`, endedAt: at(5 * n + 1) })),
    ]).flat();
    const cache = await cacheWith([work(1), ...person(1), ...lines, ...past]);
    const { changes, rest } = await cache.call('view.read', { view });
    // The page begins at minute 201: the works that ended at 201, 206 … 296.
    expect(ids(changes, 'segment')).toHaveLength(20);
    expect(ids(changes, 'interaction')).toEqual(expect.arrayContaining(['int_1', 'int_140', 'int_159']));
    expect(ids(changes, 'interaction')).toHaveLength(21);
    expect(rest.filter(({ kind }) => kind === 'interaction').map(({ id }) => id)).toEqual(
      Array.from({ length: 40 }, (_, n) => `int_${139 - n}`),
    );
    const later = await cache.call('records.read', { keys: rest });
    expect([...ids(changes, 'segment'), ...ids(later.changes, 'segment')]).toHaveLength(60);
    await cache.close();
  });

  test('goes back to the first unread, up to five hundred', async () => {
    const lines = Array.from({ length: 800 }, (_, n) => line(n + 1));
    for (const [upToSeq, count] of [
      [790, 100],
      [600, 200],
      [10, 500],
    ] as const) {
      const cache = await cacheWith([work(1), ...person(1), ...lines, marker(upToSeq)]);
      const { changes } = await cache.call('view.read', { view });
      expect(ids(changes, 'message')).toHaveLength(count);
      await cache.close();
    }
  });

  test('knows whether anything older could be elsewhere', async () => {
    const part = await cacheWith([work(1), ...person(1)]);
    expect((await part.call('view.read', { view })).isComplete).toBe(false);
    await part.close();
    const whole = await cacheWith([work(1), ...person(1)], [customerScope(CUSTOMER)]);
    expect((await whole.call('view.read', { view })).isComplete).toBe(true);
    const older = await whole.call('timeline.older', { customerId: CUSTOMER, before: { at: Instant.parse(at(0)), seq: 0 } });
    expect(older).toMatchObject({ hasOlder: false, isComplete: true });
    await whole.close();
  });

  test('shows what is on its way, in the timeline of its customer only', async () => {
    const cache = await cacheWith([
      work(1, { state: { is: 'handling', agentId: MIKA, segmentId: aSegment().id, since: at(1) } }),
      ...person(1),
      work(2),
      ...person(2),
      line(1),
    ]);
    const body = {
      type: 'message.send',
      interactionId: 'int_1',
      conversationId: 'cnv_1',
      messageId: 'msg_mine',
      text: '送信待ち',
    } as CommandBody; // branded ids
    const command = { commandId: CommandId.parse('cmd_1'), agentId: MIKA, deskId: 'dsk_one' as never, writtenAt: at(60), basis: 0, body };
    const { changes } = await cache.call('outbox.add', { command });
    expect(ids(changes, 'message')).toEqual(['msg_mine']);
    const shown = await cache.call('view.read', { view });
    expect(ids(shown.changes, 'message')).toContain('msg_mine');
    const inbox = await cache.call('view.read', { view: { is: 'inbox' } });
    expect(inbox.changes.find(({ id }) => id === 'int_1')?.body).toMatchObject({ lastLine: { by: 'agent', text: '送信待ち' } });
    const other = await cache.call('view.read', { view: { is: 'customer', customerId: CustomerId.parse('cus_2') } });
    expect(ids(other.changes, 'message')).toEqual([]);
    await cache.close();
  });

  test('of twenty thousand items opens as fast as one of two hundred', async () => {
    const cache = await cacheWith([work(1), ...person(1)]);
    const milliseconds = async (): Promise<number> => {
      const times: number[] = [];
      for (let run = 0; run < 7; run += 1) {
        const startedAt = performance.now();
        await cache.call('view.read', { view });
        times.push(performance.now() - startedAt);
      }
      return times.toSorted((a, b) => a - b)[3] ?? 0;
    };
    const add = async (from: number, to: number): Promise<void> => {
      const records = Array.from({ length: to - from }, (_, n) => line(from + n, { text: '短い' }));
      await cache.call('snapshot.apply', { scope: queueScope(QUEUE), records });
    };
    await add(1, 201);
    const small = await milliseconds();
    for (let from = 201; from < 20_001; from += 2_200) await add(from, from + 2_200);
    const large = await milliseconds();
    expect(large).toBeLessThan(small * 2 + 15);
    await cache.close();
  });
});
