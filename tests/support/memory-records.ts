import { toInstant, type Clock } from '#shared/domain/clock';
import type { CustomerId } from '#shared/domain/ids';
import type { DomainEvent } from '#shared/events/index';
import { foldEvent, type Current } from '#shared/records/fold-event';
import type { Change, Kind } from '#shared/records/records';

/** The records of a memory desk, changed by the real fold and by nothing else. `tell` hears of every change. */
export function createMemoryRecords(initial: readonly Change[], clock: Clock, tell: (changes: readonly Change[]) => void) {
  const stored = new Map<string, { rev: number; body: unknown }>();
  const state = { seq: 1 };
  const current: Current = {
    // The key holds the kind, so the body is that kind's.
    get: (kind, id) => stored.get(`${kind} ${id}`) as never,
  };
  apply(initial);

  function apply(changes: readonly Change[]): void {
    for (const { kind, id, body } of changes) {
      if (body === null) stored.delete(`${kind} ${id}`);
      else stored.set(`${kind} ${id}`, { rev: state.seq, body });
      if ((kind === 'message' || kind === 'note') && body !== null) state.seq = Math.max(state.seq, body.seq);
    }
  }

  function all<K extends Kind>(kind: K): Extract<Change, { kind: K }>[] {
    const prefix = `${kind} `;
    return [...stored]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, { body }]) => ({ kind, id: key.slice(prefix.length), body }) as Extract<Change, { kind: K }>);
  }

  return {
    current,
    all,
    seq: () => state.seq,
    /** The log says so: folded as everywhere. */
    log: (...events: readonly DomainEvent[]): void => {
      for (const { type, body } of events) {
        state.seq += 1;
        const logged = { seq: state.seq, at: toInstant(clock.now()), type, scopes: [], causedBy: null, body: { ...body } };
        const changes = foldEvent(logged, current);
        if (changes === 'unknown') throw new Error(`the fold does not know ${type}: is the body complete?`);
        apply(changes);
        tell(changes);
      }
    },
    /** A customer's messages and notes in their order. */
    itemsOf: (customerId: CustomerId) =>
      [...all('message'), ...all('note')]
        .filter(({ body }) => body?.customerId === customerId)
        .toSorted((a, b) => placeOf(a).localeCompare(placeOf(b))),
  };
}

export function placeOf({ body }: { readonly body: { readonly at: string; readonly seq: number } | null }): string {
  return body === null ? '' : placeText(body.at, body.seq);
}

export function placeText(at: string, seq: number): string {
  return `${at} ${String(seq).padStart(16, '0')}`;
}
