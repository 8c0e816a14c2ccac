import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeClock, type FakeClock } from '#tests/support/fake-clock';
import { openFloor, type Floor } from '#tests/support/floor';
import { describePostgres } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

describePostgres('the routers of two hubs on one database', (openStore) => {
  let clock: FakeClock;
  let hubs: readonly [Floor, Floor];

  beforeEach(async () => {
    clock = createFakeClock();
    hubs = [await openFloor(await openStore(), clock, 'hub-1'), await openFloor(await openStore(), clock, 'hub-2')];
    await hubs[0].opensQueue();
  });
  afterEach(() => Promise.all(hubs.map((hub) => hub.close())));

  test('a hundred triggers at once never offer one work twice, nor two to one agent', async () => {
    const [one, two] = hubs;
    const agents = Array.from({ length: 8 }, (_, index) => `agent${index}`);
    const works = Array.from({ length: 20 }, (_, index) => `work${index}`);
    for (const name of agents) await one.has(name);
    for (const name of works) await two.arrives(name);
    await Promise.all(Array.from({ length: 100 }, (_, index) => hubs[index % 2 === 0 ? 0 : 1].router.run()));
    const offers = await one.offers();
    expect(offers).toHaveLength(agents.length);
    expect(new Set(offers.map(({ agentId }) => agentId)).size).toBe(agents.length);
    expect(new Set(offers.map(({ interactionId }) => interactionId)).size).toBe(agents.length);
  });

  test('work pouring in while agents accept is served by both hubs, one ring at a time, never above the limit', async () => {
    for (const hub of hubs) hub.start();
    const agents = ['mika', 'kenji', 'sara'];
    for (const name of agents) await hubs[0].has(name, { capacity: { sms: 4 } });
    const works = Array.from({ length: 12 }, (_, index) => `work${index}`);
    const accepting = works.map(async (name, index) => {
      await hubs[index % 2 === 0 ? 0 : 1].arrives(name);
      await waitUntil(async () => (await hubs[0].interaction(name)).state.is === 'offered', { what: `${name} offered` });
      await hubs[1].accepts(name);
    });
    await Promise.all(accepting);
    const offers = await hubs[0].offers();
    expect(offers.map(({ outcome }) => outcome)).toEqual(works.map(() => 'accepted'));
    for (const name of agents) expect(offers.filter(({ agentId }) => agentId === `agt_${name}`)).toHaveLength(4);
  });

  test('an offer that rings out is ended once, whichever hub looks at its watch first', async () => {
    for (const hub of hubs) hub.start();
    await hubs[0].has('mika');
    await hubs[0].arrives('a');
    await waitUntil(async () => (await hubs[0].ringing()).length === 1);
    const ends: string[] = [];
    hubs[0].log.onAppended((events) => ends.push(...events.filter(({ type }) => type === 'reservation.ended').map(({ type }) => type)));
    await clock.advance(20_250);
    await waitUntil(async () => (await hubs[0].interaction('a')).state.is === 'queued');
    await clock.advance(1_000);
    await waitUntil(() => ends.length > 0);
    expect(ends).toHaveLength(1);
  });
});
