import { Agent } from '#shared/domain/agent';
import { CannedResponse } from '#shared/domain/canned-response';
import { Centre } from '#shared/domain/centre';
import { ChannelAccount } from '#shared/domain/channel-account';
import { ConfigChange } from '#shared/domain/config-change';
import { Conversation } from '#shared/domain/conversation';
import { Customer } from '#shared/domain/customer';
import { Disposition, Interaction, Segment } from '#shared/domain/interaction';
import { Message, Note } from '#shared/domain/message';
import { Queue } from '#shared/domain/queue';
import { Reservation } from '#shared/domain/reservation';
import { WidgetSettings } from '#shared/domain/widget-settings';
import type * as z from 'zod';

const AT = '2026-11-20T01:00:00.000Z';

// Parsed by the schemas, so valid by construction; a test names only what it is about.

export function aCustomer(over: Partial<z.input<typeof Customer>> = {}): Customer {
  return Customer.parse({
    id: 'cus_1',
    name: { family: '田中', given: '花子' },
    locale: 'ja',
    contactPoints: [{ kind: 'phone', value: '+819012345678', isVerified: true }],
    queueIds: [],
    createdAt: AT,
    ...over,
  });
}

export function aConversation(over: Partial<z.input<typeof Conversation>> = {}): Conversation {
  return Conversation.parse({
    id: 'cnv_1',
    customerId: 'cus_1',
    channel: 'sms',
    accountId: 'sms',
    contactPoint: { kind: 'phone', value: '+819012345678', isVerified: true },
    queueIds: [],
    openedAt: AT,
    ...over,
  });
}

export function anInteraction(over: Partial<z.input<typeof Interaction>> = {}): Interaction {
  return Interaction.parse({
    id: 'int_1',
    customerId: 'cus_1',
    conversationId: 'cnv_1',
    channel: 'sms',
    queueId: 'que_1',
    arrivedAt: AT,
    state: { is: 'queued' },
    waitingSince: null,
    firstResponseAt: null,
    lastLine: null,
    ...over,
  });
}

export function aSegment(over: Partial<z.input<typeof Segment>> = {}): Segment {
  return Segment.parse({
    id: 'seg_1',
    interactionId: 'int_1',
    customerId: 'cus_1',
    queueId: 'que_1',
    agentId: 'agt_mika',
    channel: 'sms',
    startedAt: AT,
    wrapUpStartedAt: null,
    endedAt: null,
    how: 'accepted',
    ...over,
  });
}

/** A line of the customer's, unless `author` and `delivery` say otherwise. */
export function aMessage(over: Partial<z.input<typeof Message>> = {}): Message {
  return Message.parse({
    id: 'msg_1',
    customerId: 'cus_1',
    conversationId: 'cnv_1',
    interactionId: 'int_1',
    queueId: 'que_1',
    channel: 'sms',
    author: { by: 'customer' },
    text: '注文した本がまだ届きません。',
    attachments: [],
    at: AT,
    receivedAt: AT,
    seq: 1,
    delivery: null,
    ...over,
  });
}

export function aNote(over: Partial<z.input<typeof Note>> = {}): Note {
  return Note.parse({
    id: 'not_1',
    customerId: 'cus_1',
    conversationId: 'cnv_1',
    interactionId: 'int_1',
    queueId: 'que_1',
    authorId: 'agt_mika',
    text: '配送業者に確認中。',
    at: AT,
    seq: 1,
    ...over,
  });
}

export function aReservation(over: Partial<z.input<typeof Reservation>> = {}): Reservation {
  return Reservation.parse({
    id: 'res_1',
    interactionId: 'int_1',
    customerId: 'cus_1',
    queueId: 'que_1',
    agentId: 'agt_mika',
    offeredAt: AT,
    expiresAt: '2026-11-20T01:00:20.000Z',
    outcome: 'pending',
    endedAt: null,
    reason: null,
    ...over,
  });
}

export function anAgent(over: Partial<z.input<typeof Agent>> = {}): Agent {
  return Agent.parse({
    id: 'agt_mika',
    loginName: 'mika',
    name: { family: '佐藤', given: '美香' },
    latinName: 'Mika Sato',
    publicName: { ja: '佐藤', en: 'Mika' },
    role: 'agent',
    queueIds: ['que_1'],
    capacity: { chat: 3, sms: 3 },
    intent: { is: 'ready' },
    intentSince: AT,
    isConnected: true,
    connectionSince: AT,
    isActive: true,
    ...over,
  });
}

export function aQueue(over: Partial<z.input<typeof Queue>> = {}): Queue {
  return Queue.parse({ id: 'que_1', name: { ja: '注文', en: 'Orders' }, targetMs: 60_000, ringTimeoutMs: 20_000, ...over });
}

export function aDisposition(over: Partial<z.input<typeof Disposition>> = {}): Disposition {
  return Disposition.parse({ id: 'dsp_done', label: { ja: '解決', en: 'Resolved' }, isRetired: false, ...over });
}

export function aCentre(over: Partial<z.input<typeof Centre>> = {}): Centre {
  return Centre.parse({ name: { ja: 'みどり商店', en: 'Midori Shop' }, timeZone: 'Asia/Tokyo', locales: ['ja', 'en'], ...over });
}

export function aCannedResponse(over: Partial<z.input<typeof CannedResponse>> = {}): CannedResponse {
  return CannedResponse.parse({
    id: 'crs_1',
    title: { ja: '配送のご案内', en: 'Delivery' },
    shortcut: 'haisou',
    reading: 'はいそうのごあんない',
    text: { ja: '本日発送いたしました。', en: 'It is on its way.' },
    isRetired: false,
    ...over,
  });
}

export function aWidget(over: Partial<WidgetSettings> = {}): WidgetSettings {
  return WidgetSettings.parse({
    shopName: { ja: 'みどり商店', en: 'Midori Shop' },
    colour: '#0b6e4f',
    side: 'right',
    language: 'page',
    preChat: [],
    allowedOrigins: ['https://shop.example'],
    hasSignedIdentity: false,
    ...over,
  });
}

export function aChannelAccount(over: Partial<z.input<typeof ChannelAccount>> = {}): ChannelAccount {
  return ChannelAccount.parse({
    id: 'sms',
    channel: 'sms',
    name: { ja: 'SMS', en: 'SMS' },
    queueId: 'que_1',
    isActive: true,
    details: { is: 'twilio_sms', accountSid: `AC${'0'.repeat(32)}`, number: '+815012345678' },
    ...over,
  });
}

export function aConfigChange(over: Partial<z.input<typeof ConfigChange>> = {}): ConfigChange {
  return ConfigChange.parse({
    id: 'chg_1',
    at: AT,
    byId: 'agt_admin',
    kind: 'queue',
    recordId: 'que_1',
    before: null,
    after: { ...aQueue() },
    ...over,
  });
}
