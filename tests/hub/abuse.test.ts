import { expect, test } from 'vitest';
import { createReceiveInbound } from '#hub/channels/receive-inbound';
import { createChannels } from '#hub/channels/registry';
import { createSimulatorConnector } from '#hub/channels/simulator-connector';
import type { Db } from '#hub/db/db';
import { allOf, recordById, scopesHeldBy, storedWhere } from '#hub/log/records';
import { createReceipts } from '#hub/messages/receipts';
import { CommandBody } from '#shared/commands/index';
import { InboundMessage } from '#shared/contracts/channel';
import { QueueId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import { openTestHub, seedWaiting, type TestHub } from '#tests/support/a-hub';
import { createFakeIds } from '#tests/support/fake-ids';
import type { HubClient } from '#tests/support/hub-client';
import { describeStores } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

const work = { interactionId: 'int_1', conversationId: 'cnv_1' };
const DONE = { is: 'done' };
const refused = (code: string, message?: string): object => ({
  is: 'refused',
  failure: { code, ...(message === undefined ? {} : { message }) },
});
const wish = (desk: HubClient, type: string, over: object = {}) => desk.execute(CommandBody.parse({ type, ...work, ...over }));

async function inHand(db: Db): Promise<TestHub & { mika: HubClient; ryo: HubClient }> {
  const opened = await openTestHub(db);
  await seedWaiting(opened.hub.log, 1);
  const mika = await opened.desk('mika');
  expect(await wish(mika, 'interaction.take')).toMatchObject(DONE);
  return { ...opened, mika, ryo: await opened.desk('ryo') };
}

const interaction = (db: Db) => recordById(db, 'interaction', 'int_1');

describeStores('a customer who harasses', (openStore) => {
  test('is said to by the agent, with the words kept; a lead sees it and says so; a slip is taken back', async () => {
    const db = await openStore();
    const { mika, ryo } = await inHand(db);
    expect(await wish(ryo, 'abuse.acknowledge')).toMatchObject(refused('conflict'));
    expect(await wish(ryo, 'abuse.flag')).toMatchObject(refused('denied'));
    expect(await wish(mika, 'abuse.flag')).toMatchObject(DONE);
    expect((await interaction(db))?.abuse).toMatchObject({ byId: 'agt_mika', evidence: ['msg_1'], steppedOutIds: [] });
    // Said twice is said once.
    expect(await wish(mika, 'abuse.flag')).toMatchObject({ is: 'done', seqs: [] });
    expect(await wish(ryo, 'abuse.acknowledge')).toMatchObject(DONE);
    expect((await interaction(db))?.abuse).toMatchObject({ acknowledgedById: 'agt_ryo' });
    expect(await wish(mika, 'abuse.withdraw')).toMatchObject(DONE);
    expect((await interaction(db))?.abuse).toBeUndefined();
  });

  test('may be left: the work waits since its arrival, is not offered to who left it, and its part is told apart from what is measured', async () => {
    const db = await openStore();
    const { mika } = await inHand(db);
    expect(await wish(mika, 'abuse.step_out')).toMatchObject(refused('conflict', 'say first that the customer harasses'));
    await wish(mika, 'abuse.flag');
    expect(await wish(mika, 'abuse.step_out')).toMatchObject(DONE);
    expect(await interaction(db)).toMatchObject({
      state: { is: 'queued' },
      arrivedAt: '2026-11-20T01:00:00.000Z',
      abuse: { steppedOutIds: ['agt_mika'] },
    });
    const [segment] = await storedWhere(db, 'segment', sql`interaction_id = 'int_1'`);
    expect(segment?.body).toMatchObject({ agentId: 'agt_mika', endedAs: 'stepped_out' });
    expect(await scopesHeldBy(db, 'agt_mika' as never)).toContain('customer:cus_1');
  });

  test('comes to another who is ready, never back to who stepped out, however long nobody else is there', async () => {
    const db = await openStore();
    const { mika, ryo, clock } = await inHand(db);
    await wish(mika, 'abuse.flag');
    await wish(mika, 'abuse.step_out');
    await wish(mika, 'agent.set_intent', { intent: { is: 'ready' } });
    await clock.advance(10 * 60_000);
    await wish(ryo, 'agent.set_intent', { intent: { is: 'ready' } });
    const state = await waitUntil(async () => {
      const now = (await interaction(db))?.state;
      return now?.is === 'offered' ? now : null;
    });
    expect(state.agentId).toBe('agt_ryo');
    expect((await allOf(db, 'reservation')).map(({ agentId }) => agentId)).toEqual(['agt_ryo']);
  });
});

describeStores('what is no customer’s wish', (openStore) => {
  test('is closed as spam by who has it, by anybody of the queue while it waits, and over a colleague’s head by a lead alone', async () => {
    const db = await openStore();
    const { mika, ryo, hub, desk } = await inHand(db);
    await seedWaiting(hub.log, 2);
    await seedWaiting(hub.log, 3);
    const closed = { is: 'closed', isSpam: true, dispositionId: null };
    const two = { interactionId: 'int_2', conversationId: 'cnv_2' };
    expect(await wish(mika, 'interaction.close_as_spam', { ...two, fromId: null })).toMatchObject(DONE);
    expect((await recordById(db, 'interaction', 'int_2'))?.state).toMatchObject({ ...closed, agentId: null, byId: 'agt_mika' });

    expect(await wish(ryo, 'interaction.close_as_spam', { fromId: null })).toMatchObject(refused('conflict'));
    expect(await wish(ryo, 'interaction.close_as_spam', { fromId: 'agt_mika' })).toMatchObject(DONE);
    expect((await interaction(db))?.state).toMatchObject({ ...closed, agentId: 'agt_mika', byId: 'agt_ryo' });

    const three = { interactionId: 'int_3', conversationId: 'cnv_3' };
    await wish(ryo, 'interaction.take', three);
    expect(await wish(mika, 'interaction.close_as_spam', { ...three, fromId: 'agt_ryo' })).toMatchObject(
      refused('denied', 'a colleague has this work'),
    );
    const kenji = await desk('kenji');
    expect(await wish(kenji, 'interaction.close_as_spam', { ...three, fromId: 'agt_ryo' })).toMatchObject(refused('denied'));
    expect(await wish(ryo, 'interaction.reopen')).toMatchObject(DONE);
    expect((await interaction(db))?.state).toEqual({ is: 'queued' });
  });

  test('of a blocked person is kept and becomes nobody’s work, until a lead lets them in again', async () => {
    const db = await openStore();
    const { mika, ryo, hub, clock } = await inHand(db);
    expect(await wish(mika, 'customer.block', { reason: 'spam', note: '広告' })).toMatchObject(DONE);
    expect(await recordById(db, 'customer', 'cus_1')).toMatchObject({ blocked: { byId: 'agt_mika', reason: 'spam', note: '広告' } });
    expect(await wish(mika, 'interaction.close_as_spam', { fromId: 'agt_mika' })).toMatchObject(DONE);

    const conversation = await recordById(db, 'conversation', 'cnv_1');
    if (conversation === undefined) throw new Error('the thread is gone');
    const line = (externalId: string, text: string) =>
      InboundMessage.parse({
        is: 'message',
        externalId,
        from: conversation.contactPoint,
        name: null,
        locale: null,
        text,
        attachments: [],
        at: null,
      });
    const { accountId } = conversation;
    const connector = createSimulatorConnector({ channel: 'sms', secret: new Uint8Array(32) });
    const receiveInbound = createReceiveInbound({
      db,
      log: hub.log,
      timers: hub.timers,
      ids: createFakeIds(9),
      channels: createChannels([{ accountId, connector, queueId: QueueId.parse('que_1') }]),
      receipts: createReceipts({ db, log: hub.log, clock }),
    });
    await receiveInbound(accountId, [line('ad-1', '副業で月収100万円')]);
    const kept = (await allOf(db, 'message')).find(({ externalId }) => externalId === 'ad-1');
    expect(kept).toMatchObject({ text: '副業で月収100万円', interactionId: null });
    expect((await allOf(db, 'interaction')).map(({ id, state }) => [id, state.is])).toEqual([['int_1', 'closed']]);

    expect(await wish(mika, 'customer.unblock')).toMatchObject(refused('denied'));
    expect(await wish(ryo, 'customer.unblock')).toMatchObject(DONE);
    await receiveInbound(accountId, [line('ad-2', 'すみません、間違えました')]);
    expect((await allOf(db, 'interaction')).map(({ state }) => state.is).toSorted()).toEqual(['closed', 'queued']);
  });
});
