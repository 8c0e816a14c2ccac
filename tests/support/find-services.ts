// Runs once before the tests: which real servers are there? Tests read the answer with inject('postgresUrl') and
// inject('redisUrl') and skip themselves where it is null; what was skipped is said when all is over.
import { Redis } from 'ioredis';
import pg from 'pg';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string | null;
    redisUrl: string | null;
  }
}

const PROBE_TIMEOUT_MS = 2_000;
const DEFAULT_POSTGRES = 'postgres://postgres@127.0.0.1:5432/test';
const DEFAULT_REDIS = 'redis://127.0.0.1:6379';

export default async function findServices(project: TestProject) {
  const postgresUrl = await reachablePostgres(process.env['TEST_DATABASE_URL'] ?? DEFAULT_POSTGRES);
  const redisUrl = await reachableRedis(process.env['TEST_REDIS_URL'] ?? DEFAULT_REDIS);
  project.provide('postgresUrl', postgresUrl);
  project.provide('redisUrl', redisUrl);
  return () => {
    if (postgresUrl === null) console.log('Skipped: tests on a real PostgreSQL (none reachable; set TEST_DATABASE_URL).');
    if (redisUrl === null) console.log('Skipped: tests on a real Redis (none reachable; set TEST_REDIS_URL).');
  };
}

async function reachablePostgres(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PROBE_TIMEOUT_MS });
  try {
    await client.connect();
    return url;
  } catch {
    return null;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function reachableRedis(url: string): Promise<string | null> {
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: PROBE_TIMEOUT_MS, retryStrategy: () => null });
  // Without a listener ioredis prints the refusal that is an expected answer here.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return url;
  } catch {
    return null;
  } finally {
    redis.disconnect();
  }
}
