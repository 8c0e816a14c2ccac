import type { Agent, Role } from '#shared/domain/agent';
import type { Centre } from '#shared/domain/centre';
import type { PersonName } from '#shared/domain/customer';
import { AccountId, AgentId, DispositionId, QueueId } from '#shared/domain/ids';
import type { Disposition } from '#shared/domain/interaction';
import type { Queue } from '#shared/domain/queue';
import type { LocalizedText } from '#shared/domain/text';

// みどり商店: the mail-order shop that a demo hub is the contact centre of. Everything here is made up.

export const SHOP_NAME: LocalizedText = { ja: 'みどり商店', en: 'Midori Shop' };

export const DEMO_CENTRE: Centre = { name: SHOP_NAME, timeZone: 'Asia/Tokyo', locales: ['ja', 'en'] };

/** The same past, and for the same moment the same customers, in every demo. */
export const DEMO_SEED = 'midori';

export const DEMO_PASSWORD = 'madoguchi-demo';

/** The shop's number at Twilio; the SID, the token and the number work nowhere. */
export const DEMO_TWILIO = {
  accountSid: 'ACdemo00000000000000000000000000',
  authToken: 'demo-twilio-token',
  number: '+15005550006',
} as const;

/** The shop's LINE channel; secret and token work nowhere. */
export const DEMO_LINE = { channelSecret: 'demo-line-secret', channelAccessToken: 'demo-line-token' } as const;

/** What people write to, and, for customers made of code, accounts of their own: no vendor ever hears of them. */
export const DEMO_ACCOUNTS = {
  chat: AccountId.parse('chat'),
  sms: AccountId.parse('sms'),
  line: AccountId.parse('line'),
  simulatedChat: AccountId.parse('simulator'),
  simulatedSms: AccountId.parse('simulator-sms'),
} as const;

/** Fair to who is at the desk, short enough for who waits. */
const RING_TIMEOUT_MS = 20_000;

export const DEMO_QUEUES = {
  chat: queue('que_chat-support', { ja: 'チャット窓口', en: 'Chat support' }, 60_000),
  sms: queue('que_sms-support', { ja: 'SMS窓口', en: 'SMS support' }, 300_000),
  line: queue('que_line-support', { ja: 'LINE窓口', en: 'LINE support' }, 300_000),
  returns: queue('que_orders-returns', { ja: '注文・返品', en: 'Orders and returns' }, 300_000),
} as const;

function queue(id: string, name: LocalizedText, targetMs: number): Queue {
  return { id: QueueId.parse(id), name, targetMs, ringTimeoutMs: RING_TIMEOUT_MS };
}

export const DEMO_DISPOSITIONS = {
  answered: disposition('answered', { ja: '質問に回答', en: 'Question answered' }),
  delivery: disposition('delivery', { ja: '配送の案内・変更', en: 'Delivery explained or changed' }),
  exchange: disposition('exchange', { ja: '交換を手配', en: 'Exchange arranged' }),
  refund: disposition('refund', { ja: '返品・返金を手配', en: 'Return or refund arranged' }),
  orderChange: disposition('order-change', { ja: '注文の変更・取消', en: 'Order changed or cancelled' }),
  invoice: disposition('invoice', { ja: '請求書・領収書', en: 'Invoice or receipt' }),
  callBack: disposition('call-back', { ja: '後日連絡', en: 'To be contacted later' }),
  complaint: disposition('complaint', { ja: 'ご意見・苦情', en: 'Complaint' }),
  noReply: disposition('no-reply', { ja: '応答なし', en: 'Customer did not reply' }),
  mistake: disposition('mistake', { ja: '間違い・対象外', en: 'Sent by mistake, or not for us' }),
} as const;

function disposition(name: string, label: LocalizedText): Disposition {
  return { id: DispositionId.parse(`dsp_${name}`), label, isRetired: false };
}

type DemoPerson = Omit<Agent, 'intent' | 'intentSince' | 'isConnected' | 'connectionSince' | 'isActive'>;

export type DemoLogin = 'mika' | 'kenji' | 'sara' | 'ryo' | 'yuki' | 'admin';

const DESK_QUEUES = [DEMO_QUEUES.chat.id, DEMO_QUEUES.sms.id, DEMO_QUEUES.line.id];
const ALL_QUEUES = Object.values(DEMO_QUEUES).map(({ id }) => id);
const DESK_CAPACITY = { chat: 3, sms: 4, line: 4 };

export const DEMO_PEOPLE: Readonly<Record<DemoLogin, DemoPerson>> = {
  mika: person('mika', 'agent', ['佐藤', '美香', 'さとう', 'みか'], 'Mika Sato', { ja: '佐藤', en: 'Mika' }),
  kenji: person('kenji', 'agent', ['鈴木', '健司', 'すずき', 'けんじ'], 'Kenji Suzuki', { ja: '鈴木', en: 'Kenji' }),
  sara: person('sara', 'agent', ['高橋', '沙羅', 'たかはし', 'さら'], 'Sara Takahashi', { ja: '高橋', en: 'Sara' }),
  ryo: person('ryo', 'lead', ['伊藤', '亮', 'いとう', 'りょう'], 'Ryo Ito', { ja: '伊藤', en: 'Ryo' }),
  yuki: person('yuki', 'supervisor', ['渡辺', '由紀', 'わたなべ', 'ゆき'], 'Yuki Watanabe', { ja: '渡辺', en: 'Yuki' }),
  admin: person('admin', 'admin', ['山本', '修', 'やまもと', 'おさむ'], 'Osamu Yamamoto', { ja: '山本', en: 'Osamu' }),
};

function person(
  loginName: DemoLogin,
  role: Role,
  [family, given, familyReading, givenReading]: readonly [string, string, string, string],
  latinName: string,
  publicName: LocalizedText,
): DemoPerson {
  const name: PersonName = { family, given, familyReading, givenReading };
  return { id: AgentId.parse(`agt_${loginName}`), loginName, name, latinName, publicName, role, ...workOf(role) };
}

/** An administrator sets things up and reads nobody's messages, so holds no queue. */
function workOf(role: Role): Pick<Agent, 'queueIds' | 'capacity'> {
  switch (role) {
    case 'agent':
      return { queueIds: DESK_QUEUES, capacity: DESK_CAPACITY };
    case 'lead':
      return { queueIds: ALL_QUEUES, capacity: DESK_CAPACITY };
    case 'supervisor':
      return { queueIds: ALL_QUEUES, capacity: {} };
    case 'admin':
      return { queueIds: [], capacity: {} };
  }
}
