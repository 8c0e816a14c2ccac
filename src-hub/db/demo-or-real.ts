import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import { DEMO_CUSTOMERS } from '#hub/demo/customers';
import type { Db } from './db.ts';

/**
 * A demo's passwords are known to everybody, so it never becomes a real centre by a forgotten option; and no demo people come to stand
 * among real ones.
 */
export async function keepApart(db: Db, isDemo: boolean): Promise<void> {
  const [found] = await db.all<{ hasDemo: boolean; hasPeople: boolean }>(
    sql`SELECT EXISTS (SELECT FROM customer WHERE id = ANY(${DEMO_CUSTOMERS.map(({ id }) => id)}::text[])) AS "hasDemo",
               EXISTS (SELECT FROM agent) AS "hasPeople"`,
  );
  if (found?.hasDemo === true && !isDemo) {
    throw new Failure(
      'conflict',
      'this is the data of a demo, whose passwords everybody knows: choose another folder with --data, or say --demo',
    );
  }
  if (isDemo && found?.hasPeople === true && !found.hasDemo) {
    throw new Failure('conflict', 'this is the data of a real centre: start it without --demo, or choose another folder with --data');
  }
}
