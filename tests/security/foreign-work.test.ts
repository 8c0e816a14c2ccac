import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBlobStore } from '#hub/blobs/blob-store';
import type { Db } from '#hub/db/db';
import { openPgliteMemory } from '#hub/db/open-pglite';
import { DEMO_PASSWORD, DEMO_PEOPLE, type DemoLogin } from '#hub/demo/demo-centre';
import { allOf } from '#hub/log/records';
import { commandInputs, type CommandBody } from '#shared/commands/index';
import { hubContract } from '#shared/contracts/hub';
import { DeskId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import { DEMO_TWILIO } from '#hub/demo/demo-centre';
import { signedForm } from '#tests/emulators/twilio-emulator';
import { createFakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';
import { openHubClient, type HubClient } from '#tests/support/hub-client';
import { openHub } from '#tests/support/open-hub';
import { SEALED_MARKERS, SEALED_WORDS, sealWork } from '#tests/support/sealed-work';
import { waitUntil } from '#tests/support/wait-until';

// A demo hub with its six people. Mika alone holds the queue in which one customer's everything lies; kenji and ryo have work of
// their own in hand, so that what is theirs can be mixed with what is not.

const ATTACKERS = ['kenji', 'sara', 'ryo', 'yuki', 'admin'] as const satisfies readonly DemoLogin[];
type Attacker = (typeof ATTACKERS)[number];

const held: { db?: Db; hub?: Awaited<ReturnType<typeof openHub>> } = {};
const desks = new Map<DemoLogin, HubClient>();
const signals: unknown[] = [];
const FILE = 'blb_sealed';

beforeAll(async () => {
  const db = await openPgliteMemory();
  const clock = createFakeClock();
  const hub = await openHub({ db, clock });
  Object.assign(held, { db, hub });
  await createBlobStore({ db, ids: { ...createFakeIds(), blob: () => FILE as never }, clock }).put(db, {
    name: 'x.txt',
    mediaType: 'text/plain',
    bytes: Buffer.from('bytes'),
  });
  await sealWork(hub.log, FILE);
  await db.all(sql`INSERT INTO held_reply (command_id, agent_id, interaction_id, conversation_id)
    VALUES ('cmd_sealed', 'agt_mika', 'int_sealed', 'cnv_sealed')`);
  for (const login of ['mika', ...ATTACKERS] as const) desks.set(login, await deskOf(login));
  await takesOwnWork('kenji', '+819000000001');
  await takesOwnWork('ryo', '+819000000002');
  await desk('mika').call('draft.put', { ...DRAFT, text: `${SEALED_WORDS}の下書き` });
  desk('mika').on('signal', (signal) => signals.push(signal));
  await waitUntil(async () => (await allOf(db, 'agent')).every(({ isConnected }) => isConnected), { what: 'everybody is there' });
});
afterAll(async () => {
  for (const client of desks.values()) client.close();
  await held.hub?.close();
  await held.db?.close();
});

function hub(): Awaited<ReturnType<typeof openHub>> {
  if (held.hub === undefined) throw new Error('there is no hub');
  return held.hub;
}

function desk(login: DemoLogin): HubClient {
  const found = desks.get(login);
  if (found === undefined) throw new Error(`${login} is not there`);
  return found;
}

const deskIdOf = (login: DemoLogin): DeskId => DeskId.parse(`dsk_${login}`);

async function deskOf(login: DemoLogin): Promise<HubClient> {
  const deskId = deskIdOf(login);
  const { accessToken } = await hub().sessions.signIn({ loginName: login, password: DEMO_PASSWORD, deskId }, '127.0.0.1');
  const now = (): number => Date.parse('2026-11-20T01:00:00.000Z');
  const client = await openHubClient({ url: hub().url, token: accessToken, agentId: DEMO_PEOPLE[login].id, deskId, now });
  await client.hello();
  return client;
}

/** Ids of the work that somebody has in hand. */
const own = new Map<DemoLogin, { interactionId: string; conversationId: string; customerId: string }>();

async function takesOwnWork(login: DemoLogin, from: string): Promise<void> {
  const url = `${hub().url}/channels/sms/webhook`;
  const { headers, body } = signedForm(url, DEMO_TWILIO.authToken, {
    MessageSid: `SM${login}`,
    From: from,
    To: DEMO_TWILIO.number,
    Body: SEALED_WORDS,
  });
  expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(200);
  const waiting = (await allOf(hub().db, 'interaction')).filter(({ state, queueId }) => state.is === 'queued' && queueId !== 'que_sealed');
  const [{ id: interactionId, conversationId, customerId }] = waiting as [(typeof waiting)[0]];
  expect(await desk(login).execute({ type: 'interaction.take', interactionId })).toMatchObject({ is: 'done' });
  own.set(login, { interactionId, conversationId, customerId });
}

const SEALED = { interactionId: 'int_sealed', conversationId: 'cnv_sealed', customerId: 'cus_sealed' };
const DRAFT = { conversationId: 'cnv_sealed' as never, mode: 'reply', revision: 1, updatedAt: '2026-11-20T01:00:00.000Z' } as const;
const WORDS = { text: SEALED_WORDS, note: SEALED_WORDS };

/** Every wish, for what is not the wisher's. */
const WISHES: Readonly<Record<string, object>> = {
  'message.send': { ...SEALED, ...WORDS, messageId: 'msg_intruder' },
  'message.resend': { ...SEALED, messageId: 'msg_failed' },
  // In the stead of a reply that was held for somebody else.
  'note.add': { ...SEALED, ...WORDS, noteId: 'not_intruder', insteadOf: 'cmd_sealed' },
  'conversation.mark_read': { ...SEALED, upToSeq: 1 },
  'conversation.mark_unread': { ...SEALED, fromSeq: 1 },
  'customer.name': { ...SEALED, name: { family: SEALED_WORDS } },
  'customer.add_contact_point': { ...SEALED, kind: 'email', value: 'intruder@b.example' },
  'customer.correct_contact_point': { ...SEALED, kind: 'phone', value: '+819055556666', to: '+819055556667' },
  'customer.remove_contact_point': { ...SEALED, kind: 'phone', value: '+819055556666' },
  'customer.set_locale': { ...SEALED, locale: 'en' },
  'customer.join': { intoId: SEALED.customerId, fromId: SEALED.customerId, keepsName: 'into' },
  'interaction.start': { ...SEALED, interactionId: 'int_intruder', accountId: 'sms', to: { kind: 'phone', value: '+819055556666' } },
  'reservation.accept': { reservationId: 'res_sealed' },
  'reservation.decline': { reservationId: 'res_sealed', reason: 'busy' },
  'reservation.rescind': { reservationId: 'res_sealed' },
  'interaction.take': { ...SEALED },
  'interaction.give_back': { ...SEALED, ...WORDS, queueId: 'que_sms-support', noteId: 'not_intruder' },
  'interaction.hand_over': { ...SEALED, ...WORDS, agentId: 'agt_sara', noteId: 'not_intruder' },
  'interaction.take_over': { ...SEALED, fromId: 'agt_mika' },
  'interaction.assign': { ...SEALED, fromId: 'agt_mika', agentId: 'agt_kenji' },
  'interaction.move': { ...SEALED, fromId: 'agt_mika', queueId: 'que_chat-support' },
  'interaction.close': { ...SEALED, fromId: 'agt_mika', dispositionId: 'dsp_answered' },
  'interaction.reopen': SEALED,
  'abuse.flag': SEALED,
  'abuse.withdraw': SEALED,
  'abuse.acknowledge': SEALED,
  'abuse.step_out': SEALED,
  'interaction.close_as_spam': { ...SEALED, fromId: 'agt_mika' },
  'customer.block': { ...SEALED, reason: 'spam', note: '' },
  'customer.unblock': SEALED,
  'interaction.snooze': { ...SEALED, until: '2026-11-21T01:00:00.000Z' },
  'interaction.wake': { ...SEALED },
  'wrap_up.start': { ...SEALED },
  'wrap_up.complete': { ...SEALED, dispositionId: 'dsp_answered' },
};

/** Wishes whose parts are partly one's own: the way in through one's own door. */
function mixtures(login: DemoLogin): readonly object[] {
  const mine = own.get(login);
  if (mine === undefined) return [];
  const { interactionId, conversationId, customerId } = mine;
  return [
    { type: 'message.send', interactionId, conversationId: SEALED.conversationId, messageId: 'msg_intruder', ...WORDS },
    { type: 'message.send', interactionId: SEALED.interactionId, conversationId, messageId: 'msg_intruder', ...WORDS },
    { type: 'message.send', interactionId, conversationId, messageId: 'msg_sealed', ...WORDS },
    { type: 'message.send', interactionId, conversationId, messageId: 'msg_failed', ...WORDS },
    { type: 'message.resend', conversationId, messageId: 'msg_failed' },
    { type: 'note.add', ...mine, customerId: SEALED.customerId, noteId: 'not_intruder', ...WORDS },
    { type: 'note.add', ...mine, conversationId: SEALED.conversationId, noteId: 'not_intruder', ...WORDS },
    { type: 'note.add', conversationId, customerId, interactionId: SEALED.interactionId, noteId: 'not_intruder', ...WORDS },
    { type: 'note.add', ...mine, noteId: 'not_sealed', ...WORDS },
    {
      type: 'interaction.give_back',
      ...mine,
      conversationId: SEALED.conversationId,
      queueId: 'que_sms-support',
      noteId: 'not_sealed',
      ...WORDS,
    },
    { type: 'interaction.hand_over', ...mine, conversationId: SEALED.conversationId, agentId: 'agt_sara', noteId: 'not_sealed', ...WORDS },
    { type: 'customer.join', intoId: customerId, fromId: SEALED.customerId, keepsName: 'into' },
    { type: 'customer.join', intoId: SEALED.customerId, fromId: customerId, keepsName: 'into' },
    { type: 'customer.add_contact_point', customerId, kind: 'phone', value: '+819055556666' },
    {
      type: 'interaction.start',
      customerId,
      interactionId: 'int_intruder',
      accountId: 'sms',
      to: { kind: 'phone', value: '+819055556666' },
    },
    { type: 'interaction.take_over', interactionId: SEALED.interactionId, conversationId, fromId: DEMO_PEOPLE[login].id },
    { type: 'interaction.snooze', interactionId: SEALED.interactionId, conversationId, until: '2026-11-21T01:00:00.000Z' },
    { type: 'interaction.wake', interactionId: SEALED.interactionId, conversationId },
    { type: 'customer.block', interactionId: SEALED.interactionId, conversationId, reason: 'spam', note: '' },
    { type: 'customer.block', interactionId, conversationId: SEALED.conversationId, reason: 'spam', note: '' },
    { type: 'abuse.flag', interactionId, conversationId: SEALED.conversationId },
    { type: 'wrap_up.start', interactionId: SEALED.interactionId, conversationId },
    { type: 'wrap_up.complete', interactionId: SEALED.interactionId, conversationId, dispositionId: 'dsp_answered' },
  ];
}

type Ask = (client: HubClient, login: Attacker) => Promise<unknown>;
const command = (login: DemoLogin, commandId: string): object => ({
  commandId,
  agentId: DEMO_PEOPLE[login].id,
  deskId: deskIdOf(login),
  writtenAt: '2026-11-20T01:00:00.000Z',
  basis: 0,
  body: { type: 'agent.set_intent', intent: { is: 'ready' } },
});

/** Every call, for what is not the caller's. */
const CALLS: Readonly<Record<string, readonly Ask[]>> = {
  hello: [
    (client) =>
      client.call('hello', {
        protocol: 1,
        deskId: deskIdOf('mika'),
        epoch: null,
        cursor: 0,
        deskClock: '2026-11-20T01:00:00.000Z',
      }),
  ],
  'sync.snapshot': ['queue:que_sealed', 'customer:cus_sealed', 'agent:agt_mika'].map(
    (scope): Ask =>
      (client) =>
        client.call('sync.snapshot', { scope: scope as never, after: null }),
  ),
  'command.execute': [
    // In another's name, from another's desk, and for another's outcome.
    (client) => client.call('command.execute', command('mika', 'cmd_in-her-name') as never),
    (client, login) => client.call('command.execute', { ...command(login, 'cmd_her-desk'), deskId: deskIdOf('mika') } as never),
    (client, login) => client.call('command.execute', command(login, 'cmd_hers') as never),
  ],
  'draft.put': [(client) => client.call('draft.put', { ...DRAFT, revision: 99, text: SEALED_WORDS })],
  'typing.set': [(client) => client.call('typing.set', { conversationId: SEALED.conversationId as never, isTyping: true })],
  'history.read': [(client) => client.call('history.read', { customerId: SEALED.customerId as never, before: null })],
  'blob.put': [
    (client) =>
      client.call('blob.put', {
        blobId: 'blb_intruder' as never,
        name: 'memo.txt',
        mediaType: 'text/plain',
        size: 2,
        conversationId: SEALED.conversationId as never,
        mode: 'note',
        offset: 0,
        base64: 'T0s=',
      }),
    // In the place of a file that is there.
    (client) =>
      client.call('blob.put', {
        blobId: FILE as never,
        name: 'memo.txt',
        mediaType: 'text/plain',
        size: 2,
        conversationId: SEALED.conversationId as never,
        mode: 'note',
        offset: 0,
        base64: 'T0s=',
      }),
  ],
  'blob.read': [(client) => client.call('blob.read', { blobId: FILE as never, offset: 0 })],
};

/** What is an administrator's alone. */
const ADMINISTERS: Readonly<Record<string, Ask>> = {
  'password.issue': (client) => client.call('password.issue', { agentIds: ['agt_mika' as never] }),
  'person.work': (client) => client.call('person.work', { agentId: 'agt_mika' as never }),
  'channel_account.states': (client) => client.call('channel_account.states', {}),
  'channel_account.test': (client) => client.call('channel_account.test', { accountId: 'sms' as never }),
  'channel_account.put_secret': (client) =>
    client.call('channel_account.put_secret', { accountId: 'sms' as never, name: 'auth_token', value: 'an-intruders-token' }),
};

/** What is for who leads: not for those whose desks they are. */
const OVERSEES: Ask = (client) => client.call('desk.list', {});

/** Answered, always, with what is one's own: nothing of others may be in it. */
const OWN: Readonly<Record<string, Ask>> = {
  'sync.pull': async (client) => {
    const pages: unknown[] = [];
    for (let after = 0, more = true; more;) {
      const page = await client.call('sync.pull', { after });
      pages.push(page);
      ({ more } = page);
      after = page.events.at(-1)?.seq ?? page.head;
    }
    return pages;
  },
  'channel.quota': (client) => client.call('channel.quota', { accountId: 'line' as never }),
  'channel.sticker': (client) => client.call('channel.sticker', { accountId: 'line' as never, stickerId: '1988' }),
  search: async (client) => [
    await client.call('search', { text: SEALED_WORDS }),
    await client.call('search', { text: '', filters: { customerId: SEALED.customerId as never } }),
    await client.call('search', { text: '', filters: { conversationId: SEALED.conversationId as never } }),
    await client.call('search', { text: '', filters: { from: '2000-01-01T00:00:00.000Z' } }),
  ],
  'draft.list': (client) => client.call('draft.list', {}),
  'sync.cleared': (client) => client.call('sync.cleared', { scope: 'queue:que_sealed' as never }),
};

describe.each(ATTACKERS)('%s', (login) => {
  test.each(Object.keys(commandInputs).filter((type) => WISHES[type] !== undefined))('wishes %s for what is not his', async (type) => {
    const before = await picture();
    expect(await wish(login, { type, ...WISHES[type] })).toMatchObject({ is: 'refused', failure: { code: 'denied' } });
    // As if it had waited for the line: then more is looked at, and no more is told.
    expect(await wish(login, { type, ...WISHES[type] }, { hasWaited: true })).toMatchObject({ is: 'refused', failure: { code: 'denied' } });
    expect(await picture()).toEqual(before);
  });

  test('mixes what is his with what is not', async () => {
    const before = await picture();
    for (const body of mixtures(login)) expect([body, (await wish(login, body)).is]).toEqual([body, 'refused']);
    expect(await picture()).toEqual(before);
  });

  test.each(Object.keys(CALLS))('calls %s for what is not his', async (name) => {
    await desk('mika').execute({ type: 'agent.set_intent', intent: { is: 'not_ready', reason: 'meal' } }, 'cmd_hers');
    const before = await picture();
    for (const ask of CALLS[name] ?? []) {
      await expect(ask(desk(login), login)).rejects.toMatchObject({ code: 'denied', retryable: false });
    }
    expect(await picture()).toEqual(before);
  });

  test.each(Object.keys(OWN))('calls %s and hears only what is his', async (name) => {
    const before = await picture();
    expect(leaksIn(await OWN[name]?.(desk(login), login))).toEqual([]);
    expect(await picture()).toEqual(before);
  });
});

test.each(Object.keys(ADMINISTERS))('nobody but an administrator calls %s', async (name) => {
  const before = await picture();
  for (const login of ['kenji', 'sara', 'ryo', 'yuki'] as const) {
    await expect(ADMINISTERS[name]?.(desk(login), login)).rejects.toMatchObject({ code: 'denied', retryable: false });
  }
  expect(await picture()).toEqual(before);
});

test('nobody but who leads sees where desks are, and nobody gives the receipt of another’s', async () => {
  for (const login of ['kenji', 'sara'] as const) await expect(OVERSEES(desk(login), login)).rejects.toMatchObject({ code: 'denied' });
  await desk('kenji').call('sync.purged', { reason: 'retention', at: '2026-11-20T01:00:00.000Z', records: 1, files: 0 });
  const desks = await desk('ryo').call('desk.list', {});
  expect(desks.filter(({ lastPurge }) => lastPurge !== null).map(({ agentId }) => agentId)).toEqual([DEMO_PEOPLE.kenji.id]);
});

test('nobody but who leads wipes a computer, and nobody gives the receipt for one', async () => {
  const mikas = { agentId: DEMO_PEOPLE.mika.id, deskId: deskIdOf('mika') };
  for (const login of ['kenji', 'sara'] as const) {
    await expect(desk(login).call('desk.wipes', { agentId: mikas.agentId })).rejects.toMatchObject({ code: 'denied' });
    await expect(desk(login).call('desk.order_wipe', mikas)).rejects.toMatchObject({ code: 'denied' });
    await expect(desk(login).call('desk.withdraw_wipe', mikas)).rejects.toMatchObject({ code: 'denied' });
  }
  const post = (path: string, body: unknown) =>
    fetch(new URL(path, hub().url), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  expect(await (await post('/session/orders', mikas)).json()).toEqual({ wipe: null });
  const forged = { id: `wip_${'0'.repeat(32)}`, lost: null, isDone: true, proof: 'x' };
  expect((await post('/session/wiped', forged)).status).toBe(401);
});

test('nobody changes the password of a desk that was left open', async () => {
  const guess = desk('kenji').call('password.change', { password: 'a guess at his password', newPassword: 'the intruder knows this' });
  await expect(guess).rejects.toMatchObject({ code: 'denied', field: 'password' });
});

test('an agent gives nobody queues, and nobody gives what is not there', async () => {
  const before = await picture();
  for (const login of ['kenji', 'sara'] as const) {
    const body = { type: 'agent.set_queues', agentId: DEMO_PEOPLE[login].id, queueIds: ['que_sealed'] };
    expect(await wish(login, body)).toMatchObject({ is: 'refused', failure: { code: 'denied' } });
  }
  for (const login of ['ryo', 'yuki', 'admin'] as const) {
    for (const wrong of [
      { agentId: 'agt_nobody', queueIds: [] },
      { agentId: 'agt_sara', queueIds: ['que_nothing'] },
    ]) {
      expect(await wish(login, { type: 'agent.set_queues', ...wrong })).toMatchObject({ is: 'refused' });
    }
  }
  expect(await picture()).toEqual(before);
});

test('nothing was forgotten above', () => {
  // One's own state, the queues of others and what administrators set are nobody's work; they have tests of their own.
  const nobodys = /^agent\.set_|\.configure$|^config\./;
  expect(Object.keys(commandInputs).filter((type) => !nobodys.test(type) && !(type in WISHES))).toEqual([]);
  expect(
    [
      ...Object.keys(CALLS),
      ...Object.keys(OWN),
      ...Object.keys(ADMINISTERS),
      'password.change',
      'desk.list',
      'desk.wipes',
      'desk.order_wipe',
      'desk.withdraw_wipe',
      'sync.purged',
    ].toSorted(),
  ).toEqual(Object.keys(hubContract.calls).toSorted());
});

test('nobody heard of it, and no log holds a word, a number, a password or a token', () => {
  expect(signals).toEqual([]);
  expect(leaksIn(ATTACKERS.map((login) => desk(login).pushes))).toEqual([]);
  const logged = hub().lines.join('');
  expect(logged).toContain('signed in');
  expect([...SEALED_MARKERS, DEMO_PASSWORD, 'eyJ'].filter((marker) => logged.includes(marker))).toEqual([]);
});

/** What is of the sealed customer; others used the same words, so ids tell. That the queue is there everybody knows. */
function leaksIn(answer: unknown): string[] {
  return JSON.stringify(answer).match(/(?:cus|cnv|int|msg|not|res|blb)_(?:sealed|failed|intruder)|下書き/g) ?? [];
}

/** Past the types of the contract, as a desk that was tampered with could. */
function wish(login: DemoLogin, body: object, sending: { hasWaited?: boolean } = {}): Promise<{ is: string }> {
  return desk(login).execute(body as CommandBody, undefined, sending);
}

/** Whatever could have changed: where the log stands, and what lies beside it. */
async function picture(): Promise<unknown> {
  const { db, log } = hub();
  const drafts = await db.all(sql`SELECT agent_id, text, revision FROM draft ORDER BY agent_id`);
  const deliveries = await db.all(
    sql`SELECT id, delivery_state FROM message WHERE delivery_state IS NOT NULL AND id LIKE 'msg_%ed' ORDER BY id`,
  );
  return { head: await log.head(), drafts, deliveries };
}
