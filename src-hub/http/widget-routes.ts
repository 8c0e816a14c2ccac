import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import { WidgetSessionRequest, type WidgetSession } from '#shared/contracts/widget';
import type { Ids, VisitorId } from '#shared/domain/ids';
import { Failure, parseOrFail } from '#shared/rpc/failure';
import type { Tokens, VisitorClaims } from '#hub/auth/tokens';
import { isAllowedOrigin, type WebChatAccount } from '#hub/channels/web-chat-account';
import type { WidgetFile } from './widget-file.ts';

export interface WidgetRoutesDeps {
  readonly accounts: readonly WebChatAccount[];
  readonly tokens: Pick<Tokens, 'mintVisitorToken' | 'verifyVisitorToken'>;
  readonly ids: Pick<Ids, 'visitor'>;
  readonly widgetFile: () => Promise<WidgetFile | undefined>;
}

const SHOP_PATH = /^\/(?:channels|widget)\/(?<account>[^/?]+)\/(?:webhook|session)(?:\?|$)/;
const PREFLIGHT_S = 600;

/**
 * The script has one address for ever, so browsers ask again after a while, cheaply: the same content is answered with 304. In between,
 * and while they ask, they use what they have; the contract with an older script only grows.
 */
const CACHE = 'public, max-age=3600, stale-while-revalidate=604800, stale-if-error=604800';

/** What a shop's page asks the hub for. Registered before the webhook routes: their answers to an allowed page must be readable for it. */
export async function registerWidgetRoutes(app: FastifyInstance, { accounts, tokens, ids, widgetFile }: WidgetRoutesDeps): Promise<void> {
  await app.register(cors, {
    // Only an allowed page of a web chat account is told anything; every other address has no CORS at all.
    delegator: (request, answer) => {
      const account = accounts.find(({ accountId }) => accountId === SHOP_PATH.exec(request.url)?.groups?.['account']);
      const isAllowed = account !== undefined && isAllowedOrigin(account, request.headers.origin);
      answer(null, {
        origin: isAllowed,
        methods: ['POST'],
        allowedHeaders: ['content-type', 'authorization'],
        exposedHeaders: ['retry-after'],
        maxAge: PREFLIGHT_S,
        strictPreflight: false,
      });
    },
  });

  app.get('/widget.js', async (request, reply) => {
    const file = await widgetFile();
    if (file === undefined) throw new Failure('not_found', 'the widget has not been built: npm run build -- widget');
    // Shops embed it from other origins, some of them isolated.
    reply.headers({
      'cache-control': CACHE,
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      etag: file.etag,
      vary: 'accept-encoding',
    });
    if (request.headers['if-none-match']?.includes(file.etag) === true) return reply.code(304).send();
    const accepted = request.headers['accept-encoding'] ?? '';
    const encoding = (['br', 'gzip'] as const).find((name) => accepted.includes(name));
    if (encoding !== undefined) reply.header('content-encoding', encoding);
    return reply.type('text/javascript; charset=utf-8').send(encoding === undefined ? file.plain : file[encoding]);
  });

  app.post<{ Params: { account: string } }>('/widget/:account/session', async (request): Promise<WidgetSession> => {
    const { origin } = request.headers;
    const account = accounts.find(({ accountId }) => accountId === request.params.account);
    if (account === undefined) throw new Failure('not_found', 'there is no web chat of this name');
    if (!isAllowedOrigin(account, origin)) throw new Failure('denied', 'this page may not carry this chat');
    const { token } = parseOrFail(WidgetSessionRequest, request.body, 'body');
    const { accountId } = account;
    const visitorId = (token === null ? undefined : await visitorOf(token, { accountId, origin })) ?? ids.visitor();
    return { token: await tokens.mintVisitorToken({ visitorId, accountId, origin }), visitorId, shopName: account.shopName };
  });

  /** A token that is no longer good, or was another page's, makes a new visitor of this page. */
  function visitorOf(token: string, expected: Omit<VisitorClaims, 'visitorId'>): Promise<VisitorId | undefined> {
    return tokens.verifyVisitorToken(token, expected).then(
      ({ visitorId }) => visitorId,
      () => undefined,
    );
  }
}
