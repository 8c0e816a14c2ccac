import { expect, onTestFinished, test } from 'vitest';
import { FILE_PIECE } from '#shared/contracts/hub';
import { BlobId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import { openWorld } from '#tests/support/world';
import { waitUntil } from '#tests/support/wait-until';

// Files between a desk and the real hub, with either of them ending in the middle.

const PIECES = 12;
/** Every piece differs from every other. */
const BYTES = Buffer.from(
  Array.from({ length: PIECES * FILE_PIECE }, (_, index) => 97 + ((index * 7 + Math.floor(index / FILE_PIECE)) % 26)),
);

test('a file goes on where hub and desk broke off, is there once, and is read at the desk without the hub', async () => {
  const world = await openWorld();
  onTestFinished(() => world.close());
  const first = await world.desk('mika');
  await first.connected();
  await first.openInbox();
  await world.customerWrites('+819055556666', '領収書を待っています');
  const work = await waitUntil(() => first.of('interaction').find(({ lastLine }) => lastLine?.text === '領収書を待っています'), {
    what: 'the work',
  });
  await first.submit({ type: 'interaction.take', interactionId: work.id });
  await waitUntil(() => first.of('interaction').find(({ id }) => id === work.id)?.state.is === 'handling', { what: 'the work is ours' });

  const attachment = { blobId: BlobId.parse('blb_receipt'), name: '記録.txt', mediaType: 'text/plain', size: BYTES.length };
  const { conversationId, customerId } = work;
  for (let offset = 0; offset < BYTES.length; offset += FILE_PIECE) {
    const base64 = BYTES.subarray(offset, offset + FILE_PIECE).toString('base64');
    await first.call('file.add', { ...attachment, conversationId, mode: 'note', offset, base64 });
  }
  const atHub = async (): Promise<{ received: number; pieces: number; bytes: number } | undefined> => {
    const [row] = await world.db.all<{ received: number; pieces: number; bytes: number }>(sql`SELECT upload.received::float8 AS received,
      count(*)::int AS pieces, sum(length(bytes))::float8 AS bytes FROM upload JOIN blob_chunk ON blob_chunk.blob_id = upload.blob_id
      WHERE upload.blob_id = ${attachment.blobId} GROUP BY upload.received`);
    return row;
  };
  // The hub ends in the middle, and then the desk.
  await waitUntil(async () => ((await atHub())?.pieces ?? 0) >= 2, { what: 'two pieces are there' });
  await world.stopHub();
  const broken = await atHub();
  expect(broken?.pieces).toBeLessThan(PIECES);
  await first.shut();
  await world.startHub();

  const mika = await world.desk('mika', { folder: first.folder });
  await mika.connected();
  const noteId = world.ids.note();
  await mika.submit({
    type: 'note.add',
    interactionId: work.id,
    customerId,
    conversationId,
    noteId,
    text: '記録です',
    attachments: [attachment],
  });
  await waitUntil(async () => (await mika.call('outbox.list', {})).length === 0, { what: 'the note is sent' });
  const [whole] = await world.db.all(sql`SELECT count(*)::int AS pieces, sum(length(bytes))::float8 AS bytes,
    count(DISTINCT position)::int AS places FROM blob_chunk WHERE blob_id = ${attachment.blobId}`);
  expect(whole).toEqual({ pieces: PIECES, bytes: BYTES.length, places: PIECES });
  const notes = await world.db.all<{ id: string }>(
    sql`SELECT id FROM note WHERE body -> 'attachments' @> ${JSON.stringify([{ blobId: attachment.blobId }])}::jsonb`,
  );
  expect(notes.map(({ id }) => id)).toEqual([noteId]);

  const read = async (): Promise<boolean> =>
    Buffer.from((await mika.call('blob.read', { blobId: attachment.blobId, itemId: noteId })).base64, 'base64').equals(BYTES);
  expect(await read()).toBe(true);
  expect(await mika.call('blob.kept', { blobIds: [attachment.blobId] })).toEqual([attachment.blobId]);
  await world.stopHub();
  expect(await read()).toBe(true);
});
