import { expect, test } from 'vitest';
import { Command } from '#shared/commands/index';
import { FilePiece } from '#shared/contracts/desk';
import { Draft } from '#shared/domain/draft';
import { openTestCache } from '#tests/support/test-desk';

const AT = '2026-11-20T01:00:00.000Z';
const WORK = { interactionId: 'int_1', conversationId: 'cnv_1' };
const file = (blobId: string) => ({ blobId, name: '領収書.txt', mediaType: 'text/plain', size: 3 });
const command = (commandId: string, body: object): Command =>
  Command.parse({ commandId, agentId: 'agt_mika', deskId: 'dsk_one', writtenAt: AT, basis: 0, body });
const held = command('cmd_held', {
  type: 'message.send',
  ...WORK,
  messageId: 'msg_1',
  text: '返金します',
  attachments: [file('blb_reply')],
});
const note = (insteadOf: string): Command =>
  command('cmd_note', {
    type: 'note.add',
    ...WORK,
    customerId: 'cus_1',
    noteId: 'not_1',
    text: '返金します',
    attachments: [file('blb_reply')],
    insteadOf,
  });

async function withHeldReply() {
  const cache = await openTestCache();
  const piece = { ...file('blb_reply'), conversationId: 'cnv_1', mode: 'reply', offset: 0, base64: btoa('abc') };
  await cache.call('file.put', FilePiece.parse(piece));
  await cache.call('file.move', { blobId: FilePiece.shape.blobId.parse('blb_reply'), state: { is: 'ready' } });
  await cache.call('outbox.add', { command: held });
  const parked = { is: 'held' as const, reasons: ['reassigned' as const], seq: 9 };
  await cache.call('outbox.park', { commandId: held.commandId, parked, isAnswered: true });
  return cache;
}

test('a held reply becomes a note in one step, with its file, and leaves the draft of the note alone', async () => {
  const cache = await withHeldReply();
  const draft = Draft.parse({ conversationId: 'cnv_1', mode: 'note', text: '別のメモ', revision: 1, updatedAt: AT });
  await cache.call('draft.put', draft);
  const { outbox, consumed } = await cache.call('outbox.add', { command: note('cmd_held') });
  expect(outbox.map((wish) => wish.command.commandId)).toEqual(['cmd_note']);
  expect(consumed).toBeNull();
  expect((await cache.call('draft.get', { conversationId: draft.conversationId, mode: 'note' }))?.text).toBe('別のメモ');
  // The hub has it already, for this note too: it is not brought again.
  const files = await cache.call('file.sent', {});
  expect(files).toMatchObject([{ attachment: { blobId: 'blb_reply', name: '領収書.txt' }, state: { is: 'ready' } }]);
  const bytes = await cache.call('file.read', { blobId: files[0]?.attachment.blobId ?? ('' as never), offset: 0 });
  expect(bytes).toEqual({ base64: btoa('abc'), size: 3 });
  // Written anew, it is a note's file and never a reply's again.
  await cache.call('outbox.remove', { commandId: note('cmd_held').commandId, keepsFiles: true });
  const of = async (mode: 'reply' | 'note') => (await cache.call('file.list', { conversationId: draft.conversationId, mode })).length;
  expect([await of('reply'), await of('note')]).toEqual([0, 1]);
  await cache.close();
});

test('what is not held any more is not made a note, and nothing changes', async () => {
  const cache = await withHeldReply();
  await expect(cache.call('outbox.add', { command: note('cmd_other') })).rejects.toMatchObject({ code: 'not_found' });
  expect((await cache.call('outbox.list', {})).map((wish) => wish.command.commandId)).toEqual(['cmd_held']);
  await cache.close();
});
