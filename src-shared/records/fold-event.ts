import { knownEvent, type DomainEvent, type LoggedEvent } from '../events/index.ts';
import { foldCentreEvent, keysOfCentreEvent } from './fold-centre.ts';
import { foldConversationEvent, isConversationEvent, keysOfConversationEvent } from './fold-conversation.ts';
import { foldCustomerEvent, isCustomerEvent, keysOfCustomerEvent } from './fold-customer.ts';
import { foldInteractionEvent, isInteractionEvent, keysOfInteractionEvent } from './fold-interaction.ts';
import type { Bodies, Change, Key, Kind } from './records.ts';

/** The records as they stand before the event; `rev` is the seq that last changed one. */
export interface Current {
  get<K extends Kind>(kind: K, id: string): { readonly rev: number; readonly body: Bodies[K] } | undefined;
}

/** The records an event may read or change: what to load before folding it. */
export function touchedBy(event: LoggedEvent): readonly Key[] {
  const known = knownEvent(event);
  return known === 'no_body' || known === 'unknown' ? [] : keysOf(known);
}

/**
 * THE meaning of an event: the same function on hub and desk. Folding twice is folding once, because a record at or above
 * the event's seq is left alone; a record that is not here (a scope not held, a page not yet come) is left to the snapshot.
 * 'unknown' means: keep the event raw, and fold it after an upgrade.
 */
export function foldEvent(event: LoggedEvent, current: Current): readonly Change[] | 'unknown' {
  const known = knownEvent(event);
  if (known === 'unknown') return 'unknown';
  if (known === 'no_body') return [];
  return changesOf(known, event.seq, current).filter((change) => (current.get(change.kind, change.id)?.rev ?? -1) < event.seq);
}

// Each room has the meaning of its own events; whatever no other room takes is the centre's, or it does not compile.

function keysOf(event: DomainEvent): readonly Key[] {
  if (isCustomerEvent(event)) return keysOfCustomerEvent(event);
  if (isConversationEvent(event)) return keysOfConversationEvent(event);
  if (isInteractionEvent(event)) return keysOfInteractionEvent(event);
  return keysOfCentreEvent(event);
}

function changesOf(event: DomainEvent, seq: number, current: Current): readonly Change[] {
  if (isCustomerEvent(event)) return foldCustomerEvent(event, current);
  if (isConversationEvent(event)) return foldConversationEvent(event, seq, current);
  if (isInteractionEvent(event)) return foldInteractionEvent(event, current);
  return foldCentreEvent(event, current);
}
