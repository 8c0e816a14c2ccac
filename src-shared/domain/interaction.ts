import * as z from 'zod';
import { Abuse } from './abuse.ts';
import { Instant } from './clock.ts';
import { Channel } from './conversation.ts';
import { AgentId, ConversationId, CustomerId, DispositionId, InteractionId, QueueId, ReservationId, SegmentId } from './ids.ts';
import { LocalizedText } from './text.ts';
import { AnswerBy } from './visitor-details.ts';

export const EndedBy = z.enum(['agent', 'customer']);
export type EndedBy = z.infer<typeof EndedBy>;

/** Where a piece of work stands. */
export const InteractionState = z.discriminatedUnion('is', [
  z.object({ is: z.literal('queued') }),
  z.object({ is: z.literal('offered'), reservationId: ReservationId, agentId: AgentId }),
  z.object({ is: z.literal('handling'), agentId: AgentId, segmentId: SegmentId, since: Instant }),
  z.object({ is: z.literal('wrap_up'), agentId: AgentId, segmentId: SegmentId, since: Instant, endedBy: EndedBy }),
  z.object({
    is: z.literal('closed'),
    at: Instant,
    /** Who handled it last; null where the customer left before anybody did. */
    agentId: AgentId.nullable(),
    dispositionId: DispositionId.nullable(),
    endedBy: EndedBy,
    /** The lead who closed it over the head of whoever had it. */
    byId: AgentId.optional(),
    /** No customer's wish: it counts in no figure. */
    isSpam: z.literal(true).optional(),
  }),
]);
export type InteractionState = z.infer<typeof InteractionState>;

/** The newest line, for lists. */
export const LastLine = z.object({
  by: z.enum(['customer', 'agent', 'centre']),
  text: z.string().max(200),
  at: Instant,
  seq: z.number().int(),
  /** What came in place of words. */
  has: z.enum(['file', 'sticker', 'location', 'unsupported', 'withdrawn']).optional(),
});
export type LastLine = z.infer<typeof LastLine>;

export const LAST_LINE_LIMIT = 160;

/** How an agent came to own a piece of work; `assigned`: a lead said so. */
export const AssignedHow = z.enum(['accepted', 'taken', 'handed_over', 'taken_over', 'started', 'assigned']);
export type AssignedHow = z.infer<typeof AssignedHow>;

/** Why work went back to a queue: its owner gave it back, or was away when it was due again; a lead moved it, or opened it again;
 * or its owner stepped out of abuse, which no figure holds against anybody. */
export const RequeueReason = z.enum(['given_back', 'owner_away', 'moved', 'reopened', 'stepped_out']);
export type RequeueReason = z.infer<typeof RequeueReason>;

/** One piece of handled work, from arrival to closed; what is queued, offered and measured. */
export const Interaction = z.object({
  id: InteractionId,
  customerId: CustomerId,
  conversationId: ConversationId,
  channel: Channel,
  queueId: QueueId,
  /** The original arrival: no re-queue ever restarts the wait. */
  arrivedAt: Instant,
  state: InteractionState,
  /** Since when the customer waits for a word of ours; null when the last word is ours. */
  waitingSince: Instant.nullable(),
  firstResponseAt: Instant.nullable(),
  lastLine: LastLine.nullable(),
  /** The newest words of the customer in the log's order: a late arrival, never the last line, is among them. Absent before there were any. */
  lastCustomerSeq: z.number().int().optional(),
  /** The newest note on this work. */
  lastNote: z.object({ authorId: AgentId, seq: z.number().int() }).optional(),
  /** The newest note that calls each colleague by name. */
  mentions: z.record(AgentId, z.object({ authorId: AgentId, seq: z.number().int() })).optional(),
  /** Offered to a colleague by its owner, who stays the owner until it is accepted. */
  handover: z.object({ reservationId: ReservationId, agentId: AgentId }).optional(),
  /** Laid aside by its owner until then, or until the customer writes. */
  snoozedUntil: Instant.optional(),
  /** We wrote first: nobody waited for it. */
  isOutbound: z.literal(true).optional(),
  /** Who handled the customer's last work in this thread: asked first, if free. */
  formerAgentId: AgentId.optional(),
  /** The agent said that the customer harasses. */
  abuse: Abuse.optional(),
  /** A message left while nobody was there: how the customer wants to be answered. */
  answerBy: AnswerBy.optional(),
});
export type Interaction = z.infer<typeof Interaction>;

/** The part of an interaction that one agent handled; AHT is measured on it. */
export const Segment = z.object({
  id: SegmentId,
  interactionId: InteractionId,
  customerId: CustomerId,
  queueId: QueueId,
  agentId: AgentId,
  channel: Channel,
  startedAt: Instant,
  wrapUpStartedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  /** How the agent came to it, and from whom where a colleague had it before. */
  how: AssignedHow,
  fromId: AgentId.optional(),
  /** The lead who assigned it. */
  byId: AgentId.optional(),
  /** How it left the agent, where that was not by closing it. */
  endedAs: z.union([RequeueReason, z.enum(['handed_over', 'taken_over', 'reassigned'])]).optional(),
});
export type Segment = z.infer<typeof Segment>;

/** The outcome code that ends an interaction. */
export const Disposition = z.object({
  id: DispositionId,
  label: LocalizedText,
  /** よみ of the Japanese label, in kana. */
  reading: z.string().max(200).optional(),
  /** 大・中・小分類: up to three levels, and only one without children ends work. Absent at the top. */
  parentId: DispositionId.optional(),
  /** Old reports keep it; nobody can choose it. */
  isRetired: z.boolean(),
});
export type Disposition = z.infer<typeof Disposition>;

type StateName = InteractionState['is'];

/** The legal moves; whatever is not listed is refused. */
const MOVES: Record<StateName, readonly StateName[]> = {
  queued: ['offered', 'handling', 'closed'],
  offered: ['queued', 'handling', 'closed'],
  handling: ['queued', 'handling', 'wrap_up', 'closed'],
  wrap_up: ['closed'],
  closed: [],
};

export function mayMove(from: StateName, to: StateName): boolean {
  return MOVES[from].includes(to);
}

/** Who owns the work now: only the owner replies. */
export function ownerOf(state: InteractionState): AgentId | null {
  switch (state.is) {
    case 'handling':
    case 'wrap_up':
      return state.agentId;
    case 'queued':
    case 'offered':
    case 'closed':
      return null;
  }
}

export function isOpen(state: InteractionState): boolean {
  return state.is !== 'closed';
}
