import helmet from '@fastify/helmet';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '#shared/domain/clock';
import type { DemoPeople } from '#shared/contracts/session';
import { Failure } from '#shared/rpc/failure';
import type { Sessions } from '#hub/auth/sessions';
import type { FirstSetup } from '#hub/centre/setup';
import type { AccountHealth } from '#hub/channels/account-health';
import type { ReceiveInbound } from '#hub/channels/receive-inbound';
import type { Channels } from '#hub/channels/registry';
import type { Db } from '#hub/db/db';
import type { DeskWipes } from '#hub/desks/desk-wipes';
import type { EventLog } from '#hub/log/event-log';
import { collectAllowedMethods } from './allowed-methods.ts';
import { registerHealthRoutes } from './health-routes.ts';
import { registerIdentityRoute } from './identity-route.ts';
import type { Metrics } from './hub-metrics.ts';
import { sendFailure } from './send-failure.ts';
import { registerSessionRoutes } from './session-routes.ts';
import type { VisitorLimits } from './visitor-limits.ts';
import { registerWebhookRoutes } from './webhook-routes.ts';

export interface ServerDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: EventLog;
  readonly logger: Logger;
  readonly sessions: Sessions;
  readonly wipes: Pick<DeskWipes, 'orderFor' | 'reported'>;
  readonly channels: Channels;
  readonly receiveInbound: ReceiveInbound;
  readonly health: Pick<AccountHealth, 'heard' | 'troubled'>;
  readonly metrics: Metrics;
  readonly visitorLimits: VisitorLimits;
  readonly publicUrl: string | null;
  readonly trustedProxies: readonly string[];
  readonly demoPeople: DemoPeople | null;
  readonly setup: FirstSetup;
  /** Routes of other subjects; before ours, because CORS must know of them first. */
  readonly extend: (app: FastifyInstance) => Promise<void>;
}

/** Nothing that is parsed before its sender is known may be large. */
const BODY_LIMIT = 64 * 1024;
/** A sender that dribbles its request holds a connection and nothing else; not for ever. */
const REQUEST_TIMEOUT_MS = 30_000;

/** The hub's HTTP: health, sessions, webhooks, and what `extend` adds. Socket.IO stands on the same server. */
export async function buildServer(deps: ServerDeps): Promise<FastifyInstance> {
  // Fastify's type of a logger and pino's agree; the assignment says so without an assertion.
  const loggerInstance: FastifyBaseLogger = deps.logger;
  const app = Fastify({
    loggerInstance,
    // Its lines hold addresses, of customers too; ours below hold routes.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    // Behind a proxy everybody would have the proxy's address, and one who guesses passwords would lock out all.
    trustProxy: deps.trustedProxies.length === 0 ? false : [...deps.trustedProxies],
    routerOptions: { maxParamLength: 1_000 },
    frameworkErrors: (error, request, reply) => void sendFailure(error, request, reply),
  });
  app.setErrorHandler((error, request, reply) => sendFailure(error, request, reply));
  const allowedMethods = collectAllowedMethods(app);
  app.setNotFoundHandler((request, reply) => {
    const allowed = allowedMethods(request.url.split('?')[0] ?? '');
    if (allowed.length === 0) return sendFailure(new Failure('not_found', 'there is nothing at this address'), request, reply);
    const failure = new Failure('invalid', `this address takes ${allowed.join(', ')}`, { field: 'method' });
    return reply.code(405).header('allow', allowed.join(', ')).send(failure.toBody());
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { url: route = 'none' } = request.routeOptions;
    deps.metrics.request(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    request.log.debug({ method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'answered');
    done();
  });

  await app.register(helmet, {
    // The hub answers data; its few pages bring a policy of their own.
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: deps.publicUrl?.startsWith('https:') === true,
  });
  await deps.extend(app);
  registerHealthRoutes(app, deps);
  registerIdentityRoute(app, deps);
  await app.register((part) => registerSessionRoutes(part, deps));
  await app.register((part, _options, done) => {
    registerWebhookRoutes(part, deps);
    done();
  });
  return app;
}
