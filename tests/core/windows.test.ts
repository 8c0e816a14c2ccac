import { describe, expect, test } from 'vitest';
import { createWindow } from '#core/windows';
import type { Changed } from '#core/cache/cache-contract';
import { Instant } from '#shared/domain/clock';
import { CustomerId, QueueId } from '#shared/domain/ids';
import type { Change } from '#shared/records/records';
import { aConversation, aCustomer, aMessage, aNote, anInteraction, aReservation } from '#tests/support/builders';

const customer: Change = { kind: 'customer', id: 'cus_1', body: aCustomer() };
const conversation: Change = { kind: 'conversation', id: 'cnv_1', body: aConversation() };
const work: Change = { kind: 'interaction', id: 'int_1', body: anInteraction() };
const line: Change = { kind: 'message', id: 'msg_1', body: aMessage() };
const CLOSED = { is: 'closed', at: '2026-11-19T01:00:00.000Z', agentId: null, dispositionId: null, endedBy: 'customer' } as const;
const of = (...changes: Change[]): Changed => ({ changes, around: [] });
const PERSON = { is: 'customer', customerId: CustomerId.parse('cus_1') } as const;

function aWindow() {
  const told: string[][] = [];
  const window = createWindow({
    emit(name, payload) {
      if (name !== 'records.changed') return;
      // The event's own payload, by its name.
      const { changes } = payload as { changes: Change[] };
      told.push(changes.map(({ kind, id, body }) => `${body === null ? '-' : ''}${kind} ${id}`));
    },
  });
  return { window, told };
}

const opened = async (
  window: ReturnType<typeof createWindow>,
  view: Parameters<typeof window.open>[0],
  changes: Change[] = [],
): Promise<string> => {
  const { viewId } = await window.open(view, () => Promise.resolve({ changes }));
  await new Promise((resolve) => setImmediate(resolve));
  return viewId;
};

describe('what a window is told', () => {
  test('only what belongs to a view that is open', async () => {
    const { window, told } = aWindow();
    window.tell(of(work, line), false);
    expect(told).toEqual([]);
    const inbox = await opened(window, { is: 'inbox' });
    window.tell(of(work, line, { kind: 'message', id: 'msg_2', body: aMessage({ id: 'msg_2', customerId: 'cus_2' }) }), false);
    const timeline = await opened(window, PERSON);
    window.tell(of(line), false);
    window.close(inbox);
    window.tell(of(work, { kind: 'interaction', id: 'int_2', body: anInteraction({ id: 'int_2', customerId: 'cus_2' }) }), false);
    window.close(timeline);
    window.tell(of(work, line), false);
    expect(told).toEqual([['interaction int_1'], ['message msg_1'], ['interaction int_1']]);
  });

  test('work that is new to the list comes with its person and thread, once', async () => {
    const { window, told } = aWindow();
    await opened(window, { is: 'inbox' });
    window.tell({ changes: [work], around: [customer, conversation] }, false);
    window.tell({ changes: [work], around: [customer, conversation] }, false);
    window.tell(of(customer), false);
    expect(told).toEqual([['customer cus_1', 'conversation cnv_1', 'interaction int_1'], ['interaction int_1'], ['customer cus_1']]);
  });

  test('what was shown and is gone is told as gone, and once', async () => {
    const { window, told } = aWindow();
    await opened(window, PERSON, [line, work]);
    window.tell(of({ kind: 'message', id: 'msg_1', body: null }, { kind: 'message', id: 'msg_9', body: null }), false);
    window.tell(of({ kind: 'message', id: 'msg_1', body: null }), false);
    expect(told).toEqual([['-message msg_1']]);
  });

  test('news that comes while a view is being read is told after the answer, so that it is not painted over', async () => {
    const { window, told } = aWindow();
    const reading: { done?: (answer: { changes: Change[] }) => void } = {};
    const opening = window.open(PERSON, () => new Promise<{ changes: Change[] }>((resolve) => (reading.done = resolve)));
    window.tell(of(line), false);
    expect(told).toEqual([]);
    reading.done?.({ changes: [line] });
    expect((await opening).changes).toEqual([line]);
    expect(told).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual([['message msg_1']]);
  });

  test('two views that show one record are told of it once', async () => {
    const { window, told } = aWindow();
    await opened(window, { is: 'inbox' });
    await opened(window, PERSON);
    window.tell(of(work, { kind: 'reservation', id: 'res_1', body: aReservation() }), false);
    expect(told).toEqual([['interaction int_1', 'reservation res_1']]);
  });

  test('a view that could not be read is not open', async () => {
    const { window, told } = aWindow();
    await expect(window.open(PERSON, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    window.tell(of(line), false);
    expect(told).toEqual([]);
  });

  test('the past that a snapshot brings does not flood a window; it is in the view when that is read again', async () => {
    const { window, told } = aWindow();
    await opened(window, { is: 'inbox' });
    await opened(window, PERSON, [work]);
    const closed: Change = { kind: 'interaction', id: 'int_old', body: anInteraction({ id: 'int_old', state: CLOSED }) };
    const open: Change = { kind: 'interaction', id: 'int_2', body: anInteraction({ id: 'int_2', customerId: 'cus_2' }) };
    window.tell(of(closed, open, line), true);
    expect(told).toEqual([['interaction int_2']]);
    await window.renew(({ view }) => Promise.resolve(view.is === 'inbox' ? [open, closed] : [line, work]));
    expect(told.slice(1)).toEqual([
      ['interaction int_2', 'interaction int_old'],
      ['message msg_1', 'interaction int_1'],
    ]);
  });

  test('what waits beyond the edge of an inbox stays out of it, but for what is somebody’s business; and it is counted', async () => {
    const told: string[] = [];
    const counted = { times: 0 };
    const window = createWindow(
      {
        emit: (_name, payload) =>
          void told.push(...((payload as { changes?: Change[] }).changes ?? []).flatMap(({ body, id }) => (body === null ? [] : [id]))),
      },
      () => (counted.times += 1),
    );
    const queued = (id: string, minute: number, over = {}): Change => ({
      kind: 'interaction',
      id,
      body: anInteraction({ id, arrivedAt: `2026-11-20T01:${minute}:00.000Z`, ...over }),
    });
    const edge = { queueId: QueueId.parse('que_1'), arrivedAt: Instant.parse('2026-11-20T01:30:00.000Z'), id: 'int_5' };
    await window.open({ is: 'inbox' }, () => Promise.resolve({ changes: [queued('int_5', 30)], edges: [edge] }));
    await new Promise((resolve) => setImmediate(resolve));
    window.tell(of(queued('int_6', 30)), false);
    expect({ told, ...counted }).toEqual({ told: [], times: 1 });
    const handled = { is: 'handling', agentId: 'agt_kenji', segmentId: 'seg_1', since: '2026-11-20T01:50:00.000Z' };
    const called = { agt_mika: { authorId: 'agt_kenji', seq: 1 } };
    window.tell(of(queued('int_4', 30), queued('int_5', 30), queued('int_7', 40, { mentions: called })), false);
    window.tell(of(queued('int_8', 40, { queueId: 'que_2' }), queued('int_6', 30, { state: handled })), false);
    expect({ told, ...counted }).toEqual({ told: ['int_4', 'int_5', 'int_7', 'int_8', 'int_6'], times: 3 });
  });

  test('views read again tell what is gone, and after it what came meanwhile', async () => {
    const { window, told } = aWindow();
    await opened(window, PERSON, [line, work]);
    await window.renew((shown) => {
      expect(shown.others([work])).toEqual([{ kind: 'message', id: 'msg_1' }]);
      window.tell(of({ kind: 'note', id: 'not_1', body: aNote() }), false);
      return Promise.resolve([work, { kind: 'message', id: 'msg_1', body: null }]);
    });
    expect(told).toEqual([['interaction int_1', '-message msg_1'], ['note not_1']]);
    window.tell(of({ kind: 'message', id: 'msg_1', body: null }), false);
    expect(told).toHaveLength(2);
  });

  test('a piece of the past joins an open view, and news that came meanwhile is told after it', async () => {
    const { window, told } = aWindow();
    const viewId = await opened(window, PERSON);
    const past: Change = { kind: 'interaction', id: 'int_old', body: anInteraction({ id: 'int_old', state: CLOSED }) };
    const isAdded = await window.add(viewId, () => {
      window.tell(of({ ...past, body: null }), false);
      return Promise.resolve([past]);
    });
    expect(isAdded).toBe(true);
    expect(told).toEqual([['interaction int_old'], ['-interaction int_old']]);
  });

  test('a piece that was read before the view was renewed, or is for a view that is closed, is not shown', async () => {
    const { window, told } = aWindow();
    const viewId = await opened(window, PERSON);
    const isAdded = await window.add(viewId, async () => {
      await window.renew(() => Promise.resolve([work]));
      return [line];
    });
    expect(isAdded).toBe(false);
    expect(told).toEqual([['interaction int_1']]);
    const closing = window.add(viewId, () => {
      window.close(viewId);
      return Promise.resolve([line]);
    });
    expect(await closing).toBe(false);
    expect(await window.add(viewId, () => Promise.resolve([line]))).toBe(false);
    expect(told).toHaveLength(1);
  });
});
