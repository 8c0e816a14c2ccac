import type { ContactPoint } from '#shared/domain/customer';
import type { CustomerId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';

/**
 * Whose number, address or visitor this is, on whichever account they wrote before: one person, one timeline. Only what was proved
 * counts; what somebody merely typed opens nobody's history.
 */
export async function customerOfContact(db: Db, { kind, value, isVerified }: ContactPoint): Promise<CustomerId | undefined> {
  if (!isVerified) return undefined;
  const wanted = JSON.stringify([{ kind, value, isVerified: true }]);
  const [found] = await db.all<{ id: CustomerId }>(
    sql`SELECT id FROM customer WHERE body -> 'contactPoints' @> ${wanted}::jsonb ORDER BY body ->> 'createdAt', id LIMIT 1`,
  );
  return found?.id;
}
