import { expect, test } from 'vitest';
import { recordById } from '#hub/log/records';
import { customerLane } from '#hub/log/lanes';
import { CommandBody, commandInputs, type CommandType } from '#shared/commands/index';
import { hubContract } from '#shared/contracts/hub';
import { toInstant } from '#shared/domain/clock';
import { BlobId, ConversationId, CustomerId, DeskId } from '#shared/domain/ids';
import { Scope } from '#shared/domain/scope';
import { openTestHub, PEOPLE, seedWaiting, type PersonName } from '#tests/support/a-hub';
import { aMessage } from '#tests/support/builders';
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
  'reservation.accept': [],
  'reservation.decline': [],
  'interaction.take': ['ryo'],
  'interaction.take_over': ['ryo'],
  'interaction.give_back': [],
  'interaction.hand_over': [],
  'reservation.rescind': [],
  'interaction.snooze': [],
  'interaction.wake': [],
  'wrap_up.start': [],
  'wrap_up.complete': [],
  // One's own state is everybody's own; there is no way to name another's.
  'agent.set_intent': OTHERS,
  'agent.set_queues': ['ryo', 'yuki', 'admin'],
};

const thread = { interactionId: 'int_1', conversationId: 'cnv_1' };
const wishes = (reservationId: string, who: string): Record<CommandType, object> => ({
  'message.send': { ...thread, messageId: `msg_by_${who}`.replaceAll('_', '-').replace('msg-', 'msg_'), text: '横から失礼します' },
  'message.resend': { conversationId: 'cnv_1', messageId: 'msg_failed' },
  'note.add': { ...thread, customerId: 'cus_1', noteId: `not_by-${who}`, text: '見ました' },
  'conversation.mark_read': { conversationId: 'cnv_1', upToSeq: 3 },
  'reservation.accept': { reservationId },
  'reservation.decline': { reservationId, reason: 'busy' },
  'interaction.take': { interactionId: 'int_3' },
  'interaction.take_over': { interactionId: 'int_4', conversationId: 'cnv_4', fromId: 'agt_mika' },
  'interaction.give_back': { ...thread, queueId: 'que_2', noteId: `not_back-${who}`, note: 'お願いします' },
  'interaction.hand_over': { ...thread, agentId: 'agt_ryo', noteId: `not_over-${who}`, note: 'お願いします' },
  'reservation.rescind': { reservationId },
  'interaction.snooze': { ...thread, until: '2027-01-01T00:00:00.000Z' },
  'interaction.wake': thread,
  'wrap_up.start': thread,
  'wrap_up.complete': { ...thread, dispositionId: 'dsp_done' },
  'agent.set_intent': { intent: { is: 'not_ready', reason: 'meal' } },
  'agent.set_queues': { agentId: 'agt_sara', queueIds: ['que_1'] },
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
  'blob.read': (client) => client.call('blob.read', { blobId: BlobId.parse('blb_1'), offset: 0 }),
};
const READERS = ['sync.snapshot of a queue', 'sync.snapshot of a customer', 'history.read', 'typing.set', 'draft.put'];
const MAY_ASK: Record<(typeof OTHERS)[number], readonly string[]> = { kenji: [], ryo: READERS, yuki: READERS, admin: [] };

describeStores('every role', (openStore) => {
  test('that tries every wish and every call for what is not his is refused, and nothing has happened', async () => {
    const db = await openStore();
    const { hub, desk } = await openTestHub(db);
    const sara = { ...PEOPLE.kenji, id: 'agt_sara' as never, loginName: 'sara' };
    await hub.log.append(['agent:agt_sara'], () =>
      Promise.resolve({ events: [{ type: 'agent.configured', body: { agent: sara } }], result: 0 }),
    );
    const mika = await desk('mika');
    await seedWaiting(hub.log, 1);
    await mika.execute(CommandBody.parse({ type: 'interaction.take', interactionId: 'int_1' }));
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
        const outcome = await client.execute(CommandBody.parse({ type, ...wish }));
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
    const ownOnly = ['sync.pull', 'sync.cleared', 'draft.list', 'command.execute'];
    const tried = [...new Set(Object.keys(asks).map((name) => name.split(' ')[0] ?? ''))];
    expect([...tried, ...ownOnly].toSorted()).toEqual(Object.keys(hubContract.calls).toSorted());
  });
});
