import * as z from 'zod';
import { Instant } from '../domain/clock.ts';
import { CommandId } from '../domain/ids.ts';
import { Scope } from '../domain/scope.ts';
import { abuseEvents } from './abuse-events.ts';
import { agentEvents } from './agent-events.ts';
import { configEvents } from './config-events.ts';
import { conversationEvents } from './conversation-events.ts';
import { customerEvents } from './customer-events.ts';
import { interactionEvents } from './interaction-events.ts';

/** Every fact that can be in the log, with the schema of its body. Fields are only added; a new meaning is a new name. */
export const eventBodies = {
  ...customerEvents,
  ...conversationEvents,
  ...interactionEvents,
  ...agentEvents,
  ...configEvents,
  ...abuseEvents,
} as const;

export type EventType = keyof typeof eventBodies;
export type EventBody<T extends EventType> = z.infer<(typeof eventBodies)[T]>;

/** A fact as it is decided: what happened. */
export type DomainEvent = { readonly [T in EventType]: { readonly type: T; readonly body: EventBody<T> } }[EventType];

export const Seq = z.number().int().nonnegative();
export type Seq = z.infer<typeof Seq>;

/**
 * A fact as it stands in the log and travels. The envelope never changes; the body may be dropped (retention, erasure) and may be
 * of a type that this program is too old to know: hence both are read with `knownEvent`.
 */
export const LoggedEvent = z.object({
  seq: Seq,
  at: Instant,
  type: z.string(),
  scopes: z.array(Scope),
  causedBy: CommandId.nullable(),
  body: z.record(z.string(), z.unknown()).nullable(),
});
export type LoggedEvent = z.infer<typeof LoggedEvent>;

/** The event this program knows; 'no_body' where it was dropped; 'unknown' for a newer type or shape. */
export function knownEvent(event: LoggedEvent): DomainEvent | 'no_body' | 'unknown' {
  if (event.body === null) return 'no_body';
  if (!isEventType(event.type)) return 'unknown';
  const parsed = eventBodies[event.type].safeParse(event.body);
  // The table pairs each type with the schema of its own body.
  return parsed.success ? ({ type: event.type, body: parsed.data } as DomainEvent) : 'unknown';
}

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(eventBodies, type);
}
