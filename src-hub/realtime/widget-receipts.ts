import { toInstant } from '#shared/domain/clock';
import type { Conversation } from '#shared/domain/conversation';
import type { MessageId } from '#shared/domain/ids';
import type { DomainEvent } from '#shared/events/index';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import type { EventLog } from '#hub/log/event-log';
import { customerLane } from '#hub/log/lanes';

type Receipt = 'delivered' | 'read';

/** States that a receipt of the widget may replace. */
const BEFORE: Record<Receipt, readonly string[]> = {
  delivered: ['pending', 'sending', 'unknown', 'sent'],
  read: ['pending', 'sending', 'unknown', 'sent', 'delivered'],
};

/** The widget has, or has shown, our lines up to a seq: the log learns it once. */
export async function recordReceipt(log: EventLog, db: Db, conversation: Conversation, receipt: Receipt, upToSeq: number): Promise<void> {
  // Asked outside first: nearly every sync finds nothing new, and that needs no lane.
  if ((await unreceived(db, conversation, receipt, upToSeq)).length === 0) return;
  await log.append([customerLane(conversation.customerId)], async (writer) => {
    const ids = await unreceived(writer.tx, conversation, receipt, upToSeq);
    const at = toInstant(writer.now);
    return {
      result: undefined,
      events: ids.map((messageId): DomainEvent => ({ type: 'message.delivery_changed', body: { messageId, state: receipt, at } })),
    };
  });
}

async function unreceived(db: Db, conversation: Conversation, receipt: Receipt, upToSeq: number): Promise<MessageId[]> {
  const rows = await db.all<{ id: MessageId }>(
    sql`SELECT id FROM message
        WHERE conversation_id = ${conversation.id} AND author <> 'customer' AND seq <= ${upToSeq}
          AND delivery_state = ANY(${BEFORE[receipt]}::text[])
        ORDER BY seq LIMIT 500`,
  );
  return rows.map(({ id }) => id);
}
