import type { Locale } from '#shared/domain/text';
import { SHOP_NAME } from '../demo-centre.ts';
import type { ShopItem } from './shop-goods.ts';

const WORDS = {
  ja: {
    goods: '商品',
    other: 'English',
    hero: '暮らしの道具と、おいしいもの。',
    lead: '産地から選んだ品を、一つひとつ包んでお届けします。ご注文や配送のことは、右下のチャットでお気軽にお尋ねください。',
    tax: '税込',
    delivery: 'ご注文から2〜3日でお届けします。8,000円以上で送料無料。届いてから14日以内は返品できます。',
    back: '商品一覧へ戻る',
    demo: 'これは窓口（Madoguchi）のデモ店です。実在しません。注文はできませんが、チャットは本物です。',
    currency: (price: string) => `${price}円`,
  },
  en: {
    goods: 'Goods',
    other: '日本語',
    hero: 'Tools for living, and good things to eat.',
    lead: 'Chosen where they are made, wrapped one by one. Ask us about orders and deliveries in the chat at the lower right.',
    tax: 'tax included',
    delivery: 'Delivered in two to three days. Free delivery from ¥8,000. Returns within 14 days of arrival.',
    back: 'Back to all goods',
    demo: 'This is the demo shop of Madoguchi. It does not exist: you cannot order, but the chat is real.',
    currency: (price: string) => `¥${price}`,
  },
} as const;

interface Page {
  readonly locale: Locale;
  /** Where the widget comes from. */
  readonly hubOrigin: string;
  readonly accountId: string;
}

export function shopWindow(page: Page, items: readonly ShopItem[]): string {
  const words = WORDS[page.locale];
  const cards = items.map(
    (item) => `<li><a class="card" href="/demo/shop/items/${item.slug}?lang=${page.locale}">
      <img src="/demo/shop/pictures/${item.slug}.svg" alt="" width="240" height="180">
      <div><h2>${escaped(item.goods.name[page.locale])}</h2><p>${escaped(item.words[page.locale])}</p>${priceOf(item, page.locale)}</div></a></li>`,
  );
  return frame(
    page,
    SHOP_NAME[page.locale],
    '/demo/shop',
    `<section class="hero"><h1>${words.hero}</h1><p>${words.lead}</p></section><ul class="goods">${cards.join('')}</ul>`,
  );
}

export function shopItemPage(page: Page, item: ShopItem): string {
  const words = WORDS[page.locale];
  return frame(
    page,
    `${item.goods.name[page.locale]} | ${SHOP_NAME[page.locale]}`,
    `/demo/shop/items/${item.slug}`,
    `<article class="item"><img src="/demo/shop/pictures/${item.slug}.svg" alt="" width="240" height="180">
      <div><h1>${escaped(item.goods.name[page.locale])}</h1><p>${escaped(item.words[page.locale])}</p>${priceOf(item, page.locale)}
      <p class="note">${words.delivery}</p><a class="back" href="/demo/shop?lang=${page.locale}">${words.back}</a></div></article>`,
  );
}

function frame({ locale, hubOrigin, accountId }: Page, title: string, path: string, content: string): string {
  const words = WORDS[locale];
  const other = locale === 'ja' ? 'en' : 'ja';
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>${escaped(title)}</title>
<link rel="icon" href="/demo/shop/pictures/monstera.svg" type="image/svg+xml">
<link rel="stylesheet" href="/demo/shop/shop.css">
<script src="${hubOrigin}/widget.js" data-account="${accountId}" async></script>
</head>
<body>
<header class="top"><div class="wrap"><a class="brand" href="/demo/shop?lang=${locale}">${escaped(SHOP_NAME[locale])}</a>
<nav><a href="/demo/shop?lang=${locale}">${words.goods}</a><a href="${path}?lang=${other}" lang="${other}" hreflang="${other}">${words.other}</a></nav></div></header>
<main class="wrap">${content}</main>
<footer><div class="wrap">${words.demo}</div></footer>
</body>
</html>`;
}

function priceOf({ goods }: ShopItem, locale: Locale): string {
  const words = WORDS[locale];
  return `<p class="price">${words.currency(goods.price.toLocaleString(locale))} <small>${words.tax}</small></p>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
