import { toInstant } from '#shared/domain/clock';
import type { Agent } from '#shared/domain/agent';
import type { Channel } from '#shared/domain/conversation';
import { AgentId } from '#shared/domain/ids';
import { readMarkerId, type Change } from '#shared/records/records';
import {
  aConversation,
  aCustomer,
  aDisposition,
  aMessage,
  anAgent,
  anInteraction,
  aNote,
  aQueue,
  aReservation,
  aSegment,
} from './builders.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** One line: who wrote it (c: customer, n: note, else an agent's login name), how long ago in ms, and what. */
type Line = readonly [by: string, ago: number, text: string];

interface Story {
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

const QUEUES = [
  aQueue({ id: 'que_orders', name: { ja: '注文・配送', en: 'Orders and delivery' }, targetMs: 2 * MINUTE_MS, ringTimeoutMs: 20_000 }),
  aQueue({ id: 'que_returns', name: { ja: '返品・返金', en: 'Returns and refunds' }, targetMs: 3 * MINUTE_MS, ringTimeoutMs: 20_000 }),
  aQueue({ id: 'que_english', name: { ja: '英語', en: 'English' }, targetMs: 5 * MINUTE_MS, ringTimeoutMs: 20_000 }),
];

const DISPOSITIONS = [
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

const STORIES: readonly Story[] = [
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

function createPeople(now: number): Agent[] {
  const person = (loginName: string, family: string, given: string, latinName: string, role: Agent['role'], over: Partial<Agent> = {}) =>
    anAgent({
      id: `agt_${loginName}`,
      loginName,
      name: { family, given },
      latinName,
      role,
      publicName: { ja: family, en: latinName.split(' ')[0] ?? latinName },
      queueIds: ['que_orders', 'que_returns', 'que_english'],
      capacity: { chat: 4, sms: 4, line: 4, whatsapp: 4, email: 8 },
      intentSince: toInstant(now - 7 * MINUTE_MS),
      connectionSince: toInstant(now - 2 * HOUR_MS),
      ...over,
    });
  const away = { is: 'not_ready', reason: 'meal' } as const;
  return [
    person('mika', '高橋', '美香', 'Mika Takahashi', 'agent'),
    person('kenji', '佐藤', '健二', 'Kenji Sato', 'agent', { intent: { is: 'ready' } }),
    person('sara', 'Bennett', 'Sara', 'Sara Bennett', 'agent', { intent: away }),
    person('ryo', '渡辺', '涼', 'Ryo Watanabe', 'lead', { intent: { is: 'not_ready', reason: 'meeting' } }),
    person('yuki', '加藤', '由紀', 'Yuki Kato', 'supervisor', { isConnected: false }),
    person('admin', '管理', '担当', 'Admin', 'admin', { isConnected: false, queueIds: [] }),
  ];
}

export interface Fixtures {
  readonly people: readonly Agent[];
  readonly records: readonly Change[];
}

export interface FixtureOptions {
  readonly now: number;
  /** Further waiting interactions, to fill the inbox. */
  readonly extraInteractions?: number;
  /** Further lines in the first customer's timeline, from long ago. */
  readonly extraLines?: number;
  /** An offer that rings for mika. */
  readonly hasOffer?: boolean;
}

/** A day at the demo shop: customers, colleagues and work in every state that the desk draws. */
export function createFixtures({ now, extraInteractions = 0, extraLines = 0, hasOffer = false }: FixtureOptions): Fixtures {
  const people = createPeople(now);
  const extra = Array.from({ length: extraInteractions }, (_, index) => extraStory(index));
  const seq = { next: 100 };
  const records: Change[] = [
    ...people.map((body): Change => ({ kind: 'agent', id: body.id, body })),
    ...QUEUES.map((body): Change => ({ kind: 'queue', id: body.id, body })),
    ...DISPOSITIONS.map((body): Change => ({ kind: 'disposition', id: body.id, body })),
    ...Array.from({ length: extraLines }, (_, index) => oldLine(index, extraLines, now, seq)),
    ...[...STORIES, ...extra].flatMap((story) => recordsOf(story, now, seq)),
    ...(hasOffer ? offerRecords(now, seq) : []),
  ];
  return { people, records };
}

function extraStory(index: number): Story {
  const families = ['高田', '松本', '井上', '木村', '林', '清水', '山崎', '森', '池田', '橋本'];
  const texts = ['配送先を変更したいです', '返品の送料はかかりますか', '在庫はいつ戻りますか', '請求書の宛名を変えてください'];
  return {
    key: `x${index}`,
    name: { family: families[index % families.length] ?? '', given: `${index + 1}号` },
    channel: (['chat', 'sms', 'line'] as const)[index % 3] ?? 'chat',
    contact: `vis_x${index}`,
    queue: QUEUES[index % QUEUES.length]?.id ?? 'que_orders',
    state: 'queued',
    lines: [['c', (index + 1) * 7 * SECOND_MS, texts[index % texts.length] ?? '']],
  };
}

function recordsOf(story: Story, now: number, seq: { next: number }): Change[] {
  const { key, lines, channel, queue, owner } = story;
  const customerId = `cus_${key}`;
  const conversationId = `cnv_${key}`;
  const interactionId = `int_${key}`;
  const isPhone = channel === 'sms' || channel === 'whatsapp';
  const kind = isPhone ? 'phone' : channel === 'email' ? 'email' : channel === 'line' ? 'line' : 'visitor';
  const contactPoint = { kind, value: story.contact, isVerified: true } as const;
  const first = lines[0]?.[1] ?? 0;
  const customer = aCustomer({
    id: customerId,
    name: story.name,
    locale: story.locale ?? 'ja',
    contactPoints: [contactPoint],
    queueIds: [queue],
    createdAt: toInstant(now - first),
  });
  const conversation = aConversation({
    id: conversationId,
    customerId,
    channel,
    accountId: channel,
    contactPoint,
    queueIds: [queue],
    openedAt: toInstant(now - first),
  });
  const items = lines.map((line) => {
    seq.next += 1;
    return itemOf(line, story, now, seq.next);
  });
  const messages = items.flatMap((change) => (change.kind === 'message' && change.body !== null ? [change.body] : []));
  const last = messages.at(-1);
  const isToday = lines.filter(([, ago]) => ago < DAY_MS);
  const arrivedAt = toInstant(now - (isToday[0]?.[1] ?? 0));
  const interaction = anInteraction({
    id: interactionId,
    customerId,
    conversationId,
    channel,
    queueId: queue,
    arrivedAt,
    state: stateOf(story, now),
    waitingSince: last?.author.by === 'customer' && story.state !== 'closed' && story.state !== 'wrap_up' ? last.at : null,
    lastLine: last === undefined ? null : { by: last.author.by, text: last.text.slice(0, 160), at: last.at, seq: last.seq },
  });
  const segment =
    owner === undefined
      ? []
      : [
          aSegment({
            id: `seg_${key}`,
            interactionId,
            customerId,
            queueId: queue,
            agentId: `agt_${owner}`,
            channel,
            startedAt: arrivedAt,
          }),
        ];
  const ours = messages.findLast(({ author }) => author.by === 'agent');
  const isRead = owner === 'mika' && ours !== undefined;
  const marker = { agentId: AgentId.parse('agt_mika'), conversationId: conversation.id, upToSeq: ours?.seq ?? 0, at: arrivedAt };
  return [
    ...(isRead ? [{ kind: 'read_marker' as const, id: readMarkerId(marker.agentId, conversation.id), body: marker }] : []),
    { kind: 'customer', id: customer.id, body: customer },
    { kind: 'conversation', id: conversation.id, body: conversation },
    { kind: 'interaction', id: interaction.id, body: interaction },
    ...segment.map((body): Change => ({ kind: 'segment', id: body.id, body })),
    ...items,
  ];
}

function stateOf({ key, state, owner = '' }: Story, now: number) {
  const agentId = `agt_${owner}`;
  const segmentId = `seg_${key}`;
  const since = toInstant(now - 8 * MINUTE_MS);
  switch (state) {
    case 'queued':
    case 'offered':
      return { is: 'queued' } as const;
    case 'handling':
      return { is: 'handling', agentId, segmentId, since } as const;
    case 'wrap_up':
      return { is: 'wrap_up', agentId, segmentId, since: toInstant(now - 95 * SECOND_MS), endedBy: 'customer' } as const;
    case 'closed':
      return { is: 'closed', at: since, agentId, dispositionId: 'dsp_resolved', endedBy: 'agent' } as const;
  }
}

function itemOf([by, ago, text]: Line, { key, channel, queue }: Story, now: number, seq: number): Change {
  const at = toInstant(now - ago);
  const about = { customerId: `cus_${key}`, conversationId: `cnv_${key}`, interactionId: `int_${key}`, queueId: queue, at, text, seq };
  if (by === 'n') {
    const note = aNote({ ...about, id: `not_${seq}`, authorId: 'agt_kenji' });
    return { kind: 'note', id: note.id, body: note };
  }
  const isOurs = by !== 'c';
  const message = aMessage({
    ...about,
    id: `msg_${seq}`,
    channel,
    author: isOurs ? { by: 'agent', agentId: `agt_${by}` } : { by: 'customer' },
    receivedAt: at,
    delivery: isOurs ? { state: 'delivered', at } : null,
  });
  return { kind: 'message', id: message.id, body: message };
}

function oldLine(index: number, count: number, now: number, seq: { next: number }): Change {
  const story = STORIES[0];
  if (story === undefined) throw new Error('there is no first story');
  seq.next += 1;
  const text = `以前のやりとり ${index + 1}: 注文番号 A-${1000 + index} についてのご連絡です。`;
  return itemOf([index % 2 === 0 ? 'c' : 'kenji', 5 * DAY_MS + (count - index) * MINUTE_MS, text], story, now, seq.next);
}

function offerRecords(now: number, seq: { next: number }): Change[] {
  const story: Story = {
    key: 'offer',
    name: { family: '斎藤', given: '結衣', familyReading: 'さいとう' },
    channel: 'chat',
    contact: 'vis_offer',
    queue: 'que_returns',
    state: 'queued',
    lines: [['c', 40 * SECOND_MS, '届いた商品が壊れていました。交換してもらえますか']],
  };
  const reservation = aReservation({
    id: 'res_offer',
    interactionId: 'int_offer',
    customerId: 'cus_offer',
    queueId: 'que_returns',
    agentId: 'agt_mika',
    offeredAt: toInstant(now - 3 * SECOND_MS),
    expiresAt: toInstant(now + 17 * SECOND_MS),
  });
  const records = recordsOf(story, now, seq).map((change) =>
    change.kind === 'interaction' && change.body !== null
      ? {
          ...change,
          body: { ...change.body, state: { is: 'offered' as const, reservationId: reservation.id, agentId: reservation.agentId } },
        }
      : change,
  );
  return [...records, { kind: 'reservation', id: reservation.id, body: reservation }];
}
