import * as z from 'zod';
import { Command, CommandOutcome } from '../commands/index.ts';
import { Agent } from '../domain/agent.ts';
import { Instant } from '../domain/clock.ts';
import { Draft } from '../domain/draft.ts';
import { BlobId, ConversationId, CustomerId, DeskId } from '../domain/ids.ts';
import { Scope } from '../domain/scope.ts';
import { Signal } from '../domain/signal.ts';
import { LoggedEvent, Seq } from '../events/index.ts';
import { RawRecord } from '../records/records.ts';
import { call, defineContract } from '../rpc/contract.ts';

/** Raised when an older desk could not work with this hub at all; added fields do not raise it. */
export const PROTOCOL = 1;

/** How many events, or records, one answer carries at the most. */
export const PAGE_SIZE = 500;

/** Random, new whenever a store is created or restored: a cursor of another epoch means nothing here. */
export const Epoch = z.string().regex(/^[0-9a-f]{32}$/);
export type Epoch = z.infer<typeof Epoch>;

export const Hello = z.object({
  protocol: z.number().int(),
  deskId: DeskId,
  /** What the desk's replica is of; null where it has none. */
  epoch: Epoch.nullable(),
  cursor: Seq,
  /** The desk's clock, so that the hub can correct what it writes. */
  deskClock: Instant,
});
export type Hello = z.infer<typeof Hello>;

export const Welcome = z.object({
  protocol: z.number().int(),
  epoch: Epoch,
  head: Seq,
  hubClock: Instant,
  /** Null where the desk is too old to read it: it goes on with what it knew. */
  agent: Agent.nullable().catch(null),
  /** The scopes held now; a fresh replica asks for a snapshot of each. */
  scopes: z.array(Scope),
  /** False: the cursor is of another epoch, above head, or below the oldest event kept; a snapshot is due. */
  mayResume: z.boolean(),
});
export type Welcome = z.infer<typeof Welcome>;

/** A place in a customer's timeline: items are ordered by (at, seq). */
export const TimelinePlace = z.object({ at: Instant, seq: z.number().int() });
export type TimelinePlace = z.infer<typeof TimelinePlace>;

/** Desk core ↔ hub, over Socket.IO. Every call needs a session; `hello` comes first. */
export const hubContract = defineContract({
  name: 'hub',
  calls: {
    hello: call(Hello, Welcome),
    /** Events after a seq, of the scopes held now. `more: false`: the cursor may move to `head`. */
    'sync.pull': call(z.object({ after: Seq }), z.object({ events: z.array(LoggedEvent), head: Seq, more: z.boolean() })),
    /**
     * A page of a scope's records in the order of (kind, id). `seq` was the head before the page was read: events after it may be
     * missing from the page and must be folded (again) on top.
     */
    'sync.snapshot': call(
      z.object({ scope: Scope, after: z.object({ kind: z.string(), id: z.string() }).nullable() }),
      z.object({ records: z.array(RawRecord), next: z.object({ kind: z.string(), id: z.string() }).nullable(), seq: Seq }),
    ),
    /** The receipt for a revocation: nothing of the scope is left on this desk. */
    'sync.cleared': call(z.object({ scope: Scope }), z.null()),
    'command.execute': call(Command, CommandOutcome),
    /** Answers what is stored now: the given draft, or a newer one of another desk. Null: there is none. */
    'draft.put': call(Draft, Draft.nullable()),
    'draft.list': call(z.object({}), z.array(Draft)),
    'typing.set': call(z.object({ conversationId: ConversationId, isTyping: z.boolean() }), z.null()),
    /** Messages and notes of a customer before a place in the timeline, newest first, for who may read them. */
    'history.read': call(
      z.object({ customerId: CustomerId, before: TimelinePlace.nullable() }),
      z.object({ records: z.array(RawRecord), hasOlder: z.boolean() }),
    ),
    /** A part of a file, base64. `size` is the whole file's, in bytes. */
    'blob.read': call(
      z.object({ blobId: BlobId, offset: z.number().int().nonnegative() }),
      z.object({ base64: z.string(), size: z.number().int().nonnegative() }),
    ),
  },
  events: {
    /** `after` is the seq of the last event sent on this socket; above the desk's cursor it means: pull. */
    'events.appended': z.object({ after: Seq, events: z.array(LoggedEvent) }),
    /** A draft of this agent changed on another desk, or was consumed by a send (empty text). */
    'draft.changed': Draft,
    signal: Signal,
    /** The session was ended elsewhere; the socket closes after this. */
    'session.ended': z.object({ reason: z.enum(['signed_out', 'deactivated']) }),
  },
});
export type HubContract = typeof hubContract;
