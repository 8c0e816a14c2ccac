import { expect, test } from 'vitest';
import type { Change } from '#shared/records/records';
import { createRecordsStore } from '#ui/state/records-store';
import { basisOf, inboxBeyond, inboxOf, interactionToShow, isDrained, isUnread, presenceOf, waitOf } from '#ui/state/selectors';
import { anAgent, anInteraction, aMessage, aQueue } from '#tests/support/builders';

const me = anAgent({ queueIds: ['que_1'] });
const AT = Date.parse('2026-11-20T02:00:00.000Z');

function recordsOf(...changes: Change[]) {
  const store = createRecordsStore();
  store.applyChanges(changes);
  return store.getState();
}

function work(over: Parameters<typeof anInteraction>[0] & { id: string }): Change {
  const body = anInteraction(over);
  return { kind: 'interaction', id: body.id, body };
}

function handledBy(agentId: string) {
  return { is: 'handling', agentId, segmentId: 'seg_1', since: '2026-11-20T01:30:00.000Z' } as const;
}

const { records } = recordsOf(
  work({ id: 'int_new', arrivedAt: '2026-11-20T01:20:00.000Z' }),
  work({ id: 'int_old', arrivedAt: '2026-11-20T01:10:00.000Z' }),
  work({ id: 'int_mine', arrivedAt: '2026-11-20T01:40:00.000Z', state: handledBy('agt_mika') }),
  work({ id: 'int_kenji', arrivedAt: '2026-11-20T01:00:00.000Z', state: handledBy('agt_kenji') }),
  work({ id: 'int_foreign', arrivedAt: '2026-11-20T01:05:00.000Z', queueId: 'que_2' }),
  work({
    id: 'int_closed',
    state: { is: 'closed', at: '2026-11-20T01:50:00.000Z', agentId: 'agt_mika', dispositionId: null, endedBy: 'agent' },
  }),
);
const idsIn = (filter: 'mine' | 'queues' | 'all') => inboxOf(records, me, filter).map(({ id }) => id);

test('own work stands first, then what waits, the oldest first, then what colleagues have', () => {
  expect(idsIn('all')).toEqual(['int_mine', 'int_foreign', 'int_old', 'int_new', 'int_kenji']);
});

test('"my queues" leaves out other queues and what colleagues have', () => {
  expect(idsIn('queues')).toEqual(['int_mine', 'int_old', 'int_new']);
});

test('"mine" is what this agent owns', () => {
  expect(idsIn('mine')).toEqual(['int_mine']);
});

test.each([
  [30_000, 'calm'],
  [41_000, 'soon'],
  [61_000, 'late'],
] as const)('after %i ms of a target of 60 s the wait is %s', (waited, urgency) => {
  const interaction = anInteraction({ waitingSince: new Date(AT - waited).toISOString() });
  expect(waitOf(interaction, 60_000, AT)).toEqual({ milliseconds: waited, urgency });
});

test('nobody waits where the last word is ours, or the work is closed', () => {
  expect(waitOf(anInteraction({ waitingSince: null }), 60_000, AT)).toBeNull();
});

test('a customer’s newest line is unread until this agent’s own marker reaches it', () => {
  const interaction = anInteraction({ lastLine: { by: 'customer', text: 'まだ?', at: '2026-11-20T01:00:00.000Z', seq: 7 } });
  const marker = (upToSeq: number) =>
    recordsOf({
      kind: 'read_marker',
      id: 'agt_mika/cnv_1',
      body: { agentId: me.id, conversationId: interaction.conversationId, upToSeq, at: '2026-11-20T01:00:00.000Z' },
    }).records;
  expect(isUnread(marker(6), me.id, interaction)).toBe(true);
  expect(isUnread(marker(7), me.id, interaction)).toBe(false);
});

test('a late arrival and a colleague’s note are unread too; one’s own note, and what was answered, are not', () => {
  const answer = { by: 'agent' as const, text: 'はい', at: '2026-11-20T01:00:00.000Z', seq: 7 };
  const over = (more: object): boolean => isUnread(records, me.id, anInteraction({ lastLine: answer, ...more }));
  expect(over({ lastCustomerSeq: 6 })).toBe(false);
  expect(over({ lastCustomerSeq: 8 })).toBe(true);
  expect(over({ lastNote: { authorId: 'agt_kenji', seq: 8 } })).toBe(true);
  expect(over({ lastNote: { authorId: me.id, seq: 8 } })).toBe(false);
  const automatic = { ...answer, by: 'centre' as const };
  expect(isUnread(records, me.id, anInteraction({ lastLine: automatic, lastCustomerSeq: 6 }))).toBe(true);
});

test('wrap-up shows before handling, with its own time', () => {
  const wrapUp = { is: 'wrap_up', agentId: 'agt_mika', segmentId: 'seg_2', since: '2026-11-20T01:55:00.000Z', endedBy: 'agent' } as const;
  const state = recordsOf(work({ id: 'int_a', state: handledBy('agt_mika') }), work({ id: 'int_b', state: wrapUp }));
  expect(presenceOf(state.records, me)).toEqual({ shown: 'wrap_up', since: wrapUp.since });
});

test('a customer without a chosen piece of work shows the agent’s own, then any open one, then the newest closed one', () => {
  const customerId = anInteraction().customerId;
  expect(interactionToShow(records, customerId, null, me.id)?.id).toBe('int_mine');
  const chosen = anInteraction({ id: 'int_old' }).id;
  expect(interactionToShow(records, customerId, chosen, me.id)?.id).toBe('int_old');
  const closed = recordsOf(
    work({
      id: 'int_closed',
      state: { is: 'closed', at: '2026-11-20T01:50:00.000Z', agentId: null, dispositionId: null, endedBy: 'customer' },
    }),
  );
  expect(interactionToShow(closed.records, customerId, null, me.id)?.id).toBe('int_closed');
});

test('the basis of a wish is the newest confirmed line on the screen', () => {
  const message = aMessage({ seq: 41 });
  const state = recordsOf(work({ id: 'int_1' }), { kind: 'message', id: message.id, body: message });
  expect(basisOf(state, anInteraction().id)).toBe(41);
});

test('what waits beyond the records is counted: in the queues of the filter, and never twice', () => {
  const store = createRecordsStore();
  store.applyChanges([work({ id: 'int_a' }), work({ id: 'int_b', queueId: 'que_2' }), { kind: 'queue', id: 'que_1', body: aQueue() }]);
  const since = anInteraction().arrivedAt;
  const backlog = [
    { queueId: anInteraction().queueId, count: 100_000, since },
    { queueId: anInteraction({ queueId: 'que_2' }).queueId, count: 1, since },
  ];
  expect((['mine', 'awaiting', 'queues', 'all'] as const).map((filter) => inboxBeyond(store.getState(), me, filter))).toEqual([0, 0, 0, 0]);
  expect(isDrained(store.getState(), me.queueIds)).toBe(false);
  store.setBacklog(backlog);
  expect((['mine', 'awaiting', 'queues', 'all'] as const).map((filter) => inboxBeyond(store.getState(), me, filter))).toEqual([
    0, 0, 99_999, 99_999,
  ]);
  expect(isDrained(store.getState(), me.queueIds)).toBe(true);
  store.replaceWith([], []);
  expect(store.getState().backlog).toEqual([]);
});
