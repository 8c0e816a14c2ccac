import { toInstant } from '#shared/domain/clock';
import type { Agent } from '#shared/domain/agent';
import { AgentId } from '#shared/domain/ids';
import { readMarkerId, type Change } from '#shared/records/records';
import { aConversation, aCustomer, aMessage, anAgent, anInteraction, aNote, aReservation, aSegment } from './builders.ts';
import { DAY_MS, DISPOSITIONS, HOUR_MS, MINUTE_MS, QUEUES, SECOND_MS, STORIES, type Line, type Story } from './desk-stories.ts';

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
