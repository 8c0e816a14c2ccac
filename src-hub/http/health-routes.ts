import type { FastifyInstance } from 'fastify';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import { dueMigrations } from '#hub/db/migrate';
import type { EventLog } from '#hub/log/event-log';
import { isNear } from './addresses.ts';
import type { Metrics } from './hub-metrics.ts';

interface HealthDeps {
  readonly db: Db;
  readonly log: EventLog;
  readonly metrics: Metrics;
}

/** A balancer asks every few seconds and must not wait for a database that hangs. */
const ANSWER_WITHIN_MS = 2_000;
/** Events that this hub may be behind the log and still tell its desks news. */
const LEVEL_WITHIN = 1_000;

type Check = 'ok' | 'failed';

/** `/healthz`: the process lives. `/readyz`: it can serve. `/metrics`: for Prometheus, and without a word of any customer. */
export function registerHealthRoutes(app: FastifyInstance, { db, log, metrics }: HealthDeps): void {
  app.get('/healthz', () => ({ status: 'ok' }));

  app.get('/readyz', async (_request, reply) => {
    const [database, migrations, tail] = await Promise.all([
      check(async () => (await db.all(sql`SELECT 1`)).length === 1),
      check(async () => (await dueMigrations(db)).length === 0),
      check(async () => (await log.head()) - log.position() <= LEVEL_WITHIN),
    ]);
    const isReady = [database, migrations, tail].every((answer) => answer === 'ok');
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not_ready', database, migrations, tail });
  });

  app.get('/metrics', async (request, reply) => {
    // How busy a centre is, is its own business: the whole world finds nothing here.
    if (!isNear(request.ip)) throw new Failure('not_found', 'there is nothing at this address');
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

async function check(ask: () => Promise<boolean>): Promise<Check> {
  const late = new Promise<false>((resolve) => {
    setTimeout(() => resolve(false), ANSWER_WITHIN_MS).unref();
  });
  try {
    return (await Promise.race([ask(), late])) ? 'ok' : 'failed';
  } catch {
    // What is wrong stands in the log of whoever could not do its work; here it only counts that it is.
    return 'failed';
  }
}
