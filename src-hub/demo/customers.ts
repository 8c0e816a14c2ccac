import type { PersonName } from '#shared/domain/customer';
import { CustomerId, VisitorId } from '#shared/domain/ids';
import type { Locale } from '#shared/domain/text';
import type { Person } from './facts.ts';

/** A regular customer of the demo shop. */
export interface DemoCustomer extends Person {
  readonly id: CustomerId;
  /** E.164; 0000 numbers belong to nobody. */
  readonly phoneNumber: string;
  readonly visitorId: VisitorId;
}

type JapaneseRow = readonly [key: string, family: string, given: string, familyReading: string, givenReading: string];

// Names that are easily confused stand side by side on purpose: 斉藤 and 齋藤, 渡邊 and 渡部, two 田中.
const JAPANESE: readonly JapaneseRow[] = [
  ['tanaka-hanako', '田中', '花子', 'たなか', 'はなこ'],
  ['tanaka-yoshio', '田中', '義男', 'たなか', 'よしお'],
  ['saito-emi', '斉藤', '恵美', 'さいとう', 'えみ'],
  ['saito-takashi', '齋藤', '隆', 'さいとう', 'たかし'],
  ['watanabe-chie', '渡邊', '千恵', 'わたなべ', 'ちえ'],
  ['watabe-koji', '渡部', '浩二', 'わたべ', 'こうじ'],
  ['nakamura-aoi', '中村', '葵', 'なかむら', 'あおい'],
  ['kobayashi-daisuke', '小林', '大輔', 'こばやし', 'だいすけ'],
  ['kato-yumi', '加藤', '由美', 'かとう', 'ゆみ'],
  ['yoshida-haruto', '吉田', '陽斗', 'よしだ', 'はると'],
  ['matsumoto-sakura', '松本', 'さくら', 'まつもと', 'さくら'],
  ['inoue-makoto', '井上', '誠', 'いのうえ', 'まこと'],
  ['kimura-rina', '木村', '里奈', 'きむら', 'りな'],
  ['hayashi-ken', '林', '健', 'はやし', 'けん'],
  ['shimizu-naomi', '清水', '直美', 'しみず', 'なおみ'],
  ['yamazaki-shota', '山崎', '翔太', 'やまざき', 'しょうた'],
  ['mori-kazuko', '森', '和子', 'もり', 'かずこ'],
  ['ikeda-tomoko', '池田', '智子', 'いけだ', 'ともこ'],
  ['hasegawa-jun', '長谷川', '純', 'はせがわ', 'じゅん'],
  ['okada-misaki', '岡田', '美咲', 'おかだ', 'みさき'],
];

const ENGLISH: readonly (readonly [key: string, given: string, family: string])[] = [
  ['emma-wilson', 'Emma', 'Wilson'],
  ['daniel-kim', 'Daniel', 'Kim'],
  ['priya-sharma', 'Priya', 'Sharma'],
  ['lucas-martin', 'Lucas', 'Martin'],
  ['olivia-brown', 'Olivia', 'Brown'],
  ['marco-rossi', 'Marco', 'Rossi'],
];

const FIRST_NUMBER = 1_101;

export const DEMO_CUSTOMERS: readonly DemoCustomer[] = [
  ...JAPANESE.map(([key, family, given, familyReading, givenReading], index) =>
    customer(key, 'ja', { family, given, familyReading, givenReading }, index),
  ),
  ...ENGLISH.map(([key, given, family], index) => customer(key, 'en', { family, given }, JAPANESE.length + index)),
];

function customer(key: string, locale: Locale, name: PersonName, index: number): DemoCustomer {
  const number = String(FIRST_NUMBER + 37 * index).padStart(4, '0');
  const carrier = ['90', '80', '70'][index % 3] ?? '90';
  return {
    id: CustomerId.parse(`cus_${key}`),
    locale,
    name,
    phone: `0${carrier}-0000-${number}`,
    phoneNumber: `+81${carrier}0000${number}`,
    email: `${key.replace('-', '.')}@example.jp`,
    visitorId: VisitorId.parse(`vis_${key}`),
  };
}
