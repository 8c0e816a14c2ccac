import type { Locale } from '#shared/domain/text';

export type GoodsKind = 'wear' | 'ware' | 'food' | 'appliance' | 'home';

/** What Midori Shop sells. */
export interface Goods {
  readonly kind: GoodsKind;
  readonly name: Readonly<Record<Locale, string>>;
  /** In yen, tax included. */
  readonly price: number;
}

type SomeGoods = readonly [Goods, ...Goods[]];

function goods(kind: GoodsKind, ja: string, en: string, price: number): Goods {
  return { kind, name: { ja, en }, price };
}

export const GOODS = {
  wear: [
    goods('wear', '麻のシャツ', 'linen shirt', 8_900),
    goods('wear', 'デニムのエプロン', 'denim apron', 4_980),
    goods('wear', 'オーガニックコットンのパジャマ', 'organic cotton pyjamas', 9_800),
    goods('wear', '室内用スリッパ', 'house slippers', 2_480),
    goods('wear', 'ウールの靴下3足組', 'three-pack of wool socks', 3_300),
    goods('wear', '撥水レインコート', 'rain coat', 12_800),
  ],
  ware: [
    goods('ware', '有田焼の湯のみ', 'Arita teacup', 3_850),
    goods('ware', '伊賀焼の土鍋', 'Iga clay pot', 14_300),
    goods('ware', 'ガラスの急須', 'glass teapot', 4_400),
    goods('ware', '波佐見焼の皿5枚組', 'set of five Hasami plates', 7_700),
    goods('ware', '江戸切子のグラス', 'Edo Kiriko glass', 11_000),
  ],
  food: [
    goods('food', '紀州南高梅の梅干し', 'Kishu pickled plums', 2_980),
    goods('food', '宇治抹茶の詰め合わせ', 'Uji matcha gift box', 5_400),
    goods('food', '静岡の深蒸し茶', 'Shizuoka deep-steamed tea', 1_950),
    goods('food', '北海道のチーズ詰め合わせ', 'Hokkaido cheese box', 6_200),
    goods('food', '訳ありりんご5キロ', '5 kg box of apples', 3_480),
  ],
  appliance: [
    goods('appliance', '手挽きコーヒーミル', 'hand coffee mill', 6_600),
    goods('appliance', '電気ケトル', 'electric kettle', 8_250),
    goods('appliance', 'LEDデスクライト', 'LED desk lamp', 7_480),
    goods('appliance', '卓上加湿器', 'desktop humidifier', 5_980),
    goods('appliance', 'ホットサンドメーカー', 'sandwich toaster', 4_950),
  ],
  home: [
    goods('home', '今治タオル4枚セット', 'set of four Imabari towels', 5_500),
    goods('home', 'リネンのカーテン', 'linen curtains', 13_200),
    goods('home', 'い草のラグ', 'rush rug', 15_400),
    goods('home', '観葉植物（モンステラ）', 'monstera plant', 4_200),
    goods('home', 'ひのきのまな板', 'hinoki cutting board', 3_960),
  ],
} as const satisfies Record<GoodsKind, SomeGoods>;
