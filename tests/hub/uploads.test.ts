import { expect, test } from 'vitest';
import { recordById } from '#hub/log/records';
import { createFileTokens } from '#hub/files/file-tokens';
import { openSigningKeys } from '#hub/auth/signing-keys';
import { CommandBody } from '#shared/commands/index';
import { FILE_PIECE } from '#shared/contracts/hub';
import { BlobId, ConversationId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import { openTestHub, seedWaiting } from '#tests/support/a-hub';
import { aPng, GOOD, type AFile } from '#tests/support/files/good-files';
import type { HubClient } from '#tests/support/hub-client';
import { describeStores } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

const CNV = ConversationId.parse('cnv_1');
const PICTURE: AFile = { name: '画面.png', mediaType: 'image/png', bytes: aPng(40, 40) };
/** Larger than one piece. */
const LONG: AFile = { name: '記録.txt', mediaType: 'text/plain', bytes: Buffer.from('記録です。\n'.repeat(20_000)) };

type Given = { blobId: BlobId; name: string; mediaType: string; size: number };

async function putPiece(desk: HubClient, blobId: string, { name, mediaType, bytes }: AFile, offset = 0, mode: 'reply' | 'note' = 'reply') {
  const base64 = bytes.subarray(offset, offset + FILE_PIECE).toString('base64');
  return desk.call('blob.put', {
    blobId: BlobId.parse(blobId),
    name,
    mediaType,
    size: bytes.length,
    conversationId: CNV,
    mode,
    offset,
    base64,
  });
}

async function bring(desk: HubClient, blobId: string, file: AFile, mode: 'reply' | 'note' = 'reply'): Promise<Given> {
  for (let offset = 0; ;) {
    const { received, attachment } = await putPiece(desk, blobId, file, offset, mode);
    if (attachment !== null) return attachment;
    offset = received;
  }
}

describeStores('files of agents', (openStore) => {
  async function aDesk() {
    const db = await openStore();
    const opened = await openTestHub(db);
    const mika = await opened.desk('mika');
    await seedWaiting(opened.hub.log, 1);
    await mika.execute(CommandBody.parse({ type: 'interaction.take', interactionId: 'int_1' }));
    const thread = { interactionId: 'int_1', conversationId: 'cnv_1' };
    const say = (id: string, attachments: readonly Given[], text = '') =>
      mika.execute(CommandBody.parse({ type: 'message.send', ...thread, messageId: id, text, attachments }));
    const note = (id: string, attachments: readonly Given[]) =>
      mika.execute(CommandBody.parse({ type: 'note.add', ...thread, customerId: 'cus_1', noteId: id, text: '', attachments }));
    const left = async (): Promise<number> => (await db.all(sql`SELECT id FROM blob`)).length;
    return { db, ...opened, mika, say, note, left };
  }

  test('a file comes piece by piece, goes with words or without, and is read by who may read the message', async () => {
    const { db, mika, say, desk } = await aDesk();
    const given = await bring(mika, 'blb_long', LONG);
    expect(given).toEqual({ blobId: 'blb_long', name: '記録.txt', mediaType: 'text/plain', size: LONG.bytes.length });
    const kenji = await desk('kenji');
    await expect(mika.call('blob.read', { blobId: given.blobId, offset: 0 })).rejects.toMatchObject({ code: 'denied' });
    expect(await say('msg_1-file', [given])).toMatchObject({ is: 'done' });
    expect((await recordById(db, 'message', 'msg_1-file'))?.attachments).toEqual([given]);
    const first = await mika.call('blob.read', { blobId: given.blobId, offset: 0 });
    const second = await mika.call('blob.read', { blobId: given.blobId, offset: FILE_PIECE });
    expect(Buffer.concat([first, second].map(({ base64 }) => Buffer.from(base64, 'base64'))).equals(LONG.bytes)).toBe(true);
    await expect(kenji.call('blob.read', { blobId: given.blobId, offset: 0 })).rejects.toMatchObject({ code: 'denied' });
    expect(await db.all(sql`SELECT blob_id FROM upload`)).toEqual([]);
  });

  test('a piece sent twice is one piece, and a broken line goes on where it broke', async () => {
    const { mika } = await aDesk();
    expect(await putPiece(mika, 'blb_1', LONG)).toEqual({ received: FILE_PIECE, attachment: null });
    expect(await putPiece(mika, 'blb_1', LONG)).toEqual({ received: FILE_PIECE, attachment: null });
    const whole = await putPiece(mika, 'blb_1', LONG, FILE_PIECE);
    expect(whole).toMatchObject({ received: LONG.bytes.length, attachment: { name: '記録.txt' } });
    expect(await putPiece(mika, 'blb_1', LONG, FILE_PIECE)).toEqual(whole);
    await expect(putPiece(mika, 'blb_1', PICTURE)).rejects.toMatchObject({ code: 'invalid', field: 'size' });
  });

  test('what the hub does not take leaves nothing behind, and says why', async () => {
    const { mika, left } = await aDesk();
    const evil: AFile = { name: 'a.png', mediaType: 'image/png', bytes: Buffer.concat([aPng(), Buffer.from('<script>')]) };
    await expect(putPiece(mika, 'blb_evil', evil)).rejects.toMatchObject({ code: 'invalid', field: 'file.two_in_one', retryable: false });
    await expect(putPiece(mika, 'blb_exe', { ...evil, name: 'a.exe' })).rejects.toMatchObject({ field: 'file.executable' });
    expect(await left()).toBe(0);
  });

  test('a note’s file never leaves as a reply, nor a colleague’s or a stranger’s at all', async () => {
    const { mika, say, note, desk } = await aDesk();
    const ofNote = await bring(mika, 'blb_note', PICTURE, 'note');
    const ryo = await desk('ryo');
    const ofRyo = await bring(ryo, 'blb_ryo', PICTURE, 'note');
    await expect(putPiece(mika, 'blb_ryo', PICTURE)).rejects.toMatchObject({ code: 'denied' });
    const nobodys = { ...ofNote, blobId: BlobId.parse('blb_nobody') };
    for (const [index, file] of [ofNote, ofRyo, nobodys].entries()) {
      expect(await say(`msg_wrong-${index}`, [file])).toMatchObject({ is: 'refused', failure: { code: 'conflict', field: 'attachments' } });
    }
    expect(await note('not_right', [ofNote])).toMatchObject({ is: 'done' });
    const { base64 } = await ryo.call('blob.read', { blobId: ofNote.blobId, offset: 0 });
    expect(base64).toBe(PICTURE.bytes.toString('base64'));
    expect(await note('not_again', [ofNote])).toMatchObject({ is: 'refused' });
  });

  test('one agent keeps no more waiting than a few messages take', async () => {
    const { mika } = await aDesk();
    for (let index = 0; index < 20; index += 1) await bring(mika, `blb_${index}`, PICTURE);
    await expect(putPiece(mika, 'blb_more', PICTURE)).rejects.toMatchObject({ field: 'file.too_many' });
  });

  test('what no message named within a day goes; what one named stays', async () => {
    const { db, mika, say, clock, left } = await aDesk();
    const sent = await bring(mika, 'blb_sent', PICTURE);
    await say('msg_sent', [sent]);
    await bring(mika, 'blb_left', PICTURE);
    await putPiece(mika, 'blb_half', LONG);
    expect(await left()).toBe(3);
    const due = await db.all<{ due: number }>(sql`SELECT due_at::float8 AS due FROM timer WHERE kind = 'upload.expire'`);
    expect(due.map((one) => one.due - clock.now())).toEqual([1, 1, 1].map(() => 24 * 3_600_000));
    await db.all(sql`UPDATE timer SET due_at = ${clock.now()} WHERE kind = 'upload.expire'`);
    await clock.advance(1_000);
    await waitUntil(async () => ((await left()) === 1 ? true : null), { what: 'unused files are gone' });
    expect(await mika.call('blob.read', { blobId: sent.blobId, offset: 0 })).toMatchObject({ size: PICTURE.bytes.length });
  });

  test('an address of a file opens it as a download that can run nothing, until it is too old; a changed one opens nothing', async () => {
    const { db, hub, mika, say, clock } = await aDesk();
    const given = await bring(mika, 'blb_pic', PICTURE);
    await say('msg_pic', [given]);
    const tokens = createFileTokens({ key: (await openSigningKeys(db)).files, clock });
    const until = clock.now() + 60_000;
    const path = tokens.path({ blobId: given.blobId, purpose: 'link' }, until);
    const answer = await hub.server.inject({ url: path });
    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload.equals(PICTURE.bytes)).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': `attachment; filename="_.png"; filename*=UTF-8''${encodeURIComponent('画面.png')}`,
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'private, no-store',
    });
    expect(answer.headers['set-cookie']).toBeUndefined();
    const shown = await hub.server.inject({ url: tokens.path({ blobId: given.blobId, purpose: 'vendor' }, until) });
    expect(shown.headers['content-disposition']).toMatch(/^inline;/);
    const [name, sealed = ''] = path.split('.');
    const wrong = [
      `${name}.${sealed.slice(0, -2)}AA`,
      `/files/other.${sealed}`,
      `${name}.`,
      '/files/x',
      path.replace('/files/', '/files/%2e%2e'),
    ];
    for (const url of wrong) expect({ url, status: (await hub.server.inject({ url })).statusCode }).toEqual({ url, status: 404 });
    await clock.advance(61_000);
    expect((await hub.server.inject({ url: path })).statusCode).toBe(404);
  });

  test('every kind that is taken comes and goes', async () => {
    const { mika, say } = await aDesk();
    for (const [index, make] of Object.values(GOOD).entries()) {
      const given = await bring(mika, `blb_kind-${index}`, make());
      expect(await say(`msg_kind-${index}`, [given])).toMatchObject({ is: 'done' });
    }
  });
});
