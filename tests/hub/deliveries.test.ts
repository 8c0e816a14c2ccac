import { afterEach, beforeEach, expect, test } from 'vitest';
import { customerLane } from '#hub/log/lanes';
import { allOf, recordById } from '#hub/log/records';
import type { ChannelConnector, OutboundMessage, SendReceipt } from '#shared/contracts/channel';
import { toInstant } from '#shared/domain/clock';
import { AgentId, type MessageId } from '#shared/domain/ids';
import type { Conversation } from '#shared/domain/conversation';
import type { DeliveryState, Message } from '#shared/domain/message';
import { knownEvent } from '#shared/events/index';
import { sql } from '#shared/sql';
import { createTwilioEmulator, type TwilioEmulator } from '#tests/emulators/twilio-emulator';
import { createFakeClock, type FakeClock } from '#tests/support/fake-clock';
import { openSmsHub, SMS, type SmsHub } from '#tests/support/sms-hub';
import { describePostgres, describeStores, type OpenStore } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

const held: { emulator?: TwilioEmulator } = {};
const hubs: SmsHub[] = [];

beforeEach(async () => {
  held.emulator = await createTwilioEmulator();
  held.emulator.setCallbacks({ states: [] });
});
afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
  await held.emulator?.close();
});

function vendor(): TwilioEmulator {
  if (held.emulator === undefined) throw new Error('no emulator');
  return held.emulator;
}

async function openHub(openStore: OpenStore, clock: FakeClock, over: { connector?: ChannelConnector; timeoutMs?: number } = {}) {
  const hub = await openSmsHub({ db: await openStore(), clock, emulator: vendor(), ...over });
  hubs.push(hub);
  return hub;
}

/** A thread with a customer who wrote first. */
async function aThread(hub: SmsHub, number = '+819012345678'): Promise<Conversation> {
  await hub.receiveInbound(SMS, [
    {
      is: 'message',
      externalId: `SM-in-${number}`,
      from: { kind: 'phone', value: number, isVerified: true },
      name: null,
      locale: null,
      text: '届きません',
      attachments: [],
      at: null,
    },
  ]);
  const thread = (await allOf(hub.db, 'conversation')).find(({ contactPoint }) => contactPoint.value === number);
  if (thread === undefined) throw new Error('no thread');
  return thread;
}

/** The agent pressed Send: the message is in the log. */
async function say(hub: SmsHub, thread: Conversation, text: string): Promise<MessageId> {
  const id = hub.ids.message();
  await hub.log.append([customerLane(thread.customerId)], ({ now }) => {
    const at = toInstant(now);
    const message: Omit<Message, 'seq'> = {
      id,
      customerId: thread.customerId,
      conversationId: thread.id,
      interactionId: null,
      queueId: null,
      channel: 'sms',
      author: { by: 'agent', agentId: AgentId.parse('agt_mika') },
      text,
      attachments: [],
      at,
      receivedAt: at,
      delivery: { state: 'pending', at },
    };
    return Promise.resolve({ events: [{ type: 'message.sent', body: { message } }], result: null });
  });
  return id;
}

async function pressResend(hub: SmsHub, thread: Conversation, messageId: MessageId): Promise<void> {
  await hub.log.append([customerLane(thread.customerId)], ({ now }) =>
    Promise.resolve({
      events: [{ type: 'message.delivery_changed', body: { messageId, state: 'pending', at: toInstant(now) } }],
      result: null,
    }),
  );
}

async function deliveryOf(hub: SmsHub, id: MessageId) {
  return (await recordById(hub.db, 'message', id))?.delivery ?? null;
}

function reaches(hub: SmsHub, id: MessageId, state: DeliveryState) {
  return waitUntil(async () => ((await deliveryOf(hub, id))?.state === state ? deliveryOf(hub, id) : null), {
    what: `message ${id} is ${state}`,
  });
}

/** Lets time pass in steps as small as the timers look; what each look asks of the store is answered before the next. */
async function passes(hub: SmsHub, clock: FakeClock, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    await clock.advance(500);
    await hub.db.all(sql`SELECT kind FROM timer`);
  }
}

/** An answer that did not come within this, on whatever machine, never will. */
const IN_FLIGHT_MS = 1_500;

/**
 * Moves time to each timer of the message in turn. The clock is ours and the network's is not: while a message is in flight (its
 * timer is the far one, of a sender that may be dead) the answer gets real time to come.
 */
async function reachesAsTimePasses(hub: SmsHub, clock: FakeClock, id: MessageId, state: DeliveryState) {
  const seen = new Map<number, number>();
  await waitUntil(
    async () => {
      if ((await deliveryOf(hub, id))?.state === state) return true;
      const [timer] = await hub.db.all<{ kind: string; dueAt: number }>(
        sql`SELECT kind, due_at AS "dueAt" FROM timer WHERE subject_id = ${id}`,
      );
      if (timer === undefined) return false;
      const { kind, dueAt } = timer;
      const since = seen.get(dueAt) ?? performance.now();
      seen.set(dueAt, since);
      const mayBeInFlight = kind === 'delivery.check' && dueAt - clock.now() > 5_000;
      if (mayBeInFlight && performance.now() - since < IN_FLIGHT_MS) return false;
      await clock.advance(Math.max(dueAt - clock.now(), 0) + 250);
      return false;
    },
    { what: `message ${id} is ${state}`, timeoutMs: 25_000 },
  );
  return deliveryOf(hub, id);
}

function statesOf(events: Awaited<ReturnType<SmsHub['log']['append']>>['events'][number][]): string[] {
  return events.flatMap((event) => {
    const known = knownEvent(event);
    return known !== 'no_body' && known !== 'unknown' && known.type === 'message.delivery_changed' ? [known.body.state] : [];
  });
}

/** The outside world as a script: what each handing over answers. */
function scripted(answers: {
  send(message: OutboundMessage, attempt: number): Promise<SendReceipt>;
  isIdempotent?: boolean;
}): ChannelConnector & { readonly attempts: () => number } {
  let attempts = 0;
  return {
    channel: 'sms',
    capabilities: { textLimit: 1_600, isIdempotent: answers.isIdempotent ?? false, hasReceipts: true, hasEnd: false, files: 'none' },
    acknowledgement: { contentType: 'text/plain', body: '' },
    parseInbound: () => Promise.resolve([]),
    send: (message) => {
      attempts += 1;
      return answers.send(message, attempts);
    },
    reconcile: () => Promise.resolve({ is: 'unknown' }),
    fetchAttachment: () => Promise.reject(new Error('none')),
    attempts: () => attempts,
  };
}

describeStores('deliveries', (openStore) => {
  test('a message goes out once, and its reports carry it on', async () => {
    const hub = await openHub(openStore, createFakeClock());
    hub.startDeliveries();
    const thread = await aThread(hub);
    const id = await say(hub, thread, 'お調べします。');
    const { externalId } = (await reaches(hub, id, 'sent')) ?? {};
    expect(vendor().accepted).toMatchObject([{ to: '+819012345678', body: 'お調べします。', sid: externalId }]);
    await hub.receiveInbound(SMS, [{ is: 'receipt', externalId: externalId ?? '', state: 'delivered' }]);
    expect(await deliveryOf(hub, id)).toMatchObject({ state: 'delivered', externalId });
  });

  test('what waited while no hub ran goes out at the start', async () => {
    const hub = await openHub(openStore, createFakeClock());
    const thread = await aThread(hub);
    const ids = [await say(hub, thread, '一'), await say(hub, thread, '二')];
    hub.startDeliveries();
    for (const id of ids) await reaches(hub, id, 'sent');
    expect(vendor().accepted.map(({ body }) => body)).toEqual(['一', '二']);
  });

  test('messages of one thread go out in their order, and threads do not wait for each other', async () => {
    const hub = await openHub(openStore, createFakeClock());
    const threads = [await aThread(hub, '+819000000001'), await aThread(hub, '+819000000002')];
    vendor().nextFault({ is: 'slow', ms: 300 });
    hub.startDeliveries();
    const ids: MessageId[] = [];
    for (let count = 0; count < 5; count += 1) for (const thread of threads) ids.push(await say(hub, thread, String(count)));
    for (const id of ids) await reaches(hub, id, 'sent');
    for (const { contactPoint } of threads) {
      const texts = vendor().accepted.filter(({ to }) => to === contactPoint.value);
      expect(texts.map(({ body }) => body)).toEqual(['0', '1', '2', '3', '4']);
    }
  });

  test.for(['error_after_accept', 'drop_after_accept', 'silence_after_accept'] as const)(
    'after %s the vendor is asked, and the message is sent, once',
    async (is) => {
      const clock = createFakeClock();
      const hub = await openHub(openStore, clock, { timeoutMs: 300 });
      hub.startDeliveries();
      const thread = await aThread(hub);
      vendor().nextFault({ is });
      const id = await say(hub, thread, '返金しました。');
      await waitUntil(() => vendor().accepted.length === 1);
      expect(await reachesAsTimePasses(hub, clock, id, 'sent')).toMatchObject({ externalId: vendor().accepted[0]?.sid });
      expect(vendor().accepted).toHaveLength(1);
      expect(vendor().attempts()).toBe(1);
    },
  );

  test('where nobody can tell it is perhaps sent; only Resend sends it again', async () => {
    const clock = createFakeClock();
    const hub = await openHub(openStore, clock);
    hub.startDeliveries();
    const thread = await aThread(hub);
    vendor().nextFault({ is: 'drop_before_accept' });
    const id = await say(hub, thread, '発送しました。');
    await reachesAsTimePasses(hub, clock, id, 'unknown');
    await passes(hub, clock, 120_000);
    expect(vendor().attempts()).toBe(1);
    await pressResend(hub, thread, id);
    await reaches(hub, id, 'sent');
    expect(vendor().accepted).toHaveLength(1);
  });

  test('a perhaps-sent message does not hold back the next one', async () => {
    const clock = createFakeClock();
    const hub = await openHub(openStore, clock);
    hub.startDeliveries();
    const thread = await aThread(hub);
    vendor().nextFault({ is: 'drop_before_accept' });
    const first = await say(hub, thread, '一');
    const second = await say(hub, thread, '二');
    await reachesAsTimePasses(hub, clock, first, 'unknown');
    await reachesAsTimePasses(hub, clock, second, 'sent');
    expect(vendor().accepted.map(({ body }) => body)).toEqual(['二']);
  });

  test('two messages that read the same are told apart when the second is looked for', async () => {
    const clock = createFakeClock();
    const hub = await openHub(openStore, clock);
    hub.startDeliveries();
    const thread = await aThread(hub);
    const first = await say(hub, thread, 'はい');
    await reaches(hub, first, 'sent');
    vendor().nextFault({ is: 'drop_before_accept' });
    const second = await say(hub, thread, 'はい');
    await reachesAsTimePasses(hub, clock, second, 'unknown');
    expect(vendor().accepted).toHaveLength(1);
  });

  test('a refusal is shown with its reason; Resend tries again', async () => {
    const hub = await openHub(openStore, createFakeClock());
    hub.startDeliveries();
    const thread = await aThread(hub);
    vendor().nextFault({ is: 'refused', code: 21_610 });
    const id = await say(hub, thread, '一');
    expect(await reaches(hub, id, 'failed')).toMatchObject({ reason: 'opted_out' });
    await pressResend(hub, thread, id);
    expect(await reaches(hub, id, 'sent')).not.toHaveProperty('reason');
  });

  test('what surely was not sent is tried again, with growing pauses, until it goes', async () => {
    const clock = createFakeClock();
    const hub = await openHub(openStore, clock);
    hub.startDeliveries();
    const thread = await aThread(hub);
    for (let count = 0; count < 4; count += 1) vendor().nextFault({ is: 'rate_limited' });
    const id = await say(hub, thread, '一');
    await reachesAsTimePasses(hub, clock, id, 'sent');
    expect(vendor().attempts()).toBe(5);
    expect(vendor().accepted).toHaveLength(1);
  });

  test('a vendor that cannot be reached for a quarter of an hour: the message has failed, visibly', async () => {
    const clock = createFakeClock();
    const connector = scripted({ send: () => Promise.resolve({ is: 'retry', reason: 'vendor_unreachable' }) });
    const hub = await openHub(openStore, clock, { connector });
    hub.startDeliveries();
    const id = await say(hub, await aThread(hub), '一');
    await reaches(hub, id, 'sending');
    expect(await reachesAsTimePasses(hub, clock, id, 'failed')).toMatchObject({ reason: 'vendor_unreachable' });
    expect(connector.attempts()).toBeLessThan(40);
  });

  test.for([
    ['had reached the vendor', true, 'sent'],
    ['had not left', false, 'unknown'],
  ] as const)('a hub dies between claim and answer; the message %s: another hub finds out, and sends nothing', async ([, left, state]) => {
    const clock = createFakeClock();
    const dying = scripted({
      async send(message) {
        const form = new URLSearchParams({ To: message.to.value, From: '+15005550006', Body: message.text });
        const authorization = `Basic ${Buffer.from('ACdemo00000000000000000000000000:demo-twilio-token').toString('base64')}`;
        const path = '/2010-04-01/Accounts/ACdemo00000000000000000000000000/Messages.json';
        if (left) await fetch(new URL(path, vendor().url), { method: 'POST', headers: { authorization }, body: form });
        return new Promise(() => undefined);
      },
    });
    const first = await openHub(openStore, clock, { connector: dying });
    first.startDeliveries();
    const id = await say(first, await aThread(first), '一');
    await waitUntil(() => dying.attempts() === 1 && vendor().accepted.length === (left ? 1 : 0));
    await first.close();
    const second = await openHub(openStore, clock);
    second.startDeliveries();
    await passes(second, clock, 5_000);
    expect(await deliveryOf(second, id)).toMatchObject({ state: 'sending' });
    await reachesAsTimePasses(second, clock, id, state);
    expect(vendor().attempts()).toBe(left ? 1 : 0);
  });

  test('on a channel where twice is once, a lost answer is simply sent again', async () => {
    const clock = createFakeClock();
    const connector = scripted({
      isIdempotent: true,
      send: (_message, attempt) =>
        Promise.resolve(attempt < 3 ? { is: 'unknown' } : { is: 'accepted', externalId: 'X1', state: 'delivered' }),
    });
    const hub = await openHub(openStore, clock, { connector });
    hub.startDeliveries();
    const id = await say(hub, await aThread(hub), '一');
    await reachesAsTimePasses(hub, clock, id, 'delivered');
    expect(connector.attempts()).toBe(3);
  });

  test('a connector that throws has claimed nothing', async () => {
    const clock = createFakeClock();
    const connector = scripted({ send: () => Promise.reject(new Error('bug')) });
    const hub = await openHub(openStore, clock, { connector });
    hub.startDeliveries();
    const id = await say(hub, await aThread(hub), '一');
    await reachesAsTimePasses(hub, clock, id, 'unknown');
    expect(connector.attempts()).toBe(1);
  });

  test('reports that come before the answer to the send wait for it', async () => {
    const held: { hub?: SmsHub } = {};
    const connector = scripted({
      async send() {
        for (const state of ['delivered', 'sent', 'delivered'] as const) {
          await held.hub?.receiveInbound(SMS, [{ is: 'receipt', externalId: 'SM-early', state }]);
        }
        return { is: 'accepted', externalId: 'SM-early', state: 'sent' };
      },
    });
    const hub = (held.hub = await openHub(openStore, createFakeClock(), { connector }));
    hub.startDeliveries();
    const id = await say(hub, await aThread(hub), '一');
    expect(await reaches(hub, id, 'delivered')).toMatchObject({ externalId: 'SM-early' });
  });

  test('a report with our own id ends the doubt that a lost answer left', async () => {
    const clock = createFakeClock();
    const connector = scripted({ send: () => Promise.resolve({ is: 'unknown' }) });
    const hub = await openHub(openStore, clock, { connector });
    hub.startDeliveries();
    const id = await say(hub, await aThread(hub), '一');
    await reachesAsTimePasses(hub, clock, id, 'unknown');
    await hub.receiveInbound(SMS, [{ is: 'receipt', externalId: 'SM9', messageId: id, state: 'sent' }]);
    await hub.receiveInbound(SMS, [{ is: 'receipt', externalId: 'SM9', state: 'delivered' }]);
    expect(await deliveryOf(hub, id)).toMatchObject({ state: 'delivered', externalId: 'SM9' });
  });

  test.for([
    [['delivered', 'sent', 'delivered'], 'delivered'],
    [['failed'], 'failed'],
    [['failed', 'sent'], 'failed'],
    [['delivered', 'failed'], 'delivered'],
    [['read', 'delivered', 'sent'], 'read'],
  ] as const)('reports %j in this order leave it %s', async ([states, last]) => {
    const hub = await openHub(openStore, createFakeClock());
    hub.startDeliveries();
    const id = await say(hub, await aThread(hub), '一');
    const { externalId = '' } = (await reaches(hub, id, 'sent')) ?? {};
    for (const state of states) await hub.receiveInbound(SMS, [{ is: 'receipt', externalId, state }]);
    expect(await deliveryOf(hub, id)).toMatchObject({ state: last });
  });

  test('news of the last sending does not touch the one that was asked for anew', async () => {
    const clock = createFakeClock();
    const hub = await openHub(openStore, clock);
    hub.startDeliveries();
    const thread = await aThread(hub);
    const id = await say(hub, thread, '一');
    const first = (await reaches(hub, id, 'sent'))?.externalId ?? '';
    await hub.receiveInbound(SMS, [{ is: 'receipt', externalId: first, state: 'failed', reason: 'unreachable' }]);
    await pressResend(hub, thread, id);
    const second = (await reaches(hub, id, 'sent'))?.externalId ?? '';
    expect(second).not.toBe(first);
    await hub.receiveInbound(SMS, [{ is: 'receipt', externalId: first, messageId: id, state: 'failed' }]);
    expect(await deliveryOf(hub, id)).toMatchObject({ state: 'sent', externalId: second });
  });

  test('the log tells each step once', async () => {
    const hub = await openHub(openStore, createFakeClock());
    const seen: Parameters<Parameters<SmsHub['log']['onAppended']>[0]>[0][number][] = [];
    hub.log.onAppended((events) => seen.push(...events));
    hub.startDeliveries();
    const id = await say(hub, await aThread(hub), '一');
    const { externalId = '' } = (await reaches(hub, id, 'sent')) ?? {};
    for (let count = 0; count < 3; count += 1) await hub.receiveInbound(SMS, [{ is: 'receipt', externalId, state: 'delivered' }]);
    await waitUntil(() => statesOf(seen).length >= 3);
    expect(statesOf(seen)).toEqual(['sending', 'sent', 'delivered']);
  });
});

describePostgres('two hubs that deliver from one database', (openStore) => {
  test('every message goes out exactly once, and in the order of its thread', async () => {
    const clock = createFakeClock();
    const pair = [await openHub(openStore, clock), await openHub(openStore, clock)] as const;
    for (const hub of pair) hub.startDeliveries();
    const threads = await Promise.all(Array.from({ length: 5 }, (_, index) => aThread(pair[0], `+81900000000${index}`)));
    const ids: MessageId[] = [];
    for (let count = 0; count < 8; count += 1) {
      ids.push(...(await Promise.all(threads.map((thread, index) => say(pair[index % 2 === 0 ? 0 : 1], thread, String(count))))));
    }
    for (const id of ids) await reaches(pair[0], id, 'sent');
    expect(vendor().attempts()).toBe(40);
    for (const { contactPoint } of threads) {
      const bodies = vendor()
        .accepted.filter(({ to }) => to === contactPoint.value)
        .map(({ body }) => body);
      expect(bodies).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
    }
  });
});
