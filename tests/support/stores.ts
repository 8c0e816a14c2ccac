import { afterAll, afterEach, beforeAll, beforeEach, describe, inject } from 'vitest';
import type { Db } from '#hub/db/db';
import { migrate } from '#hub/db/migrate';
import { openPgliteMemory } from '#hub/db/open-pglite';
import { openPostgres } from '#hub/db/open-postgres';
import { sql } from '#shared/sql';
import { createTestDatabase } from './test-database.ts';

export interface OpenStore {
  /** The suite's database, empty at the start of every test. A real PostgreSQL gives every caller connections of its own. */
  (): Promise<Db>;
  readonly kind: Db['kind'];
  /** For processes and hubs that open the database themselves; null for the embedded one. */
  url(): string | null;
}

/** Runs a suite on the embedded PostgreSQL and, where one can be reached, on a real one. */
export function describeStores(title: string, define: (openStore: OpenStore) => void): void {
  describe(`${title} (embedded PostgreSQL)`, () => {
    define(embedded());
  });
  describe.skipIf(inject('postgresUrl') === null)(`${title} (real PostgreSQL)`, () => {
    define(real());
  });
}

/** For what makes no sense embedded: several hubs on one database. */
export function describePostgres(title: string, define: (openStore: OpenStore) => void): void {
  describe.skipIf(inject('postgresUrl') === null)(`${title} (real PostgreSQL)`, () => {
    define(real());
  });
}

function embedded(): OpenStore {
  const held: { db?: Db } = {};
  beforeAll(async () => {
    held.db = await openPgliteMemory();
    await migrate(held.db);
  });
  beforeEach(() => empty(given(held.db)));
  afterAll(() => held.db?.close());
  // A hub that closes its database must not close the suite's.
  const open = (): Promise<Db> => Promise.resolve({ ...given(held.db), close: () => Promise.resolve() });
  return Object.assign(open, { kind: 'pglite' as const, url: () => null });
}

function real(): OpenStore {
  const held: { database?: Awaited<ReturnType<typeof createTestDatabase>>; keeper?: Db } = {};
  const opened = new Set<Db>();
  beforeAll(async () => {
    held.database = await createTestDatabase(inject('postgresUrl') ?? '');
    held.keeper = openPostgres({ url: held.database.url, poolSize: 1 });
    await migrate(held.keeper);
  });
  beforeEach(() => empty(given(held.keeper)));
  afterEach(async () => {
    await Promise.all([...opened].map((db) => db.close()));
    opened.clear();
  });
  afterAll(async () => {
    await held.keeper?.close();
    await held.database?.drop();
  });
  const open = (): Promise<Db> => {
    const db = openPostgres({ url: given(held.database).url, poolSize: 5 });
    let closing: Promise<void> | undefined;
    const once: Db = { ...db, close: () => (closing ??= db.close()) };
    opened.add(once);
    return Promise.resolve(once);
  };
  return Object.assign(open, { kind: 'postgres' as const, url: () => given(held.database).url });
}

/** Row by row: few rows are in few tables, and TRUNCATE makes new files for each of them, which costs a hundred times as much. */
async function empty(db: Db): Promise<void> {
  const tables = await db.all<{ name: string }>(sql`
    SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'migration'
    ORDER BY (SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND confrelid = pg_class.oid)`);
  const looks = tables.map(({ name }) => sql`(SELECT ${name} AS name FROM ${sql.id(name)} LIMIT 1)`);
  const filled = new Set((await db.all<{ name: string }>(sql.join(looks, ' UNION ALL '))).map(({ name }) => name));
  await db.transaction(async (tx) => {
    // Whoever refers to others comes before them.
    for (const { name } of tables) if (filled.has(name)) await tx.all(sql`DELETE FROM ${sql.id(name)}`);
  });
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the store is opened before the tests of a suite, not while they are collected');
  return value;
}
