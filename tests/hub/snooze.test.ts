import { describe, expect, test } from 'vitest';
import { createReceiveInbound } from '#hub/channels/receive-inbound';
import { createChannels } from '#hub/channels/registry';
import { createTwilioConnector } from '#hub/channels/twilio-connector';
import type { Db } from '#hub/db/db';
import { DEMO_TWILIO } from '#hub/demo/demo-centre';
import { decideSnooze } from '#hub/interactions/decide-snooze';
import { allOf, recordById } from '#hub/log/records';
import { createReceipts } from '#hub/messages/receipts';
import { CommandBody } from '#shared/commands/index';
import { toInstant } from '#shared/domain/clock';
import { AccountId, AgentId, QueueId, SegmentId } from '#shared/domain/ids';
import { openTestHub, seedWaiting, type TestHub } from '#tests/support/a-hub';
import { anInteraction } from '#tests/support/builders';
import { createFakeIds } from '#tests/support/fake-ids';
import type { HubClient } from '#tests/support/hub-client';
import { describeStores } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

const LATER_MS = 20_000;
const DAY_MS = 24 * 3_600_000;
const work = { interactionId: 'int_1', conversationId: 'cnv_1' };

function wish(desk: HubClient, input: object) {
  return desk.execute(CommandBody.parse(input));
}

/** Lets the customer of the seeded thread write over its channel. */
function customerOf({ hub, clock }: TestHub, db: Db): (text: string) => Promise<void> {
  const ids = createFakeIds(7);
  const accountId = AccountId.parse('sms');
  const connector = createTwilioConnector({
    ...DEMO_TWILIO,
    apiBaseUrl: 'http://127.0.0.1:9',
    country: 'JP',
    statusCallback: () => 'http://127.0.0.1:9',
    publicBase: () => null,
    timeoutMs: 1_000,
  });
  const { log, timers } = hub;
  const receive = createReceiveInbound({
    db,
    log,
    timers,
    ids,
    channels: createChannels([{ accountId, connector, queueId: QueueId.parse('que_1') }]),
    receipts: createReceipts({ db, log, clock }),
  });
  return (text) =>
    receive(accountId, [
      {
        is: 'message',
        externalId: `SM${text}`,
        from: { kind: 'phone', value: '+819000000001', isVerified: true },
        name: null,
        locale: null,
        text,
        attachments: [],
        at: null,
      },
    ]);
}

async function interaction(db: Db) {
  const found = await recordById(db, 'interaction', 'int_1');
  if (found === undefined) throw new Error('the interaction is gone');
  return found;
}

async function mikaHandling(db: Db) {
  const opened = await openTestHub(db);
  await seedWaiting(opened.hub.log, 1);
  const mika = await opened.desk('mika');
  await wish(mika, { type: 'interaction.take', interactionId: 'int_1' });
  const snooze = (ms: number) => wish(mika, { type: 'interaction.snooze', ...work, until: toInstant(opened.clock.now() + ms) });
  return { ...opened, mika, snooze, writes: customerOf(opened, db) };
}

async function leave(db: Db, mika: HubClient): Promise<void> {
  mika.close();
  await waitUntil(async () => (await recordById(db, 'agent', 'agt_mika'))?.isConnected === false);
}

describeStores('work laid aside', (openStore) => {
  test('stays the owner’s, and comes back to her when its time has come', async () => {
    const db = await openStore();
    const { mika, snooze, clock } = await mikaHandling(db);
    expect(await snooze(LATER_MS)).toMatchObject({ is: 'done' });
    expect(await interaction(db)).toMatchObject({ state: { is: 'handling', agentId: 'agt_mika' } });
    await clock.advance(LATER_MS - 1_000);
    expect((await interaction(db)).snoozedUntil).toBeDefined();
    await clock.advance(2_000);
    await waitUntil(async () => (await interaction(db)).snoozedUntil === undefined);
    expect(await interaction(db)).toMatchObject({ state: { is: 'handling', agentId: 'agt_mika' } });
    expect(await wish(mika, { type: 'message.send', ...work, messageId: 'msg_r', text: 'お待たせしました。' })).toMatchObject({
      is: 'done',
    });
  });

  test('waits in its queue with its original wait where the owner is away then', async () => {
    const db = await openStore();
    const { mika, snooze, clock } = await mikaHandling(db);
    const { arrivedAt } = await interaction(db);
    await snooze(LATER_MS);
    await leave(db, mika);
    await clock.advance(LATER_MS + 1_000);
    await waitUntil(async () => (await interaction(db)).state.is === 'queued');
    const after = await interaction(db);
    expect(after).toMatchObject({ arrivedAt, queueId: 'que_1' });
    expect(after.snoozedUntil).toBeUndefined();
    expect((await allOf(db, 'segment'))[0]).toMatchObject({ endedAs: 'owner_away' });
  });

  test('is awake as soon as the customer writes, with the owner where she is there', async () => {
    const db = await openStore();
    const { snooze, writes } = await mikaHandling(db);
    await snooze(LATER_MS);
    await writes('まだですか');
    const after = await interaction(db);
    expect(after.snoozedUntil).toBeUndefined();
    expect(after).toMatchObject({ state: { is: 'handling', agentId: 'agt_mika' }, lastLine: { text: 'まだですか' } });
  });

  test('goes to the queue when the customer writes and the owner is away', async () => {
    const db = await openStore();
    const { mika, snooze, clock, writes } = await mikaHandling(db);
    await snooze(LATER_MS);
    await leave(db, mika);
    await writes('まだですか');
    await clock.advance(500);
    await waitUntil(async () => (await interaction(db)).state.is === 'queued');
    expect(await interaction(db)).toMatchObject({ state: { is: 'queued' }, lastLine: { text: 'まだですか' } });
  });

  test('is woken by its owner; an old alarm finds nothing to do', async () => {
    const db = await openStore();
    const { mika, snooze, clock } = await mikaHandling(db);
    await snooze(LATER_MS);
    expect(await wish(mika, { type: 'interaction.wake', ...work })).toMatchObject({ is: 'done' });
    expect(await wish(mika, { type: 'interaction.wake', ...work })).toEqual({ is: 'done', seqs: [] });
    await leave(db, mika);
    await clock.advance(LATER_MS + 5_000);
    expect(await interaction(db)).toMatchObject({ state: { is: 'handling', agentId: 'agt_mika' } });
  });

  test('takes no place of the owner’s, who is offered other work', async () => {
    const db = await openStore();
    const { hub, mika, snooze } = await mikaHandling(db);
    await hub.log.append(['agent:agt_mika'], async (writer) => {
      const agent = await writer.record('agent', 'agt_mika');
      if (agent === undefined) throw new Error('nobody of this name');
      return { events: [{ type: 'agent.configured', body: { agent: { ...agent, capacity: { sms: 1 } } } }], result: null };
    });
    await seedWaiting(hub.log, 2);
    await wish(mika, { type: 'agent.set_intent', intent: { is: 'ready' } });
    expect((await recordById(db, 'interaction', 'int_2'))?.state.is).toBe('queued');
    await snooze(LATER_MS);
    await waitUntil(async () => (await recordById(db, 'interaction', 'int_2'))?.state.is === 'offered');
  });

  test('a time in the past, or months away, or work of somebody else’s is refused in words', async () => {
    const db = await openStore();
    const { snooze, desk } = await mikaHandling(db);
    expect(await snooze(-1)).toMatchObject({ failure: { code: 'invalid', message: 'the time is past' } });
    expect(await snooze(91 * DAY_MS)).toMatchObject({ failure: { message: 'the time is more than 90 days away' } });
    const ryo = await desk('ryo');
    expect(await wish(ryo, { type: 'interaction.wake', ...work })).toMatchObject({ failure: { code: 'denied' } });
  });
});

describeStores('a customer who writes again', (openStore) => {
  async function closedByMika(db: Db) {
    const opened = await mikaHandling(db);
    const ryo = await opened.desk('ryo');
    await wish(opened.mika, { type: 'wrap_up.start', ...work });
    await wish(opened.mika, { type: 'wrap_up.complete', ...work, dispositionId: 'dsp_done' });
    return { ...opened, ryo };
  }
  const ready = (desk: HubClient) => wish(desk, { type: 'agent.set_intent', intent: { is: 'ready' } });
  const offeredTo = (db: Db) =>
    waitUntil(async () => {
      const found = (await allOf(db, 'interaction')).find(({ state }) => state.is === 'offered');
      return found?.state.is === 'offered' ? found : null;
    });

  test('comes back in the same thread to the agent who knows, though a colleague has been idle longer', async () => {
    const db = await openStore();
    const { mika, ryo, clock, writes } = await closedByMika(db);
    await ready(ryo);
    await clock.advance(60_000);
    await ready(mika);
    await writes('もう一つ質問です');
    expect(await offeredTo(db)).toMatchObject({ conversationId: 'cnv_1', state: { agentId: 'agt_mika' } });
  });

  test('goes to whoever is free where that agent is away or declines', async () => {
    const db = await openStore();
    const { mika, ryo, writes } = await closedByMika(db);
    await ready(ryo);
    await leave(db, mika);
    await writes('もう一つ質問です');
    expect(await offeredTo(db)).toMatchObject({ formerAgentId: 'agt_mika', state: { agentId: 'agt_ryo' } });
  });
});

describe('a wish to lay aside that waited for the line', () => {
  const written = Date.parse('2026-11-20T10:02:00.000Z');
  const HOUR_MS = 3_600_000;
  const handling = {
    is: 'handling' as const,
    agentId: AgentId.parse('agt_mika'),
    segmentId: SegmentId.parse('seg_1'),
    since: toInstant(written),
  };
  const line = (by: 'customer' | 'agent', at: number) => ({ by, text: '…', at: toInstant(at), seq: 9 });
  const until = { ...work, type: 'interaction.snooze', until: toInstant(written + HOUR_MS) };
  const eventsOf = (lastLine: ReturnType<typeof line>, now: number) => {
    const body = CommandBody.parse(until);
    if (body.type !== 'interaction.snooze') throw new Error('another wish');
    return decideSnooze({ interaction: anInteraction({ state: handling, lastLine }), writtenAt: written }, body, now).map((event) =>
      event.type === 'interaction.woken' ? event.body.why : event.type,
    );
  };

  test('lays aside what nothing has happened to', () => {
    expect(eventsOf(line('customer', written - 1), written + HOUR_MS / 2)).toEqual(['interaction.snoozed']);
  });
  test('is over where its time came while it waited', () => {
    expect(eventsOf(line('agent', written - 1), written + 3 * HOUR_MS)).toEqual(['interaction.snoozed', 'due']);
  });
  test('is over where the customer wrote while it waited', () => {
    expect(eventsOf(line('customer', written + 1), written + HOUR_MS / 2)).toEqual(['interaction.snoozed', 'customer_wrote']);
  });
});
