import { randomBytes, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Server } from 'socket.io';
import type { Clock } from '#shared/domain/clock';
import type { Ids } from '#shared/domain/ids';
import { createPresence } from './agents/presence.ts';
import { createPasswords } from './auth/credentials.ts';
import { createPeoplePasswords } from './auth/people-passwords.ts';
import { createSessions, type Sessions } from './auth/sessions.ts';
import { createSignInLimit } from './auth/sign-in-limit.ts';
import { createSealing, sealingKeyOf } from './auth/sealing.ts';
import { openSigningKeys } from './auth/signing-keys.ts';
import { createTokens } from './auth/tokens.ts';
import { createBlobStore } from './blobs/blob-store.ts';
import { createFirstSetup, type FirstSetup } from './centre/setup.ts';
import { followAwaitedFiles } from './channels/awaited-files.ts';
import { createAccountDesk } from './channels/account-desk.ts';
import { createAccountHealth } from './channels/account-health.ts';
import { createChannelGaps } from './channels/channel-gaps.ts';
import { recoverMissed } from './channels/recover-missed.ts';
import { createAccountSecrets } from './channels/account-secrets.ts';
import { configuredAccounts } from './channels/configured-accounts.ts';
import { openLiveChannels } from './channels/live-channels.ts';
import { followProfiles } from './channels/profiles.ts';
import { createPutSecret } from './channels/put-secret.ts';
import { createReceiveInbound, type ReceiveInbound } from './channels/receive-inbound.ts';
import { createQuotaWatch } from './channels/quota-watch.ts';
import type { HubConfig } from './config.ts';
import type { Db } from './db/db.ts';
import { keepApart } from './db/demo-or-real.ts';
import { migrate } from './db/migrate.ts';
import { seedCentre } from './db/seed-centre.ts';
import { seedDemo } from './db/seed.ts';
import { seedDemoAccounts } from './db/seed-demo-accounts.ts';
import { DEMO_ACCOUNTS, DEMO_SEED } from './demo/demo-centre.ts';
import { demoPeople } from './demo/demo-people.ts';
import { registerDemoShop } from './demo/shop/shop-routes.ts';
import { errorForLog } from './error-for-log.ts';
import { createDeskRegister } from './desks/desk-register.ts';
import { createDeskWipes } from './desks/desk-wipes.ts';
import { createFileTokens } from './files/file-tokens.ts';
import { createUploads } from './files/uploads.ts';
import { buildServer } from './http/build-server.ts';
import { registerControlRoutes, type ControlDeps } from './http/control-routes.ts';
import { registerFileRoutes } from './http/file-routes.ts';
import { createMetrics } from './http/hub-metrics.ts';
import { createWidgetFile } from './http/widget-file.ts';
import { registerWidgetUpload } from './http/widget-upload.ts';
import { createVisitorLimits } from './http/visitor-limits.ts';
import { registerWidgetRoutes } from './http/widget-routes.ts';
import { commandSteps } from './log/command-steps.ts';
import { openEventLog, type EventLog } from './log/event-log.ts';
import { createExecuteCommand } from './log/execute-command.ts';
import { createNotices, type NoticeWire } from './log/notices.ts';
import { createDeliveries } from './messages/deliveries.ts';
import { createReceipts } from './messages/receipts.ts';
import { setUnsentAside } from './messages/set-unsent-aside.ts';
import { serveDesks } from './realtime/serve-desks.ts';
import { serveWidget } from './realtime/serve-widget.ts';
import { createSignals } from './realtime/signals.ts';
import { followSnoozes } from './interactions/follow-snoozes.ts';
import { createRouter } from './routing/router.ts';
import { fillIndex } from './search/fill-index.ts';
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
  /** What the command line may ask of this process; left out where there is none. */
  readonly control?: ControlDeps;
}

export interface Hub {
  readonly server: FastifyInstance;
  readonly log: EventLog;
  readonly timers: Timers;
  readonly sessions: Sessions;
  readonly setup: FirstSetup;
  readonly receiveInbound: ReceiveInbound;
  /** Opens the door; answers the address, with the port that was really taken. */
  listen(port: number, host: string): Promise<string>;
  close(): Promise<void>;
}

/** Built by `npm run build`, seen from the sources and from the hub's own bundle; where it is not there, its address says so. */
const BUILT_WIDGET = ['../out/widget/widget.js', '../widget/widget.js'].map((path) => new URL(path, import.meta.url));

const BUILT_WIDGET_FILES = BUILT_WIDGET.map((place) => new URL('widget-files.js', place));

/** The application: wires everything by hand. Used by main and by every test; it owns what it makes, and not the database it was given. */
export async function createHub({ db, clock, ids, config, logger: given, wire, control }: HubDeps): Promise<Hub> {
  const hubId = randomUUID();
  const logger = given.child({ hubId }, { serializers: { err: errorForLog } });
  const onTrouble = (error: unknown, what: string): void => logger.error({ err: error }, `failed: ${what}`);
  await migrate(db);
  await keepApart(db, config.isDemo);
  const notices = createNotices(hubId, wire);
  const log = await openEventLog({ db, clock, notices, onTrouble });
  const timers = createTimers({ db, log, clock, onTrouble });
  const signals = createSignals(notices);
  const blobs = createBlobStore({ db, ids, clock });

  const keys = await openSigningKeys(db);
  const tokens = createTokens({ keys, clock });
  const fileTokens = createFileTokens({ key: keys.files, clock });
  const uploads = createUploads({ db, clock, blobs, timers });
  const secrets = createAccountSecrets(
    createSealing(config.secretKey === null ? [keys.secrets] : [sealingKeyOf(config.secretKey), keys.secrets]),
  );
  const limit = createSignInLimit({ db, clock });
  const passwords = createPasswords();
  const sessions = createSessions({ db, clock, tokens, passwords, limit, notices, deskKey: keys.desks, log: logger });
  const peoplePasswords = createPeoplePasswords({ db, clock, passwords, sessions, limit, log: logger });
  const wipes = createDeskWipes({ db, clock, key: keys.desks, sessions, log: logger });
  const setup = createFirstSetup({ db, log, clock, ids, passwords, limit, logger });
  const presence = createPresence({ db, log, clock, hubId, onTrouble });
  followSnoozes({ db, timers });
  const router = createRouter({ db, log, timers, clock, ids, onTrouble });

  const listening = { address: '' };
  const simulatorSecret = randomBytes(32);
  const address = (): string => listening.address;
  const fixed = configuredAccounts(config, { tokens, clock, address, simulatorSecret });
  await (config.isDemo
    ? seedDemo({ log, clock, passwords })
    : seedCentre({ log, passwords, accounts: fixed, adminPassword: config.adminPassword }));
  if (config.isDemo) await seedDemoAccounts({ log, secrets });
  const channels = await openLiveChannels({ db, log, secrets, fixed, config, tokens, clock, address, onTrouble });
  const health = createAccountHealth({ db, clock, onTrouble });
  const gaps = createChannelGaps({ db, clock });
  const receipts = createReceipts({ db, log, clock });
  const receiveInbound = createReceiveInbound({ db, log, timers, ids, channels, receipts });
  followAwaitedFiles({ db, log, timers, channels, blobs, logger });
  followProfiles({ db, log, timers, channels, blobs, logger });
  const deliveries = createDeliveries({ db, log, timers, channels, files: fileTokens, clock, logger });
  const post = createBringIn({ channels, receiveInbound, secret: simulatorSecret });
  const simulator = createSimulator({ db, log, clock, seed: DEMO_SEED, post, onTrouble });

  const sockets = { count: (): Readonly<Record<string, number>> => ({}) };
  const quotas = createQuotaWatch({ channels, clock, logger });
  const metrics = createMetrics({ db, log, quotas, sockets: () => sockets.count() });
  const widgetFile = createWidgetFile(BUILT_WIDGET);
  const accounts = createAccountDesk({
    db,
    clock,
    config,
    channels,
    secrets,
    health,
    gaps,
    address,
    putSecret: createPutSecret({ log, ids, secrets }),
    hasWidgetFile: async () => (await widgetFile()) !== undefined,
  });
  const visitorLimits = createVisitorLimits(clock);
  const server = await buildServer({
    db,
    clock,
    log,
    logger,
    sessions,
    wipes,
    channels,
    receiveInbound,
    health,
    metrics,
    visitorLimits,
    publicUrl: config.publicUrl,
    trustedProxies: config.trustedProxies,
    demoPeople: config.isDemo ? demoPeople : null,
    setup,
    async extend(app) {
      await app.register((part, _options, done) => {
        registerWidgetUpload(part, { channels, tokens, uploads });
        done();
      });
      registerFileRoutes(app, { blobs, tokens: fileTokens });
      await registerWidgetRoutes(app, {
        channels,
        tokens,
        clock,
        ids,
        visitorLimits,
        widgetFile,
        filesFile: createWidgetFile(BUILT_WIDGET_FILES),
      });
      if (control !== undefined) {
        await app.register((part, _options, done) => {
          registerControlRoutes(part, { ...control, channels });
          done();
        });
      }
      if (config.isDemo) registerDemoShop(app, { accountId: DEMO_ACCOUNTS.chat, publicUrl: config.publicUrl });
    },
  });
  const io = new Server(server.server, { transports: ['websocket'], serveClient: false });
  const execute = metrics.counted(createExecuteCommand({ db, log, ids, notices, steps: commandSteps }));
  const desks = serveDesks({
    io,
    db,
    log,
    clock,
    notices,
    signals,
    blobs,
    uploads,
    channels,
    execute,
    peoplePasswords,
    wipes,
    accounts,
    quotas,
    isDemo: config.isDemo,
    register: createDeskRegister({ db, log, clock }),
    sessions,
    presence,
    logger,
  });
  const stopWidget = serveWidget({ io, db, log, signals, files: fileTokens, clock, tokens, channels, onTrouble });
  sockets.count = () => ({ desk: desks.count(), widget: io.of('/widget').sockets.size });

  const isClosing = { now: false };
  const settled: Promise<void>[] = [];
  const stops = [stopWidget, () => channels.close()];
  return {
    server,
    log,
    timers,
    sessions,
    setup,
    receiveInbound,
    async listen(port, host) {
      await setUnsentAside({ db, log });
      stops.push(log.onEpochChanged(() => void setUnsentAside({ db, log }).catch((error: unknown) => onTrouble(error, 'setting aside'))));
      await server.listen({ port, host });
      // Listening on TCP, so the address is one of host and port.
      const { port: taken } = server.server.address() as AddressInfo;
      listening.address = `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
      // Not before: what a dead hub left to be sent goes out at once, and its receipts need an address to come back to.
      const filling = fillIndex(db, () => isClosing.now).catch((error: unknown) => onTrouble(error, 'filling the index of search'));
      settled.push(filling);
      stops.push(timers.start(), presence.start(), router.start(), deliveries.start());
      // A demo's accounts are nobody's at the real vendors.
      const asks = !config.isDemo || config.twilioApiBaseUrl !== null;
      if (asks) stops.push(recoverMissed({ db, clock, gaps, channels, receiveInbound, logger }));
      if (config.hasSimulator) stops.push(simulator.start());
      return listening.address;
    },
    async close() {
      isClosing.now = true;
      for (const stop of stops.toReversed()) stop();
      desks.close();
      io.engine.close();
      await server.close();
      await Promise.all(settled);
      await deliveries.settled();
      await log.close();
      await notices.close();
    },
  };
}
