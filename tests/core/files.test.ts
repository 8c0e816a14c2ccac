import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { CommandBody, CommandOutcome } from '#shared/commands/index';
import { FILE_PIECE } from '#shared/contracts/hub';
import type { ComposerMode } from '#shared/domain/draft';
import { BlobId, CommandId, ConversationId } from '#shared/domain/ids';
import type { GivenAttachment } from '#shared/domain/message';
import { fileFailure } from '#shared/files/file-rules';
import { createScriptedHub, type ScriptedHub } from '#tests/support/scripted-hub';
import { aCentre, answered, arrives, assignedToMika } from '#tests/support/scripted-work';
import { aFolder, MIKA, openTestDesk, type TestDesk } from '#tests/support/test-desk';
import { waitUntil } from '#tests/support/wait-until';

const CNV = ConversationId.parse('cnv_1');
/** Two pieces. */
const BYTES = Buffer.alloc(FILE_PIECE + 1_000, '窓口');

function aHub(): ScriptedHub {
  const hub = createScriptedHub({ agentId: MIKA });
  hub.append(...aCentre(), ...arrives(1), assignedToMika(1));
  return hub;
}

function obedient(hub: ScriptedHub): { sent: CommandBody[] } {
  const sent: CommandBody[] = [];
  hub.execute(({ commandId, body }): CommandOutcome => {
    sent.push(body);
    const events = body.type === 'message.send' ? hub.appendCausedBy(commandId, answered(1, body.messageId, body.text)) : [];
    return { is: 'done', seqs: events.map(({ seq }) => seq) };
  });
  return { sent };
}

async function give(desk: TestDesk, id = 'blb_1', mode: ComposerMode = 'reply', bytes = BYTES): Promise<GivenAttachment> {
  const attachment = { blobId: BlobId.parse(id), name: '記録.txt', mediaType: 'text/plain', size: bytes.length };
  for (let offset = 0; offset < bytes.length; offset += FILE_PIECE) {
    const base64 = bytes.subarray(offset, offset + FILE_PIECE).toString('base64');
    await desk.cache.call('file.put', { ...attachment, conversationId: CNV, mode, offset, base64 });
  }
  desk.filesChanged();
  return attachment;
}

const reply = (attachments: readonly GivenAttachment[], n = 1): CommandBody =>
  ({
    type: 'message.send',
    interactionId: 'int_1',
    conversationId: 'cnv_1',
    messageId: `msg_r${n}`,
    text: '',
    attachments,
  }) as unknown as CommandBody; // branded ids
const submit = (desk: TestDesk, body: CommandBody, n = 1): Promise<void> =>
  desk.submit({ commandId: CommandId.parse(`cmd_${n}`), basis: 0, body });
const kept = (desk: TestDesk, mode: ComposerMode = 'reply') => desk.cache.call('file.list', { conversationId: CNV, mode });
const isEmpty = (desk: TestDesk) => waitUntil(() => desk.outbox().length === 0, { what: 'the outbox is empty' });

test('a file is at the hub before its words are, is shown at once, and leaves nothing behind', async () => {
  const hub = aHub();
  const { sent } = obedient(hub);
  const desk = await openTestDesk({ dial: hub.dial });
  await desk.level();
  const given = await give(desk);
  await waitUntil(() => hub.files.kept.get('blb_1')?.equals(BYTES) === true, { what: 'the file is at the hub' });
  await waitUntil(async () => (await kept(desk))[0]?.state.is === 'ready', { what: 'the file is ready' });
  expect(desk.told.files.map(({ state }) => (state.is === 'waiting' ? state.sent : state.is))).toEqual([FILE_PIECE, 'ready']);
  await submit(desk, reply([given]));
  await isEmpty(desk);
  expect(sent).toMatchObject([{ attachments: [given] }]);
  expect(await kept(desk)).toEqual([]);
  expect(await desk.cache.call('file.read', { blobId: given.blobId, offset: 0 })).toBeNull();
});

test('without a line a file waits with its words, encrypted, over an end of the desk, and both go when the line is back', async () => {
  const hub = aHub();
  const folder = aFolder();
  const before = await openTestDesk({ dial: hub.dial, folder });
  await before.level();
  hub.cut(false);
  const given = await give(before);
  await submit(before, reply([given]));
  expect(before.screen.of('message').find(({ id }) => id === 'msg_r1')?.attachments).toEqual([given]);
  expect(hub.files.kept.size).toBe(0);
  await before.close();
  expect(readFileSync(path.join(folder, 'durable.db')).includes(Buffer.from('窓口窓口'))).toBe(false);

  hub.open();
  const { sent } = obedient(hub);
  const after = await openTestDesk({ dial: hub.dial, folder });
  await isEmpty(after);
  expect(hub.files.kept.get('blb_1')?.equals(BYTES)).toBe(true);
  expect(sent).toHaveLength(1);
});

test('what was half given when the desk ended is not kept', async () => {
  const folder = aFolder();
  const before = await openTestDesk({ dial: aHub().dial, folder });
  const half = { blobId: BlobId.parse('blb_1'), name: 'a.txt', mediaType: 'text/plain', size: BYTES.length, conversationId: CNV };
  await before.cache.call('file.put', { ...half, mode: 'reply', offset: 0, base64: BYTES.subarray(0, FILE_PIECE).toString('base64') });
  expect(await kept(before)).toMatchObject([{ state: { is: 'receiving' } }]);
  await before.close();
  expect(await kept(await openTestDesk({ dial: aHub().dial, folder }))).toEqual([]);
});

test('what the hub refuses is said beside the file; its words, sent all the same, wait with the reason', async () => {
  const hub = aHub();
  const { sent } = obedient(hub);
  hub.files.refusals.push(fileFailure('two_in_one'));
  const desk = await openTestDesk({ dial: hub.dial });
  await desk.level();
  const given = await give(desk);
  await waitUntil(async () => (await kept(desk))[0]?.state.is === 'refused', { what: 'the file is refused' });
  await submit(desk, reply([given]));
  await waitUntil(() => desk.outbox()[0]?.state.is === 'refused', { what: 'the words wait' });
  expect(desk.outbox()[0]?.state).toMatchObject({ failure: { field: 'file.two_in_one' } });
  expect(sent).toEqual([]);
  // Written anew, with its file, which is brought again; and discarded for good.
  await desk.discard(CommandId.parse('cmd_1'), true);
  expect(await kept(desk)).toMatchObject([{ attachment: given }]);
  await submit(desk, reply([given], 2), 2);
  await isEmpty(desk);
  expect(sent).toHaveLength(1);
});

test('a hub that let go of a file is brought it again when the words are tried again', async () => {
  const hub = aHub();
  const desk = await openTestDesk({ dial: hub.dial });
  await desk.level();
  hub.execute(() => ({ is: 'refused', failure: { code: 'conflict', message: 'gone', retryable: false, field: 'attachments' } }));
  const given = await give(desk);
  await submit(desk, reply([given]));
  await waitUntil(() => desk.outbox()[0]?.state.is === 'refused', { what: 'the words wait' });
  hub.files.kept.clear();
  obedient(hub);
  await desk.retry(CommandId.parse('cmd_1'));
  await isEmpty(desk);
  expect(hub.files.kept.get('blb_1')?.equals(BYTES)).toBe(true);
});

test('a note’s file never goes with a reply, nor one file with two', async () => {
  const hub = aHub();
  const { sent } = obedient(hub);
  const desk = await openTestDesk({ dial: hub.dial });
  await desk.level();
  const ofNote = await give(desk, 'blb_n', 'note');
  await expect(submit(desk, reply([ofNote]))).rejects.toMatchObject({ code: 'invalid', field: 'attachments' });
  await expect(submit(desk, reply([{ ...ofNote, blobId: BlobId.parse('blb_other') }]))).rejects.toMatchObject({ code: 'invalid' });
  expect(sent).toEqual([]);
  expect(await kept(desk, 'note')).toHaveLength(1);
});
