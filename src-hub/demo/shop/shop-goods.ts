import type { Locale } from '#shared/domain/text';
import { GOODS, type Goods } from '../goods.ts';

/** What stands in the shop's window, with the words of its label. */
export interface ShopItem {
  readonly slug: string;
  readonly goods: Goods;
  readonly words: Readonly<Record<Locale, string>>;
}

export const SHOP_ITEMS: readonly ShopItem[] = [
  item(
    'linen-shirt',
    GOODS.wear[0],
    '洗うほどやわらかくなる、少しゆったりした麻のシャツです。',
    'A loose linen shirt that softens with every wash.',
  ),
  item(
    'teacup',
    GOODS.ware[0],
    '手におさまる有田焼。毎日のお茶がおいしくなる薄さです。',
    'Arita porcelain, thin at the lip and easy in the hand.',
  ),
  item(
    'clay-pot',
    GOODS.ware[1],
    'ご飯も煮ものもふっくら。直火とオーブンで使えます。',
    'For rice and stews; at home on the flame and in the oven.',
  ),
  item(
    'matcha',
    GOODS.food[1],
    '宇治の抹茶を三種。はじめての方には茶せん付きもございます。',
    'Three grades of matcha from Uji, in a gift box.',
  ),
  item(
    'coffee-mill',
    GOODS.appliance[0],
    '臼は国産セラミック。静かに、同じ粒の大きさに挽けます。',
    'A ceramic burr that grinds evenly and quietly.',
  ),
  item(
    'desk-lamp',
    GOODS.appliance[2],
    '手元だけを照らす小さなあかり。色は三段階です。',
    'A small light for the page in front of you; three warmths.',
  ),
  item('towels', GOODS.home[0], '今治の糸で織った、よく乾くタオル。四枚組です。', 'Four quick-drying towels woven in Imabari.'),
  item('monstera', GOODS.home[3], '高さ約40センチ。鉢に植えた状態でお届けします。', 'About 40 cm tall, delivered in its pot.'),
];

function item(slug: string, goods: Goods, ja: string, en: string): ShopItem {
  return { slug, goods, words: { ja, en } };
}
