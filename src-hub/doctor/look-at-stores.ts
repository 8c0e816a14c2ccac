import { Redis } from 'ioredis';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import type { HubConfig } from '#hub/config';
import type { Db } from '#hub/db/db';
import { dueMigrations, hasBeenMigrated, newerMigration } from '#hub/db/migrate';
import { openStore } from '#hub/db/open-store';
import { fail, ok, warn, type Finding } from './finding.ts';

const OLDEST_POSTGRES = 15;
const SLOW_MS = 20;
/** Leases of desks are written on the hubs' clocks. */
const CLOCK_WITHIN_MS = 2_000;
const CONNECT_MS = 5_000;

/** A real database; the embedded one is the running hub's alone, which is asked how it is. */
export async function lookAtDatabase(config: HubConfig): Promise<readonly Finding[]> {
  if (config.databaseUrl === null) return [ok('database', 'the embedded one, in the data folder')];
  let db: Db;
  try {
    db = await openStore(config, () => undefined);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [fail('database', error.message, 'see whether PostgreSQL runs, and correct host, name or password in DATABASE_URL')];
  }
  try {
    return await examine(db);
  } finally {
    await db.close();
  }
}

async function examine(db: Db): Promise<readonly Finding[]> {
  const [server] = await db.all<{ version: number; may_create: boolean }>(sql`SELECT current_setting('server_version_num')::int AS version,
    has_schema_privilege(current_schema(), 'CREATE') AS may_create`);
  const major = Math.floor((server?.version ?? 0) / 10_000);
  const took: number[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    const before = performance.now();
    await db.all(sql`SELECT 1`);
    took.push(performance.now() - before);
  }
  const ms = Math.round(took.toSorted((one, other) => one - other)[2] ?? 0);
  const before = Date.now();
  const [clock] = await db.all<{ now: number }>(sql`SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now`);
  const offset = (clock?.now ?? before) - (before + Date.now()) / 2;
  return [
    major >= OLDEST_POSTGRES
      ? ok('database', `PostgreSQL ${major}`)
      : fail('database', `PostgreSQL ${major} is too old`, 'update it to 15 or newer'),
    server?.may_create === true
      ? ok('database', 'may make its tables')
      : fail('database', 'its user may make no tables', 'GRANT CREATE ON SCHEMA public TO that user'),
    ms <= SLOW_MS
      ? ok('database', `answers in ${ms} ms`)
      : warn('database', `answers in ${ms} ms`, 'put hub and database into one network: every message waits for it'),
    clockFinding('clock', offset, 'the database'),
    await migrationFinding(db),
  ];
}

async function migrationFinding(db: Db): Promise<Finding> {
  if (!(await hasBeenMigrated(db))) return ok('database', 'new; the first start makes its tables');
  const newer = await newerMigration(db);
  if (newer !== undefined) return fail('database', `it is of a newer Madoguchi (${newer})`, 'start that version or a newer one');
  const due = await dueMigrations(db);
  return due.length === 0
    ? ok('database', 'up to date')
    : warn('database', `${due.length} updates are due`, 'the next start runs them, after a backup');
}

export function clockFinding(subject: string, offsetMs: number, ofWhom: string): Finding {
  const seconds = `${Math.abs(offsetMs / 1000).toFixed(1)} s ${offsetMs > 0 ? 'behind' : 'before'} ${ofWhom}`;
  return Math.abs(offsetMs) <= CLOCK_WITHIN_MS
    ? ok(subject, `agrees with ${ofWhom}`)
    : fail(subject, seconds, 'switch on time synchronisation (timedatectl set-ntp true) on both machines');
}

export async function lookAtRedis({ redisUrl }: Pick<HubConfig, 'redisUrl'>): Promise<readonly Finding[]> {
  if (redisUrl === null) return [];
  const redis = new Redis(redisUrl, { lazyConnect: true, connectTimeout: CONNECT_MS, maxRetriesPerRequest: 0, retryStrategy: () => null });
  // Told below; without a listener ioredis prints it too.
  const told = { reason: 'unknown reason' };
  redis.on('error', (error: Error) => {
    told.reason = error.message;
  });
  try {
    await redis.connect();
    await redis.ping();
    return [ok('Redis', 'answers')];
  } catch {
    return [
      fail('Redis', `does not answer (${told.reason})`, 'see whether it runs and correct REDIS_URL, or leave it out: one hub needs none'),
    ];
  } finally {
    redis.disconnect();
  }
}
