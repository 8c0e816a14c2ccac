import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CommandOutcome } from '#shared/commands/index';
import { sql } from '#shared/sql';
import type { QuotaWatch } from '#hub/channels/quota-watch';
import type { Db } from '#hub/db/db';
import type { EventLog } from '#hub/log/event-log';

export interface Metrics {
  readonly registry: Registry;
  /** One HTTP request, by its route: addresses as written would be without number. */
  request(method: string, route: string, status: number, seconds: number): void;
  /** Passes a command's outcome through, counted. */
  counted<A extends unknown[]>(execute: (...args: A) => Promise<CommandOutcome>): (...args: A) => Promise<CommandOutcome>;
}

interface MetricsDeps {
  readonly db: Db;
  readonly log: EventLog;
  readonly quotas: QuotaWatch;
  /** Open sockets of this hub, by whose they are. */
  readonly sockets: () => Readonly<Record<string, number>>;
}

/** Each hub has its own registry: several run in one process in tests. */
export function createMetrics({ db, log, quotas, sockets }: MetricsDeps): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Histogram({
    name: 'madoguchi_http_request_seconds',
    help: 'HTTP requests by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  });
  const outcomes = new Counter({
    name: 'madoguchi_command_outcomes_total',
    help: 'Commands by what became of them',
    labelNames: ['outcome'],
    registers,
  });
  gauge('madoguchi_event_seq_head', 'The seq of the last event in the log', [], async (set) => set({}, await log.head()));
  gauge('madoguchi_event_seq_position', 'How far this hub has read the log', [], (set) => set({}, log.position()));
  gauge('madoguchi_sockets', 'Open sockets of this hub', ['kind'], (set) => {
    for (const [kind, count] of Object.entries(sockets())) set({ kind }, count);
  });
  gauge('madoguchi_queue_waiting', 'Interactions that wait, by queue', ['queue'], async (set) => {
    const rows = await db.all<{ queue: string; count: number }>(
      sql`SELECT queue_id AS queue, count(*)::int AS count FROM interaction WHERE state = 'queued' GROUP BY queue_id`,
    );
    for (const { queue, count } of rows) set({ queue }, count);
  });
  gauge('madoguchi_deliveries', 'Messages of ours that are not settled, by state', ['state'], async (set) => {
    // The three states of the partial index: a count of all messages ever sent would read them all.
    const rows = await db.all<{ state: string; count: number }>(
      sql`SELECT delivery_state AS state, count(*)::int AS count FROM message
          WHERE delivery_state IN ('pending', 'sending', 'unknown') GROUP BY delivery_state`,
    );
    for (const state of ['pending', 'sending', 'unknown']) set({ state }, rows.find((row) => row.state === state)?.count ?? 0);
  });
  gauge('madoguchi_quota_used', 'Messages this month that count at the vendor, by channel account', ['account'], (set) => {
    for (const { accountId, used } of quotas()) set({ account: accountId }, used);
  });
  gauge('madoguchi_quota_limit', 'How many messages may count this month, by channel account', ['account'], (set) => {
    for (const { accountId, limit } of quotas()) if (limit !== null) set({ account: accountId }, limit);
  });

  return {
    registry,
    request: (method, route, status, seconds) => requests.observe({ method, route, status: String(status) }, seconds),
    counted:
      (execute) =>
      async (...args) => {
        try {
          const outcome = await execute(...args);
          outcomes.inc({ outcome: outcome.is });
          return outcome;
        } catch (error) {
          outcomes.inc({ outcome: 'failed' });
          throw error;
        }
      },
  };

  function gauge(
    name: string,
    help: string,
    labelNames: readonly string[],
    collect: (set: (labels: Record<string, string>, value: number) => void) => void | Promise<void>,
  ): void {
    const made: Gauge = new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers,
      async collect() {
        made.reset();
        await collect((labels, value) => made.set(labels, value));
      },
    });
  }
}
