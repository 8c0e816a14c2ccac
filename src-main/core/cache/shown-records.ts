import type { Command } from '#shared/commands/index';
import type { Current } from '#shared/records/fold-event';
import { overlay } from '#shared/records/overlay';
import type { Change, Key } from '#shared/records/records';
import type { OutboxRow } from './outbox-rows.ts';

/**
 * What the agent sees: confirmed records with the wishes on their way laid over them. A parked wish changes nothing any more, but what
 * it would have written stays on the screen, for the agent to retry or discard.
 */
export function laidOver(rows: readonly OutboxRow[], confirmed: Current): ReadonlyMap<string, Change> {
  const commandsOf = (isParked: boolean): Command[] =>
    rows.filter(({ parked }) => (parked !== null) === isParked).map(({ command }) => command);
  const births = overlay(commandsOf(true), confirmed).filter(
    ({ kind, id }) => (kind === 'message' || kind === 'note') && confirmed.get(kind, id) === undefined,
  );
  return new Map([...births, ...overlay(commandsOf(false), confirmed)].map((change) => [nameOf(change), change]));
}

/** These records as they are shown; `body: null` where there is nothing to show. */
export function shownAs(keys: readonly Key[], laid: ReadonlyMap<string, Change>, confirmed: Current): Change[] {
  const once = new Map(keys.map((key) => [nameOf(key), key]));
  return [...once].map(([name, { kind, id }]) => {
    // Kind and body belong together by Bodies[K]; the union cannot express that for an open K.
    return laid.get(name) ?? ({ kind, id, body: confirmed.get(kind, id)?.body ?? null } as Change);
  });
}

export function nameOf({ kind, id }: { readonly kind: string; readonly id: string }): string {
  return `${kind} ${id}`;
}
