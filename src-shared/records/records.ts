import * as z from 'zod';
import { Agent } from '../domain/agent.ts';
import { CannedResponse } from '../domain/canned-response.ts';
import { Centre } from '../domain/centre.ts';
import { ChannelAccount } from '../domain/channel-account.ts';
import { Instant } from '../domain/clock.ts';
import { ConfigChange } from '../domain/config-change.ts';
import { Conversation } from '../domain/conversation.ts';
import { Customer } from '../domain/customer.ts';
import { AgentId, ConversationId } from '../domain/ids.ts';
import { Disposition, Interaction, Segment } from '../domain/interaction.ts';
import { Message, Note } from '../domain/message.ts';
import { Queue } from '../domain/queue.ts';
import { Reservation } from '../domain/reservation.ts';
import { ADMIN_SCOPE, agentScope, customerScope, queueScope, Scope, TEAM_SCOPE } from '../domain/scope.ts';
import { isOpen } from '../domain/interaction.ts';

/** How far an agent has read a conversation; one a person, so that unread means unread by you. */
export const ReadMarker = z.object({
  agentId: AgentId,
  conversationId: ConversationId,
  /** Items with a seq up to this were on the screen. */
  upToSeq: z.number().int().nonnegative(),
  at: Instant,
  /** The agent wants to come back to it: unread, whoever had the last word, until read again. */
  isMarkedUnread: z.literal(true).optional(),
});
export type ReadMarker = z.infer<typeof ReadMarker>;

/** That an agent holds a scope. */
export const Grant = z.object({ agentId: AgentId, scope: Scope, since: Instant });
export type Grant = z.infer<typeof Grant>;

/** Every kind of record: all that is stored, cached and drawn. */
export const bodies = {
  customer: Customer,
  conversation: Conversation,
  interaction: Interaction,
  segment: Segment,
  message: Message,
  note: Note,
  reservation: Reservation,
  agent: Agent,
  queue: Queue,
  disposition: Disposition,
  centre: Centre,
  canned_response: CannedResponse,
  channel_account: ChannelAccount,
  config_change: ConfigChange,
  read_marker: ReadMarker,
  grant: Grant,
} as const;

export type Bodies = { readonly [K in keyof typeof bodies]: z.infer<(typeof bodies)[K]> };
export type Kind = keyof Bodies;
export const KINDS = Object.keys(bodies) as readonly Kind[]; // Object.keys forgets the literal types
export const KindName = z.enum([
  'customer',
  'conversation',
  'interaction',
  'segment',
  'message',
  'note',
  'reservation',
  'agent',
  'queue',
  'disposition',
  'centre',
  'canned_response',
  'channel_account',
  'config_change',
  'read_marker',
  'grant',
] satisfies Kind[]);

/** Names one record. */
export type Key = { readonly [K in Kind]: { readonly kind: K; readonly id: string } }[Kind];

function changeOf<const K extends Kind, B extends z.ZodType>(kind: K, body: B) {
  return z.object({ kind: z.literal(kind), id: z.string(), body: body.nullable() });
}

/** A record as it should now stand; `body: null` removes it. */
export const Change = z.discriminatedUnion('kind', [
  changeOf('customer', Customer),
  changeOf('conversation', Conversation),
  changeOf('interaction', Interaction),
  changeOf('segment', Segment),
  changeOf('message', Message),
  changeOf('note', Note),
  changeOf('reservation', Reservation),
  changeOf('agent', Agent),
  changeOf('queue', Queue),
  changeOf('disposition', Disposition),
  changeOf('centre', Centre),
  changeOf('canned_response', CannedResponse),
  changeOf('channel_account', ChannelAccount),
  changeOf('config_change', ConfigChange),
  changeOf('read_marker', ReadMarker),
  changeOf('grant', Grant),
]);
export type Change = z.infer<typeof Change>;

function storedOf<const K extends Kind, B extends z.ZodType>(kind: K, body: B) {
  return z.object({ kind: z.literal(kind), id: z.string(), rev: z.number().int(), body });
}

/** A record at rest and in snapshots: `rev` is the seq that last changed it. */
export const StoredRecord = z.discriminatedUnion('kind', [
  storedOf('customer', Customer),
  storedOf('conversation', Conversation),
  storedOf('interaction', Interaction),
  storedOf('segment', Segment),
  storedOf('message', Message),
  storedOf('note', Note),
  storedOf('reservation', Reservation),
  storedOf('agent', Agent),
  storedOf('queue', Queue),
  storedOf('disposition', Disposition),
  storedOf('centre', Centre),
  storedOf('canned_response', CannedResponse),
  storedOf('channel_account', ChannelAccount),
  storedOf('config_change', ConfigChange),
  storedOf('read_marker', ReadMarker),
  storedOf('grant', Grant),
]);
export type StoredRecord = z.infer<typeof StoredRecord>;

/** A record as it travels: of a kind, or with a value, that this program may be too old to know; hence it is read with `knownRecord`. */
export const RawRecord = z.object({
  kind: z.string(),
  id: z.string(),
  rev: z.number().int(),
  body: z.record(z.string(), z.unknown()),
});
export type RawRecord = z.infer<typeof RawRecord>;

/** The record this program knows; null for a newer kind or shape. */
export function knownRecord(raw: RawRecord): StoredRecord | null {
  return StoredRecord.safeParse(raw).data ?? null;
}

export function readMarkerId(agentId: AgentId, conversationId: ConversationId): string {
  return `${agentId}/${conversationId}`;
}

export function grantId(agentId: AgentId, scope: Scope): string {
  return `${agentId}/${scope}`;
}

/**
 * Who may see a record: a pure function of its body, the same on hub and desk. A desk keeps a record exactly as long as it holds
 * one of these scopes; an event's audience is the union of these over all it changes, before and after.
 */
export function scopesOf(change: Change): readonly Scope[] {
  if (change.body === null) return [];
  switch (change.kind) {
    case 'customer':
      // Whoever holds the person that this record became finds it by an old link.
      return [customerScope(change.body.id), ...change.body.queueIds.map(queueScope), ...joinedScope(change.body)];
    case 'conversation':
      return [customerScope(change.body.customerId), ...change.body.queueIds.map(queueScope)];
    case 'interaction':
      return interactionScopes(change.body);
    case 'segment':
      return [customerScope(change.body.customerId), queueScope(change.body.queueId)];
    case 'message':
    case 'note':
      return change.body.queueId === null
        ? [customerScope(change.body.customerId)]
        : [customerScope(change.body.customerId), queueScope(change.body.queueId)];
    case 'reservation':
      return [
        agentScope(change.body.agentId),
        queueScope(change.body.queueId),
        ...(change.body.handover === undefined ? [] : [agentScope(change.body.handover.fromId)]),
      ];
    case 'agent':
    case 'queue':
    case 'disposition':
    case 'centre':
    case 'canned_response':
    case 'channel_account':
      return [TEAM_SCOPE];
    case 'config_change':
      return [ADMIN_SCOPE];
    case 'read_marker':
    case 'grant':
      return [agentScope(change.body.agentId)];
  }
}

function joinedScope({ joinedInto }: Customer): readonly Scope[] {
  return joinedInto === undefined ? [] : [customerScope(joinedInto)];
}

/** The owner sees open work even where the queue is not theirs; once closed, only queue and customer count. */
function interactionScopes(body: Interaction): readonly Scope[] {
  const base = [customerScope(body.customerId), queueScope(body.queueId)];
  const holdsIt = isOpen(body.state) && 'agentId' in body.state && body.state.agentId !== null;
  return holdsIt && 'agentId' in body.state && body.state.agentId !== null ? [...base, agentScope(body.state.agentId)] : base;
}
