import { DEMO_ACCOUNTS, DEMO_QUEUES } from '#hub/demo/demo-centre';
import { decideConfigureAgent } from '#hub/agents/decide-agent';
import type { EventLog } from '#hub/log/event-log';
import { agentLane, CONFIG_LANE, customerLane } from '#hub/log/lanes';
import { toInstant } from '#shared/domain/clock';
import type { DomainEvent } from '#shared/events/index';
import { aCannedResponse, aConversation, aCustomer, aDisposition, aMessage, anAgent, anInteraction, aQueue } from '#tests/support/builders';

export interface Sizes {
  readonly people: number;
  readonly queues: number;
  readonly responses: number;
  /** Leaves of a tree of three levels. */
  readonly outcomes: number;
  readonly waiting: number;
}

const TOPICS = [
  ['返品', 'Returns', 'へんぴん'],
  ['配送', 'Delivery', 'はいそう'],
  ['領収書', 'Receipts', 'りょうしゅうしょ'],
  ['交換', 'Exchange', 'こうかん'],
  ['不良品', 'Faulty goods', 'ふりょうひん'],
  ['お支払い', 'Payment', 'おしはらい'],
  ['キャンセル', 'Cancellation', 'キャンセル'],
] as const;
const FAMILIES = ['佐藤', '鈴木', '高橋', '田中', '渡辺', '伊藤', '山本', '中村', '小林', '加藤'];
const AT_ONCE = 500;
const BRANCHES = 10;

/** A centre as large as the target says, in the log of a hub. */
export async function seedSetUp(log: EventLog, sizes: Sizes, now: number): Promise<void> {
  const at = toInstant(now);
  const config: DomainEvent[] = [
    ...times(sizes.queues, (n) => ({
      type: 'queue.configured' as const,
      body: { queue: aQueue({ id: `que_bench${n}`, name: named(n, '受付', 'desk') }) },
    })),
    ...dispositions(sizes.outcomes),
    ...times(sizes.responses, (n) => ({
      type: 'canned_response.configured' as const,
      body: {
        cannedResponse: aCannedResponse({
          id: `crs_bench${n}`,
          title: named(n, 'のご案内', 'explained'),
          shortcut: `c${n}`,
          reading: `${topic(n)[2]}のごあんない`,
          text: { ja: `お世話になっております。${topic(n)[0]}の件につきまして、番号${n}でご案内いたします。` },
        }),
      },
    })),
  ];
  for (let from = 0; from < config.length; from += AT_ONCE) {
    await log.append([CONFIG_LANE], () => Promise.resolve({ events: config.slice(from, from + AT_ONCE), result: null }));
  }
  const people = times(sizes.people, (n) =>
    anAgent({
      id: `agt_bench${n}`,
      loginName: `person${n}`,
      name: { family: FAMILIES[n % FAMILIES.length], given: `花子${n}`, familyReading: 'カナ', givenReading: 'ハナコ' },
      latinName: `Hanako ${n}`,
      publicName: { ja: '担当', en: 'Hanako' },
      queueIds: [`que_bench${n % sizes.queues}`],
      intent: { is: 'not_ready', reason: 'signed_out' },
      isConnected: false,
    }),
  );
  await log.append(
    people.map(({ id }) => agentLane(id)),
    () => Promise.resolve({ events: people.flatMap((person) => decideConfigureAgent(person, [], at)), result: null }),
  );
  const customers = times(sizes.waiting, (n) => n);
  await log.append(
    customers.map((n) => customerLane(aCustomer({ id: `cus_bench${n}` }).id)),
    () => Promise.resolve({ events: customers.flatMap((n) => arrival(n, at)), result: null }),
  );
}

function dispositions(leaves: number): DomainEvent[] {
  const of = (id: string, n: number, parentId?: string): DomainEvent => ({
    type: 'disposition.configured',
    body: {
      disposition: aDisposition({ id, label: named(n, '', ''), reading: topic(n)[2], ...(parentId === undefined ? {} : { parentId }) }),
    },
  });
  const middles = Math.ceil(leaves / BRANCHES);
  return [
    ...times(Math.ceil(middles / BRANCHES), (n) => of(`dsp_top${n}`, n)),
    ...times(middles, (n) => of(`dsp_mid${n}`, n, `dsp_top${Math.floor(n / BRANCHES)}`)),
    ...times(leaves, (n) => of(`dsp_leaf${n}`, n, `dsp_mid${Math.floor(n / BRANCHES)}`)),
  ];
}

function arrival(n: number, at: string): DomainEvent[] {
  const of = { customerId: `cus_bench${n}`, conversationId: `cnv_bench${n}`, queueId: DEMO_QUEUES.sms.id };
  const contactPoint = { kind: 'phone' as const, value: `+8170${String(n).padStart(8, '0')}`, isVerified: true };
  const { seq: _seq, ...message } = aMessage({ ...of, id: `msg_bench${n}`, interactionId: `int_bench${n}`, at, receivedAt: at });
  return [
    { type: 'customer.added', body: { customer: aCustomer({ id: of.customerId, queueIds: [of.queueId], contactPoints: [contactPoint] }) } },
    {
      type: 'conversation.opened',
      body: {
        conversation: aConversation({
          id: of.conversationId,
          customerId: of.customerId,
          accountId: DEMO_ACCOUNTS.sms,
          channel: 'sms',
          queueIds: [of.queueId],
          contactPoint,
        }),
      },
    },
    { type: 'interaction.queued', body: { interaction: anInteraction({ ...of, id: `int_bench${n}`, channel: 'sms', arrivedAt: at }) } },
    { type: 'message.received', body: { message } },
  ];
}

function topic(n: number): (typeof TOPICS)[number] {
  return TOPICS[n % TOPICS.length] ?? TOPICS[0];
}

function named(n: number, ja: string, en: string): { ja: string; en: string } {
  return { ja: `${topic(n)[0]}${ja} ${n}`, en: `${topic(n)[1]} ${en} ${n}` };
}

function times<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}
