import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideCompleteWrapUp, decideStartWrapUp } from '#hub/interactions/decide-interaction';
import { decideAddPoint, decideLocale, decideName, decideRemovePoint } from '#hub/customers/decide-customer';
import { decideMarkRead, decideMarkUnread, decideNote, decideResend, decideSend } from '#hub/messages/decide-message';
import { Command, type CommandBody } from '#shared/commands/index';
import type { DomainEvent } from '#shared/events/index';
import { overlay, PENDING_SEQ } from '#shared/records/overlay';
import type { Change } from '#shared/records/records';
import { Failure } from '#shared/rpc/failure';
import { aConversation, aCustomer, aDisposition, aMessage, anInteraction } from '#tests/support/builders';
import { recordsInMemory, type RecordsInMemory } from '#tests/support/random-log';

const NOW = '2026-11-20T02:00:00.000Z';
const WISH = { agentId: Command.shape.agentId.parse('agt_mika'), now: NOW, writtenAt: '2026-11-20T01:59:50.000Z' };
const MOMENT = { agentId: WISH.agentId, now: Date.parse(NOW) };

const THREAD = { interactionId: 'int_1', conversationId: 'cnv_1' };
const WISHES: readonly object[] = [
  { type: 'message.send', ...THREAD, messageId: 'msg_a', text: '承知しました。' },
  { type: 'message.send', ...THREAD, messageId: 'msg_b', text: '明日届きます。' },
  { type: 'message.resend', conversationId: 'cnv_1', messageId: 'msg_failed' },
  { type: 'note.add', ...THREAD, customerId: 'cus_1', noteId: 'not_a', text: '急ぎ' },
  { type: 'conversation.mark_read', conversationId: 'cnv_1', upToSeq: 7 },
  { type: 'wrap_up.start', ...THREAD },
  { type: 'wrap_up.complete', ...THREAD, dispositionId: 'dsp_done' },
];

const commands = fc
  .array(fc.constantFrom(...WISHES), { maxLength: 8 })
  .map((bodies) =>
    bodies.map((body, index) =>
      Command.parse({ commandId: `cmd_${index}`, agentId: 'agt_mika', deskId: 'dsk_1', writtenAt: WISH.writtenAt, basis: 5, body }),
    ),
  );

/** Mika handles one conversation, in which one message of hers failed. */
function start(): RecordsInMemory {
  const failed = aMessage({ id: 'msg_failed', author: { by: 'agent', agentId: 'agt_mika' }, delivery: { state: 'failed', at: NOW } });
  const handling = { is: 'handling' as const, agentId: 'agt_mika', segmentId: 'seg_1', since: NOW };
  const bodies: readonly [string, Change['body']][] = [
    ['conversation cnv_1', aConversation()],
    ['interaction int_1', anInteraction({ state: handling, waitingSince: NOW })],
    ['message msg_failed', failed],
  ];
  return recordsInMemory(new Map(bodies.map(([name, body]) => [name, { rev: 5, body }])));
}

/** What the hub would say to it; nothing where it refuses. */
function decide(body: CommandBody, records: RecordsInMemory): readonly DomainEvent[] {
  const interaction = records.get('interaction', 'int_1')?.body ?? anInteraction();
  try {
    switch (body.type) {
      case 'message.send':
        return decideSend({ interaction, message: records.get('message', body.messageId)?.body, attachments: [] }, body, WISH);
      case 'message.resend':
        return decideResend(records.get('message', body.messageId)?.body ?? aMessage(), body, WISH);
      case 'note.add':
        return decideNote({ interaction, note: records.get('note', body.noteId)?.body, attachments: [] }, body, WISH);
      case 'conversation.mark_read': {
        const marker = records.get('read_marker', 'agt_mika/cnv_1')?.body;
        return decideMarkRead({ conversation: aConversation(), marker }, body, WISH);
      }
      case 'wrap_up.start':
        return decideStartWrapUp(interaction, MOMENT);
      case 'wrap_up.complete': {
        const known = { interaction, disposition: aDisposition(), keepsCustomer: true, holdsCustomer: true };
        return decideCompleteWrapUp(known, body.dispositionId, MOMENT);
      }
      case 'conversation.mark_unread':
      case 'customer.name':
      case 'customer.add_contact_point':
      case 'customer.correct_contact_point':
      case 'customer.remove_contact_point':
      case 'customer.set_locale':
      case 'customer.join':
      case 'interaction.start':
      case 'reservation.accept':
      case 'reservation.decline':
      case 'interaction.take':
      case 'interaction.give_back':
      case 'interaction.hand_over':
      case 'interaction.take_over':
      case 'interaction.assign':
      case 'interaction.move':
      case 'interaction.close':
      case 'interaction.reopen':
      case 'abuse.flag':
      case 'abuse.withdraw':
      case 'abuse.acknowledge':
      case 'abuse.step_out':
      case 'interaction.close_as_spam':
      case 'customer.block':
      case 'customer.unblock':
      case 'interaction.snooze':
      case 'interaction.wake':
      case 'reservation.rescind':
      case 'agent.set_intent':
      case 'agent.set_queues':
      case 'centre.configure':
      case 'agent.configure':
      case 'queue.configure':
      case 'disposition.configure':
      case 'canned_response.configure':
      case 'channel_account.configure':
      case 'config.undo':
        return [];
    }
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}

describe('the overlay', () => {
  test('once the log has confirmed a wish, laying it over changes nothing more', () => {
    fc.assert(
      fc.property(commands, (wishes) => {
        const records = start();
        let seq = 5;
        for (const { body } of wishes) {
          for (const event of decide(body, records)) {
            seq += 1;
            // Bodies of events are objects by their schemas.
            const loose = event.body as Record<string, unknown>;
            records.apply({ seq, at: NOW, type: event.type, scopes: [], causedBy: null, body: loose });
          }
        }
        const confirmed = wishes.filter(({ body }) => !isRefusedNow(body, records));
        expect(overlay(confirmed, records)).toEqual([]);
      }),
    );
  });

  test('forgetting every wish leaves what was confirmed', () => {
    fc.assert(
      fc.property(commands, (wishes) => {
        const records = start();
        const before = records.all();
        overlay(wishes, records);
        expect(records.all()).toEqual(before);
        expect(overlay([], records)).toEqual([]);
      }),
    );
  });

  test('wishes lie over each other in their order: reply, then wrap-up, then outcome', () => {
    const wishes = [0, 5, 6].map((index) =>
      Command.parse({ commandId: `cmd_${index}`, agentId: 'agt_mika', deskId: 'dsk_1', writtenAt: NOW, basis: 5, body: WISHES[index] }),
    );
    const changes = overlay(wishes, start());
    expect(changes).toMatchObject([
      { kind: 'message', id: 'msg_a', body: { delivery: { state: 'pending' }, seq: PENDING_SEQ } },
      {
        kind: 'interaction',
        id: 'int_1',
        body: { state: { is: 'closed', dispositionId: 'dsp_done' }, lastLine: { text: '承知しました。' } },
      },
    ]);
  });
});

describe('a customer’s edit and a mark', () => {
  const edit = { customer: aCustomer(), byId: WISH.agentId, at: NOW };
  const point = (value: string) => ({ kind: 'email' as const, value, isVerified: true });
  const about = { customerId: 'cus_1' };
  const wished: readonly [object, (body: CommandBody) => readonly DomainEvent[]][] = [
    [
      { type: 'customer.name', ...about, name: { family: '山﨑' } },
      (body) => (body.type === 'customer.name' ? decideName(edit, body) : []),
    ],
    [{ type: 'customer.name', ...about, name: {} }, (body) => (body.type === 'customer.name' ? decideName(edit, body) : [])],
    [
      { type: 'customer.add_contact_point', ...about, kind: 'email', value: 'a@b.example' },
      () => decideAddPoint(edit, point('a@b.example'), undefined),
    ],
    [
      { type: 'customer.remove_contact_point', ...about, kind: 'phone', value: '+819012345678' },
      (body) => (body.type === 'customer.remove_contact_point' ? decideRemovePoint(edit, false, body) : []),
    ],
    [
      { type: 'customer.set_locale', ...about, locale: 'en' },
      (body) => (body.type === 'customer.set_locale' ? decideLocale(edit, body) : []),
    ],
    [
      { type: 'conversation.mark_unread', conversationId: 'cnv_1', fromSeq: 3 },
      (body) => (body.type === 'conversation.mark_unread' ? decideMarkUnread(aConversation(), body, WISH) : []),
    ],
  ];

  test.each(wished)('%o is shown at once, and once the log has confirmed it, nothing lies over it any more', (body, decided) => {
    const records = start();
    records.apply({ seq: 6, at: NOW, type: 'customer.added', scopes: [], causedBy: null, body: { customer: edit.customer } });
    const wish = Command.parse({ commandId: 'cmd_1', agentId: 'agt_mika', deskId: 'dsk_1', writtenAt: NOW, basis: 6, body });
    const [shown] = overlay([wish], records);
    const [event] = decided(wish.body);
    if (event === undefined) throw new Error('nothing was decided');
    // Bodies of events are objects by their schemas.
    const [confirmed] = records.apply({
      seq: 7,
      at: NOW,
      type: event.type,
      scopes: [],
      causedBy: null,
      body: event.body as Record<string, unknown>,
    });
    expect(shown).toEqual(confirmed);
    expect(overlay([wish], records)).toEqual([]);
  });
});

describe('work laid aside or given on while the line is down', () => {
  const until = '2026-11-20T05:00:00.000Z';
  const commandOf = (body: object): Command =>
    Command.parse({ commandId: 'cmd_1', agentId: 'agt_mika', deskId: 'dsk_1', writtenAt: NOW, basis: 5, body });

  test('is shown as laid aside, and as woken, and confirmed it is the same', () => {
    const records = start();
    const snooze = commandOf({ type: 'interaction.snooze', ...THREAD, until });
    const [laidAside] = overlay([snooze], records);
    const [confirmed] = records.apply({
      seq: 6,
      at: NOW,
      type: 'interaction.snoozed',
      scopes: [],
      causedBy: null,
      body: { interactionId: 'int_1', until, at: NOW },
    });
    expect(laidAside).toEqual(confirmed);
    expect(overlay([snooze], records)).toEqual([]);
    const wake = commandOf({ type: 'interaction.wake', ...THREAD });
    expect(overlay([wake], records)).toMatchObject([{ kind: 'interaction', id: 'int_1' }]);
    expect(overlay([snooze, wake], start())[0]?.body).not.toHaveProperty('snoozedUntil');
  });

  test.each([
    { type: 'interaction.give_back', ...THREAD, queueId: 'que_2', noteId: 'not_b', note: '返金待ち' },
    { type: 'interaction.hand_over', ...THREAD, agentId: 'agt_kenji', noteId: 'not_b', note: '返金待ち' },
  ])('stays the agent’s until the hub has moved it, with its note waiting in the timeline: $type', (body) => {
    expect(overlay([commandOf(body)], start())).toMatchObject([
      { kind: 'note', id: 'not_b', body: { text: '返金待ち', customerId: 'cus_1', authorId: 'agt_mika', seq: PENDING_SEQ } },
    ]);
  });
});

/** A resend of what failed again, or a wrap-up of what is not handled: the hub refuses, and the outbox keeps it apart. */
function isRefusedNow(body: CommandBody, records: RecordsInMemory): boolean {
  if (body.type === 'message.send') return records.get('message', body.messageId) === undefined;
  if (body.type === 'wrap_up.complete') return records.get('interaction', 'int_1')?.body.state.is !== 'closed';
  return false;
}
