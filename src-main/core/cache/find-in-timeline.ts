import type { TimelineHit } from '#shared/contracts/desk';
import type { CustomerId } from '#shared/domain/ids';
import { wordsOf } from '#shared/domain/message-part';
import type { Bodies } from '#shared/records/records';
import { foldText } from '#shared/search/fold-text';
import { sql } from '#shared/sql';
import type { Database } from './open-database.ts';

/** Everything of one person that holds these very words, oldest first, on whatever page of the timeline it is. */
export function findInTimeline(db: Database, customerId: CustomerId, text: string): TimelineHit[] {
  const wanted = foldText(text).trim();
  if (wanted === '') return [];
  const rows = db.all<{ id: string; body: string }>(
    sql`SELECT id, body FROM record WHERE customer_id = ${customerId} AND kind IN ('message', 'note') ORDER BY at, seq`,
  );
  return rows.flatMap(({ id, body }): TimelineHit[] => {
    const item = JSON.parse(body) as Bodies['message' | 'note']; // the statement names the two kinds
    return foldText(wordsOf(item)).includes(wanted) ? [{ itemId: id, place: { at: item.at, seq: item.seq } }] : [];
  });
}
