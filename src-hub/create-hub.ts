import { randomBytes, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
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
import { followAwaitedFiles } from './channels/awaited-files.ts';
import { configuredAccounts } from './channels/configured-accounts.ts';
import { followProfiles } from './channels/profiles.ts';
import { createReceiveInbound, type ReceiveInbound } from './channels/receive-inbound.ts';
import { createQuotaWatch } from './channels/quota-watch.ts';
import { createChannels } from './channels/registry.ts';
import type { HubConfig } from './config.ts';
import type { Db } from './db/db.ts';
import { migrate } from './db/migrate.ts';
import { seedCentre } from './db/seed-centre.ts';
import { seedDemo } from './db/seed.ts';
import { DEMO_ACCOUNTS, DEMO_SEED } from './demo/demo-centre.ts';
import { demoPeople } from './demo/demo-people.ts';
import { registerDemoShop } from './demo/shop/shop-routes.ts';
import { errorForLog } from './error-for-log.ts';
import { buildServer } from './http/build-server.ts';
import { createMetrics } from './http/hub-metrics.ts';
import { createWidgetFile } from './http/widget-file.ts';
import { registerWidgetRoutes } from './http/widget-routes.ts';
import { commandSteps } from './log/command-steps.ts';
import { openEventLog, type EventLog } from './log/event-log.ts';
import { createExecuteCommand } from './log/execute-command.ts';
import { createNotices, type NoticeWire } from './log/notices.ts';
import { createDeliveries } from './messages/deliveries.ts';
import { createReceipts } from './messages/receipts.ts';
import { serveDesks } from './realtime/serve-desks.ts';
import { serveWidget } from './realtime/serve-widget.ts';
import { createSignals } from './realtime/signals.ts';
import { followSnoozes } from './interactions/follow-snoozes.ts';
import { createRouter } from './routing/router.ts';
import { createBringIn } from './simulator/bring-in.ts';
import { createSimulator } from './simulator/create-simulator.ts';
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
  readonly receiveInbound: ReceiveInbound;
  /** Opens the door; answers the address, with the port that was really taken. */
  listen(port: number, host: string): Promise<string>;
  close(): Promise<void>;
}

/** Built by `npm run build`, seen from the sources and from the hub's own bundle; where it is not there, its address says so. */
const BUILT_WIDGET = ['../out/widget/widget.js', '../widget/widget.js'].map((path) => new URL(path, import.meta.url));

/** The application: wires everything by hand. Used by main and by every test; it owns what it makes, and not the database it was given. */
export async function createHub({ db, clock, ids, config, logger: given, wire }: HubDeps): Promise<Hub> {
  const hubId = randomUUID();
  const logger = given.child({ hubId }, { serializers: { err: errorForLog } });
  const onTrouble = (error: unknown, what: string): void => logger.error({ err: error }, `failed: ${what}`);
  await migrate(db);
  const notices = createNotices(hubId, wire);
  const log = await openEventLog({ db, clock, notices, onTrouble });
  const timers = createTimers({ db, log, clock, onTrouble });
  const signals = createSignals(notices);
  const blobs = createBlobStore({ db, ids, clock });

  const tokens = createTokens({ keys: await openSigningKeys(db), clock });
  const limit = createSignInLimit({ db, clock });
  const passwords = createPasswords();
  const sessions = createSessions({ db, clock, tokens, passwords, limit, notices, log: logger });
  const presence = createPresence({ db, log, clock, hubId, onTrouble });
  followSnoozes({ db, timers });
  const router = createRouter({ db, log, timers, clock, ids, onTrouble });

  const listening = { address: '' };
  const simulatorSecret = randomBytes(32);
  const { accounts, webChats } = configuredAccounts(config, { tokens, clock, address: () => listening.address, simulatorSecret });
  const channels = createChannels(accounts);
  await (config.isDemo
    ? seedDemo({ log, clock, passwords })
    : seedCentre({ log, passwords, accounts, adminPassword: config.adminPassword }));
  const receipts = createReceipts({ db, log, clock });
  const receiveInbound = createReceiveInbound({ db, log, timers, ids, channels, receipts });
  followAwaitedFiles({ db, log, timers, channels, blobs, logger });
  followProfiles({ db, log, timers, channels, blobs, logger });
  const deliveries = createDeliveries({ db, log, timers, channels, clock, logger });
  const post = createBringIn({ channels, receiveInbound, secret: simulatorSecret });
  const simulator = createSimulator({ db, log, clock, seed: DEMO_SEED, post, onTrouble });

  const sockets = { count: (): Readonly<Record<string, number>> => ({}) };
  const metrics = createMetrics({ db, log, quotas: createQuotaWatch({ channels, clock, logger }), sockets: () => sockets.count() });
  const server = await buildServer({
    db,
    log,
    logger,
    sessions,
    channels,
    receiveInbound,
    metrics,
    publicUrl: config.publicUrl,
    demoPeople: config.isDemo ? demoPeople : null,
    async extend(app) {
      await registerWidgetRoutes(app, { accounts: webChats, tokens, ids, widgetFile: createWidgetFile(BUILT_WIDGET) });
      if (config.isDemo) registerDemoShop(app, { accountId: DEMO_ACCOUNTS.chat, publicUrl: config.publicUrl });
    },
  });
  const io = new Server(server.server, { transports: ['websocket'], serveClient: false });
  const execute = metrics.counted(createExecuteCommand({ db, log, ids, notices, steps: commandSteps }));
  const desks = serveDesks({ io, db, log, clock, notices, signals, blobs, execute, sessions, presence, logger });
  const stopWidget = serveWidget({ io, db, log, signals, tokens, accounts: webChats, onTrouble });
  sockets.count = () => ({ desk: desks.count(), widget: io.of('/widget').sockets.size });

  const stops = [stopWidget];
  return {
    server,
    log,
    timers,
    sessions,
    receiveInbound,
    async listen(port, host) {
      await server.listen({ port, host });
      // Listening on TCP, so the address is one of host and port.
      const { port: taken } = server.server.address() as AddressInfo;
      listening.address = `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
      // Not before: what a dead hub left to be sent goes out at once, and its receipts need an address to come back to.
      stops.push(timers.start(), presence.start(), router.start(), deliveries.start());
      if (config.hasSimulator) stops.push(simulator.start());
      return listening.address;
    },
    async close() {
      for (const stop of stops.toReversed()) stop();
      desks.close();
      io.engine.close();
      await server.close();
      await deliveries.settled();
      await log.close();
      await notices.close();
    },
  };
}
