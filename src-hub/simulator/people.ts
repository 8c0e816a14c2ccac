import type { Locale } from '#shared/domain/text';
import type { Person } from '#hub/demo/facts';
import type { Random } from './random.ts';

/** Somebody who never wrote before. */
export interface Newcomer extends Person {
  readonly phoneNumber: string;
  readonly visitorId: string;
}

type Reading = readonly [written: string, reading: string];
type Readings = readonly [Reading, ...Reading[]];

const FAMILIES: Readings = [
  ['阿部', 'あべ'],
  ['石川', 'いしかわ'],
  ['上田', 'うえだ'],
  ['遠藤', 'えんどう'],
  ['大野', 'おおの'],
  ['金子', 'かねこ'],
  ['菊地', 'きくち'],
  ['近藤', 'こんどう'],
  ['坂本', 'さかもと'],
  ['佐々木', 'ささき'],
  ['杉山', 'すぎやま'],
  ['高木', 'たかぎ'],
  ['千葉', 'ちば'],
  ['中島', 'なかじま'],
  ['西村', 'にしむら'],
  ['野口', 'のぐち'],
  ['橋本', 'はしもと'],
  ['福田', 'ふくだ'],
  ['藤井', 'ふじい'],
  ['前田', 'まえだ'],
  ['三浦', 'みうら'],
  ['村上', 'むらかみ'],
  ['横山', 'よこやま'],
  ['和田', 'わだ'],
];

const GIVENS: Readings = [
  ['明日香', 'あすか'],
  ['郁子', 'いくこ'],
  ['栄治', 'えいじ'],
  ['香織', 'かおり'],
  ['和也', 'かずや'],
  ['久美子', 'くみこ'],
  ['航', 'こう'],
  ['沙織', 'さおり'],
  ['茂', 'しげる'],
  ['純子', 'じゅんこ'],
  ['大樹', 'だいき'],
  ['拓海', 'たくみ'],
  ['千尋', 'ちひろ'],
  ['剛', 'つよし'],
  ['奈々', 'なな'],
  ['紀子', 'のりこ'],
  ['春香', 'はるか'],
  ['秀樹', 'ひでき'],
  ['真央', 'まお'],
  ['麻衣', 'まい'],
  ['康平', 'こうへい'],
  ['優斗', 'ゆうと'],
  ['陽子', 'ようこ'],
  ['亮太', 'りょうた'],
];

const ENGLISH_GIVENS = ['Alice', 'Ben', 'Chloe', 'David', 'Elena', 'Farid', 'Grace', 'Hannah', 'Ivan', 'Julia', 'Kofi', 'Mei'] as const;
const ENGLISH_FAMILIES = [
  'Anderson',
  'Baker',
  'Chen',
  'Dubois',
  'Evans',
  'Garcia',
  'Hughes',
  'Jensen',
  'Lopez',
  'Nguyen',
  'Okafor',
  'Taylor',
] as const;

const CARRIERS = ['90', '80', '70'] as const;

export function inventPerson(locale: Locale, at: number, random: Random): Newcomer {
  const carrier = random.pick(CARRIERS);
  // 0000 numbers belong to nobody; the regulars' begin with 1 and 2.
  const number = random.between(3_000, 9_999);
  const key = at.toString(36);
  return {
    locale,
    name: locale === 'ja' ? japaneseName(random) : { given: random.pick(ENGLISH_GIVENS), family: random.pick(ENGLISH_FAMILIES) },
    phone: `0${carrier}-0000-${number}`,
    phoneNumber: `+81${carrier}0000${number}`,
    email: `${key}@example.jp`,
    visitorId: `vis_sim-${key}`,
  };
}

function japaneseName(random: Random): Newcomer['name'] {
  const [family, familyReading] = random.pick(FAMILIES);
  const [given, givenReading] = random.pick(GIVENS);
  return { family, familyReading, given, givenReading };
}
