import * as z from 'zod';
import { Instant } from '../domain/clock.ts';
import { AgentId, ConversationId, DeskId } from '../domain/ids.ts';

const Count = z.number().int().nonnegative();

/** What lies on a desk and nowhere else, in numbers: wishes by how they stand, drafts the hub does not have, files of drafts. */
export const UnsentCounts = z.object({ waiting: Count, held: Count, refused: Count, drafts: Count, files: Count });
export type UnsentCounts = z.infer<typeof UnsentCounts>;

/** What a wipe destroyed: how much, and in which conversations; never a word of it. */
export const LostWork = UnsentCounts.extend({ conversationIds: z.array(ConversationId).max(1_000) });
export type LostWork = z.infer<typeof LostWork>;

export const WipeOrderId = z.string().regex(/^wip_[0-9a-f]{32}$/, 'must be the id of an order');

/**
 * A lead's order to a desk to delete all that one person has there. `POST /session/orders {agentId, deskId}` asks for it without a session,
 * for a lost desk's session has ended. `proof` is made with the secret that only this hub and this desk share (`Tokens.deskSecret`).
 */
export const WipeOrder = z.object({ id: WipeOrderId, proof: z.string().max(100) });
export type WipeOrder = z.infer<typeof WipeOrder>;

export const OrdersQuestion = z.object({ agentId: AgentId, deskId: DeskId });
export const OrdersAnswer = z.object({ wipe: WipeOrder.nullable() });

/** `POST /session/wiped`: what is about to be lost, and, with `isDone`, that nothing is left. */
export const WipeReport = z.object({
  id: WipeOrderId,
  /** Null where it could not be read any more. */
  lost: LostWork.nullable(),
  isDone: z.boolean(),
  proof: z.string().max(100),
});
export type WipeReport = z.infer<typeof WipeReport>;

/** The last order to a desk that was not taken back, for who may give one. */
export const WipeState = z.object({
  deskId: DeskId,
  orderedAt: Instant,
  orderedById: AgentId,
  lost: LostWork.nullable(),
  /** Null: the desk has not been heard of since. */
  doneAt: Instant.nullable(),
});
export type WipeState = z.infer<typeof WipeState>;

export function hasUnsent(counts: UnsentCounts): boolean {
  return counts.waiting + counts.held + counts.refused + counts.drafts + counts.files > 0;
}
