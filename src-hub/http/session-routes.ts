import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import type * as z from 'zod';
import { Refresh, SignIn, type DemoPeople, type Tokens } from '#shared/contracts/session';
import { OrdersQuestion, WipeReport, type OrdersAnswer } from '#shared/contracts/wipe';
import { Failure, parseOrFail } from '#shared/rpc/failure';
import type { Clock } from '#shared/domain/clock';
import type { Sessions } from '#hub/auth/sessions';
import type { FirstSetup } from '#hub/centre/setup';
import type { Db } from '#hub/db/db';
import type { DeskWipes } from '#hub/desks/desk-wipes';
import { accessTokenOf } from './access-token.ts';
import { sendFailure } from './send-failure.ts';
import { registerSettingsRoutes } from './settings-routes.ts';
import { registerSetupRoutes } from './setup-routes.ts';

interface SessionRoutesDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly wipes: Pick<DeskWipes, 'orderFor' | 'reported'>;
  /** Null: this is no demo, and nobody learns whom it has. */
  readonly demoPeople: DemoPeople | null;
  readonly setup: FirstSetup;
  readonly publicUrl: string | null;
  readonly trustedProxies: readonly string[];
}

/** A whole office behind one address comes in at eight; a machine that tries passwords comes in faster. */
const REQUESTS_A_MINUTE = 600;

/** Set-up, sign-in, refresh, sign-out, the settings as a file. Here `denied` is 401: who are you? Elsewhere it is 403. */
export async function registerSessionRoutes(
  app: FastifyInstance,
  { db, clock, sessions, wipes, demoPeople, setup, publicUrl, trustedProxies }: SessionRoutesDeps,
): Promise<void> {
  app.setErrorHandler((error, request, reply) => sendFailure(error, request, reply, 401));
  // Desks are no pages. A page that names its origin is somebody else's, or ours under a name that was bent to this machine.
  app.addHook('onRequest', async ({ headers }, reply) => {
    if (headers.origin === undefined) return undefined;
    return reply.code(403).send(new Failure('denied', 'origin: this address is for desks, not for pages').toBody());
  });
  await app.register(rateLimit, { max: REQUESTS_A_MINUTE, timeWindow: 60_000 });

  registerSetupRoutes(app, { setup, publicUrl, trustedProxies });
  registerSettingsRoutes(app, { db, clock, sessions });
  app.post('/session', (request): Promise<Tokens> => sessions.signIn(parseOrFail(SignIn, request.body, 'body'), request.ip));
  app.post('/session/refresh', (request): Promise<Tokens> => sessions.refresh(parseOrFail(Refresh, request.body, 'body')));
  app.delete('/session', async (request, reply) => {
    await sessions.signOut(accessTokenOf(request));
    return reply.code(204).send();
  });
  // Without a session: a computer that was lost has none any more.
  app.post('/session/orders', async (request): Promise<z.infer<typeof OrdersAnswer>> => {
    const { agentId, deskId } = parseOrFail(OrdersQuestion, request.body, 'body');
    return { wipe: await wipes.orderFor(agentId, deskId) };
  });
  app.post('/session/wiped', async (request, reply) => {
    await wipes.reported(parseOrFail(WipeReport, request.body, 'body'));
    return reply.code(204).send();
  });
  app.get('/demo/people', (): DemoPeople => {
    if (demoPeople === null) throw new Failure('not_found', 'this is no demo');
    return demoPeople;
  });
}
