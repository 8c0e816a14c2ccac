import { expect, test } from 'vitest';
import type { Db } from '#hub/db/db';
import { allOf, recordById } from '#hub/log/records';
import { CommandBody } from '#shared/commands/index';
import { openTestHub, seedWaiting, type PersonName, type TestHub } from '#tests/support/a-hub';
import type { HubClient } from '#tests/support/hub-client';
import { describeStores } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

const NOTE = '返品の期限を確認してください。';
const DONE = { is: 'done' };
const refused = (code: string, message: string): object => ({ is: 'refused', failure: { code, message } });
const work = { interactionId: 'int_1', conversationId: 'cnv_1' };

function wish(desk: HubClient, input: object) {
  return desk.execute(CommandBody.parse(input));
}

const take = (desk: HubClient) => wish(desk, { type: 'interaction.take', interactionId: 'int_1' });
const giveBack = (desk: HubClient, queueId: string, over: object = {}) =>
  wish(desk, { type: 'interaction.give_back', ...work, queueId, noteId: 'not_1', note: NOTE, ...over });
const handOver = (desk: HubClient, agentId: string, noteId = 'not_1') =>
  wish(desk, { type: 'interaction.hand_over', ...work, agentId, noteId, note: NOTE });
const takeOver = (desk: HubClient, fromId: string) => wish(desk, { type: 'interaction.take_over', ...work, fromId });
const accept = (desk: HubClient, reservationId: string) => wish(desk, { type: 'reservation.accept', reservationId });
const reply = (desk: HubClient, messageId: string) => wish(desk, { type: 'message.send', ...work, messageId, text: 'お待たせしました。' });
const ready = (desk: HubClient) => wish(desk, { type: 'agent.set_intent', intent: { is: 'ready' } });

async function interaction(db: Db) {
  const found = await recordById(db, 'interaction', 'int_1');
  if (found === undefined) throw new Error('the interaction is gone');
  return found;
}

async function handoverOf(db: Db): Promise<string> {
  return (await interaction(db)).handover?.reservationId ?? 'res_none';
}

async function connectedIs(db: Db, agentId: string, isConnected: boolean): Promise<void> {
  await waitUntil(async () => (await recordById(db, 'agent', agentId))?.isConnected === isConnected);
}

async function mikaHandling(db: Db, ...others: PersonName[]): Promise<TestHub & { mika: HubClient; desks: HubClient[] }> {
  const opened = await openTestHub(db);
  await seedWaiting(opened.hub.log, 1);
  const mika = await opened.desk('mika');
  expect(await take(mika)).toMatchObject(DONE);
  const desks = [];
  for (const name of others) {
    desks.push(await opened.desk(name));
    await connectedIs(db, `agt_${name}`, true);
  }
  return { ...opened, mika, desks };
}

describeStores('work that changes hands', (openStore) => {
  test('given to another queue it waits there since its arrival, with the note, and the giver sees the customer no more', async () => {
    const db = await openStore();
    const { mika, desk } = await mikaHandling(db);
    const { arrivedAt } = await interaction(db);
    expect(await giveBack(mika, 'que_2')).toMatchObject(DONE);
    expect(await interaction(db)).toMatchObject({ queueId: 'que_2', arrivedAt, state: { is: 'queued' } });
    expect((await mika.hello()).scopes).not.toContain('customer:cus_1');
    expect((await allOf(db, 'segment'))[0]).toMatchObject({ agentId: 'agt_mika', endedAs: 'given_back' });
    expect(await reply(mika, 'msg_late')).toMatchObject({ is: 'refused', failure: { code: 'denied' } });
    // Kenji serves only that queue, and has it whole: the work, the person and why it came.
    const kenji = await desk('kenji');
    const { records } = await kenji.call('sync.snapshot', { scope: 'queue:que_2' as never, after: null });
    expect(records.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['interaction', 'customer', 'conversation', 'note']));
  });

  test('desks of the queue it goes to hear of it whole, though they never had it', async () => {
    const db = await openStore();
    const { mika, desks } = await mikaHandling(db, 'kenji');
    const [kenji] = desks;
    await giveBack(mika, 'que_2');
    const told = await waitUntil(() => kenji?.pushes.flatMap(({ events }) => events).find(({ type }) => type === 'interaction.requeued'));
    expect(told.body).toMatchObject({ interaction: { id: 'int_1', queueId: 'que_2', customerId: 'cus_1' } });
  });

  test('given back to its own queue it goes to somebody else first, and not straight back', async () => {
    const db = await openStore();
    const { mika, desks } = await mikaHandling(db, 'ryo');
    const [ryo] = desks;
    await ready(mika);
    expect(await giveBack(mika, 'que_1')).toMatchObject(DONE);
    expect((await mika.hello()).scopes).toContain('customer:cus_1');
    if (ryo !== undefined) await ready(ryo);
    await waitUntil(async () => (await interaction(db)).state.is === 'offered');
    expect(await interaction(db)).toMatchObject({ state: { is: 'offered', agentId: 'agt_ryo' } });
    expect((await allOf(db, 'reservation')).map(({ agentId }) => agentId)).toEqual(['agt_ryo']);
  });

  test('only the owner gives work away, only what is in hand, only to a queue there is, and never without words', async () => {
    const db = await openStore();
    const { mika, desks } = await mikaHandling(db, 'ryo');
    const [ryo] = desks;
    expect(await giveBack(ryo as HubClient, 'que_1')).toMatchObject({ is: 'refused', failure: { code: 'denied' } });
    expect(await giveBack(mika, 'que_none')).toMatchObject(refused('invalid', 'there is no such queue'));
    expect(() => CommandBody.parse({ type: 'interaction.give_back', ...work, queueId: 'que_1', noteId: 'not_1', note: '  ' })).toThrow(
      'must not be empty',
    );
    expect(await giveBack(mika, 'que_1', { conversationId: 'cnv_9' })).toMatchObject({ failure: { code: 'invalid' } });
    await wish(mika, { type: 'wrap_up.start', ...work });
    expect(await giveBack(mika, 'que_1')).toMatchObject(refused('conflict', 'the talk is over: this work is in wrap-up'));
    expect(await allOf(db, 'note')).toEqual([]);
  });

  test('a colleague is asked, ready or not; the sender stays the owner until the colleague accepts', async () => {
    const db = await openStore();
    const { mika, desks } = await mikaHandling(db, 'ryo');
    const ryo = desks[0] as HubClient;
    const { arrivedAt } = await interaction(db);
    expect(await handOver(mika, 'agt_ryo')).toMatchObject(DONE);
    expect(await interaction(db)).toMatchObject({ state: { is: 'handling', agentId: 'agt_mika' }, handover: { agentId: 'agt_ryo' } });
    expect(await reply(mika, 'msg_r1')).toMatchObject(DONE);
    expect(await reply(ryo, 'msg_r2')).toMatchObject({ is: 'refused', failure: { code: 'denied' } });
    expect(await handOver(mika, 'agt_ryo', 'not_2')).toMatchObject(
      refused('conflict', 'this work is being offered to a colleague already'),
    );
    expect(await accept(ryo, await handoverOf(db))).toMatchObject(DONE);
    const after = await interaction(db);
    expect(after).toMatchObject({ arrivedAt, state: { is: 'handling', agentId: 'agt_ryo' } });
    expect(after.handover).toBeUndefined();
    expect((await allOf(db, 'segment')).map(({ agentId, how, fromId, endedAs }) => ({ agentId, how, fromId, endedAs }))).toEqual(
      expect.arrayContaining([
        { agentId: 'agt_mika', how: 'taken', endedAs: 'handed_over' },
        { agentId: 'agt_ryo', how: 'handed_over', fromId: 'agt_mika' },
      ]),
    );
    expect(await reply(mika, 'msg_r3')).toMatchObject({ is: 'refused', failure: { code: 'denied' } });
    expect(await reply(ryo, 'msg_r4')).toMatchObject(DONE);
  });

  test.each([
    [
      'declined',
      async (_: TestHub, ryo: HubClient, id: string) => wish(ryo, { type: 'reservation.decline', reservationId: id, reason: 'busy' }),
    ],
    ['timed_out', async ({ clock }: TestHub) => clock.advance(61_000)],
    ['desk_lost', async (_: TestHub, ryo: HubClient) => ryo.close()],
  ] as const)('an offer to a colleague that is %s leaves the work with the sender', async (outcome, end) => {
    const db = await openStore();
    const opened = await mikaHandling(db, 'ryo');
    await handOver(opened.mika, 'agt_ryo');
    const id = await handoverOf(db);
    await end(opened, opened.desks[0] as HubClient, id);
    await waitUntil(async () => (await recordById(db, 'reservation', id))?.outcome === outcome);
    const after = await interaction(db);
    expect(after.state).toMatchObject({ is: 'handling', agentId: 'agt_mika' });
    expect(after.handover).toBeUndefined();
    expect(await reply(opened.mika, 'msg_r1')).toMatchObject(DONE);
  });

  test('the sender takes the offer back, and nobody else can', async () => {
    const db = await openStore();
    const { mika, desks } = await mikaHandling(db, 'ryo');
    const ryo = desks[0] as HubClient;
    await handOver(mika, 'agt_ryo');
    const reservationId = await handoverOf(db);
    expect(await wish(ryo, { type: 'reservation.rescind', reservationId })).toMatchObject({ failure: { code: 'denied' } });
    expect(await wish(mika, { type: 'reservation.rescind', reservationId })).toMatchObject(DONE);
    expect(await accept(ryo, reservationId)).toMatchObject(refused('conflict', 'the offer was taken back'));
    expect(await interaction(db)).toMatchObject({ state: { agentId: 'agt_mika' } });
  });

  test('whoever is away, serves another queue or handles no work cannot be asked', async () => {
    const db = await openStore();
    const { mika } = await mikaHandling(db, 'kenji', 'yuki');
    expect(await handOver(mika, 'agt_ryo')).toMatchObject(refused('conflict', 'the colleague is away'));
    expect(await handOver(mika, 'agt_kenji')).toMatchObject(refused('invalid', 'the colleague does not serve this queue'));
    expect(await handOver(mika, 'agt_yuki')).toMatchObject(refused('invalid', 'the colleague does not serve this queue'));
    expect(await handOver(mika, 'agt_mika')).toMatchObject(refused('invalid', 'this work is yours already'));
    expect(await handOver(mika, 'agt_nobody')).toMatchObject(refused('not_found', 'there is no such agent'));
    expect(await allOf(db, 'note')).toEqual([]);
  });

  test('what the owner ends while a colleague is asked stops ringing there', async () => {
    const db = await openStore();
    const { mika, desks } = await mikaHandling(db, 'ryo');
    await handOver(mika, 'agt_ryo');
    const id = await handoverOf(db);
    await wish(mika, { type: 'wrap_up.start', ...work });
    expect(await recordById(db, 'reservation', id)).toMatchObject({ outcome: 'rescinded' });
    expect((await interaction(db)).handover).toBeUndefined();
    expect(await accept(desks[0] as HubClient, id)).toMatchObject(refused('conflict', 'the offer was taken back'));
  });

  test('a colleague takes over in one step; what was pressed about another owner does nothing', async () => {
    const db = await openStore();
    const { mika, desks } = await mikaHandling(db, 'ryo', 'kenji');
    const [ryo, kenji] = desks as [HubClient, HubClient];
    await mika.call('draft.put', {
      conversationId: 'cnv_1' as never,
      mode: 'reply',
      text: '書きかけ',
      revision: 1,
      updatedAt: '2026-11-20T01:00:00.000Z',
    });
    expect(await takeOver(kenji, 'agt_mika')).toMatchObject({ is: 'refused', failure: { code: 'denied' } });
    expect(await takeOver(ryo, 'agt_kenji')).toMatchObject(refused('conflict', 'this work has changed hands in the meantime'));
    expect(await takeOver(ryo, 'agt_mika')).toMatchObject(DONE);
    expect(await interaction(db)).toMatchObject({ state: { is: 'handling', agentId: 'agt_ryo' } });
    expect(await takeOver(ryo, 'agt_mika')).toMatchObject(refused('conflict', 'this work has changed hands in the meantime'));
    expect(await reply(mika, 'msg_r1')).toMatchObject({ is: 'refused', failure: { code: 'denied' } });
    // She hears of it at once, and what she was writing is still hers.
    await waitUntil(() =>
      mika.pushes
        .flatMap(({ events }) => events)
        .some(({ type, body }) => type === 'interaction.assigned' && body?.['how'] === 'taken_over'),
    );
    expect(await mika.call('draft.list', {})).toMatchObject([{ text: '書きかけ' }]);
  });

  test('two who take over at once: one has it, the other is told', async () => {
    const db = await openStore();
    const opened = await mikaHandling(db, 'ryo');
    const ryo = opened.desks[0] as HubClient;
    const other = await opened.desk('ryo', { deskId: 'dsk_ryo2' });
    const outcomes = await Promise.all([takeOver(ryo, 'agt_mika'), takeOver(other, 'agt_mika')]);
    expect(outcomes.map(({ is }) => is).toSorted()).toEqual(['done', 'refused']);
    expect((await allOf(db, 'segment')).filter(({ endedAt }) => endedAt === null)).toHaveLength(1);
  });

  test('two desks of one agent send the same draft once, each its own words once', async () => {
    const db = await openStore();
    const opened = await mikaHandling(db);
    const second = await opened.desk('mika', { deskId: 'dsk_mika2' });
    const outcomes = await Promise.all([reply(opened.mika, 'msg_same'), reply(second, 'msg_same'), reply(opened.mika, 'msg_same')]);
    expect(outcomes.every(({ is }) => is === 'done')).toBe(true);
    expect((await allOf(db, 'message')).filter(({ id }) => id === 'msg_same')).toHaveLength(1);
  });
});
