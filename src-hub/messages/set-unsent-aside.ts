import { toInstant } from '#shared/domain/clock';
import type { CustomerId, MessageId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import type { EventLog } from '#hub/log/event-log';
import { customerLane } from '#hub/log/lanes';

/**
 * In a store that was put back from a backup, what stood there as unsent may have gone out since: the desk shows it as perhaps sent,
 * and an agent decides. A chat's line is not handed to anybody, the visitor reads it from the log, so it stays as it is.
 * Until all is set aside a mark stays in the store, so that a crash in between sends nothing either.
 */
export async function setUnsentAside({ db, log }: { readonly db: Db; readonly log: EventLog }): Promise<void> {
  const [state] = await db.all<{ doubtful: boolean }>(sql`SELECT has_doubtful_unsent AS doubtful FROM log_state`);
  if (state?.doubtful !== true) return;
  const unsent = await db.all<{ id: MessageId; customer_id: CustomerId }>(
    sql`SELECT message.id, message.customer_id FROM message JOIN conversation ON conversation.id = message.conversation_id
        WHERE delivery_state IN ('pending', 'sending') AND conversation.channel <> 'chat'`,
  );
  for (const { id, customer_id: customerId } of unsent) {
    await log.append([customerLane(customerId)], async (writer) => {
      const state = (await writer.record('message', id))?.delivery?.state;
      if (state !== 'pending' && state !== 'sending') return { events: [], result: undefined };
      const body = { messageId: id, state: 'unknown', at: toInstant(writer.now) } as const;
      return { events: [{ type: 'message.delivery_changed', body }], result: undefined };
    });
  }
  await db.all(sql`UPDATE log_state SET has_doubtful_unsent = false`);
}
