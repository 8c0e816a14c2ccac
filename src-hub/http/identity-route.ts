import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { parseOrFail } from '#shared/rpc/failure';
import type { EventLog } from '#hub/log/event-log';

export const Identity = z.object({
  /** Only a hub of the same centre can say it. */
  proof: z.string(),
  /** How the request came, as this hub sees it: what `madoguchi doctor` compares with how it was sent. */
  protocol: z.string(),
  host: z.string(),
  isForwarded: z.boolean(),
  isProxyTrusted: z.boolean(),
});
export type Identity = z.infer<typeof Identity>;

const Nonce = z.object({ nonce: z.string().regex(/^[\w-]{16,64}$/) });

/** "Is it you?": `madoguchi doctor` asks a hub by its public address and near by, and both answers must be of one centre. */
export function registerIdentityRoute(app: FastifyInstance, { log }: { readonly log: Pick<EventLog, 'epoch'> }): void {
  app.get('/identity/:nonce', (request): Identity => {
    const { nonce } = parseOrFail(Nonce, request.params, 'nonce');
    const isForwarded = request.headers['x-forwarded-for'] !== undefined;
    return {
      proof: createHmac('sha256', log.epoch).update(nonce).digest('hex'),
      protocol: request.protocol,
      host: request.host,
      isForwarded,
      isProxyTrusted: isForwarded && request.ip !== request.raw.socket.remoteAddress,
    };
  });
}
