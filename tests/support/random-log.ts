import * as fc from 'fast-check';
import type { DomainEvent, LoggedEvent } from '#shared/events/index';
import { foldEvent, touchedBy, type Current } from '#shared/records/fold-event';
import type { Bodies, Change, Kind } from '#shared/records/records';
import {
  aCannedResponse,
  aCentre,
  aChannelAccount,
  aConfigChange,
  aConversation,
  aCustomer,
  aDisposition,
  aMessage,
  anAgent,
  aNote,
  anInteraction,
  aQueue,
  aReservation,
} from './builders.ts';

const at = (n: number): string => new Date(Date.UTC(2026, 10, 20) + n * 1_000).toISOString();

type Build = (id: number, seq: number) => unknown;

/** Each kind of event over three of everything, sensible or not: the fold must mean the same by all of them. */
const BUILD: Record<string, Build> = {
  'customer.added': (n) => ({ customer: aCustomer({ id: `cus_${n}` }) }),
  'customer.contact_point_added': (n) => ({
    customerId: `cus_${n}`,
    contactPoint: { kind: 'email', value: 'a@b.example', isVerified: false },
  }),
  'customer.profile_fetched': (n, seq) => ({
    customerId: `cus_${n}`,
    name: { given: `はなこ${seq}`, isUnverified: true },
    locale: 'ja',
    picture: { blobId: `blb_face${seq}`, mediaType: 'image/png' },
    at: at(seq),
  }),
  'customer.contact_point_corrected': (n, seq) => ({
    customerId: `cus_${n}`,
    kind: 'email',
    value: 'a@b.example',
    contactPoint: { kind: 'email', value: `a${seq % 2}@b.example`, isVerified: true },
    byId: 'agt_1',
    at: at(seq),
  }),
  'customer.contact_point_removed': (n, seq) => ({
    customerId: `cus_${n}`,
    kind: 'email',
    value: 'a@b.example',
    byId: 'agt_1',
    at: at(seq),
  }),
  'customer.named': (n, seq) => ({
    customerId: `cus_${n}`,
    name: seq % 3 === 0 ? null : { family: `山${seq}` },
    byId: 'agt_1',
    at: at(seq),
  }),
  'customer.locale_set': (n, seq) => ({ customerId: `cus_${n}`, locale: seq % 2 === 0 ? 'en' : null, byId: 'agt_1', at: at(seq) }),
  'customer.joined': (n, seq) => {
    const [into, from] = [aCustomer({ id: `cus_${n}`, locale: null }), aCustomer({ id: `cus_${(n + 1) % 3}` })];
    return { into, before: { into, from }, byId: 'agt_1', at: at(seq) };
  },
  'customer.records_moved': (n, seq) => ({
    fromId: `cus_${n}`,
    intoId: `cus_${(n + 1) % 3}`,
    records: [
      { kind: 'conversation', id: `cnv_${n}` },
      { kind: 'interaction', id: `int_${n}` },
      { kind: 'segment', id: `seg_${n}` },
      { kind: 'reservation', id: `res_${n}` },
      { kind: 'message', id: `msg_${seq - 1 - n}` },
      { kind: 'customer', id: `cus_${n}` },
    ],
    at: at(seq),
  }),
  'conversation.marked_unread': (n, seq) => ({
    agentId: `agt_${n % 2}`,
    conversationId: `cnv_${n}`,
    upToSeq: Math.max(0, seq - 3 - n),
    at: at(seq),
  }),
  'conversation.free_reply_changed': (n, seq) => ({ conversationId: `cnv_${n}`, until: seq % 2 === 0 ? at(seq + 60) : null, at: at(seq) }),
  'conversation.block_changed': (n, seq) => ({ conversationId: `cnv_${n}`, isBlocked: seq % 2 === 0, at: at(seq - (seq % 5)) }),
  'conversation.opened': (n) => ({ conversation: aConversation({ id: `cnv_${n}`, customerId: `cus_${n}` }) }),
  'interaction.queued': (n) => ({
    interaction: anInteraction({ id: `int_${n}`, customerId: `cus_${n}`, conversationId: `cnv_${n}`, queueId: `que_${n % 2}` }),
  }),
  'message.received': (n, seq) =>
    withoutSeq(aMessage({ ...ofThread(n), id: `msg_${seq}`, at: at(seq - (seq % 4)), attachments: [pendingFile(seq)] }), 'message'),
  'message.withdrawn': (n, seq) => ({ messageId: `msg_${seq - n - 1}`, messageSeq: seq - n - 1, interactionId: `int_${n}`, at: at(seq) }),
  'message.file_fetched': (n, seq) => {
    const { isPending: _pending, ...file } = pendingFile(seq - n - 1);
    return { messageId: `msg_${seq - n - 1}`, attachment: seq % 2 === 0 ? { ...file, size: seq } : { ...file, isMissing: true } };
  },
  'message.sent': (n, seq) =>
    withoutSeq(
      aMessage({
        ...ofThread(n),
        id: `msg_${seq}`,
        author: { by: 'agent', agentId: 'agt_1' },
        at: at(seq),
        delivery: { state: 'pending', at: at(seq) },
      }),
      'message',
    ),
  'message.delivery_changed': (n, seq) => ({
    messageId: `msg_${seq - n - 1}`,
    state: (['sending', 'unknown', 'sent', 'delivered', 'read', 'failed', 'pending'] as const)[seq % 7],
    at: at(seq),
  }),
  'note.added': (n, seq) => withoutSeq(aNote({ ...ofThread(n), id: `not_${seq}` }), 'note'),
  'conversation.read': (n, seq) => ({ agentId: `agt_${n % 2}`, conversationId: `cnv_${n}`, upToSeq: seq - n, at: at(seq) }),
  'reservation.offered': (n, seq) => ({
    reservation: aReservation({
      id: `res_${n}`,
      interactionId: `int_${n}`,
      customerId: `cus_${n}`,
      agentId: `agt_${n % 2}`,
      offeredAt: at(seq),
      ...(seq % 3 === 0 ? { handover: { fromId: 'agt_1', note: 'お願いします。' } } : {}),
    }),
  }),
  'reservation.ended': (n, seq) => ({
    reservationId: `res_${n}`,
    interactionId: `int_${n}`,
    outcome: 'declined',
    reason: 'busy',
    at: at(seq),
  }),
  'interaction.assigned': (n, seq) => ({
    interactionId: `int_${n}`,
    agentId: `agt_${n % 2}`,
    segmentId: `seg_${n}`,
    reservationId: seq % 2 === 0 ? `res_${n}` : null,
    customerId: `cus_${n}`,
    queueId: `que_${n % 2}`,
    how: 'accepted',
    ...(seq % 3 === 0 ? { from: { agentId: 'agt_1', segmentId: `seg_${(n + 1) % 3}` } } : {}),
    at: at(seq),
  }),
  'interaction.requeued': (n, seq) => ({
    interaction: anInteraction({ id: `int_${n}`, customerId: `cus_${n}`, conversationId: `cnv_${n}`, queueId: `que_${seq % 2}` }),
    segmentId: `seg_${n}`,
    reason: 'given_back',
    at: at(seq),
  }),
  'interaction.closed': (n, seq) => ({
    interactionId: `int_${n}`,
    segmentId: seq % 2 === 0 ? `seg_${n}` : null,
    dispositionId: 'dsp_done',
    byId: 'agt_1',
    at: at(seq),
  }),
  'abuse.flagged': (n, seq) => ({ interactionId: `int_${n}`, byId: 'agt_1', evidence: [`msg_${seq - 1}`], at: at(seq) }),
  'abuse.withdrawn': (n, seq) => ({ interactionId: `int_${n}`, byId: 'agt_1', at: at(seq) }),
  'abuse.acknowledged': (n, seq) => ({ interactionId: `int_${n}`, byId: 'agt_0', at: at(seq) }),
  'interaction.closed_as_spam': (n, seq) => ({
    interactionId: `int_${n}`,
    segmentId: seq % 2 === 0 ? `seg_${n}` : null,
    byId: 'agt_1',
    at: at(seq),
  }),
  'customer.blocked': (n, seq) => ({ customerId: `cus_${n}`, block: { byId: 'agt_1', at: at(seq), reason: 'spam', note: '' } }),
  'customer.unblocked': (n, seq) => ({ customerId: `cus_${n}`, byId: 'agt_0', at: at(seq) }),
  'interaction.snoozed': (n, seq) => ({ interactionId: `int_${n}`, until: at(seq + 60), at: at(seq) }),
  'interaction.woken': (n, seq) => ({ interactionId: `int_${n}`, why: 'due', at: at(seq) }),
  'wrap_up.started': (n, seq) => ({ interactionId: `int_${n}`, segmentId: `seg_${n}`, endedBy: 'agent', at: at(seq) }),
  'wrap_up.completed': (n, seq) => ({ interactionId: `int_${n}`, segmentId: `seg_${n}`, dispositionId: 'dsp_done', at: at(seq) }),
  'interaction.abandoned': (n, seq) => ({ interactionId: `int_${n}`, at: at(seq) }),
  'agent.configured': (n) => ({ agent: anAgent({ id: `agt_${n % 2}`, loginName: `a${n}` }) }),
  'agent.intent_set': (n, seq) => ({ agentId: `agt_${n % 2}`, intent: { is: 'ready' }, at: at(seq) }),
  'agent.connected': (n, seq) => ({ agentId: `agt_${n % 2}`, at: at(seq) }),
  'agent.disconnected': (n, seq) => ({ agentId: `agt_${n % 2}`, at: at(seq) }),
  'agent.queues_set': (n, seq) => ({ agentId: `agt_${n % 2}`, queueIds: [`que_${n}`], at: at(seq) }),
  'centre.configured': (n) => ({ centre: aCentre({ name: { ja: `店${n}`, en: `Shop ${n}` } }) }),
  'queue.configured': (n, seq) => ({ queue: aQueue({ id: `que_${n}`, ringTimeoutMs: seq * 1_000 }) }),
  'disposition.configured': (n, seq) => ({ disposition: aDisposition({ id: `dsp_${n}`, isRetired: seq % 2 === 0 }) }),
  'canned_response.configured': (n, seq) => ({ cannedResponse: aCannedResponse({ id: `crs_${n}`, isRetired: seq % 2 === 0 }) }),
  'channel_account.configured': (n, seq) => ({ account: aChannelAccount({ id: `sms-${n}`, isActive: seq % 2 === 0 }) }),
  'config.changed': (_n, seq) => ({ change: aConfigChange({ id: `chg_${seq}` }) }),
  'scope.granted': (n, seq) => ({ agentId: `agt_${n % 2}`, scope: `customer:cus_${n}`, at: at(seq) }),
  'desk.purged': (n, seq) => ({
    agentId: `agt_${n % 2}`,
    deskId: 'dsk_1',
    reason: 'retention',
    records: n,
    files: 0,
    before: at(1),
    at: at(seq),
  }),
  'scope.revoked': (n, seq) => ({ agentId: `agt_${n % 2}`, scope: `customer:cus_${n}`, at: at(seq) }),
  'something.new': () => ({ of: 'a newer hub' }),
} satisfies Partial<Record<DomainEvent['type'], Build>> & Record<string, Build>;

const BIRTHS = ['customer.added', 'conversation.opened', 'interaction.queued', 'agent.configured'];
const LATER = Object.keys(BUILD).filter((type) => !BIRTHS.includes(type));

/** A log without a gap: three threads and two agents are born, then anything happens to them. */
export const randomLog: fc.Arbitrary<readonly LoggedEvent[]> = fc
  .array(fc.tuple(fc.constantFrom(...LATER), fc.nat(2)), { minLength: 5, maxLength: 80, size: 'max' })
  .map((later) => {
    const births = BIRTHS.flatMap((type) => [0, 1, 2].map((n) => [type, n] as const));
    return [...births, ...later].map(([type, n], index) => {
      const seq = index + 1;
      // Built by the builders above; knownEvent parses it again in every fold.
      const body = (BUILD[type]?.(n, seq) ?? null) as LoggedEvent['body'];
      return { seq, at: at(seq), type, scopes: [], causedBy: null, body };
    });
  });

interface Stored {
  readonly rev: number;
  readonly body: Change['body'];
}

/** Records in memory, as simple as can be. */
export interface RecordsInMemory extends Current {
  apply(event: LoggedEvent): readonly Change[];
  /** All that is there, by kind and id. */
  all(): ReadonlyMap<string, Stored>;
}

export function recordsInMemory(from: ReadonlyMap<string, Stored> = new Map()): RecordsInMemory {
  const records = new Map(from);
  const current: Current = {
    get<K extends Kind>(kind: K, id: string) {
      const found = records.get(`${kind} ${id}`);
      // The name holds the kind, so the body is that kind's.
      return found === undefined ? undefined : { rev: found.rev, body: found.body as Bodies[K] };
    },
  };
  return {
    ...current,
    apply(event) {
      const touched = new Set(touchedBy(event).map(({ kind, id }) => `${kind} ${id}`));
      const changes = foldEvent(event, {
        get(kind, id) {
          if (!touched.has(`${kind} ${id}`)) throw new Error(`${event.type} folds ${kind} ${id}, which touchedBy does not name`);
          return current.get(kind, id);
        },
      });
      if (changes === 'unknown') return [];
      for (const { kind, id, body } of changes) {
        if (body === null) records.delete(`${kind} ${id}`);
        else records.set(`${kind} ${id}`, { rev: event.seq, body });
      }
      return changes;
    },
    all: () => new Map(records),
  };
}

function ofThread(n: number): { customerId: string; conversationId: string; interactionId: string; queueId: string } {
  return { customerId: `cus_${n}`, conversationId: `cnv_${n}`, interactionId: `int_${n}`, queueId: `que_${n % 2}` };
}

function pendingFile(seq: number): { blobId: string; name: string; mediaType: string; size: number; isPending: true } {
  return { blobId: `blb_${seq}`, name: '1.jpg', mediaType: 'image/jpeg', size: 0, isPending: true };
}

function withoutSeq(record: { seq: number }, name: string): object {
  const { seq: _seq, ...rest } = record;
  return { [name]: rest };
}
