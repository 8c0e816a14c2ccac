import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WebhookRequest } from '#shared/contracts/channel';
import { AccountId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import type { ReceiveInbound } from '#hub/channels/receive-inbound';
import type { Channels } from '#hub/channels/registry';

interface WebhookRoutesDeps {
  readonly channels: Channels;
  readonly receiveInbound: ReceiveInbound;
  /** How the world writes our address, where a proxy stands before us; else it is as the request says. */
  readonly publicUrl: string | null;
}

const BODY_LIMIT = 1024 * 1024;

/** `POST /channels/{account}/webhook`. Answered 2xx means: it is in the log. */
export function registerWebhookRoutes(app: FastifyInstance, { channels, receiveInbound, publicUrl }: WebhookRoutesDeps): void {
  // Signatures are over the bytes: nothing may parse them before the connector has.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) => done(null, body));

  app.post<{ Params: { account: string } }>('/channels/:account/webhook', async (request, reply) => {
    const accountId = AccountId.safeParse(request.params.account).data;
    const account = accountId === undefined ? undefined : channels.account(accountId);
    if (account === undefined) throw new Failure('not_found', 'there is no such channel account');
    const { connector } = account;
    const signals = await connector.parseInbound(webhookRequestOf(request, publicUrl)).catch((error: unknown) => {
      if (error instanceof Failure) request.log.warn({ accountId, code: error.code, field: error.field }, 'a webhook was refused');
      throw error;
    });
    await receiveInbound(account.accountId, signals);
    return reply.type(connector.acknowledgement.contentType).send(connector.acknowledgement.body);
  });
}

function webhookRequestOf(request: FastifyRequest, publicUrl: string | null): WebhookRequest {
  const { method, url = '' } = request.raw;
  const base = publicUrl ?? `${request.protocol}://${request.headers.host ?? ''}`;
  const headers = Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value] as const);
  return {
    method: method ?? '',
    url: base + url,
    headers: Object.fromEntries(headers),
    rawBody: request.body instanceof Uint8Array ? request.body : new Uint8Array(),
  };
}
