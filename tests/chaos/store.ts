import type { Db } from '#hub/db/db';
import { openPgliteMemory } from '#hub/db/open-pglite';
import type { NoticeWire } from '#hub/log/notices';
import type { Tokens } from '#shared/contracts/session';
import { createIds, DeskId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import { startChaosHub } from './chaos-hub.ts';
import { createPulse } from './pulse.ts';
import { DESKS, PASSWORD, seedPeople, type DeskName } from './people.ts';
import { createWorldClock } from './world-clock.ts';

export const STARTS_AT = Date.parse('2026-11-20T01:00:00.000Z');

/** The one PGlite of a whole run, and the centre as it is before anything has happened. */
export interface ChaosStore {
  readonly db: Db;
  /** Of who is signed in at each desk when a seed begins. */
  readonly tokens: Readonly<Record<string, Tokens>>;
  /** Everything is as after setting up, under a new epoch: no cache of an earlier seed fits. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export const deskIdOf = (desk: DeskName | 'yuki-1'): DeskId => DeskId.parse(`dsk_${desk}`);
const SILENT: NoticeWire = { send: () => undefined, onText: () => undefined, close: () => Promise.resolve() };
const KEPT = 'before_chaos';

export async function openChaosStore(): Promise<ChaosStore> {
  const db = await openPgliteMemory();
  const pulse = createPulse();
  const clock = createWorldClock(STARTS_AT, pulse);
  let count = 0;
  const ids = createIds(
    () => clock.now(),
    (length) => Uint8Array.from({ length }, () => (count += 1) % 32),
  );
  const { hub, life } = await startChaosHub({ name: 'setup', db, pulse, clock, ids, wire: () => SILENT });
  await seedPeople(db, hub.log, STARTS_AT);
  const tokens: Record<string, Tokens> = {};
  for (const { name, person } of [...DESKS, { name: 'yuki-1', person: 'yuki' } as const]) {
    tokens[name] = await hub.sessions.signIn({ loginName: person, password: PASSWORD, deskId: deskIdOf(name) }, '127.0.0.1');
  }
  await pulse.still();
  life.die('set up');
  const tables = await db.all<{ name: string }>(
    sql`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration' ORDER BY tablename`,
  );
  const names = tables.map(({ name }) => `"${name}"`);
  await db.script([`CREATE SCHEMA ${KEPT}`, ...names.map((name) => `CREATE TABLE ${KEPT}.${name} AS TABLE ${name}`)].join('; '));
  const columns = await db.all<{ name: string; columns: string }>(sql`
    SELECT table_name AS name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) AS columns FROM information_schema.columns
    WHERE table_schema = 'public' AND is_generated = 'NEVER' AND table_name = ANY(${tables.map(({ name }) => name)}::text[]) GROUP BY 1 ORDER BY 1`);
  const counts = await Promise.all(names.map((name) => db.all<{ n: number }>({ ...sql`SELECT 1 AS n`, ...rowsOf(name) })));
  const filled = columns.filter((_column, at) => (counts[at]?.length ?? 0) > 0);
  const script = [
    `TRUNCATE ${names.join(', ')} RESTART IDENTITY`,
    ...filled.map(
      ({ name, columns: own }) => `INSERT INTO "${name}" (${own}) OVERRIDING SYSTEM VALUE SELECT ${own} FROM ${KEPT}."${name}"`,
    ),
    `UPDATE log_state SET epoch = md5(random()::text)`,
  ].join('; ');
  return {
    db,
    tokens,
    reset: () => db.script(`SET session_replication_role = replica; ${script}; SET session_replication_role = DEFAULT`),
    close: () => db.close(),
  };
}

function rowsOf(name: string): ReturnType<typeof sql> {
  return sql`SELECT 1 AS n FROM ${sql.id(name.replaceAll('"', ''))} LIMIT 1`;
}
