import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Server } from 'socket.io';
import type { Clock } from '#shared/domain/clock';
import type { Ids } from '#shared/domain/ids';
import { createPresence } from './agents/presence.ts';
import { createPasswords } from './auth/credentials.ts';
import { createSessions, type Sessions } from './auth/sessions.ts';
import { createSignInLimit } from './auth/sign-in-limit.ts';
import { openSigningKeys } from './auth/signing-keys.ts';
import { createTokens } from './auth/tokens.ts';
import { createBlobStore } from './blobs/blob-store.ts';
import type { HubConfig } from './config.ts';
import type { Db } from './db/db.ts';
import { migrate } from './db/migrate.ts';
import { commandSteps } from './log/command-steps.ts';
import { openEventLog, type EventLog } from './log/event-log.ts';
import { createExecuteCommand } from './log/execute-command.ts';
import { createNotices, type NoticeWire } from './log/notices.ts';
import { serveDesks } from './realtime/serve-desks.ts';
import { createSignals } from './realtime/signals.ts';
import { createRouter } from './routing/router.ts';
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
  readonly sessions: Sessions;
  /** Opens the door; answers the address, with the port that was really taken. */
  listen(port: number, host: string): Promise<string>;
  close(): Promise<void>;
}

/** The application: wires everything by hand. Used by main and by every test; it owns what it makes, and not the database it was given. */
export async function createHub({ db, clock, ids, logger, wire }: HubDeps): Promise<Hub> {
  const hubId = randomUUID();
  const onTrouble = (error: unknown, what: string): void => logger.error({ err: error, hubId }, `failed: ${what}`);
  await migrate(db);
  const notices = createNotices(hubId, wire);
  const log = await openEventLog({ db, clock, notices, onTrouble });
  const timers = createTimers({ db, log, clock, onTrouble });
  const signals = createSignals(notices);
  const blobs = createBlobStore({ db, ids, clock });
  const execute = createExecuteCommand({ db, log, ids, notices, steps: commandSteps });

  const tokens = createTokens({ keys: await openSigningKeys(db), clock });
  const limit = createSignInLimit({ db, clock });
  const sessions = createSessions({ db, clock, tokens, passwords: createPasswords(), limit, notices, log: logger });
  const presence = createPresence({ db, log, clock, hubId, onTrouble });
  const router = createRouter({ db, log, timers, clock, ids, onTrouble });

  const loggerInstance: FastifyBaseLogger = logger;
  const server = Fastify({ loggerInstance });
  const io = new Server(server.server, { transports: ['websocket'], serveClient: false });
  const desks = serveDesks({ io, db, log, clock, notices, signals, blobs, execute, sessions, presence, logger });

  const stops = [timers.start(), presence.start(), router.start()];
  return {
    server,
    log,
    timers,
    sessions,
    async listen(port, host) {
      await server.listen({ port, host });
      // Listening on TCP, so the address is one of host and port.
      const { port: taken } = server.server.address() as AddressInfo;
      return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
    },
    async close() {
      for (const stop of stops.toReversed()) stop();
      desks.close();
      io.engine.close();
      await server.close();
      await log.close();
      await notices.close();
    },
  };
}
