import { expect, test } from 'vitest';
import type { Db } from '#hub/db/db';
import { recordById, scopesHeldBy, storedWhere } from '#hub/log/records';
import { CommandBody } from '#shared/commands/index';
import { sql } from '#shared/sql';
import { openTestHub, seedWaiting, type TestHub } from '#tests/support/a-hub';
import type { HubClient } from '#tests/support/hub-client';
import { describeStores } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

const work = { interactionId: 'int_1', conversationId: 'cnv_1' };
const DONE = { is: 'done' };
const refused = (code: string, message: string): object => ({ is: 'refused', failure: { code, message } });
const wish = (desk: HubClient, input: object) => desk.execute(CommandBody.parse(input));
const assign = (desk: HubClient, fromId: string | null, agentId: string) =>
  wish(desk, { type: 'interaction.assign', ...work, fromId, agentId });
const move = (desk: HubClient, fromId: string | null, queueId: string) =>
  wish(desk, { type: 'interaction.move', ...work, fromId, queueId });
const close = (desk: HubClient, fromId: string | null) =>
  wish(desk, { type: 'interaction.close', ...work, fromId, dispositionId: 'dsp_done' });
const reopen = (desk: HubClient) => wish(desk, { type: 'interaction.reopen', ...work });

async function waiting(db: Db): Promise<TestHub & { ryo: HubClient; mika: HubClient }> {
  const opened = await openTestHub(db);
  await seedWaiting(opened.hub.log, 1);
  return { ...opened, ryo: await opened.desk('ryo'), mika: await opened.desk('mika') };
}

const stateOf = async (db: Db) => (await recordById(db, 'interaction', 'int_1'))?.state;
const segmentsOf = async (db: Db) =>
  (await storedWhere(db, 'segment', sql`interaction_id = 'int_1' ORDER BY started_at, id`)).map(({ body }) => body);

describeStores('what a lead directs', (openStore) => {
  test('gives waiting work to a colleague, who sees the customer, and then to another; the wait stays and each part is told', async () => {
    const db = await openStore();
    const { ryo, mika } = await waiting(db);
    expect(await assign(ryo, null, 'agt_mika')).toMatchObject(DONE);
    expect(await stateOf(db)).toMatchObject({ is: 'handling', agentId: 'agt_mika' });
    expect(await scopesHeldBy(db, 'agt_mika' as never)).toContain('customer:cus_1');
    expect(await wish(mika, { type: 'message.send', ...work, messageId: 'msg_a', text: 'お待たせしました。' })).toMatchObject(DONE);
    expect(await assign(ryo, 'agt_mika', 'agt_ryo')).toMatchObject(DONE);
    expect(await segmentsOf(db)).toMatchObject([
      { agentId: 'agt_mika', how: 'assigned', byId: 'agt_ryo', endedAs: 'reassigned' },
      { agentId: 'agt_ryo', how: 'assigned', fromId: 'agt_mika', endedAt: null },
    ]);
    expect(await recordById(db, 'interaction', 'int_1')).toMatchObject({ arrivedAt: '2026-11-20T01:00:00.000Z' });
  });

  test('takes an offer back that rings for somebody else', async () => {
    const db = await openStore();
    const { ryo, mika } = await waiting(db);
    await wish(mika, { type: 'agent.set_intent', intent: { is: 'ready' } });
    const reservationId = await waitUntil(async () => {
      const state = await stateOf(db);
      return state?.is === 'offered' ? state.reservationId : null;
    });
    expect(await close(ryo, null)).toMatchObject(DONE);
    expect(await recordById(db, 'reservation', reservationId)).toMatchObject({ outcome: 'rescinded' });
    expect(await stateOf(db)).toMatchObject({ is: 'closed', agentId: null, byId: 'agt_ryo', dispositionId: 'dsp_done', endedBy: 'agent' });
  });

  test('is refused where the work is not as the lead saw it, or the colleague cannot have it', async () => {
    const db = await openStore();
    const { ryo, mika } = await waiting(db);
    await wish(mika, { type: 'interaction.take', interactionId: 'int_1' });
    const changed = refused('conflict', 'this work has changed hands in the meantime');
    expect(await assign(ryo, null, 'agt_ryo')).toMatchObject(changed);
    expect(await move(ryo, 'agt_ryo', 'que_2')).toMatchObject(changed);
    expect(await close(ryo, null)).toMatchObject(changed);
    expect(await assign(ryo, 'agt_mika', 'agt_mika')).toMatchObject(refused('invalid', 'the colleague has this work already'));
    expect(await assign(ryo, 'agt_mika', 'agt_kenji')).toMatchObject(refused('invalid', 'the colleague does not serve this queue'));
    expect(await assign(ryo, 'agt_mika', 'agt_yuki')).toMatchObject(refused('invalid', 'the colleague does not serve this queue'));
    expect(await move(ryo, 'agt_mika', 'que_none')).toMatchObject(refused('invalid', 'there is no such queue'));
    expect(await reopen(ryo)).toMatchObject(refused('conflict', 'this work is not closed'));
    expect(await stateOf(db)).toMatchObject({ is: 'handling', agentId: 'agt_mika' });
  });

  test('moves work to another queue out of somebody’s hands, who sees the customer no more', async () => {
    const db = await openStore();
    const { ryo, mika } = await waiting(db);
    await wish(mika, { type: 'interaction.take', interactionId: 'int_1' });
    expect(await move(ryo, 'agt_mika', 'que_2')).toMatchObject(DONE);
    expect(await recordById(db, 'interaction', 'int_1')).toMatchObject({ queueId: 'que_2', state: { is: 'queued' } });
    expect(await segmentsOf(db)).toMatchObject([{ agentId: 'agt_mika', endedAs: 'moved' }]);
    expect(await scopesHeldBy(db, 'agt_mika' as never)).not.toContain('customer:cus_1');
  });

  test('closes in anybody’s hands and opens again with the original wait, but not behind newer work', async () => {
    const db = await openStore();
    const { ryo, mika, hub } = await waiting(db);
    await wish(mika, { type: 'interaction.take', interactionId: 'int_1' });
    expect(await close(ryo, 'agt_mika')).toMatchObject(DONE);
    expect(await segmentsOf(db)).toMatchObject([{ agentId: 'agt_mika', endedAt: expect.any(String) as string }]);
    expect(await reopen(ryo)).toMatchObject(DONE);
    expect(await recordById(db, 'interaction', 'int_1')).toMatchObject({
      state: { is: 'queued' },
      arrivedAt: '2026-11-20T01:00:00.000Z',
      waitingSince: expect.any(String) as string,
    });
    expect(await close(ryo, null)).toMatchObject(DONE);
    const interaction = await recordById(db, 'interaction', 'int_1');
    if (interaction === undefined) throw new Error('the work is gone');
    const newer = { ...interaction, id: 'int_9' as never, state: { is: 'queued' as const } };
    await hub.log.append(['customer:cus_1'], () =>
      Promise.resolve({ events: [{ type: 'interaction.queued', body: { interaction: newer } }], result: null }),
    );
    expect(await reopen(ryo)).toMatchObject(refused('conflict', 'newer work of this conversation is open'));
  });
});
