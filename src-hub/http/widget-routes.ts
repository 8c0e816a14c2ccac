import { createHash } from 'node:crypto';
import cors from '@fastify/cors';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { WidgetSessionRequest, type WidgetSession } from '#shared/contracts/widget';
import type { Clock } from '#shared/domain/clock';
import { AccountId, type Ids } from '#shared/domain/ids';
import { PublicWidgetSettings } from '#shared/domain/widget-settings';
import { Failure, parseOrFail } from '#shared/rpc/failure';
import { verifyShopIdentity } from '#hub/auth/shop-identity';
import type { Tokens, VisitorClaims } from '#hub/auth/tokens';
import type { Channels } from '#hub/channels/registry';
import { isAllowedOrigin, type WebChatAccount } from '#hub/channels/web-chat-account';
import type { VisitorLimits } from './visitor-limits.ts';
import type { WidgetFile } from './widget-file.ts';

export interface WidgetRoutesDeps {
  readonly channels: Pick<Channels, 'account'>;
  readonly tokens: Pick<Tokens, 'mintVisitorToken' | 'verifyVisitorToken' | 'visitorOf'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Pick<Ids, 'visitor'>;
  readonly visitorLimits: Pick<VisitorLimits, 'session'>;
  readonly widgetFile: () => Promise<WidgetFile | undefined>;
  /** What the widget fetches when somebody sends or sees files. */
  readonly filesFile: () => Promise<WidgetFile | undefined>;
}

const SHOP_PATH = /^\/(?:channels|widget)\/(?<account>[^/?]+)\/(?:webhook|session|settings|files\/[^/?]+)(?:\?|$)/;
const PREFLIGHT_S = 600;

/**
 * The script has one address for ever, so browsers ask again after a while, cheaply: the same content is answered with 304. In between,
 * and while they ask, they use what they have; the contract with an older script only grows.
 */
const CACHE_SCRIPT = 'public, max-age=3600, stale-while-revalidate=604800, stale-if-error=604800';

/** A change of the settings reaches pages that are loaded a minute later. */
const CACHE_SETTINGS = 'public, max-age=60';

/** What a shop's page asks the hub for. Registered before the webhook routes: their answers to an allowed page must be readable for it. */
export async function registerWidgetRoutes(
  app: FastifyInstance,
  { channels, tokens, clock, ids, visitorLimits, widgetFile, filesFile }: WidgetRoutesDeps,
): Promise<void> {
  await app.register(cors, {
    // Only an allowed page of a web chat account is told anything; every other address has no CORS at all.
    delegator: (request, answer) => {
      const account = shopOf(SHOP_PATH.exec(request.url)?.groups?.['account']);
      const isAllowed = account !== undefined && isAllowedOrigin(account, request.headers.origin);
      answer(null, {
        origin: isAllowed,
        methods: ['GET', 'POST'],
        allowedHeaders: ['content-type', 'authorization'],
        exposedHeaders: ['retry-after'],
        maxAge: PREFLIGHT_S,
        strictPreflight: false,
      });
    },
  });

  for (const [address, scriptFile] of [
    ['/widget.js', widgetFile],
    ['/widget-files.js', filesFile],
  ] as const) {
    app.get(address, async (request, reply) => {
      const file = await scriptFile();
      if (file === undefined) throw new Failure('not_found', 'the widget has not been built: npm run build -- widget');
      // Shops embed it from other origins, some of them isolated.
      reply.headers({
        'cache-control': CACHE_SCRIPT,
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
  }

  // Asked by every page of the shop, before anybody opens the chat: how the button looks and where it stands.
  app.get<{ Params: { account: string } }>('/widget/:account/settings', (request, reply) => {
    const account = shopOf(request.params.account);
    const { origin } = request.headers;
    if (account === undefined) throw new Failure('not_found', 'there is no web chat of this name');
    // A page of the hub's own origin says none.
    if (origin !== undefined && !isAllowedOrigin(account, origin)) throw new Failure('denied', 'this page may not carry this chat');
    const settings = JSON.stringify(PublicWidgetSettings.parse(account.widget));
    const etag = `"${createHash('sha256').update(settings).digest('base64url').slice(0, 22)}"`;
    reply.headers({ 'cache-control': CACHE_SETTINGS, etag, 'cross-origin-resource-policy': 'cross-origin' });
    if (request.headers['if-none-match']?.includes(etag) === true) return reply.code(304).send();
    return reply.type('application/json; charset=utf-8').send(settings);
  });

  app.post<{ Params: { account: string } }>('/widget/:account/session', async (request): Promise<WidgetSession> => {
    const { origin } = request.headers;
    const account = shopOf(request.params.account);
    visitorLimits.session(request.ip);
    if (account === undefined) throw new Failure('not_found', 'there is no web chat of this name');
    if (!isAllowedOrigin(account, origin)) throw new Failure('denied', 'this page may not carry this chat');
    const asked = parseOrFail(WidgetSessionRequest, request.body, 'body');
    const { accountId, widget } = account;
    const signed = asked.identity ?? null;
    const told = signed === null ? ({ is: 'none' } as const) : await readIdentity(account, signed, request.log);
    const known = asked.token === null ? null : await readToken(asked.token, { accountId, origin });
    const claims = { accountId, origin, ...visitorOf(accountId, told, known) };
    return {
      token: await tokens.mintVisitorToken(claims),
      visitorId: claims.visitorId,
      shopName: widget.shopName,
      identity: told.is,
      settings: PublicWidgetSettings.parse(widget),
    };
  });

  type Told = { readonly is: 'none' } | Awaited<ReturnType<typeof verifyShopIdentity>>;

  async function readIdentity(account: WebChatAccount, signed: string, log: FastifyBaseLogger): Promise<Told> {
    const { accountId, widget, identitySecret } = account;
    const told = await verifyShopIdentity(signed, {
      accountId,
      secret: widget.hasSignedIdentity ? identitySecret : null,
      now: clock.now(),
    });
    if (told.is !== 'verified') log.warn({ accountId, why: told.why }, 'a signed identity was refused');
    return told;
  }

  /** Whoever the shop vouches for is that one visitor; who was vouched for and is no longer, is a stranger again, and sees nothing of it. */
  function visitorOf(accountId: AccountId, told: Told, known: VisitorClaims | null): Pick<VisitorClaims, 'visitorId' | 'identity'> {
    if (told.is === 'verified') return { visitorId: tokens.visitorOf(accountId, told.identity), identity: told.identity };
    return { visitorId: known?.identity === null ? known.visitorId : ids.visitor(), identity: null };
  }

  function shopOf(name: string | undefined): WebChatAccount | undefined {
    const accountId = AccountId.safeParse(name).data;
    return accountId === undefined ? undefined : channels.account(accountId)?.webChat;
  }

  /** A token that is no longer good, or was another page's, makes a new visitor of this page. */
  function readToken(token: string, expected: Pick<VisitorClaims, 'accountId' | 'origin'>): Promise<VisitorClaims | null> {
    return tokens.verifyVisitorToken(token, expected).catch(() => null);
  }
}
