import { expect, test } from 'vitest';
import { recordById } from '#hub/log/records';
import type { CommandBody } from '#shared/commands/index';
import { CommandBody as CommandBodySchema } from '#shared/commands/index';
import { customerLane } from '#hub/log/lanes';
import type { Db } from '#hub/db/db';
import { toInstant } from '#shared/domain/clock';
import { AgentId, CustomerId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import { openTestHub, seedWaiting, type TestHub } from '#tests/support/a-hub';
import { aMessage, anInteraction } from '#tests/support/builders';
import type { HubClient } from '#tests/support/hub-client';
import { describeStores } from '#tests/support/stores';
import { faultsOfStore } from '#tests/support/verify-store';
import { waitUntil } from '#tests/support/wait-until';

const body = (input: object): CommandBody => CommandBodySchema.parse(input);
const take = (n: number): CommandBody => body({ type: 'interaction.take', interactionId: `int_${n}` });
const reply = (n: number, messageId: string, text = 'お待たせいたしました。'): CommandBody =>
  body({ type: 'message.send', interactionId: `int_${n}`, conversationId: `cnv_${n}`, messageId, text });
const note = (n: number, noteId: string): CommandBody =>
  body({ type: 'note.add', customerId: `cus_${n}`, conversationId: `cnv_${n}`, interactionId: `int_${n}`, noteId, text: '配送中' });
const startWrapUp = (n: number): CommandBody => body({ type: 'wrap_up.start', interactionId: `int_${n}`, conversationId: `cnv_${n}` });
const completeWrapUp = (n: number, dispositionId = 'dsp_done'): CommandBody =>
  body({ type: 'wrap_up.complete', interactionId: `int_${n}`, conversationId: `cnv_${n}`, dispositionId });

const DONE = { is: 'done' };
const refused = (code: string, message?: string): object => ({
  is: 'refused',
  failure: { code, ...(message === undefined ? {} : { message }) },
});

async function stateOf(db: Db, n: number): Promise<string | undefined> {
  return (await recordById(db, 'interaction', `int_${n}`))?.state.is;
}

async function countOf(db: Db, table: string): Promise<number> {
  const [row] = await db.all<{ count: number }>(sql`SELECT count(*) AS count FROM ${sql.id(table)}`);
  return row?.count ?? 0;
}

/** Makes the agent ready and waits until the router rings there. */
async function ring(db: Db, desk: HubClient, n: number): Promise<string> {
  await desk.execute(body({ type: 'agent.set_intent', intent: { is: 'ready' } }));
  return waitUntil(async () => {
    const state = (await recordById(db, 'interaction', `int_${n}`))?.state;
    return state?.is === 'offered' ? state.reservationId : null;
  });
}

async function withMikaHandling(db: Db, n = 1): Promise<TestHub & { mika: HubClient }> {
  const test_ = await openTestHub(db);
  await seedWaiting(test_.hub.log, n);
  const mika = await test_.desk('mika');
  expect(await mika.execute(take(n))).toMatchObject(DONE);
  return { ...test_, mika };
}

describeStores('an agent’s wishes', (openStore) => {
  test('work taken from the queue is the taker’s: the customer is given to her, and only she replies', async () => {
    const db = await openStore();
    const { mika, desk } = await withMikaHandling(db);
    expect(await stateOf(db, 1)).toBe('handling');
    expect((await mika.hello()).scopes).toContain('customer:cus_1');
    expect(await mika.execute(reply(1, 'msg_r1'))).toMatchObject(DONE);
    const ryo = await desk('ryo');
    expect(await ryo.execute(reply(1, 'msg_r2'))).toMatchObject(refused('denied'));
    expect(await countOf(db, 'message')).toBe(2);
  });

  test('two who take the same work at once: one has it, the other is told who was first', async () => {
    const db = await openStore();
    const { hub, desk } = await openTestHub(db);
    await seedWaiting(hub.log, 1);
    const [mika, ryo] = [await desk('mika'), await desk('ryo')];
    const outcomes = await Promise.all([mika.execute(take(1)), ryo.execute(take(1))]);
    expect(outcomes.map(({ is }) => is).toSorted()).toEqual(['done', 'refused']);
    expect(outcomes.find(({ is }) => is === 'refused')).toMatchObject(refused('conflict', 'a colleague has this work'));
    expect(await countOf(db, 'segment')).toBe(1);
  });

  test('the same wish again has the same outcome, and happened once', async () => {
    const db = await openStore();
    const { mika } = await withMikaHandling(db);
    const first = await mika.execute(reply(1, 'msg_r1'), 'cmd_same');
    expect(await mika.execute(reply(1, 'msg_r1'), 'cmd_same')).toEqual(first);
    const many = await Promise.all(Array.from({ length: 5 }, () => mika.execute(reply(1, 'msg_r3'), 'cmd_many')));
    expect(new Set(many.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(await countOf(db, 'message')).toBe(3);
  });

  test('the same message under a new wish is done, and said once; another text under its id is refused', async () => {
    const db = await openStore();
    const { mika } = await withMikaHandling(db);
    await mika.execute(reply(1, 'msg_r1'));
    expect(await mika.execute(reply(1, 'msg_r1'))).toEqual({ is: 'done', seqs: [] });
    expect(await mika.execute(reply(1, 'msg_r1', '別の文'))).toMatchObject(refused('conflict'));
    expect(await mika.execute(reply(1, 'msg_1'))).toMatchObject(refused('conflict'));
    expect(await countOf(db, 'message')).toBe(2);
  });

  test('a refusal is an outcome too: it stays, whatever changes after', async () => {
    const db = await openStore();
    const { hub, desk } = await openTestHub(db);
    await seedWaiting(hub.log, 1);
    const mika = await desk('mika');
    expect(await mika.execute(reply(1, 'msg_r1'), 'cmd_early')).toMatchObject(refused('denied'));
    await mika.execute(take(1));
    expect(await mika.execute(reply(1, 'msg_r1'), 'cmd_early')).toMatchObject(refused('denied'));
    expect(await mika.execute(reply(1, 'msg_r1'), 'cmd_late')).toMatchObject(DONE);
  });

  test('nobody gets at another’s outcome, or wishes in another’s name', async () => {
    const db = await openStore();
    const { mika, desk } = await withMikaHandling(db);
    await mika.execute(reply(1, 'msg_r1'), 'cmd_mika');
    const ryo = await desk('ryo');
    await expect(ryo.execute(reply(1, 'msg_r1'), 'cmd_mika')).rejects.toMatchObject({ code: 'denied' });
    const forged = { commandId: 'cmd_f', agentId: 'agt_mika', deskId: 'dsk_mika', writtenAt: '2026-11-20T01:00:00.000Z', basis: 0 };
    await expect(ryo.call('command.execute', { ...forged, body: reply(1, 'msg_r9') })).rejects.toMatchObject({ code: 'denied' });
  });

  test('an offer accepted in time is hers; after its time it is refused in words', async () => {
    const db = await openStore();
    const { hub, desk, clock } = await openTestHub(db);
    await seedWaiting(hub.log, 1);
    await seedWaiting(hub.log, 2);
    const [mika, ryo] = [await desk('mika'), await desk('ryo')];
    const reservationId = await ring(db, mika, 1);
    expect(await ryo.execute(body({ type: 'reservation.accept', reservationId }))).toMatchObject(refused('denied'));
    expect(await mika.execute(body({ type: 'reservation.accept', reservationId }))).toMatchObject(DONE);
    expect(await mika.execute(body({ type: 'reservation.accept', reservationId }))).toMatchObject(
      refused('conflict', 'the offer was accepted already'),
    );
    const second = await ring(db, mika, 2);
    await clock.advance(20_000);
    expect(await mika.execute(body({ type: 'reservation.accept', reservationId: second }))).toMatchObject(
      refused('conflict', 'the offer has run out'),
    );
  });

  test('work taken by hand while it rings elsewhere stops ringing there', async () => {
    const db = await openStore();
    const { hub, desk } = await openTestHub(db);
    await seedWaiting(hub.log, 1);
    const [mika, ryo] = [await desk('mika'), await desk('ryo')];
    const reservationId = await ring(db, mika, 1);
    expect(await ryo.execute(take(1))).toMatchObject(DONE);
    expect(await recordById(db, 'reservation', reservationId)).toMatchObject({ outcome: 'rescinded' });
    expect(await mika.execute(body({ type: 'reservation.accept', reservationId }))).toMatchObject(
      refused('conflict', 'the offer was taken back'),
    );
    expect(await recordById(db, 'interaction', 'int_1')).toMatchObject({ state: { is: 'handling', agentId: 'agt_ryo' } });
  });

  test('a wrap-up ends the work with its outcome, and what is closed stays closed', async () => {
    const db = await openStore();
    const { mika } = await withMikaHandling(db);
    expect(await mika.execute(completeWrapUp(1))).toMatchObject(refused('conflict', 'the talk is not over yet'));
    expect(await mika.execute(startWrapUp(1))).toMatchObject(DONE);
    expect(await mika.execute(startWrapUp(1))).toEqual({ is: 'done', seqs: [] });
    expect(await mika.execute(completeWrapUp(1, 'dsp_none'))).toMatchObject(refused('invalid'));
    expect(await mika.execute(completeWrapUp(1))).toMatchObject(DONE);
    expect(await mika.execute(completeWrapUp(1))).toMatchObject(refused('conflict', 'this work is closed already'));
    expect(await mika.execute(reply(1, 'msg_late'))).toMatchObject(refused('conflict', 'this work is closed: nothing was sent'));
    expect(await recordById(db, 'segment', 'seg_none')).toBeUndefined();
    // She holds the queue, so she goes on seeing the customer.
    expect((await mika.hello()).scopes).toContain('customer:cus_1');
  });

  test('what failed is sent again by who owns its work, even if the customer’s next work is another’s already', async () => {
    const db = await openStore();
    const { hub, mika, desk } = await withMikaHandling(db);
    const { seq: _seq, ...failed } = aMessage({
      id: 'msg_failed',
      interactionId: 'int_1',
      author: { by: 'agent', agentId: AgentId.parse('agt_mika') },
      delivery: { state: 'failed', at: toInstant(0) },
    });
    expect(await mika.execute(startWrapUp(1))).toMatchObject(DONE);
    await hub.log.append([customerLane(CustomerId.parse('cus_1'))], () =>
      Promise.resolve({
        events: [
          { type: 'message.sent', body: { message: failed } },
          { type: 'interaction.queued', body: { interaction: anInteraction({ id: 'int_next', arrivedAt: toInstant(Date.now()) }) } },
        ],
        result: null,
      }),
    );
    const ryo = await desk('ryo');
    expect(await ryo.execute(body({ type: 'interaction.take', interactionId: 'int_next' }))).toMatchObject(DONE);
    expect(await mika.execute(body({ type: 'message.resend', conversationId: 'cnv_1', messageId: 'msg_failed' }))).toMatchObject(DONE);
  });

  test('a note is a note: it never becomes a message', async () => {
    const db = await openStore();
    const { mika, desk } = await withMikaHandling(db);
    expect(await mika.execute(note(1, 'not_1'))).toMatchObject(DONE);
    const yuki = await desk('yuki');
    expect(await yuki.execute(note(1, 'not_2'))).toMatchObject(DONE);
    const kenji = await desk('kenji');
    expect(await kenji.execute(note(1, 'not_3'))).toMatchObject(refused('denied'));
    expect([await countOf(db, 'note'), await countOf(db, 'message')]).toEqual([2, 1]);
  });

  test('sending consumes the draft, and the agent’s other desks are told', async () => {
    const db = await openStore();
    const { mika, desk } = await withMikaHandling(db);
    const other = await desk('mika', { deskId: 'dsk_other' });
    const changes: string[] = [];
    other.on('draft.changed', ({ text, revision }) => changes.push(`${revision}:${text}`));
    const draft = { conversationId: 'cnv_1' as never, mode: 'reply' as const, text: '下書き', revision: 4, updatedAt: toInstant(0) };
    await mika.call('draft.put', draft);
    await waitUntil(() => changes.includes('4:下書き'));
    expect(await other.call('draft.put', { ...draft, text: '古い', revision: 3 })).toMatchObject({ text: '下書き', revision: 4 });
    await mika.execute(reply(1, 'msg_r1'));
    await waitUntil(() => changes.includes('5:'));
    expect(await mika.call('draft.list', {})).toEqual([]);
    // A copy that was on its way when the text was sent does not bring it back.
    expect(await other.call('draft.put', { ...draft, revision: 4 })).toMatchObject({ text: '', revision: 5 });
    // What was held once and is sent again takes nothing that was begun since.
    await mika.call('draft.put', { ...draft, text: '次の話', revision: 6 });
    await mika.execute(reply(1, 'msg_r2'), undefined, { isRetry: true });
    expect(await recordById(db, 'message', 'msg_r2')).toBeDefined();
    expect(await mika.call('draft.list', {})).toMatchObject([{ text: '次の話', revision: 6 }]);
  });

  test('what a desk with a wrong clock writes has the hub’s time', async () => {
    const db = await openStore();
    const { mika, clock } = await withMikaHandling(db);
    const behind = (ms: number): string => toInstant(clock.now() - ms);
    await mika.hello({ deskClock: behind(3_600_000) });
    const command = { commandId: 'cmd_clock', agentId: 'agt_mika', deskId: 'dsk_mika', basis: 0 };
    await mika.call('command.execute', { ...command, writtenAt: behind(3_600_000 + 5_000), body: reply(1, 'msg_clock') });
    expect(await recordById(db, 'message', 'msg_clock')).toMatchObject({ writtenAt: behind(5_000), at: behind(0) });
    const note = { type: 'note.add', interactionId: 'int_1', conversationId: 'cnv_1', customerId: 'cus_1', noteId: 'not_clock', text: '…' };
    await mika.call('command.execute', { ...command, commandId: 'cmd_noteclock', writtenAt: behind(3_600_000 + 5_000), body: body(note) });
    expect(await recordById(db, 'note', 'not_clock')).toMatchObject({ writtenAt: behind(5_000), at: behind(0) });
  });

  test('an agent who gains a queue sees it at once; who loses it keeps only the work in hand', async () => {
    const db = await openStore();
    const { hub, mika, desk } = await withMikaHandling(db, 1);
    await seedWaiting(hub.log, 2);
    await mika.execute(take(2));
    await mika.execute(startWrapUp(2));
    await mika.execute(completeWrapUp(2));
    const ryo = await desk('ryo');
    const setQueues = (queueIds: string[]): CommandBody => body({ type: 'agent.set_queues', agentId: 'agt_mika', queueIds });
    expect(await mika.execute(setQueues(['que_1', 'que_2']))).toMatchObject(refused('denied'));
    expect(await ryo.execute(setQueues(['que_nowhere']))).toMatchObject(refused('invalid'));
    expect(await ryo.execute(setQueues(['que_2']))).toMatchObject(DONE);
    expect((await mika.hello()).scopes.toSorted()).toEqual(['agent:agt_mika', 'customer:cus_1', 'queue:que_2', 'team:all']);
    await expect(mika.call('sync.snapshot', { scope: 'queue:que_1' as never, after: null })).rejects.toMatchObject({ code: 'denied' });
    await expect(mika.call('history.read', { customerId: 'cus_2' as never, before: null })).rejects.toMatchObject({ code: 'denied' });
    await waitUntil(() =>
      mika.pushes.some(({ events }) => events.some(({ type, body: b }) => type === 'scope.revoked' && b?.['scope'] === 'customer:cus_2')),
    );
    // The work in hand is finished as usual; then its customer goes too.
    await mika.execute(startWrapUp(1));
    expect(await mika.execute(completeWrapUp(1))).toMatchObject(DONE);
    expect((await mika.hello()).scopes.toSorted()).toEqual(['agent:agt_mika', 'queue:que_2', 'team:all']);
  });

  test('whatever many agents do at once, the tables are the log folded', async () => {
    const db = await openStore();
    const { hub, desk } = await openTestHub(db);
    const desks = [await desk('mika'), await desk('ryo'), await desk('mika', { deskId: 'dsk_two' })];
    await Promise.all([1, 2, 3, 4].map((n) => seedWaiting(hub.log, n)));
    const wishes = [1, 2, 3, 4].flatMap((n) => [take(n), reply(n, `msg_r${n}`), note(n, `not_${n}`), startWrapUp(n), completeWrapUp(n)]);
    const outcomes = await Promise.all(desks.flatMap((client) => wishes.map((wish) => client.execute(wish))));
    expect(new Set(outcomes.map(({ is }) => is))).toEqual(new Set(['done', 'refused']));
    expect(await countOf(db, 'segment')).toBe(4);
    expect(await faultsOfStore(db)).toEqual([]);
  });

  test('what is read is marked once, and never unread again', async () => {
    const db = await openStore();
    const { mika } = await withMikaHandling(db);
    const read = (upToSeq: number): CommandBody => body({ type: 'conversation.mark_read', conversationId: 'cnv_1', upToSeq });
    expect(await mika.execute(read(20))).toMatchObject({ is: 'done', seqs: [expect.any(Number)] });
    expect(await mika.execute(read(10))).toEqual({ is: 'done', seqs: [] });
    expect(await recordById(db, 'read_marker', 'agt_mika/cnv_1')).toMatchObject({ upToSeq: 20 });
  });
});
