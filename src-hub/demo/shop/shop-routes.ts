import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccountId } from '#shared/domain/ids';
import type { Locale } from '#shared/domain/text';
import { Failure } from '#shared/rpc/failure';
import { SHOP_ITEMS } from './shop-goods.ts';
import { shopItemPage, shopWindow } from './shop-page.ts';
import { shopPicture } from './shop-pictures.ts';
import { SHOP_STYLES } from './shop-styles.ts';

interface Deps {
  readonly accountId: AccountId;
  /** Where the widget comes from: the hub's address as the world knows it; null: as it listens, by number, so that a page opened as `localhost` is another origin. */
  readonly publicUrl: string | null;
}

type Asked = FastifyRequest<{ Params: { slug: string }; Querystring: { lang?: string } }>;

/** A shop that embeds the widget as a stranger would: one script tag, under the strictest Content-Security-Policy a shop may have. */
export function registerDemoShop(app: FastifyInstance, { accountId, publicUrl }: Deps): void {
  app.get('/demo/shop', (request: Asked, reply) =>
    page(request, reply, (locale, hubOrigin) => shopWindow({ locale, hubOrigin, accountId }, SHOP_ITEMS)),
  );
  app.get('/demo/shop/items/:slug', (request: Asked, reply) => {
    const item = SHOP_ITEMS.find(({ slug }) => slug === request.params.slug);
    if (item === undefined) throw new Failure('not_found', 'the shop has no such item');
    return page(request, reply, (locale, hubOrigin) => shopItemPage({ locale, hubOrigin, accountId }, item));
  });
  app.get('/demo/shop/shop.css', (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'no-cache').send(SHOP_STYLES),
  );
  app.get('/demo/shop/pictures/:slug.svg', (request: Asked, reply) => {
    const picture = shopPicture(request.params.slug);
    if (picture === undefined) throw new Failure('not_found', 'the shop has no such picture');
    return reply.type('image/svg+xml').header('cache-control', 'public, max-age=86400').send(picture);
  });

  function page(request: Asked, reply: FastifyReply, draw: (locale: Locale, hubOrigin: string) => string): FastifyReply {
    const hub = publicUrl === null ? `http://127.0.0.1:${request.socket.localPort}` : new URL(publicUrl).origin;
    const policy = [
      "default-src 'none'",
      `script-src ${hub}`,
      `connect-src ${hub} ${hub.replace(/^http/, 'ws')}`,
      "style-src 'self'",
      `img-src 'self' ${hub}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; ');
    return reply
      .type('text/html; charset=utf-8')
      .headers({ 'content-security-policy': policy, 'cache-control': 'no-store' })
      .send(draw(localeOf(request), hub));
  }
}

/** As asked by the link, else as the browser prefers. */
function localeOf({ query, headers }: Asked): Locale {
  if (query.lang === 'ja' || query.lang === 'en') return query.lang;
  return /^(?!.*\bja\b).*\ben\b/i.test(headers['accept-language'] ?? '') ? 'en' : 'ja';
}
