import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PENDING_SEQ } from '#shared/records/overlay';
import { itemsOf } from '#ui/features/timeline/timeline-items';
import { readUpTo } from '#ui/features/timeline/use-mark-read';
import { createRowModel } from '#ui/features/timeline/timeline-rows';
import { aMessage, anInteraction, aNote, aSegment } from '#tests/support/builders';

const nothing = { messages: [], notes: [], interactions: [], segments: [] };
const rowsOf = (items: ReturnType<typeof itemsOf>) => createRowModel().rowsOf(items, null);

describe('the order of a timeline', () => {
  test('is the time of the channel, then the seq of the log, whatever order the records come in', () => {
    const messages = [
      aMessage({ id: 'msg_C', at: '2026-11-20T05:01:00.000Z', seq: 3 }),
      aMessage({ id: 'msg_A', at: '2026-11-20T05:00:00.000Z', seq: 9 }),
      aMessage({ id: 'msg_B', at: '2026-11-20T05:01:00.000Z', seq: 2 }),
    ];
    const sorted = ['msg_A', 'msg_B', 'msg_C'];
    fc.assert(
      fc.property(fc.shuffledSubarray(messages, { minLength: 3 }), (shuffled) => {
        expect(itemsOf({ ...nothing, messages: shuffled }, false).map(({ key }) => key)).toEqual(sorted);
      }),
    );
  });

  test('puts what nobody confirmed last, even where the desk’s clock is slow', () => {
    const pending = aMessage({ id: 'msg_P', at: '2026-11-20T04:00:00.000Z', seq: PENDING_SEQ });
    const received = aMessage({ id: 'msg_R', at: '2026-11-20T05:00:00.000Z', seq: 7 });
    expect(itemsOf({ ...nothing, messages: [pending, received] }, false).map(({ key }) => key)).toEqual(['msg_R', 'msg_P']);
  });

  test('tells the story of an interaction between the words', () => {
    const interaction = anInteraction({
      id: 'int_1',
      arrivedAt: '2026-11-20T05:00:00.000Z',
      state: { is: 'closed', at: '2026-11-20T05:20:00.000Z', agentId: 'agt_mika', dispositionId: null, endedBy: 'agent' },
    });
    const segment = aSegment({
      id: 'seg_1',
      interactionId: 'int_1',
      startedAt: '2026-11-20T05:05:00.000Z',
      wrapUpStartedAt: '2026-11-20T05:15:00.000Z',
      endedAt: '2026-11-20T05:20:00.000Z',
    });
    const messages = [
      aMessage({ id: 'msg_1', at: '2026-11-20T05:00:00.000Z', seq: 1 }),
      aMessage({ id: 'msg_2', at: '2026-11-20T05:10:00.000Z', seq: 5 }),
    ];
    const notes = [aNote({ id: 'not_1', at: '2026-11-20T05:18:00.000Z', seq: 8 })];
    const items = itemsOf({ messages, notes, interactions: [interaction], segments: [segment] }, false);
    expect(items.map(({ key }) => key)).toEqual([
      'int_1 arrived',
      'msg_1',
      'seg_1 assigned',
      'msg_2',
      'seg_1 wrap_up_started',
      'not_1',
      'int_1 closed',
    ]);
  });

  test('work that went back to its queue, and a customer who left before anybody came, are told as what they were', () => {
    const back = anInteraction({ id: 'int_1' });
    const left = anInteraction({
      id: 'int_2',
      state: { is: 'closed', at: '2026-11-20T06:00:00.000Z', agentId: null, dispositionId: null, endedBy: 'customer' },
    });
    const segment = aSegment({ interactionId: 'int_1', startedAt: '2026-11-20T05:05:00.000Z', endedAt: '2026-11-20T05:06:00.000Z' });
    const told = itemsOf({ ...nothing, interactions: [back, left], segments: [segment] }, false).map((item) =>
      item.is === 'milestone' ? item.milestone.is : item.is,
    );
    expect(told).toContain('returned');
    expect(told).toContain('left');
  });

  test('keeps back the milestones of pages that are not here yet, so that nothing moves when they come', () => {
    const old = anInteraction({ id: 'int_old', arrivedAt: '2025-01-01T00:00:00.000Z' });
    const messages = [aMessage({ at: '2026-11-20T05:00:00.000Z' })];
    expect(itemsOf({ ...nothing, messages, interactions: [old] }, true).some(({ key }) => key === 'int_old arrived')).toBe(false);
    expect(itemsOf({ ...nothing, messages, interactions: [old] }, false)[0]?.key).toBe('int_old arrived');
  });
});

describe('the rows of a timeline', () => {
  test('a day begins after the last row of the day before, by the agent’s own zone', () => {
    const before = new Date(2026, 10, 19, 23, 59).toISOString();
    const after = new Date(2026, 10, 20, 0, 1).toISOString();
    const items = itemsOf(
      { ...nothing, messages: [aMessage({ id: 'msg_1', at: before, seq: 1 }), aMessage({ id: 'msg_2', at: after, seq: 2 })] },
      false,
    );
    const rows = rowsOf(items);
    expect(rows.map(({ dayAfter }) => dayAfter)).toEqual([new Date(2026, 10, 20, 12).getTime(), null]);
    expect(rows[1]?.hasHeader).toBe(true);
  });

  test('words of one person within minutes stand under one header; the channel is named where it changes', () => {
    const at = (minute: number) => new Date(2026, 10, 20, 10, minute).toISOString();
    const items = itemsOf(
      {
        ...nothing,
        messages: [
          aMessage({ id: 'msg_1', at: at(0), seq: 1 }),
          aMessage({ id: 'msg_2', at: at(1), seq: 2 }),
          aMessage({ id: 'msg_3', at: at(2), seq: 3, channel: 'chat' }),
          aMessage({ id: 'msg_4', at: at(30), seq: 4, channel: 'chat' }),
        ],
      },
      false,
    );
    const rows = rowsOf(items);
    expect(rows.map(({ hasHeader }) => hasHeader)).toEqual([true, false, true, true]);
    expect(rows.map(({ showsChannel }) => showsChannel)).toEqual([true, false, true, false]);
  });

  test('an older page changes no row that was there', () => {
    const at = (minute: number) => new Date(2026, 10, 20, 10, minute).toISOString();
    const newer = [2, 3, 4].map((minute) => aMessage({ id: `msg_${minute}`, at: at(minute), seq: minute }));
    const older = [0, 1].map((minute) => aMessage({ id: `msg_${minute}`, at: at(minute), seq: minute }));
    const model = createRowModel();
    const first = model.rowsOf(itemsOf({ ...nothing, messages: newer }, true), null);
    model.keepHead('msg_2');
    const grown = model.rowsOf(itemsOf({ ...nothing, messages: [...newer, ...older] }, false), null);
    expect(grown.slice(2)).toEqual(first);
    for (const [index, row] of first.entries()) expect(grown[index + 2]).toBe(row);
  });

  test('20,000 items become rows, each once', () => {
    const messages = Array.from({ length: 20_000 }, (_, index) =>
      aMessage({ id: `msg_${index}`, at: new Date(Date.UTC(2024, 0, 1) + index * 3_600_000).toISOString(), seq: index }),
    );
    const rows = rowsOf(itemsOf({ ...nothing, messages }, false));
    expect(rows).toHaveLength(20_000);
  });
});

describe('what counts as read', () => {
  const unread = itemsOf({ ...nothing, messages: [1, 2, 3].map((seq) => aMessage({ id: `msg_${seq}`, seq })) }, false);

  test('is what was seen, up to the first that was not', () => {
    expect([...readUpTo(unread, new Set(['msg_1', 'msg_2'])).values()]).toEqual([2]);
    expect([...readUpTo(unread, new Set(['msg_1', 'msg_3'])).values()]).toEqual([1]);
  });

  test('a late arrival above what is read stays unread until it is seen', () => {
    const late = itemsOf(
      {
        ...nothing,
        messages: [aMessage({ id: 'msg_late', at: '2026-11-19T00:00:00.000Z', seq: 8 }), aMessage({ id: 'msg_new', seq: 9 })],
      },
      false,
    );
    expect([...readUpTo(late, new Set(['msg_new'])).values()]).toEqual([]);
    expect([...readUpTo(late, new Set(['msg_late', 'msg_new'])).values()]).toEqual([9]);
  });
});
