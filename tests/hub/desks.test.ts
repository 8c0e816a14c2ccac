import { expect, test } from 'vitest';
import { customerLane, CONFIG_LANE } from '#hub/log/lanes';
import type { EventLog } from '#hub/log/event-log';
import type { DomainEvent } from '#shared/events/index';
import { openTestHub, PEOPLE, seedWaiting } from '#tests/support/a-hub';
import { aCentre, aConversation, aCustomer, aMessage, anInteraction } from '#tests/support/builders';
import type { HubClient } from '#tests/support/hub-client';
import { describeStores } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

const RECEIPT = { reason: 'retention', at: '2026-11-20T01:00:00.000Z', before: '2026-10-21T01:00:00.000Z', records: 12, files: 3 } as const;

/** A talk of customer `n` in mika's queue that was over then; each of its two lines lies a day apart. */
async function seedPast(log: EventLog, n: number, endedAt: string): Promise<void> {
  const of = { customerId: `cus_${n}`, conversationId: `cnv_${n}`, queueId: 'que_1' };
  const contactPoint = { kind: 'phone' as const, value: `+8190111${String(n).padStart(5, '0')}`, isVerified: true };
  const line = (index: number): DomainEvent => {
    const at = new Date(Date.parse(endedAt) - (2 - index) * 86_400_000).toISOString();
    const { seq: _seq, ...message } = aMessage({ ...of, id: `msg_${n}-${index}`, interactionId: `int_${n}`, at });
    return { type: 'message.received', body: { message } };
  };
  const state = { is: 'closed', at: endedAt, agentId: PEOPLE.kenji.id, dispositionId: null, endedBy: 'agent' } as const;
  const events: DomainEvent[] = [
    { type: 'customer.added', body: { customer: aCustomer({ id: `cus_${n}` }) } },
    { type: 'conversation.opened', body: { conversation: aConversation({ id: `cnv_${n}`, customerId: `cus_${n}`, contactPoint }) } },
    { type: 'interaction.queued', body: { interaction: anInteraction({ ...of, id: `int_${n}`, state }) } },
    line(1),
    line(2),
  ];
  await log.append([customerLane(`cus_${n}` as never)], () => Promise.resolve({ events, result: null }));
}

async function idsIn(client: HubClient, scope: string): Promise<string[]> {
  const { records } = await client.call('sync.snapshot', { scope: scope as never, after: null });
  return records.map(({ id }) => id).toSorted();
}

describeStores('what a desk is given of the past', (openStore) => {
  test('ends with the days that the centre set; open work, and a customer who was given, come whole', async () => {
    const { hub, desk } = await openTestHub(await openStore());
    await seedPast(hub.log, 1, '2026-09-01T01:00:00.000Z');
    // Its first line is older than the edge, and it was over after it: work is kept whole.
    await seedPast(hub.log, 2, '2026-10-21T12:00:00.000Z');
    // Open for a long time.
    await seedWaiting(hub.log, 3);
    const of = { customerId: 'cus_3', conversationId: 'cnv_3', interactionId: 'int_3' };
    const { seq: _seq, ...old } = aMessage({ ...of, id: 'msg_old', at: '2026-01-01T01:00:00.000Z' });
    await hub.log.append([customerLane('cus_3' as never)], () =>
      Promise.resolve({ events: [{ type: 'message.received', body: { message: old } }], result: null }),
    );
    const mika = await desk('mika');
    const kept = ['cnv_2', 'cnv_3', 'cus_2', 'cus_3', 'int_2', 'int_3', 'msg_2-1', 'msg_2-2', 'msg_3', 'msg_old'];
    expect(await idsIn(mika, 'queue:que_1')).toEqual(kept);
    // Met in the queue, and asked for alone: no more than the queue itself shows.
    expect(await idsIn(mika, 'customer:cus_1')).toEqual([]);
    // Nothing is lost: whoever looks reads it from the hub.
    const { records } = await mika.call('history.read', { customerId: 'cus_1' as never, before: null });
    expect(records.map(({ id }) => id)).toEqual(['msg_1-2', 'msg_1-1']);

    const centre = aCentre({ deskDays: 90 });
    await hub.log.append([CONFIG_LANE], () => Promise.resolve({ events: [{ type: 'centre.configured', body: { centre } }], result: null }));
    expect(await idsIn(mika, 'queue:que_1')).toEqual([...kept, 'cnv_1', 'cus_1', 'int_1', 'msg_1-1', 'msg_1-2'].toSorted());
    await hub.log.append([CONFIG_LANE], () =>
      Promise.resolve({ events: [{ type: 'centre.configured', body: { centre: aCentre({ deskDays: 1 }) } }], result: null }),
    );
    // Old work of the customer who is mika's now comes with him, whatever the days.
    await seedWaiting(hub.log, 4);
    await hub.log.append([customerLane('cus_4' as never)], () => {
      const of = { customerId: 'cus_4', conversationId: 'cnv_4', queueId: 'que_2', interactionId: null } as const;
      const { seq: _none, ...message } = aMessage({ ...of, id: 'msg_4-old', at: '2020-01-01T01:00:00.000Z' });
      return Promise.resolve({ events: [{ type: 'message.received', body: { message } }], result: null });
    });
    expect(await mika.execute({ type: 'interaction.take', interactionId: 'int_4' as never })).toMatchObject({ is: 'done' });
    expect(await idsIn(mika, 'customer:cus_4')).toContain('msg_4-old');
  });
});

describeStores('the list of desks', (openStore) => {
  test('says when each was here and what it purged, to who leads alone, and the log holds each receipt once', async () => {
    const { desk, clock } = await openTestHub(await openStore());
    const mika = await desk('mika');
    const second = await desk('mika', { deskId: 'dsk_laptop' });
    await mika.call('sync.pull', { after: 0 });
    await clock.advance(60_000);
    await mika.call('sync.purged', RECEIPT);
    await mika.call('sync.purged', RECEIPT);
    second.close();
    const ryo = await desk('ryo');
    const listed = await waitUntil(async () => {
      const desks = await ryo.call('desk.list', {});
      return desks.find(({ deskId }) => deskId === 'dsk_mika')?.lastSyncedAt === '2026-11-20T01:01:00.000Z' ? desks : null;
    });
    expect(listed).toEqual(
      expect.arrayContaining([
        {
          agentId: 'agt_mika',
          deskId: 'dsk_mika',
          lastSeenAt: '2026-11-20T01:01:00.000Z',
          lastSyncedAt: '2026-11-20T01:01:00.000Z',
          lastPurge: RECEIPT,
        },
        expect.objectContaining({ agentId: 'agt_mika', deskId: 'dsk_laptop', lastSyncedAt: null, lastPurge: null }),
      ]),
    );
    const { events } = await mika.call('sync.pull', { after: 0 });
    const receipts = events.filter(({ type }) => type === 'desk.purged');
    expect(receipts).toMatchObject([
      { scopes: ['agent:agt_mika'], body: { deskId: 'dsk_mika', records: 12, files: 3, reason: 'retention' } },
    ]);
    await expect(mika.call('desk.list', {})).rejects.toMatchObject({ code: 'denied' });
    // Of nobody's desk but one's own.
    await expect(ryo.call('sync.purged', RECEIPT)).resolves.toBeNull();
    expect(
      (await ryo.call('desk.list', {}))
        .filter(({ lastPurge }) => lastPurge !== null)
        .map(({ deskId }) => deskId)
        .toSorted(),
    ).toEqual(['dsk_mika', 'dsk_ryo']);
  });
});
