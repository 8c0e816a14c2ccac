import type { AccountId, ConversationId, InteractionId } from '#shared/domain/ids';
import type { ContactPoint, Customer } from '#shared/domain/customer';
import type { LastLine } from '#shared/domain/interaction';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';

/** A talk with a simulated customer that is still going on. */
export interface OpenTalk {
  readonly interactionId: InteractionId;
  readonly conversationId: ConversationId;
  readonly accountId: AccountId;
  readonly contactPoint: ContactPoint;
  readonly customer: Customer;
  readonly state: 'queued' | 'offered' | 'handling';
  readonly lastLine: LastLine | null;
  /** Ids that the customer gave its lines. */
  readonly lineIds: readonly string[];
}

export function openTalks(db: Db, accountIds: readonly AccountId[]): Promise<OpenTalk[]> {
  return db.all<OpenTalk>(sql`
    SELECT interaction.id AS "interactionId", conversation.id AS "conversationId", account_id AS "accountId",
      conversation.body -> 'contactPoint' AS "contactPoint", customer.body AS customer, state, interaction.body -> 'lastLine' AS "lastLine",
      coalesce((SELECT json_agg(external_id ORDER BY seq) FROM message WHERE interaction_id = interaction.id AND external_id IS NOT NULL), '[]')
        AS "lineIds"
    FROM interaction JOIN conversation ON conversation.id = conversation_id JOIN customer ON customer.id = interaction.customer_id
    WHERE account_id = ANY(${accountIds}::text[]) AND state IN ('queued', 'offered', 'handling')
    ORDER BY interaction.id`);
}

export async function isAnybodyThere(db: Db): Promise<boolean> {
  return (await db.all(sql`SELECT FROM agent WHERE (body ->> 'isConnected')::boolean LIMIT 1`)).length > 0;
}
