import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refresh, SignIn, type DemoPeople, type Tokens } from '#shared/contracts/session';
import { Failure, parseOrFail } from '#shared/rpc/failure';
import type { Sessions } from '#hub/auth/sessions';
import { sendFailure } from './send-failure.ts';

interface SessionRoutesDeps {
  readonly sessions: Sessions;
  /** Null: this is no demo, and nobody learns whom it has. */
  readonly demoPeople: DemoPeople | null;
}

/** A whole office behind one address comes in at eight; a machine that tries passwords comes in faster. */
const REQUESTS_A_MINUTE = 600;

/** Sign-in, refresh, sign-out. Here `denied` is 401: who are you? Elsewhere it is 403. */
export async function registerSessionRoutes(app: FastifyInstance, { sessions, demoPeople }: SessionRoutesDeps): Promise<void> {
  app.setErrorHandler((error, request, reply) => sendFailure(error, request, reply, 401));
  // Desks are no pages. A page that names its origin is somebody else's, or ours under a name that was bent to this machine.
  app.addHook('onRequest', async ({ headers }, reply) => {
    if (headers.origin === undefined) return undefined;
    return reply.code(403).send(new Failure('denied', 'origin: this address is for desks, not for pages').toBody());
  });
  await app.register(rateLimit, { max: REQUESTS_A_MINUTE, timeWindow: 60_000 });

  app.post('/session', (request): Promise<Tokens> => sessions.signIn(parseOrFail(SignIn, request.body, 'body'), request.ip));
  app.post('/session/refresh', (request): Promise<Tokens> => sessions.refresh(parseOrFail(Refresh, request.body, 'body')));
  app.delete('/session', async (request, reply) => {
    await sessions.signOut(accessTokenOf(request));
    return reply.code(204).send();
  });
  app.get('/demo/people', (): DemoPeople => {
    if (demoPeople === null) throw new Failure('not_found', 'this is no demo');
    return demoPeople;
  });
}

function accessTokenOf({ headers }: FastifyRequest): string {
  const token = /^Bearer ([\w.-]{1,4096})$/.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) throw new Failure('denied', 'authorization: must be Bearer and the access token');
  return token;
}
