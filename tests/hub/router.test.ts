import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Db } from '#hub/db/db';
import { ASK_AGAIN_MS } from '#hub/routing/match';
import { toInstant } from '#shared/domain/clock';
import { AgentId, InteractionId, QueueId, SegmentId } from '#shared/domain/ids';
import type { DomainEvent } from '#shared/events/index';
import { createFakeClock, type FakeClock } from '#tests/support/fake-clock';
import { openFloor, type Floor } from '#tests/support/floor';
import { describeStores, type OpenStore } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

const RING_MS = 20_000;
/** A busy machine may take its time. */
const PATIENTLY = { timeout: 10_000, interval: 10 };
const NOT_READY = { is: 'not_ready', reason: 'break' } as const;

describeStores('the router', (openStore: OpenStore) => {
  let db: Db;
  let clock: FakeClock;
  let floor: Floor;

  beforeEach(async () => {
    db = await openStore();
    clock = createFakeClock();
    floor = await openFloor(db, clock);
    await floor.opensQueue();
  });
  afterEach(() => floor.close());

  const intent = (agent: string, to: typeof NOT_READY | { is: 'ready' }): Promise<void> =>
    floor.tells(agent, {
      type: 'agent.intent_set',
      body: { agentId: AgentId.parse(`agt_${agent}`), intent: to, at: toInstant(clock.now()) },
    });

  const line = (agent: string, type: 'agent.connected' | 'agent.disconnected'): Promise<void> =>
    floor.tells(agent, { type, body: { agentId: AgentId.parse(`agt_${agent}`), at: toInstant(clock.now()) } } as DomainEvent);

  test('the longest-waiting work rings at the agent who has been idle longest, as soon as somebody is ready', async () => {
    floor.start();
    await floor.arrives('early');
    await clock.advance(1_000);
    await floor.arrives('late');
    await floor.has('mika', { intent: NOT_READY });
    await floor.has('kenji');
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['early→kenji']);
    await clock.advance(1_000);
    await intent('mika', { is: 'ready' });
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['early→kenji', 'late→mika']);
  });

  test('work that arrives later goes to who has been idle longer, and handling counts from its end', async () => {
    floor.start();
    await floor.has('mika');
    await clock.advance(1_000);
    await floor.has('kenji');
    await floor.arrives('a');
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['a→mika']);
    await floor.accepts('a');
    await clock.advance(1_000);
    await floor.arrives('b');
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['b→kenji']);
  });

  test('with nobody ready the work waits, and keeps its place', async () => {
    floor.start();
    await floor.has('mika', { intent: NOT_READY });
    await floor.arrives('a');
    await floor.router.run();
    expect(await floor.interaction('a')).toMatchObject({ state: { is: 'queued' }, arrivedAt: toInstant(clock.now()) });
    expect(await floor.offers()).toEqual([]);
  });

  test('nobody gets more than the limit, counting what rings', async () => {
    floor.start();
    await floor.has('mika', { capacity: { sms: 2 } });
    for (const name of ['a', 'b', 'c']) {
      await floor.arrives(name);
      await clock.advance(10);
    }
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['a→mika']);
    await floor.accepts('a');
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['b→mika']);
    await floor.accepts('b');
    await floor.router.run();
    expect(await floor.interaction('c')).toMatchObject({ state: { is: 'queued' } });
  });

  test('wrap-up keeps the agent from new work until it is done', async () => {
    floor.start();
    await floor.has('mika');
    await floor.arrives('a');
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['a→mika']);
    await floor.accepts('a');
    const { state, customerId } = await floor.interaction('a');
    const segmentId = SegmentId.parse(state.is === 'handling' ? state.segmentId : '');
    const at = toInstant(clock.now());
    const interactionId = InteractionId.parse('int_a');
    const append = (event: DomainEvent): Promise<unknown> =>
      floor.log.append([`customer:${customerId}`], () => Promise.resolve({ events: [event], result: null }));
    await append({ type: 'wrap_up.started', body: { interactionId, segmentId, endedBy: 'customer', at } });
    await floor.arrives('b');
    await floor.router.run();
    expect(await floor.ringing()).toEqual([]);
    await append({ type: 'wrap_up.completed', body: { interactionId, segmentId, dispositionId: 'dsp_done', at } } as DomainEvent);
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['b→mika']);
  });

  test('an offer that nobody answers times out and goes to the next person', async () => {
    floor.start();
    await floor.has('mika');
    await clock.advance(1_000);
    await floor.has('kenji');
    await floor.arrives('a');
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['a→mika']);
    await clock.advance(RING_MS - 1_000);
    expect(await floor.ringing()).toEqual(['a→mika']);
    await clock.advance(1_250);
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['a→kenji']);
    expect((await floor.offers()).map(({ outcome }) => outcome)).toEqual(['timed_out', 'pending']);
  });

  test('a declined offer does not come straight back: with nobody else it comes again after a pause', async () => {
    floor.start();
    await floor.has('mika');
    await floor.arrives('a');
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['a→mika']);
    await floor.endsOffer('a', 'declined');
    await floor.router.run();
    await clock.advance(ASK_AGAIN_MS - 1_000);
    await floor.router.run();
    expect(await floor.ringing()).toEqual([]);
    await clock.advance(1_000);
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['a→mika']);
  });

  test('who becomes ready during the pause is asked at once', async () => {
    floor.start();
    await floor.has('mika');
    await floor.has('kenji', { intent: NOT_READY });
    await floor.arrives('a');
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['a→mika']);
    await floor.endsOffer('a', 'declined');
    await intent('kenji', { is: 'ready' });
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['a→kenji']);
  });

  test('an offer that rings where nobody is any more is ended as lost, and rings elsewhere', async () => {
    floor.start();
    await floor.has('mika');
    await clock.advance(1_000);
    await floor.has('kenji');
    await floor.arrives('a');
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['a→mika']);
    await line('mika', 'agent.disconnected');
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['a→kenji']);
    await intent('kenji', NOT_READY);
    await waitUntil(async () => (await floor.interaction('a')).state.is === 'queued');
    expect((await floor.offers()).map(({ outcome }) => outcome)).toEqual(['desk_lost', 'rescinded']);
    await line('mika', 'agent.connected');
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['a→mika']);
  });

  test('who loses the queue loses its ringing offer', async () => {
    floor.start();
    await floor.has('mika');
    await floor.arrives('a');
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['a→mika']);
    await floor.tells('mika', {
      type: 'agent.queues_set',
      body: { agentId: AgentId.parse('agt_mika'), queueIds: [QueueId.parse('que_other')], at: toInstant(clock.now()) },
    });
    await waitUntil(async () => (await floor.interaction('a')).state.is === 'queued');
    expect((await floor.offers()).map(({ outcome }) => outcome)).toEqual(['rescinded']);
  });

  test('work that was assigned stays with an agent whose line is lost', async () => {
    floor.start();
    await floor.has('mika');
    await floor.arrives('a');
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['a→mika']);
    await floor.accepts('a');
    await line('mika', 'agent.disconnected');
    await floor.has('kenji');
    await floor.router.run();
    expect(await floor.interaction('a')).toMatchObject({ state: { is: 'handling', agentId: 'agt_mika' } });
  });

  test('a supervisor who is ready is not offered work', async () => {
    floor.start();
    await floor.has('yuki', { role: 'supervisor' });
    await floor.arrives('a');
    await floor.router.run();
    expect(await floor.ringing()).toEqual([]);
  });

  test('a hub that starts finds what waits and what rings in vain', async () => {
    await floor.has('mika');
    await floor.arrives('a');
    await floor.router.run();
    await line('mika', 'agent.disconnected');
    await clock.advance(5_000);
    floor.start();
    await waitUntil(async () => (await floor.interaction('a')).state.is === 'queued');
    await floor.has('kenji');
    await expect.poll(floor.ringing, PATIENTLY).toEqual(['a→kenji']);
  });

  test('work of a queue that does not exist waits, and what stands behind it is served', async () => {
    const queueIds = ['que_gone', 'que_1'].map((id) => QueueId.parse(id));
    await floor.arrives('lost', { queueId: QueueId.parse('que_gone') });
    await floor.arrives('a');
    await floor.has('mika', { queueIds });
    await floor.router.run();
    expect(await floor.ringing()).toEqual(['a→mika']);
    expect(await floor.interaction('lost')).toMatchObject({ state: { is: 'queued' } });
  });

  test('a hundred calls at once make each offer once', async () => {
    for (const name of ['mika', 'kenji', 'sara']) await floor.has(name);
    for (const name of ['a', 'b', 'c', 'd', 'e']) await floor.arrives(name);
    await Promise.all(Array.from({ length: 100 }, () => floor.router.run()));
    expect(await floor.offers()).toHaveLength(3);
    expect(new Set((await floor.offers()).map(({ agentId }) => agentId)).size).toBe(3);
  });
});
