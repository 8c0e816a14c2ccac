import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldEvent } from '#shared/records/fold-event';
import { Change } from '#shared/records/records';
import { aMessage, anInteraction, aNote } from '#tests/support/builders';
import { randomLog, recordsInMemory } from '#tests/support/random-log';

describe('the fold', () => {
  test('folding an event twice is folding it once', () => {
    fc.assert(
      fc.property(randomLog, (log) => {
        const once = recordsInMemory();
        const twice = recordsInMemory();
        for (const event of log) {
          once.apply(event);
          twice.apply(event);
          expect(twice.apply(event).filter(({ body }) => body !== null)).toEqual([]);
        }
        expect(twice.all()).toEqual(once.all());
      }),
    );
  });

  test('every record it makes fits its schema', () => {
    fc.assert(
      fc.property(randomLog, (log) => {
        const records = recordsInMemory();
        for (const event of log) for (const change of records.apply(event)) expect(Change.safeParse(change).error).toBeUndefined();
      }),
    );
  });

  test('a snapshot read piece by piece while the log goes on, folded over from where it began, is the log folded', () => {
    fc.assert(
      fc.property(randomLog, fc.nat(90), fc.infiniteStream(fc.nat(90)), (log, start, moments) => {
        const history = [recordsInMemory().all()];
        const whole = recordsInMemory();
        for (const event of log) {
          whole.apply(event);
          history.push(whole.all());
        }
        const began = Math.min(start, log.length);
        // Each record as it stood at some moment between the beginning of the snapshot and now.
        const pages = new Map<string, { rev: number; body: Change['body'] }>();
        const names = new Set(history.flatMap((records) => [...records.keys()]));
        for (const name of names) {
          const delay = moments.next();
          const moment = Math.min(log.length, began + (delay.done === true ? 0 : delay.value));
          const found = history[moment]?.get(name);
          if (found !== undefined) pages.set(name, found);
        }
        const replica = recordsInMemory(pages);
        for (const event of log.slice(began)) replica.apply(event);
        expect(replica.all()).toEqual(whole.all());
      }),
    );
  });

  test('an event of a newer hub is left for later, and one whose body is gone changes nothing', () => {
    const event = { seq: 1, at: '2026-11-20T01:00:00.000Z', scopes: [], causedBy: null };
    const nothing = recordsInMemory();
    expect(foldEvent({ ...event, type: 'message.pinned', body: {} }, nothing)).toBe('unknown');
    expect(foldEvent({ ...event, type: 'message.received', body: { message: { id: 'msg_1' } } }, nothing)).toBe('unknown');
    expect(foldEvent({ ...event, type: 'message.received', body: null }, nothing)).toEqual([]);
  });

  test('a line that arrives late is a line of the past, not the last one', () => {
    const { seq: _seq, ...late } = aMessage({ id: 'msg_late', at: '2026-11-20T00:50:00.000Z', text: '先に送った方' });
    const lastLine = { by: 'customer' as const, text: '後に送った方', at: '2026-11-20T01:00:00.000Z', seq: 3 };
    const records = recordsInMemory(new Map([['interaction int_1', { rev: 3, body: anInteraction({ lastLine }) }]]));
    records.apply({ seq: 4, at: lastLine.at, type: 'message.received', scopes: [], causedBy: null, body: { message: late } });
    expect(records.get('interaction', 'int_1')?.body).toMatchObject({ lastLine, lastCustomerSeq: 4 });
  });

  test('a note is told on the work it belongs to, and is never its last line', () => {
    const { seq: _seq, ...note } = aNote({ id: 'not_1', interactionId: 'int_1' });
    const records = recordsInMemory(new Map([['interaction int_1', { rev: 3, body: anInteraction() }]]));
    records.apply({ seq: 4, at: note.at, type: 'note.added', scopes: [], causedBy: null, body: { note } });
    expect(records.get('interaction', 'int_1')?.body).toMatchObject({ lastLine: null, lastNote: { authorId: note.authorId, seq: 4 } });
  });
});
