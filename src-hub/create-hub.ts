import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '#shared/domain/clock';
import type { Ids } from '#shared/domain/ids';
import type { HubConfig } from './config.ts';
import type { Db } from './db/db.ts';
import { migrate } from './db/migrate.ts';
import { openEventLog, type EventLog } from './log/event-log.ts';
import { createNotices, type NoticeWire } from './log/notices.ts';
import { createTimers, type Timers } from './timers/timers.ts';

export interface HubDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly config: HubConfig;
  readonly logger: Logger;
  /** What carries notices to other hubs; null where this hub is alone with its database. */
  readonly wire: NoticeWire | null;
}

export interface Hub {
  readonly server: FastifyInstance;
  readonly log: EventLog;
  readonly timers: Timers;
  /** Opens the door; answers the address, with the port that was really taken. */
  listen(port: number, host: string): Promise<string>;
  close(): Promise<void>;
}

/** The application: wires everything by hand. Used by main and by every test; it owns what it makes, and not the database it was given. */
export async function createHub({ db, clock, logger, wire }: HubDeps): Promise<Hub> {
  const hubId = randomUUID();
  const onTrouble = (error: unknown, what: string): void => logger.error({ err: error, hubId }, what);
  await migrate(db);
  const notices = createNotices(hubId, wire);
  const log = await openEventLog({ db, clock, notices, onTrouble });
  const timers = createTimers({ db, log, clock, onTrouble });
  const loggerInstance: FastifyBaseLogger = logger;
  const server = Fastify({ loggerInstance });

  const stops = [timers.start()];
  return {
    server,
    log,
    timers,
    async listen(port, host) {
      await server.listen({ port, host });
      // Listening on TCP, so the address is one of host and port.
      const { port: taken } = server.server.address() as AddressInfo;
      return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
    },
    async close() {
      for (const stop of stops.toReversed()) stop();
      await server.close();
      await log.close();
      await notices.close();
    },
  };
}
