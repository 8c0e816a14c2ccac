import type { CustomerId } from '#shared/domain/ids';
import type { Scope } from '#shared/domain/scope';
import { sql } from '#shared/sql';
import type { Database } from './open-database.ts';

export interface WantedScope {
  readonly scope: Scope;
  readonly since: number;
}

export function wantScope(db: Database, scope: Scope, since: number): void {
  db.run(sql`INSERT INTO scope (name, state, since) VALUES (${scope}, 'wanted', ${since})
    ON CONFLICT (name) DO UPDATE SET state = 'wanted', since = ${since} WHERE state = 'cleared'`);
}

/** A scope that is held has come to mean more than what was here; a snapshot that is under way may have passed it already. */
export function wantScopeAgain(db: Database, scope: Scope, since: number): void {
  db.run(sql`UPDATE scope SET state = 'wanted', since = ${since} WHERE name = ${scope} AND state <> 'cleared'`);
}

/** What still has to be asked of the hub: whole scopes, and single people. */
export function wantedOf(db: Database): { readonly scopes: WantedScope[]; readonly customerIds: CustomerId[] } {
  db.run(sql`DELETE FROM wanted_customer WHERE EXISTS (SELECT 1 FROM record WHERE kind = 'customer' AND id = wanted_customer.id)
    AND NOT EXISTS (SELECT 1 FROM record AS work WHERE work.kind = 'interaction' AND work.customer_id = wanted_customer.id
      AND NOT EXISTS (SELECT 1 FROM record WHERE kind = 'conversation' AND id = work.conversation_id))`);
  return {
    scopes: db.all<WantedScope>(
      sql`SELECT name AS scope, since FROM scope WHERE state = 'wanted' ORDER BY substr(name, 1, instr(name, ':')), since DESC, name DESC`,
    ),
    customerIds: db.all<{ id: CustomerId }>(sql`SELECT id FROM wanted_customer ORDER BY id`).map(({ id }) => id),
  };
}

export function markScopeLevel(db: Database, { scope, since }: WantedScope): void {
  db.run(sql`UPDATE scope SET state = 'level' WHERE name = ${scope} AND since = ${since} AND state = 'wanted'`);
}

/** The hub gives no single person out: then the queues with work of this person are asked for whole. */
export function wantQueuesOf(db: Database, customerId: CustomerId): void {
  db.run(sql`UPDATE scope SET state = 'wanted' WHERE state = 'level' AND name IN (
    SELECT 'queue:' || (body ->> '$.queueId') FROM record WHERE kind = 'interaction' AND customer_id = ${customerId})`);
  forgetWantedCustomer(db, customerId);
}

export function forgetWantedCustomer(db: Database, customerId: CustomerId): void {
  db.run(sql`DELETE FROM wanted_customer WHERE id = ${customerId}`);
}

/** Lost and purged; the hub is still owed the receipt. */
export function clearedScopes(db: Database): Scope[] {
  return db.all<{ name: Scope }>(sql`SELECT name FROM scope WHERE state = 'cleared' ORDER BY name`).map(({ name }) => name);
}

export function forgetClearedScope(db: Database, scope: Scope): void {
  db.run(sql`DELETE FROM scope WHERE name = ${scope} AND state = 'cleared'`);
}

export function holdsScope(db: Database, scope: Scope): boolean {
  return db.first(sql`SELECT 1 FROM scope WHERE name = ${scope} AND state = 'level'`) !== undefined;
}
