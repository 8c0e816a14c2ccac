import type { PersonName } from '#shared/domain/customer';
import type { Locale } from '#shared/domain/text';
import type { Random } from '#hub/simulator/random';
import { GOODS, type GoodsKind } from './goods.ts';

/** What one customer knows about one matter: fills the {gaps} of a phrase. */
export type Facts = Readonly<Record<FactName, string>>;

type FactName =
  | 'name'
  | 'orderNumber'
  | 'product'
  | 'amount'
  | 'orderedOn'
  | 'dueOn'
  | 'laterOn'
  | 'days'
  | 'size'
  | 'otherSize'
  | 'colour'
  | 'otherColour'
  | 'payment'
  | 'address'
  | 'phone'
  | 'email'
  | 'tracking';

export interface Person {
  readonly locale: Locale;
  readonly name: PersonName;
  /** As the customer would say it: 090-0000-1234. */
  readonly phone: string;
  readonly email: string;
}

const DAY_MS = 86_400_000;

const WORDS = {
  ja: {
    sizes: ['S', 'M', 'L', 'XL'],
    colours: ['生成り', '紺', 'グレー', '深緑', '白', 'えんじ'],
    payments: ['クレジットカード', 'コンビニ払い', '代金引換', 'PayPay', '銀行振込'],
    addresses: [
      '東京都杉並区',
      '大阪市北区',
      '横浜市港北区',
      '福岡市中央区',
      '札幌市豊平区',
      '仙台市青葉区',
      '名古屋市千種区',
      '京都市左京区',
    ],
  },
  en: {
    sizes: ['S', 'M', 'L', 'XL'],
    colours: ['natural', 'navy', 'grey', 'dark green', 'white', 'maroon'],
    payments: ['credit card', 'convenience store payment', 'cash on delivery', 'PayPay', 'bank transfer'],
    addresses: ['Suginami, Tokyo', 'Kita-ku, Osaka', 'Kohoku-ku, Yokohama', 'Chuo-ku, Fukuoka', 'Aoba-ku, Sendai', 'Sakyo-ku, Kyoto'],
  },
} as const;

export function createFacts(person: Person, kinds: readonly [GoodsKind, ...GoodsKind[]], now: number, random: Random): Facts {
  const { locale } = person;
  const words = WORDS[locale];
  const goods = random.pick(GOODS[random.pick(kinds)]);
  const days = random.between(3, 9);
  // The next size up must exist.
  const size = random.between(0, words.sizes.length - 2);
  const colour = random.between(0, 5);
  const on = (offset: number): string => dayOf(now + offset * DAY_MS, locale);
  return {
    name: spokenName(person),
    orderNumber: `MS-${random.between(104_000, 189_999)}`,
    product: goods.name[locale],
    amount: locale === 'ja' ? `${goods.price.toLocaleString('ja-JP')}円` : `¥${goods.price.toLocaleString('en-US')}`,
    orderedOn: on(-days),
    dueOn: on(-random.between(1, 2)),
    laterOn: on(random.between(2, 6)),
    days: String(days),
    size: words.sizes[size] ?? 'M',
    otherSize: words.sizes[size + 1] ?? 'L',
    colour: words.colours[colour] ?? words.colours[0],
    otherColour: words.colours[(colour + 1) % words.colours.length] ?? words.colours[0],
    payment: random.pick(words.payments),
    address: random.pick(words.addresses),
    phone: person.phone,
    email: person.email,
    tracking: `${random.between(3000, 4999)}-${random.between(1000, 9999)}-${random.between(1000, 9999)}`,
  };
}

/** A {gap} that no fact fills is a slip of the pen; a test reads every phrase. */
export function fillIn(phrase: string, facts: Readonly<Record<string, string>>): string {
  return phrase.replaceAll(/\{(\w+)\}/g, (gap, name: string) => facts[name] ?? gap);
}

function spokenName({ name, locale }: Person): string {
  return (locale === 'ja' ? [name.family, name.given] : [name.given, name.family]).filter((part) => part !== undefined).join(' ');
}

function dayOf(at: number, locale: Locale): string {
  const language = locale === 'ja' ? 'ja-JP' : 'en-GB';
  return new Intl.DateTimeFormat(language, { timeZone: 'Asia/Tokyo', month: 'long', day: 'numeric' }).format(at);
}
