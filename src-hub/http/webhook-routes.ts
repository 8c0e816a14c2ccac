import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WebhookRequest } from '#shared/contracts/channel';
import { AccountId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import type { AccountHealth } from '#hub/channels/account-health';
import type { ReceiveInbound } from '#hub/channels/receive-inbound';
import type { Channels, Standstill } from '#hub/channels/registry';
import type { VisitorLimits } from './visitor-limits.ts';

interface WebhookRoutesDeps {
  readonly channels: Channels;
  readonly receiveInbound: ReceiveInbound;
  readonly health: Pick<AccountHealth, 'heard' | 'troubled'>;
  readonly visitorLimits: Pick<VisitorLimits, 'line'>;
  /** How the world writes our address, where a proxy stands before us; else it is as the request says. */
  readonly publicUrl: string | null;
}

const BODY_LIMIT = 1024 * 1024;

/** `POST /channels/{account}/webhook`. Answered 2xx means: it is in the log. */
export function registerWebhookRoutes(
  app: FastifyInstance,
  { channels, receiveInbound, health, visitorLimits, publicUrl }: WebhookRoutesDeps,
): void {
  // Signatures are over the bytes: nothing may parse them before the connector has.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) => done(null, body));

  app.post<{ Params: { account: string } }>('/channels/:account/webhook', async (request, reply) => {
    const accountId = AccountId.safeParse(request.params.account).data;
    const account = accountId === undefined ? undefined : channels.account(accountId);
    if (account === undefined) throw notRunning(accountId === undefined ? undefined : channels.standstill(accountId));
    const { connector } = account;
    const signals = await connector.parseInbound(webhookRequestOf(request, publicUrl)).catch((error: unknown) => {
      if (error instanceof Failure) {
        request.log.warn({ accountId, code: error.code, field: error.field }, 'a webhook was refused');
        // A shop's visitor with an old token is no trouble of the account.
        if (account.webChat === undefined)
          health.troubled(account.accountId, error.code === 'denied' ? 'signature_refused' : 'not_understood');
      }
      throw error;
    });
    // A vendor has taken its customers' words already: only pages of shops can be asked to wait.
    if (account.webChat !== undefined) {
      for (const signal of signals) if (signal.is === 'message') visitorLimits.line(account.accountId, signal.from.value, request.ip);
    }
    await receiveInbound(account.accountId, signals);
    health.heard(account.accountId);
    return reply.type(connector.acknowledgement.contentType).send(connector.acknowledgement.body);
  });
}

/** Whoever set up the vendor's side reads this in its console. */
function notRunning(why: Standstill | undefined): Failure {
  switch (why) {
    case undefined:
      return new Failure('not_found', 'there is no such channel account');
    case 'inactive':
      return new Failure('not_found', 'this channel account is switched off; an administrator can switch it on');
    case 'secrets_missing':
      return new Failure('not_found', 'the secrets of this channel account are not set yet; an administrator can set them');
  }
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
