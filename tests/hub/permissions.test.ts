import { expect, test } from 'vitest';
import { recordById } from '#hub/log/records';
import { CONFIG_LANE, customerLane } from '#hub/log/lanes';
import { CommandBody, commandInputs, type CommandType } from '#shared/commands/index';
import { hubContract } from '#shared/contracts/hub';
import { AgentProfile } from '#shared/domain/agent';
import { toInstant } from '#shared/domain/clock';
import { AccountId, AgentId, BlobId, ConversationId, CustomerId, DeskId } from '#shared/domain/ids';
import { Scope } from '#shared/domain/scope';
import { sql } from '#shared/sql';
import { openTestHub, PEOPLE, seedWaiting, type PersonName } from '#tests/support/a-hub';
import { aCannedResponse, aCentre, aChannelAccount, aConfigChange, aDisposition, aMessage, anAgent, aQueue } from '#tests/support/builders';
import type { HubClient } from '#tests/support/hub-client';
import { describeStores } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

// Mika has conversation 1 in hand and an offer of conversation 2 ringing; 3 waits. All of it is in queue 1. Ryo (lead) and
// Yuki (supervisor) hold that queue too; conversation 4, in Mika's hands as well, may be taken over by who takes work there; Kenji holds another, the administrator none.
const OTHERS = ['kenji', 'ryo', 'yuki', 'admin'] as const satisfies readonly PersonName[];

const MAY: Record<CommandType, readonly PersonName[]> = {
  'message.send': [],
  'message.resend': [],
  'note.add': ['ryo', 'yuki'],
  'conversation.mark_read': ['ryo', 'yuki'],
  'conversation.mark_unread': ['ryo', 'yuki'],
  'customer.name': ['ryo', 'yuki'],
  'customer.add_contact_point': ['ryo', 'yuki'],
  'customer.correct_contact_point': ['ryo', 'yuki'],
  'customer.remove_contact_point': ['ryo', 'yuki'],
  'customer.set_locale': ['ryo', 'yuki'],
  'customer.join': ['ryo', 'yuki'],
  'interaction.start': ['ryo'],
  'reservation.accept': [],
  'reservation.decline': [],
  'interaction.take': ['ryo'],
  'interaction.take_over': ['ryo'],
  'interaction.give_back': [],
  'interaction.hand_over': [],
  'reservation.rescind': [],
  'interaction.assign': ['ryo', 'yuki'],
  'interaction.move': ['ryo', 'yuki'],
  'interaction.close': ['ryo', 'yuki'],
  'interaction.reopen': ['ryo', 'yuki'],
  'abuse.flag': [],
  'abuse.withdraw': [],
  'abuse.acknowledge': ['ryo', 'yuki'],
  'abuse.step_out': [],
  'interaction.close_as_spam': ['ryo', 'yuki'],
  'customer.block': ['ryo', 'yuki'],
  'customer.unblock': ['ryo', 'yuki'],
  'interaction.snooze': [],
  'interaction.wake': [],
  'wrap_up.start': [],
  'wrap_up.complete': [],
  // One's own state is everybody's own; there is no way to name another's.
  'agent.set_intent': OTHERS,
  'agent.set_queues': ['ryo', 'yuki', 'admin'],
  'canned_response.configure': ['ryo', 'yuki', 'admin'],
  'centre.configure': ['admin'],
  'agent.configure': ['admin'],
  'queue.configure': ['admin'],
  'disposition.configure': ['admin'],
  'channel_account.configure': ['admin'],
  'config.undo': ['admin'],
};

const thread = { interactionId: 'int_1', conversationId: 'cnv_1' };
/** Work that waits for whoever leads to direct it: each has their own, so that one's wish is not another's conflict. */
const directed = (who: string): typeof thread =>
  who === 'yuki' ? { interactionId: 'int_6', conversationId: 'cnv_6' } : { interactionId: 'int_5', conversationId: 'cnv_5' };
const flagged = { interactionId: 'int_10', conversationId: 'cnv_10' };
const spam = (who: string): typeof thread =>
  who === 'yuki' ? { interactionId: 'int_12', conversationId: 'cnv_12' } : { interactionId: 'int_11', conversationId: 'cnv_11' };
const wishes = (reservationId: string, who: string): Record<CommandType, object> => ({
  'message.send': { ...thread, messageId: `msg_by_${who}`.replaceAll('_', '-').replace('msg-', 'msg_'), text: '横から失礼します' },
  'message.resend': { conversationId: 'cnv_1', messageId: 'msg_failed' },
  'note.add': { ...thread, customerId: 'cus_1', noteId: `not_by-${who}`, text: '見ました', insteadOf: 'cmd_held' },
  'conversation.mark_read': { conversationId: 'cnv_1', upToSeq: 3 },
  'conversation.mark_unread': { conversationId: 'cnv_1', fromSeq: 2 },
  'customer.name': { customerId: 'cus_1', name: { family: who } },
  'customer.add_contact_point': { customerId: 'cus_1', kind: 'email', value: `${who}@b.example` },
  'customer.correct_contact_point': { customerId: 'cus_1', kind: 'email', value: `${who}@b.example`, to: `${who}@c.example` },
  'customer.remove_contact_point': { customerId: 'cus_1', kind: 'email', value: `${who}@c.example` },
  'customer.set_locale': { customerId: 'cus_1', locale: 'en' },
  'customer.join': { intoId: 'cus_5', fromId: who === 'yuki' ? 'cus_8' : 'cus_7', keepsName: 'into' },
  'interaction.start': {
    interactionId: `int_by-${who}`,
    customerId: 'cus_1',
    accountId: 'sms-7',
    to: { kind: 'phone', value: '+819012345678' },
  },
  'reservation.accept': { reservationId },
  'reservation.decline': { reservationId, reason: 'busy' },
  'interaction.take': { interactionId: 'int_3' },
  'interaction.take_over': { interactionId: 'int_4', conversationId: 'cnv_4', fromId: 'agt_mika' },
  'interaction.give_back': { ...thread, queueId: 'que_2', noteId: `not_back-${who}`, note: 'お願いします' },
  'interaction.hand_over': { ...thread, agentId: 'agt_ryo', noteId: `not_over-${who}`, note: 'お願いします' },
  'reservation.rescind': { reservationId },
  'interaction.assign': { ...directed(who), fromId: null, agentId: 'agt_mika' },
  'interaction.close': { ...directed(who), fromId: 'agt_mika', dispositionId: 'dsp_done' },
  'interaction.reopen': directed(who),
  'abuse.flag': thread,
  'abuse.withdraw': thread,
  'abuse.step_out': thread,
  'abuse.acknowledge': flagged,
  'customer.block': { ...directed(who), reason: 'spam', note: '' },
  'customer.unblock': directed(who),
  'interaction.close_as_spam': { ...spam(who), fromId: null },
  'interaction.move': { ...directed(who), fromId: null, queueId: 'que_2' },
  'interaction.snooze': { ...thread, until: '2027-01-01T00:00:00.000Z' },
  'interaction.wake': thread,
  'wrap_up.start': thread,
  'wrap_up.complete': { ...thread, dispositionId: 'dsp_done' },
  'agent.set_intent': { intent: { is: 'not_ready', reason: 'meal' } },
  'agent.set_queues': { agentId: 'agt_sara', queueIds: ['que_1'] },
  'canned_response.configure': { cannedResponse: aCannedResponse() },
  'centre.configure': { centre: aCentre() },
  'agent.configure': { agent: AgentProfile.parse(anAgent({ id: 'agt_sara', loginName: 'sara', queueIds: [] })) },
  'queue.configure': { queue: aQueue({ id: 'que_9' }) },
  'disposition.configure': { disposition: aDisposition({ id: 'dsp_9' }) },
  'channel_account.configure': { account: aChannelAccount({ id: 'sms-9' }) },
  'config.undo': { changeId: 'chg_before' },
});

/** Every call of the contract that names something of somebody, asked by a person it is not for. */
const asks: Record<string, (client: HubClient) => Promise<unknown>> = {
  hello: (client) =>
    client.call('hello', { protocol: 1, deskId: DeskId.parse('dsk_mika'), epoch: null, cursor: 0, deskClock: toInstant(0) }),
  'sync.snapshot of a queue': (client) => client.call('sync.snapshot', { scope: Scope.parse('queue:que_1'), after: null }),
  'sync.snapshot of a customer': (client) => client.call('sync.snapshot', { scope: Scope.parse('customer:cus_1'), after: null }),
  'sync.snapshot of a person': (client) => client.call('sync.snapshot', { scope: Scope.parse('agent:agt_mika'), after: null }),
  'history.read': (client) => client.call('history.read', { customerId: CustomerId.parse('cus_1'), before: null }),
  'typing.set': (client) => client.call('typing.set', { conversationId: ConversationId.parse('cnv_1'), isTyping: true }),
  'draft.put': (client) =>
    client.call('draft.put', {
      conversationId: ConversationId.parse('cnv_1'),
      mode: 'reply',
      text: 'x',
      revision: 1,
      updatedAt: toInstant(0),
    }),
  'password.issue': (client) => client.call('password.issue', { agentIds: [AgentId.parse('agt_sara')] }),
  'person.work': (client) => client.call('person.work', { agentId: AgentId.parse('agt_sara') }),
  'blob.put': (client) =>
    client.call('blob.put', {
      blobId: BlobId.parse(`blb_${crypto.randomUUID()}`),
      name: 'memo.txt',
      mediaType: 'text/plain',
      size: 2,
      conversationId: ConversationId.parse('cnv_1'),
      mode: 'note',
      offset: 0,
      base64: 'T0s=',
    }),
  'desk.list': (client) => client.call('desk.list', {}),
  'desk.wipes': (client) => client.call('desk.wipes', { agentId: AgentId.parse('agt_sara') }),
  'desk.order_wipe': (client) => client.call('desk.order_wipe', { agentId: AgentId.parse('agt_sara'), deskId: DeskId.parse('dsk_lost') }),
  'desk.withdraw_wipe': (client) =>
    client.call('desk.withdraw_wipe', { agentId: AgentId.parse('agt_sara'), deskId: DeskId.parse('dsk_lost') }),
  'channel_account.states': (client) => client.call('channel_account.states', {}),
  // Before there is a secret: with one it would ask the vendor.
  'channel_account.test': (client) => client.call('channel_account.test', { accountId: AccountId.parse('sms-6') }),
  'channel_account.put_secret': (client) =>
    client.call('channel_account.put_secret', { accountId: AccountId.parse('sms-6'), name: 'auth_token', value: 'x' }),
  'blob.read': (client) => client.call('blob.read', { blobId: BlobId.parse('blb_1'), offset: 0 }),
};
const READERS = [
  'sync.snapshot of a queue',
  'sync.snapshot of a customer',
  'history.read',
  'typing.set',
  'draft.put',
  'blob.put',
  'desk.list',
];
const ADMINS = [
  'password.issue',
  'person.work',
  'desk.list',
  // Leads too, but not of somebody who is in none of their queues.
  'desk.wipes',
  'desk.order_wipe',
  'desk.withdraw_wipe',
  'channel_account.states',
  'channel_account.test',
  'channel_account.put_secret',
];
const WIPES = ['desk.wipes', 'desk.order_wipe', 'desk.withdraw_wipe'];
// By the time Yuki asks, Ryo has put Sara into a queue that Yuki leads: before, she was nobody of theirs.
const MAY_ASK: Record<(typeof OTHERS)[number], readonly string[]> = {
  kenji: [],
  ryo: READERS,
  yuki: [...READERS, ...WIPES],
  admin: [...ADMINS],
};

describeStores('every role', (openStore) => {
  test('that tries every wish and every call for what is not his is refused, and nothing has happened', async () => {
    const db = await openStore();
    const { hub, desk } = await openTestHub(db);
    const sara = { ...PEOPLE.kenji, id: 'agt_sara' as never, loginName: 'sara' };
    await hub.log.append(['agent:agt_sara'], () =>
      Promise.resolve({ events: [{ type: 'agent.configured', body: { agent: sara } }], result: 0 }),
    );
    await db.all(sql`INSERT INTO desk (agent_id, desk_id, last_seen_at) VALUES ('agt_sara', 'dsk_lost', ${toInstant(0)})`);
    const mika = await desk('mika');
    await seedWaiting(hub.log, 1);
    await mika.execute(CommandBody.parse({ type: 'interaction.take', interactionId: 'int_1' }));
    const change = aConfigChange({ id: 'chg_before', recordId: 'que_8', after: { ...aQueue({ id: 'que_8' }) } });
    await hub.log.append([CONFIG_LANE], () =>
      Promise.resolve({
        events: [
          { type: 'queue.configured', body: { queue: aQueue({ id: 'que_8' }) } },
          { type: 'channel_account.configured', body: { account: aChannelAccount({ id: 'sms-6' }) } },
          { type: 'config.changed', body: { change } },
          { type: 'channel_account.configured', body: { account: aChannelAccount({ id: 'sms-7' }) } },
        ],
        result: 0,
      }),
    );
    const failed = { state: 'failed' as const, at: toInstant(0) };
    const { seq: _seq, ...message } = aMessage({ id: 'msg_failed', author: { by: 'agent', agentId: 'agt_mika' }, delivery: failed });
    await hub.log.append([customerLane(message.customerId)], () =>
      Promise.resolve({ events: [{ type: 'message.sent', body: { message } }], result: 0 }),
    );
    await seedWaiting(hub.log, 2);
    await mika.execute(CommandBody.parse({ type: 'agent.set_intent', intent: { is: 'ready' } }));
    const reservationId = await waitUntil(async () => {
      const state = (await recordById(db, 'interaction', 'int_2'))?.state;
      return state?.is === 'offered' ? state.reservationId : null;
    });
    await seedWaiting(hub.log, 4);
    await mika.execute(CommandBody.parse({ type: 'interaction.take', interactionId: 'int_4' }));
    await seedWaiting(hub.log, 3);
    await seedWaiting(hub.log, 5);
    for (const n of [6, 7, 8, 10, 11, 12]) await seedWaiting(hub.log, n);
    await mika.execute(CommandBody.parse({ type: 'interaction.take', interactionId: 'int_10' }));
    expect(await mika.execute(CommandBody.parse({ type: 'abuse.flag', ...flagged }))).toMatchObject({ is: 'done' });

    // A reply of hers that was held: the note in its stead is hers alone to write.
    const late = CommandBody.parse({ type: 'message.send', ...thread, messageId: 'msg_late', text: '明日です' });
    expect(await mika.execute(late, 'cmd_held', { basis: 0, hasWaited: true })).toMatchObject({ is: 'held' });

    const done: Record<string, string[]> = {};
    const asked: Record<string, string[]> = {};
    const refusals = new Set<string>();
    for (const person of OTHERS) {
      const client = await desk(person);
      asked[person] = [];
      for (const [name, ask] of Object.entries(asks)) {
        const answer = await ask(client).then(
          () => 'answered',
          (error: { code: string }) => error.code,
        );
        if (answer === 'answered') asked[person].push(name);
        else refusals.add(answer);
      }
      for (const [type, wish] of Object.entries(wishes(reservationId, person))) {
        const outcome = await client.execute(CommandBody.parse({ type, ...wish }), undefined, { hasWaited: true });
        if (outcome.is === 'done') (done[type] ??= []).push(person);
        else refusals.add(outcome.is === 'refused' ? outcome.failure.code : outcome.is);
      }
    }
    expect(done).toEqual(Object.fromEntries(Object.entries(MAY).filter(([, people]) => people.length > 0)));
    expect(asked).toEqual(MAY_ASK);
    expect(refusals).toEqual(new Set(['denied']));
    expect(await recordById(db, 'interaction', 'int_1')).toMatchObject({ state: { is: 'handling', agentId: 'agt_mika' } });
    expect(await recordById(db, 'reservation', reservationId)).toMatchObject({ outcome: 'pending' });
    expect(await mika.call('draft.list', {})).toEqual([]);
  });

  test('is tried above with every wish, and every call that names something of somebody', () => {
    expect(Object.keys(wishes('res_1', 'x')).toSorted()).toEqual(Object.keys(commandInputs).toSorted());
    // The rest name nothing: they answer what is one's own, by the session.
    const ownOnly = [
      'search',
      'sync.pull',
      'sync.cleared',
      'sync.purged',
      'draft.list',
      'command.execute',
      'password.change',
      'channel.quota',
      'channel.sticker',
    ];
    const tried = [...new Set(Object.keys(asks).map((name) => name.split(' ')[0] ?? ''))];
    expect([...tried, ...ownOnly].toSorted()).toEqual(Object.keys(hubContract.calls).toSorted());
  });
});
