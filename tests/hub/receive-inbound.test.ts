import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { allOf } from '#hub/log/records';
import { customerLane } from '#hub/log/lanes';
import type { InboundMessage } from '#shared/contracts/channel';
import { AccountId, AgentId, CommandId, DispositionId, ReservationId, SegmentId } from '#shared/domain/ids';
import type { DomainEvent } from '#shared/events/index';
import { sql } from '#shared/sql';
import { createTwilioEmulator, type TwilioEmulator } from '#tests/emulators/twilio-emulator';
import { createFakeClock, type FakeClock } from '#tests/support/fake-clock';
import { openSmsHub, SMS, SMS_2, SMS_QUEUE, type SmsHub } from '#tests/support/sms-hub';
import { describePostgres, describeStores, type OpenStore } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

const held: { emulator?: TwilioEmulator } = {};
beforeAll(async () => {
  held.emulator = await createTwilioEmulator();
});
afterAll(() => held.emulator?.close());

const hubs: SmsHub[] = [];
afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
});

async function openHub(openStore: OpenStore, clock: FakeClock = createFakeClock()): Promise<SmsHub> {
  if (held.emulator === undefined) throw new Error('no emulator');
  const hub = await openSmsHub({ db: await openStore(), clock, emulator: held.emulator });
  hubs.push(hub);
  return hub;
}

function aLine(externalId: string, over: Partial<InboundMessage> = {}): InboundMessage {
  return {
    is: 'message',
    externalId,
    from: { kind: 'phone', value: '+819012345678', isVerified: true },
    name: null,
    locale: 'ja',
    text: `本文 ${externalId}`,
    attachments: [],
    at: null,
    ...over,
  };
}

async function picture({ db }: SmsHub) {
  const [customers, conversations, interactions, messages] = await Promise.all([
    allOf(db, 'customer'),
    allOf(db, 'conversation'),
    allOf(db, 'interaction'),
    allOf(db, 'message'),
  ]);
  return { customers, conversations, interactions, messages: messages.toSorted((a, b) => a.seq - b.seq) };
}

/** The interaction as it is after an agent took it, and after the talk ended. */
async function handle(hub: SmsHub, upTo: 'offered' | 'handling' | 'wrap_up' | 'closed'): Promise<void> {
  const [interaction] = (await allOf(hub.db, 'interaction')).toReversed();
  if (interaction === undefined) throw new Error('nothing to handle');
  const { id: interactionId, customerId, queueId } = interaction;
  const agentId = AgentId.parse('agt_mika');
  const at = new Date().toISOString();
  const segmentId = SegmentId.parse(`seg_${interactionId.slice(4)}`);
  const reservationId = ReservationId.parse(`res_${interactionId.slice(4)}`);
  const steps: DomainEvent[] = [
    {
      type: 'reservation.offered',
      body: {
        reservation: {
          id: reservationId,
          interactionId,
          customerId,
          queueId,
          agentId,
          offeredAt: at,
          expiresAt: at,
          outcome: 'pending',
          endedAt: null,
          reason: null,
        },
      },
    },
    { type: 'interaction.assigned', body: { interactionId, agentId, segmentId, reservationId, how: 'accepted', at } },
    { type: 'wrap_up.started', body: { interactionId, segmentId, endedBy: 'agent', at } },
    { type: 'wrap_up.completed', body: { interactionId, segmentId, dispositionId: DispositionId.parse('dsp_done'), at } },
  ];
  const count = { offered: 1, handling: 2, wrap_up: 3, closed: 4 }[upTo];
  await hub.log.append([customerLane(customerId)], () =>
    Promise.resolve({ events: steps.slice(0, count), result: null, causedBy: CommandId.parse('cmd_test') }),
  );
}

describeStores('what channels bring', (openStore) => {
  test('a stranger who writes becomes a customer with a thread and waiting work', async () => {
    const hub = await openHub(openStore);
    await hub.receiveInbound(SMS, [aLine('SM1')]);
    expect(await picture(hub)).toMatchObject({
      customers: [{ name: null, locale: 'ja', contactPoints: [{ kind: 'phone', value: '+819012345678' }], queueIds: [SMS_QUEUE] }],
      conversations: [{ channel: 'sms', accountId: 'sms', queueIds: [SMS_QUEUE] }],
      interactions: [{ state: { is: 'queued' }, queueId: SMS_QUEUE, lastLine: { by: 'customer', text: '本文 SM1' } }],
      messages: [{ text: '本文 SM1', externalId: 'SM1', author: { by: 'customer' }, delivery: null }],
    });
  });

  test('a repeat changes nothing, not even the log', async () => {
    const hub = await openHub(openStore);
    await hub.receiveInbound(SMS, [aLine('SM1')]);
    const head = await hub.log.head();
    await hub.receiveInbound(SMS, [aLine('SM1'), aLine('SM1', { text: 'another text under the same id' })]);
    expect(await hub.log.head()).toBe(head);
  });

  test('twenty different lines of a stranger at once, each twice, are one customer, one thread, one piece of work', async () => {
    const hub = await openHub(openStore);
    const lines = Array.from({ length: 20 }, (_, index) => aLine(`SM${index}`));
    await Promise.all([...lines, ...lines].map((line) => hub.receiveInbound(SMS, [line])));
    const { customers, conversations, interactions, messages } = await picture(hub);
    expect([customers.length, conversations.length, interactions.length, messages.length]).toEqual([1, 1, 1, 20]);
    expect(new Set(messages.map(({ externalId }) => externalId)).size).toBe(20);
  });

  test('in whatever order and however often lines come, each is kept once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 }), fc.integer(), async (order, run) => {
        const hub = await openHub(openStore);
        const from = { kind: 'phone' as const, value: `+8190${String(Math.abs(run)).padStart(10, '0').slice(0, 10)}`, isVerified: true };
        await Promise.all(order.map((one) => hub.receiveInbound(SMS, [aLine(`${run}-${one}`, { from })])));
        const stored = (await allOf(hub.db, 'message')).filter(({ externalId }) => externalId?.startsWith(`${run}-`));
        expect(stored).toHaveLength(new Set(order).size);
        expect(new Set(stored.map(({ externalId }) => externalId))).toEqual(new Set(order.map((one) => `${run}-${one}`)));
        await hub.close();
      }),
      { numRuns: 8 },
    );
  });

  test('one number on two accounts is one customer with two threads', async () => {
    const hub = await openHub(openStore);
    await Promise.all(
      [SMS, SMS_2].flatMap((account) => [
        hub.receiveInbound(account, [aLine(`${account}-1`)]),
        hub.receiveInbound(account, [aLine(`${account}-2`)]),
      ]),
    );
    const { customers, conversations, messages } = await picture(hub);
    expect([customers.length, conversations.length, messages.length]).toEqual([1, 2, 4]);
  });

  test('what somebody merely typed opens no history of another', async () => {
    const hub = await openHub(openStore);
    await hub.receiveInbound(SMS, [aLine('SM1')]);
    const claimed = { kind: 'phone' as const, value: '+819012345678', isVerified: false };
    await hub.receiveInbound(SMS_2, [aLine('SM2', { from: claimed })]);
    expect((await picture(hub)).customers).toHaveLength(2);
  });

  test('the same id on another account is another line', async () => {
    const hub = await openHub(openStore);
    await hub.receiveInbound(SMS, [aLine('SM1')]);
    await hub.receiveInbound(SMS_2, [aLine('SM1')]);
    expect((await picture(hub)).messages).toHaveLength(2);
  });

  test('a late arrival keeps the channel’s time, and never becomes the last line', async () => {
    const clock = createFakeClock('2026-11-20T01:00:00.000Z');
    const hub = await openHub(openStore, clock);
    await hub.receiveInbound(SMS, [aLine('SM2', { at: '2026-11-20T00:59:00.000Z', text: 'second' })]);
    await hub.receiveInbound(SMS, [aLine('SM1', { at: '2026-11-20T00:30:00.000Z', text: 'first' })]);
    const { messages, interactions } = await picture(hub);
    expect(messages.map(({ at, receivedAt }) => [at, receivedAt])).toEqual([
      ['2026-11-20T00:59:00.000Z', '2026-11-20T01:00:00.000Z'],
      ['2026-11-20T00:30:00.000Z', '2026-11-20T01:00:00.000Z'],
    ]);
    expect(interactions).toMatchObject([{ lastLine: { text: 'second' }, arrivedAt: '2026-11-20T00:59:00.000Z' }]);
  });

  test('a clock that runs ahead of ours is not believed', async () => {
    const hub = await openHub(openStore, createFakeClock('2026-11-20T01:00:00.000Z'));
    await hub.receiveInbound(SMS, [aLine('SM1', { at: '2027-01-01T00:00:00.000Z' })]);
    expect((await picture(hub)).messages).toMatchObject([{ at: '2026-11-20T01:00:00.000Z' }]);
  });

  test.for(['offered', 'handling'] as const)('a line during work that is %s joins it', async (state) => {
    const hub = await openHub(openStore);
    await hub.receiveInbound(SMS, [aLine('SM1')]);
    await handle(hub, state);
    await hub.receiveInbound(SMS, [aLine('SM2')]);
    const { interactions, messages } = await picture(hub);
    expect(interactions).toMatchObject([{ state: { is: state } }]);
    expect(messages.map(({ interactionId }) => interactionId)).toEqual([interactions[0]?.id, interactions[0]?.id]);
  });

  test.for(['wrap_up', 'closed'] as const)(
    'a line after the talk, when work is %s, is new work; the next one joins that',
    async (state) => {
      const hub = await openHub(openStore);
      await hub.receiveInbound(SMS, [aLine('SM1')]);
      await handle(hub, state);
      await hub.receiveInbound(SMS, [aLine('SM2')]);
      await hub.receiveInbound(SMS, [aLine('SM3')]);
      const { interactions, messages, conversations } = await picture(hub);
      expect(conversations).toHaveLength(1);
      expect(interactions.map(({ state: { is } }) => is).toSorted()).toEqual(['queued', state].toSorted());
      expect(messages[1]?.interactionId).toBe(messages[2]?.interactionId);
      expect(messages[1]?.interactionId).not.toBe(messages[0]?.interactionId);
    },
  );

  test.for([
    ['queued', 'closed'],
    ['offered', 'closed'],
    ['handling', 'wrap_up'],
    ['wrap_up', 'wrap_up'],
    ['closed', 'closed'],
  ] as const)('a customer who closes the talk while it is %s leaves it %s', async ([before, after]) => {
    const hub = await openHub(openStore);
    const line = aLine('SM1');
    await hub.receiveInbound(SMS, [line]);
    if (before !== 'queued') await handle(hub, before);
    await hub.receiveInbound(SMS, [{ is: 'ended', from: line.from }]);
    await hub.receiveInbound(SMS, [{ is: 'ended', from: line.from }]);
    const { interactions } = await picture(hub);
    expect(interactions.map(({ state }) => state.is)).toEqual([after]);
    const reservations = await allOf(hub.db, 'reservation');
    expect(reservations.map(({ outcome }) => outcome)).toEqual(
      before === 'queued' ? [] : [before === 'offered' ? 'customer_left' : 'accepted'],
    );
  });

  test('somebody who never wrote and closes the talk changes nothing', async () => {
    const hub = await openHub(openStore);
    await hub.receiveInbound(SMS, [{ is: 'ended', from: aLine('x').from }]);
    expect(await hub.log.head()).toBe(0);
  });

  test('a file is kept whole beside its message, which does not wait for it', async () => {
    const hub = await openHub(openStore);
    const bytes = new Uint8Array(700_000).map((_, index) => index % 251);
    const source = held.emulator?.addMedia({ bytes, mediaType: 'image/jpeg' }) ?? '';
    const line = aLine('MM1', { text: '', attachments: [{ source, name: '1.jpeg', mediaType: 'image/jpeg' }] });
    await hub.receiveInbound(SMS, [line]);
    await hub.receiveInbound(SMS, [line]);
    expect((await picture(hub)).messages).toMatchObject([{ text: '', attachments: [{ name: '1.jpeg', size: 0, isPending: true }] }]);
    hub.startDeliveries();
    await waitUntil(async () => (await picture(hub)).messages[0]?.attachments[0]?.size === 700_000, { what: 'the file is here' });
    const { messages } = await picture(hub);
    expect(messages[0]?.attachments).toMatchObject([{ name: '1.jpeg', mediaType: 'image/jpeg' }]);
    expect(messages[0]?.attachments[0]).not.toHaveProperty('isPending');
    const chunks = await hub.db.all<{ bytes: Uint8Array }>(sql`SELECT bytes FROM blob_chunk ORDER BY blob_id, position`);
    expect(Buffer.concat(chunks.map((chunk) => chunk.bytes)).equals(Buffer.from(bytes))).toBe(true);
  });

  test('a file that cannot be had holds back no words, and is shown as missing', async () => {
    const hub = await openHub(openStore);
    const attachments = [{ source: `${held.emulator?.url}/nowhere`, name: '1.jpeg', mediaType: 'image/jpeg' }];
    await hub.receiveInbound(SMS, [aLine('MM1', { attachments })]);
    expect((await picture(hub)).messages).toMatchObject([{ text: '本文 MM1' }]);
    hub.startDeliveries();
    await waitUntil(async () => (await picture(hub)).messages[0]?.attachments[0]?.isMissing, { what: 'the file is known to be lost' });
  });

  test('an account that nobody configured is not found', async () => {
    const hub = await openHub(openStore);
    await expect(hub.receiveInbound(AccountId.parse('nothing'), [aLine('SM1')])).rejects.toMatchObject({ code: 'not_found' });
  });
});

describePostgres('two hubs on one database', (openStore) => {
  test('lines of strangers that come in at both at once make one customer and one thread each', async () => {
    const [one, two] = [await openHub(openStore), await openHub(openStore)];
    const strangers = Array.from({ length: 5 }, (_, index) => ({
      kind: 'phone' as const,
      value: `+81900000000${index}`,
      isVerified: true,
    }));
    const lines = strangers.flatMap((from, stranger) => Array.from({ length: 8 }, (_, line) => aLine(`SM${stranger}x${line}`, { from })));
    await Promise.all(lines.flatMap((line) => [one.receiveInbound(SMS, [line]), two.receiveInbound(SMS, [line])]));
    const { customers, conversations, interactions, messages } = await picture(one);
    expect([customers.length, conversations.length, interactions.length, messages.length]).toEqual([5, 5, 5, 40]);
  });
});
