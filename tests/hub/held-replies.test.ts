import { expect, test } from 'vitest';
import type { Db } from '#hub/db/db';
import { customerLane } from '#hub/log/lanes';
import { allOf, recordById } from '#hub/log/records';
import { CommandBody, type CommandOutcome } from '#shared/commands/index';
import { BlobId, ConversationId, CustomerId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import { openTestHub, seedWaiting, type PersonName, type TestHub } from '#tests/support/a-hub';
import { aMessage } from '#tests/support/builders';
import { aPng } from '#tests/support/files/good-files';
import type { HubClient } from '#tests/support/hub-client';
import { describeStores } from '#tests/support/stores';

/** A reply that waited for the line is looked at again by a real hub, over the steps that change what it was written for. */

const work = { interactionId: 'int_1', conversationId: 'cnv_1' };
const DONE = { is: 'done' };
const wish = (desk: HubClient, input: object): Promise<CommandOutcome> => desk.execute(CommandBody.parse(input));
const take = (desk: HubClient) => wish(desk, { type: 'interaction.take', interactionId: 'int_1' });
const takeOver = (desk: HubClient, fromId: string) => wish(desk, { type: 'interaction.take_over', ...work, fromId });
const reply = (desk: HubClient, messageId: string) => wish(desk, { type: 'message.send', ...work, messageId, text: 'お調べします。' });

interface Late {
  readonly basis: number;
  readonly commandId?: string;
  readonly messageId?: string;
  readonly attachments?: readonly object[];
}

/** What a desk sends of a reply that was written while the line was down. */
function late(desk: HubClient, { basis, commandId, messageId = 'msg_late', attachments = [] }: Late): Promise<CommandOutcome> {
  const body = CommandBody.parse({ type: 'message.send', ...work, messageId, text: '明日届きます。', attachments });
  return desk.execute(body, commandId, { basis, hasWaited: true });
}

function noteFor(desk: HubClient, insteadOf: string, noteId = 'not_1', over: object = {}): Promise<CommandOutcome> {
  return wish(desk, { type: 'note.add', ...work, customerId: 'cus_1', noteId, text: '明日届きます。', insteadOf, ...over });
}

const messagesOf = async (db: Db): Promise<string[]> => (await allOf(db, 'message')).map(({ id }) => id);

describeStores('a reply that has waited', (openStore) => {
  async function mikasWork(
    ...others: PersonName[]
  ): Promise<TestHub & { db: Db; mika: HubClient; others: HubClient[]; head: () => Promise<number> }> {
    const db = await openStore();
    const opened = await openTestHub(db);
    await seedWaiting(opened.hub.log, 1);
    const mika = await opened.desk('mika');
    expect(await take(mika)).toMatchObject(DONE);
    const desks = [];
    for (const name of others) desks.push(await opened.desk(name));
    return { ...opened, db, mika, others: desks, head: () => opened.hub.log.head() };
  }

  let lines = 0;
  async function says({ hub }: TestHub, author: 'customer' | 'centre', text = '解決しました'): Promise<void> {
    lines += 1;
    const of = { customerId: 'cus_1', conversationId: 'cnv_1', interactionId: 'int_1', queueId: 'que_1' };
    const { seq: _seq, ...message } = aMessage({ ...of, id: `msg_said${lines}`, text, author: { by: author } });
    const type = author === 'customer' ? ('message.received' as const) : ('message.sent' as const);
    await hub.log.append([customerLane(CustomerId.parse('cus_1'))], () =>
      Promise.resolve({ events: [{ type, body: { message } }], result: null }),
    );
  }

  test('goes out where nothing happened, also behind her own replies and the centre’s words', async () => {
    const centre = await mikasWork();
    const { mika, head, db } = centre;
    const basis = await head();
    await reply(mika, 'msg_before');
    await says(centre, 'centre');
    expect(await late(mika, { basis })).toMatchObject(DONE);
    expect(await messagesOf(db)).toContain('msg_late');
  });

  test('is held where the customer wrote meanwhile; nothing is logged, and the same question has the same answer', async () => {
    const centre = await mikasWork();
    const { mika, head, db } = centre;
    const basis = await head();
    await says(centre, 'customer');
    const before = await head();
    const held = { is: 'held', reasons: ['customer_wrote'], seq: before };
    expect(await late(mika, { basis, commandId: 'cmd_late' })).toEqual(held);
    await says(centre, 'customer', 'もしもし');
    expect(await late(mika, { basis, commandId: 'cmd_late' })).toEqual(held);
    expect(await head()).toBe(before + 1);
    expect(await messagesOf(db)).not.toContain('msg_late');
  });

  test('sent again it goes out on what the agent has seen by then, and is held again by what came after', async () => {
    const centre = await mikasWork();
    const { mika, head, db } = centre;
    const basis = await head();
    await says(centre, 'customer');
    expect(await late(mika, { basis })).toMatchObject({ is: 'held' });
    const decidedAt = await head();
    await says(centre, 'customer', 'もう一つ');
    expect(await late(mika, { basis: decidedAt })).toMatchObject({ is: 'held', reasons: ['customer_wrote'] });
    expect(await late(mika, { basis: await head() })).toMatchObject(DONE);
    expect((await messagesOf(db)).filter((id) => id === 'msg_late')).toHaveLength(1);
    // What was said is said: a repeat, however late, is held for nothing.
    await says(centre, 'customer');
    expect(await late(mika, { basis })).toEqual({ is: 'done', seqs: [] });
  });

  test('a reply that did not wait crosses the customer’s words, as in any talk', async () => {
    const centre = await mikasWork();
    await says(centre, 'customer');
    expect(await reply(centre.mika, 'msg_crossing')).toMatchObject(DONE);
  });

  test('two desks: whoever lost the work is told so with all else that is true, and who has it', async () => {
    const centre = await mikasWork('ryo');
    const { mika, others, head } = centre;
    const ryo = others[0] as HubClient;
    const basis = await head();
    await says(centre, 'customer');
    expect(await takeOver(ryo, 'agt_mika')).toMatchObject(DONE);
    expect(await reply(ryo, 'msg_ryo')).toMatchObject(DONE);
    const reasons = ['customer_wrote', 'colleague_answered', 'reassigned'];
    expect(await late(mika, { basis })).toMatchObject({ is: 'held', reasons, ownerId: 'agt_ryo' });
    // The work came back: what a colleague said in between still counts, the way it went does not.
    expect(await takeOver(mika, 'agt_ryo')).toMatchObject(DONE);
    expect(await late(mika, { basis })).toMatchObject({ is: 'held', reasons: ['customer_wrote', 'colleague_answered'] });
    expect(await late(mika, { basis: await head() })).toMatchObject(DONE);
  });

  test('two desks at one moment: the words go out or the work goes, and never both', async () => {
    const { mika, others, head, db } = await mikasWork('ryo');
    const basis = await head();
    const [sent, taken] = await Promise.all([late(mika, { basis }), takeOver(others[0] as HubClient, 'agt_mika')]);
    expect(taken).toMatchObject(DONE);
    const log = await db.all<{ type: string }>(sql`SELECT type FROM event_envelope WHERE seq > ${basis} ORDER BY seq`);
    const order = log.map(({ type }) => type).filter((type) => type === 'message.sent' || type === 'interaction.assigned');
    expect(order).toEqual(sent.is === 'done' ? ['message.sent', 'interaction.assigned'] : ['interaction.assigned']);
    expect(['done', 'held']).toContain(sent.is);
  });

  test('closed work holds it; opened again and hers again it goes out, though it was closed in between', async () => {
    const { mika, others, head } = await mikasWork('ryo');
    const ryo = others[0] as HubClient;
    const basis = await head();
    await wish(ryo, { type: 'interaction.close', ...work, fromId: 'agt_mika', dispositionId: 'dsp_done' });
    expect(await late(mika, { basis })).toMatchObject({ is: 'held', reasons: ['closed'] });
    await wish(ryo, { type: 'interaction.reopen', ...work });
    expect(await late(mika, { basis })).toMatchObject({ is: 'held', reasons: ['reassigned'] });
    expect(await take(mika)).toMatchObject(DONE);
    expect(await late(mika, { basis })).toMatchObject(DONE);
  });

  test('laid aside it is still hers: the reply goes out', async () => {
    const { mika, head, clock } = await mikasWork();
    const basis = await head();
    const until = new Date(clock.now() + 3_600_000).toISOString();
    expect(await wish(mika, { type: 'interaction.snooze', ...work, until })).toMatchObject(DONE);
    expect(await late(mika, { basis })).toMatchObject(DONE);
  });

  test('a customer who was joined into another is the same thread: what is said there counts', async () => {
    const centre = await mikasWork();
    const { mika, hub, head, db } = centre;
    await seedWaiting(hub.log, 2);
    const basis = await head();
    expect(await wish(mika, { type: 'customer.join', intoId: 'cus_2', fromId: 'cus_1', keepsName: 'into' })).toMatchObject(DONE);
    expect(await late(mika, { basis })).toMatchObject(DONE);
    expect(await recordById(db, 'message', 'msg_late')).toMatchObject({ customerId: 'cus_2' });
  });

  test('the customer blocked us: nothing would arrive, and that is said', async () => {
    const { mika, hub, head } = await mikasWork();
    const basis = await head();
    const change = { conversationId: ConversationId.parse('cnv_1'), isBlocked: true, at: '2026-11-20T01:30:00.000Z' };
    await hub.log.append([customerLane(CustomerId.parse('cus_1'))], () =>
      Promise.resolve({ events: [{ type: 'conversation.block_changed', body: change }], result: null }),
    );
    expect(await late(mika, { basis })).toMatchObject({ is: 'held', reasons: ['window_closed'] });
  });

  test('nobody learns anything of work that was never theirs, whatever picture they claim', async () => {
    const centre = await mikasWork('ryo', 'kenji', 'yuki');
    await says(centre, 'customer');
    for (const stranger of centre.others) {
      expect(await late(stranger, { basis: 0 })).toMatchObject({ is: 'refused', failure: { code: 'denied' } });
    }
  });

  test('who lost the queue too is told that the work is gone, and not what is said there now', async () => {
    const centre = await mikasWork();
    const { mika, head } = centre;
    const basis = await head();
    await says(centre, 'customer');
    expect(
      await wish(mika, { type: 'interaction.give_back', ...work, queueId: 'que_2', noteId: 'not_back', note: '返品です' }),
    ).toMatchObject(DONE);
    await says(centre, 'customer', 'まだですか');
    expect(await late(mika, { basis })).toMatchObject({ is: 'held', reasons: ['reassigned'] });
  });

  test('a held reply takes no file; they go with the next try, or with the note in its stead', async () => {
    const centre = await mikasWork();
    const { mika, head, db } = centre;
    const bytes = aPng(8, 8);
    const bring = async (blobId: string): Promise<object> => {
      const file = { blobId: BlobId.parse(blobId), name: '伝票.png', mediaType: 'image/png', size: bytes.length };
      const of = { conversationId: ConversationId.parse('cnv_1'), mode: 'reply' as const, offset: 0 };
      const { attachment } = await mika.call('blob.put', { ...file, ...of, base64: bytes.toString('base64') });
      return attachment as object;
    };
    const [first, second] = [await bring('blb_1'), await bring('blb_2')];
    const basis = await head();
    await says(centre, 'customer');
    const [one, two] = [
      { basis, messageId: 'msg_one', commandId: 'cmd_one', attachments: [first] },
      { basis, messageId: 'msg_two', commandId: 'cmd_two', attachments: [second] },
    ];
    expect(await late(mika, one)).toMatchObject({ is: 'held' });
    expect(await late(mika, two)).toMatchObject({ is: 'held' });
    // Days may pass before anybody decides.
    const tenDaysOn = centre.clock.now() + 10 * 24 * 3_600_000;
    expect(await db.all(sql`SELECT subject_id FROM timer WHERE kind = 'upload.expire' AND due_at > ${tenDaysOn}`)).toHaveLength(2);
    expect(await late(mika, { ...one, basis: await head(), commandId: 'cmd_again' })).toMatchObject(DONE);
    expect((await recordById(db, 'message', 'msg_one'))?.attachments).toEqual([first]);
    // A file of a reply goes with no common note.
    expect(await noteFor(mika, 'cmd_none', 'not_x', { attachments: [second] })).toMatchObject({ is: 'refused' });
    expect(await noteFor(mika, 'cmd_two', 'not_y', { attachments: [second] })).toMatchObject(DONE);
    expect((await recordById(db, 'note', 'not_y'))?.attachments).toEqual([second]);
  });

  test('a note in its stead is taken though the queue is lost, once, of the one whose reply it was, for this work', async () => {
    const centre = await mikasWork('kenji');
    const { mika, head, db, hub } = centre;
    const kenji = centre.others[0] as HubClient;
    await seedWaiting(hub.log, 2, 'que_2');
    const basis = await head();
    await wish(mika, { type: 'interaction.give_back', ...work, queueId: 'que_2', noteId: 'not_back', note: '返品です' });
    expect(await take(kenji)).toMatchObject(DONE);
    expect(await late(mika, { basis, commandId: 'cmd_held' })).toMatchObject({ is: 'held', reasons: ['reassigned'], ownerId: 'agt_kenji' });
    const denied = { is: 'refused', failure: { code: 'denied' } };
    // Not without the proof, not with one that never was, not for other work.
    expect(await noteFor(mika, 'cmd_none')).toMatchObject(denied);
    const other = { interactionId: 'int_2', conversationId: 'cnv_2', customerId: 'cus_2' };
    expect(await noteFor(mika, 'cmd_held', 'not_1', other)).toMatchObject(denied);
    expect(await noteFor(mika, 'cmd_held')).toMatchObject(DONE);
    expect(await recordById(db, 'note', 'not_1')).toMatchObject({ authorId: 'agt_mika', queueId: 'que_2' });
    // The same note again is the same; a second one is no more in its stead.
    expect(await noteFor(mika, 'cmd_held')).toMatchObject(DONE);
    expect(await noteFor(mika, 'cmd_held', 'not_2')).toMatchObject(denied);
  });

  test('nobody’s held reply opens the door for anybody else', async () => {
    const centre = await mikasWork('ryo');
    const { mika, head } = centre;
    const basis = await head();
    await says(centre, 'customer');
    expect(await late(mika, { basis, commandId: 'cmd_held' })).toMatchObject({ is: 'held' });
    await wish(mika, { type: 'interaction.give_back', ...work, queueId: 'que_2', noteId: 'not_back', note: '返品です' });
    const ryo = await centre.desk('ryo', { deskId: 'dsk_r2' });
    expect(await noteFor(ryo, 'cmd_held')).toMatchObject({ is: 'refused', failure: { code: 'denied' } });
  });
});
