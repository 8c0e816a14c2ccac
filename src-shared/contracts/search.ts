import * as z from 'zod';
import { Instant } from '../domain/clock.ts';
import { Channel } from '../domain/conversation.ts';
import { PersonName } from '../domain/customer.ts';
import { AgentId, ConversationId, CustomerId } from '../domain/ids.ts';
import { Author } from '../domain/message.ts';
import { TimelinePlace } from '../domain/timeline-place.ts';

/** All of them together. `agentId`: whose words; `channel` leaves notes out, which went over none. */
export const SearchFilters = z.object({
  channel: Channel.optional(),
  customerId: CustomerId.optional(),
  conversationId: ConversationId.optional(),
  agentId: AgentId.optional(),
  from: Instant.optional(),
  /** Not included. */
  to: Instant.optional(),
  hasAttachment: z.literal(true).optional(),
});
export type SearchFilters = z.infer<typeof SearchFilters>;

export const SearchQuestion = z.object({
  /** As typed; may be empty where something is filtered. */
  text: z.string().max(200),
  filters: SearchFilters.default({}),
  /** Items before this place only: the next page. */
  before: TimelinePlace.nullable().default(null),
});
export type SearchQuestion = z.infer<typeof SearchQuestion>;

export const SearchHit = z.object({
  customerId: CustomerId,
  /** Whose it is, where that is known: most hits are of people whom no open view shows. */
  customerName: PersonName.optional(),
  /** Null where the customer's name or contact point matched. */
  itemId: z.string().nullable(),
  place: TimelinePlace.nullable(),
  /** Null, or absent for a person: a note. */
  channel: Channel.nullable().optional(),
  by: Author.optional(),
  attachments: z.number().int().optional(),
  snippet: z.string(),
  /** Where in the snippet the words stand that were looked for. */
  marks: z.array(z.object({ start: z.number().int(), end: z.number().int() })),
});
export type SearchHit = z.infer<typeof SearchHit>;

/** People first, on the first page only; then items, newest first. `next`: there may be more before this place. */
export const SearchPage = z.object({ hits: z.array(SearchHit), next: TimelinePlace.nullable() });
export type SearchPage = z.infer<typeof SearchPage>;

export const SEARCH_PAGE = 50;
export const SEARCH_PEOPLE = 20;
