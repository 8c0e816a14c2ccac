import type { Channel } from '#shared/domain/conversation';
import { aDisposition, aQueue } from './builders.ts';

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** One line: who wrote it (c: customer, n: note, else an agent's login name), how long ago in ms, and what. */
export type Line = readonly [by: string, ago: number, text: string];

export interface Story {
  readonly key: string;
  readonly name: {
    readonly family?: string;
    readonly given?: string;
    readonly familyReading?: string;
    readonly givenReading?: string;
  } | null;
  readonly locale?: 'ja' | 'en';
  readonly channel: Channel;
  readonly contact: string;
  readonly queue: string;
  readonly state: 'queued' | 'handling' | 'wrap_up' | 'offered' | 'closed';
  readonly owner?: string;
  readonly lines: readonly Line[];
}

export const QUEUES = [
  aQueue({ id: 'que_orders', name: { ja: '注文・配送', en: 'Orders and delivery' }, targetMs: 2 * MINUTE_MS, ringTimeoutMs: 20_000 }),
  aQueue({ id: 'que_returns', name: { ja: '返品・返金', en: 'Returns and refunds' }, targetMs: 3 * MINUTE_MS, ringTimeoutMs: 20_000 }),
  aQueue({ id: 'que_english', name: { ja: '英語', en: 'English' }, targetMs: 5 * MINUTE_MS, ringTimeoutMs: 20_000 }),
];

export const DISPOSITIONS = [
  aDisposition({ id: 'dsp_resolved', label: { ja: '解決', en: 'Resolved' } }),
  aDisposition({ id: 'dsp_refund', label: { ja: '返金を手配', en: 'Refund arranged' } }),
  aDisposition({ id: 'dsp_delivery', label: { ja: '配送状況を案内', en: 'Delivery status given' } }),
  aDisposition({ id: 'dsp_callback', label: { ja: '折り返し連絡', en: 'We will come back' } }),
  aDisposition({ id: 'dsp_noreply', label: { ja: '応答なし', en: 'No answer from the customer' } }),
];

const LONG_TEXT =
  '先日お願いした商品の件ですが、最初に届いたものは色が違っていて、二度目は箱がつぶれていました。写真も送りましたし、電話でもお話ししました。'.repeat(
    14,
  );

export const STORIES: readonly Story[] = [
  {
    key: 'yamada',
    name: { family: '山田', given: '花子', familyReading: 'やまだ', givenReading: 'はなこ' },
    channel: 'chat',
    contact: 'vis_yamada',
    queue: 'que_returns',
    state: 'handling',
    owner: 'mika',
    lines: [
      ['c', 3 * DAY_MS, '注文番号 A-1023 の返品をお願いしたいのですが、どうすればよいですか。'],
      ['kenji', 3 * DAY_MS - 4 * MINUTE_MS, 'お問い合わせありがとうございます。返品ラベルをメールでお送りいたします。'],
      ['n', 3 * DAY_MS - 5 * MINUTE_MS, '返品ラベル送付済み。返金は検品後。'],
      ['c', 3 * DAY_MS - 9 * MINUTE_MS, 'ありがとうございます。'],
      ['c', 6 * MINUTE_MS, '返金はいつになりますか。まだ口座に入っていないようです。'],
      ['mika', 5 * MINUTE_MS, '山田様、お待たせして申し訳ございません。確認いたしますので、少々お待ちください。'],
      ['n', 4 * MINUTE_MS, '倉庫に確認: 検品は昨日完了。返金処理は本日中の見込み。'],
      [
        'c',
        72 * SECOND_MS,
        'わかりました。よろしくお願いします。https://example.co.jp/orders/A-1023 のページではまだ「処理中」と出ています。',
      ],
    ],
  },
  {
    key: 'suzuki',
    name: { family: '鈴木', given: '一郎', familyReading: 'すずき', givenReading: 'いちろう' },
    channel: 'sms',
    contact: '+819011112222',
    queue: 'que_orders',
    state: 'handling',
    owner: 'mika',
    lines: [
      ['c', 9 * MINUTE_MS, '今日届くはずの荷物がまだ来ません'],
      ['mika', 8 * MINUTE_MS, '配送業者に確認いたします。お電話番号の下4桁を教えていただけますか。'],
      ['c', 3 * MINUTE_MS + 20 * SECOND_MS, '2222です。まだですか？いつまで待てばいいんですか'],
    ],
  },
  {
    key: 'tanaka',
    name: { family: '田中', given: '美咲' },
    channel: 'chat',
    contact: 'vis_tanaka',
    queue: 'que_orders',
    state: 'wrap_up',
    owner: 'mika',
    lines: [
      ['c', 26 * MINUTE_MS, 'サイズを間違えて注文してしまいました。変更できますか？'],
      ['mika', 24 * MINUTE_MS, 'まだ発送前ですので変更できます。Mサイズでよろしいでしょうか。'],
      ['c', 22 * MINUTE_MS, 'はい、お願いします！'],
      ['mika', 21 * MINUTE_MS, '変更いたしました。ほかにご不明な点はございますか。'],
      ['c', 20 * MINUTE_MS, '大丈夫です。ありがとうございました😊'],
    ],
  },
  {
    key: 'smith',
    name: { family: 'Smith', given: 'Jonathan' },
    locale: 'en',
    channel: 'sms',
    contact: '+447700900123',
    queue: 'que_english',
    state: 'queued',
    lines: [['c', 4 * MINUTE_MS, 'Where is my parcel? The tracking number has not changed for two days.']],
  },
  {
    key: 'sato',
    name: { family: '佐藤', given: '健' },
    channel: 'chat',
    contact: 'vis_sato',
    queue: 'que_orders',
    state: 'queued',
    lines: [
      ['c', 95 * SECOND_MS, '注文のキャンセルはできますか'],
      ['c', 80 * SECOND_MS, '間違えて2つ頼んでしまいました'],
    ],
  },
  {
    key: 'visitor',
    name: null,
    channel: 'chat',
    contact: 'vis_9f3a',
    queue: 'que_returns',
    state: 'queued',
    lines: [['c', 34 * SECOND_MS, 'はじめて利用します。ギフト包装はできますか']],
  },
  {
    key: 'longname',
    name: { family: '勅使河原', given: '龍之介・アレクサンダー・フォン・ヴィルヘルムスブルク', familyReading: 'てしがわら' },
    channel: 'line',
    contact: 'U0123456789abcdef',
    queue: 'que_orders',
    state: 'queued',
    lines: [['c', 15 * SECOND_MS, LONG_TEXT]],
  },
  {
    key: 'nakamura',
    name: { family: '中村', given: 'さくら' },
    channel: 'whatsapp',
    contact: '+818033334444',
    queue: 'que_returns',
    state: 'handling',
    owner: 'kenji',
    lines: [
      ['c', 12 * MINUTE_MS, '交換品はいつ届きますか'],
      ['kenji', 11 * MINUTE_MS, '明日の午前中にお届けの予定です。'],
    ],
  },
  {
    key: 'levi',
    name: { family: 'Levi', given: 'Noa' },
    locale: 'en',
    channel: 'email',
    contact: 'noa.levi@example.com',
    queue: 'que_english',
    state: 'handling',
    owner: 'sara',
    lines: [
      ['c', 50 * MINUTE_MS, 'שלום, אני מחפשת את ההזמנה שלי A-2087'],
      ['sara', 40 * MINUTE_MS, 'Thank you, I am checking order A-2087 for you now.'],
      ['c', 38 * MINUTE_MS, '👍🙏'],
    ],
  },
  {
    key: 'digits',
    name: { family: '小林', given: '直樹' },
    channel: 'sms',
    contact: '+819055556666',
    queue: 'que_orders',
    state: 'queued',
    lines: [['c', 8 * SECOND_MS, '1234567890123456789012345678901234567890']],
  },
  {
    key: 'ito',
    name: { family: '伊藤', given: '翔太' },
    channel: 'chat',
    contact: 'vis_ito',
    queue: 'que_orders',
    state: 'closed',
    owner: 'mika',
    lines: [
      ['c', 2 * HOUR_MS, '領収書をもらえますか'],
      ['mika', 2 * HOUR_MS - 2 * MINUTE_MS, 'マイページの注文履歴から発行できます。'],
      ['c', 2 * HOUR_MS - 5 * MINUTE_MS, 'できました'],
    ],
  },
];
