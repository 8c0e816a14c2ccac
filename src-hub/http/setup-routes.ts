import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Setup, type SetupState } from '#shared/contracts/setup';
import { parseOrFail } from '#shared/rpc/failure';
import type { FirstSetup } from '#hub/centre/setup';
import { isLoopback } from './addresses.ts';

interface SetupRoutesDeps {
  readonly setup: FirstSetup;
  /** How the world reaches this hub by a proxy; null and none: no proxy is known of. */
  readonly publicUrl: string | null;
  readonly trustedProxies: readonly string[];
}

/** Set up once, by who stands at the machine or can read its console. For desks and the command line, never for pages. */
export function registerSetupRoutes(app: FastifyInstance, { setup, publicUrl, trustedProxies }: SetupRoutesDeps): void {
  app.get('/setup', async (request): Promise<SetupState> => {
    const isSetUp = await setup.isSetUp();
    return { isSetUp, needsCode: !isSetUp && !isLocal(request) };
  });
  app.post('/setup', async (request, reply) => {
    await setup.run(parseOrFail(Setup, request.body, 'body'), { address: request.ip, isLocal: isLocal(request) });
    return reply.code(204).send();
  });

  /** A proxy on this machine makes the whole world look local; one that nobody told us of still leaves its traces. */
  function isLocal({ socket, headers }: FastifyRequest): boolean {
    const isForwarded = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'].some(
      (name) => headers[name] !== undefined,
    );
    const hasProxy = publicUrl !== null || trustedProxies.length > 0;
    return !hasProxy && !isForwarded && isLoopback(socket.remoteAddress ?? '');
  }
}
