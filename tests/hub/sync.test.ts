import { expect, test } from 'vitest';
import { openTestHub, seedWaiting } from '#tests/support/a-hub';
import { describeStores } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

describeStores('a desk on the line', (openStore) => {
  test('says hello and hears who it is, where the log stands, and what it may see', async () => {
    const { hub, desk } = await openTestHub(await openStore());
    const mika = await desk('mika', { saysHello: false });
    const welcome = await mika.hello();
    expect(welcome).toMatchObject({ epoch: hub.log.epoch, agent: { loginName: 'mika' }, mayResume: false });
    expect(welcome.scopes.toSorted()).toEqual(['agent:agt_mika', 'queue:que_1', 'team:all']);
    await expect(mika.hello({ epoch: welcome.epoch, cursor: welcome.head })).resolves.toMatchObject({ mayResume: true });
    await expect(mika.hello({ epoch: welcome.epoch, cursor: welcome.head + 1_000 })).resolves.toMatchObject({ mayResume: false });
    await expect(mika.hello({ protocol: 0 })).rejects.toMatchObject({ code: 'conflict', message: 'desk too old' });
  });

  test('must say hello first, and must have a token', async () => {
    const { desk, url } = await openTestHub(await openStore());
    const mika = await desk('mika', { saysHello: false });
    await expect(mika.call('sync.pull', { after: 0 })).rejects.toMatchObject({ code: 'conflict', message: 'say hello first' });
    const { openHubClient } = await import('#tests/support/hub-client');
    const forged = openHubClient({ url, token: 'x.y.z', agentId: 'agt_mika' as never, deskId: 'dsk_mika' as never });
    await expect(forged).rejects.toMatchObject({ code: 'denied' });
  });

  test('is pushed what its agent may see, each push naming the one before', async () => {
    const { hub, desk } = await openTestHub(await openStore());
    const [mika, kenji] = [await desk('mika'), await desk('kenji')];
    const { head } = await mika.hello();
    await kenji.hello();
    await seedWaiting(hub.log, 1, 'que_1');
    await seedWaiting(hub.log, 2, 'que_2');
    await seedWaiting(hub.log, 3, 'que_1');
    const typesOf = (client: typeof mika): string[] => client.pushes.flatMap(({ events }) => events.map(({ type }) => type));
    await waitUntil(() => typesOf(mika).filter((type) => type === 'message.received').length === 2);
    await waitUntil(() => typesOf(kenji).includes('message.received'));
    const seqs = mika.pushes.flatMap(({ after, events }) => [after, ...events.map(({ seq }) => seq)]).filter((seq) => seq > head);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(typesOf(kenji).filter((type) => type === 'message.received')).toHaveLength(1);
    // What was pushed is what a pull gives.
    const pulled = await mika.call('sync.pull', { after: head });
    const pushed = mika.pushes.flatMap(({ events }) => events.map(({ seq }) => seq)).filter((seq) => seq > head);
    expect(pulled.events.map(({ seq }) => seq)).toEqual([...new Set(pushed)]);
    expect(pulled.more).toBe(false);
  });
});
