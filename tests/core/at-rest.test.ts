import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '#core/cache/open-database';
import { openVault } from '#core/key-vault';
import { DEMO_PASSWORD } from '#hub/demo/demo-centre';
import { BlobId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import { startCoreProcess } from '#tests/support/core-process';
import { createKeptLog } from '#tests/support/kept-log';
import { filesThatHold, formsOf } from '#tests/support/known-words';
import { aFolder, TEST_KEY } from '#tests/support/test-desk';
import { openWorld } from '#tests/support/world';
import { waitUntil } from '#tests/support/wait-until';

const NUMBER = '+819055556666';
const WORDS = {
  theirs: '返金のお願いとても急いでいます',
  ours: '返信の言葉 overtly confidential',
  note: 'メモの言葉 between colleagues',
  draft: '書きかけの言葉 half finished',
  file: 'ファイルの中の言葉 inside the file',
  fileName: '見積書の名前.txt',
  name: '竜宮寺',
  searched: '急いでいます',
};
const ALL = [...Object.values(WORDS), NUMBER, DEMO_PASSWORD];

test('the scan finds words in whatever form they lie', () => {
  const folder = aFolder();
  for (const [index, form] of formsOf(WORDS.theirs).entries())
    writeFileSync(path.join(folder, `${index}`), Buffer.concat([randomBytes(7), form]));
  writeFileSync(path.join(folder, 'inside'), `x${Buffer.from(`ab${WORDS.theirs}cd`).toString('base64')}`);
  expect(filesThatHold(folder, [WORDS.theirs])).toHaveLength(formsOf(WORDS.theirs).length + 1);
  expect(filesThatHold(folder, ['別の言葉です'])).toEqual([]);
});

test('a day at a desk leaves no readable word on the disk: while it runs, after kill -9, nor in the hub’s log', async () => {
  const world = await openWorld();
  onTestFinished(() => world.close());
  const folder = aFolder();
  const temp = mkdtempSync(path.join(aFolder(), 'temp-'));
  const options = {
    hubUrl: world.hub.url,
    folder,
    vaultKey: randomBytes(32).toString('base64'),
    env: { TMPDIR: temp, SQLITE_TMPDIR: temp },
  };
  const core = await startCoreProcess(options);
  const { page } = core;
  await page.call('session.sign_in', { hubUrl: world.hub.url, loginName: 'mika', password: DEMO_PASSWORD });
  await waitUntil(async () => (await page.call('session.current', {})).connection.is === 'connected', { what: 'connected' });
  await world.customerWrites(NUMBER, WORDS.theirs);
  const find = async (state: string) => {
    const { changes } = await page.call('view.open', { is: 'inbox' });
    const found = changes.find(
      ({ kind, body }) => kind === 'interaction' && body?.lastLine?.text === WORDS.theirs && body.state.is === state,
    );
    return found?.kind === 'interaction' ? (found.body ?? undefined) : undefined;
  };
  const { id: interactionId, conversationId, customerId } = await waitUntil(() => find('queued'), { what: 'the work' });
  const submit = (body: Parameters<typeof page.call<'command.submit'>>[1]['body']) =>
    page.call('command.submit', { commandId: world.ids.command(), basis: 1_000_000, body });
  await submit({ type: 'interaction.take', interactionId });
  await waitUntil(() => find('handling'), { what: 'hers' });
  await submit({ type: 'customer.name', customerId, name: { family: WORDS.name } });
  await submit({ type: 'message.send', interactionId, conversationId, messageId: world.ids.message(), text: WORDS.ours });
  await submit({ type: 'note.add', customerId, interactionId, conversationId, noteId: world.ids.note(), text: WORDS.note });
  const bytes = Buffer.from(WORDS.file.repeat(200));
  await page.call('file.add', {
    blobId: BlobId.parse(`blb_${crypto.randomUUID()}`),
    name: WORDS.fileName,
    mediaType: 'text/plain',
    size: bytes.byteLength,
    conversationId,
    mode: 'reply',
    offset: 0,
    base64: bytes.toString('base64'),
  });
  const draft = { conversationId, mode: 'reply' as const, text: WORDS.draft, revision: 1, updatedAt: new Date().toISOString() };
  await page.call('draft.put', draft);
  await page.call('timeline.find', { customerId, text: WORDS.searched });
  await waitUntil(async () => (await page.call('outbox.list', {})).length === 0, { what: 'all is sent' });

  // The journal and its index lie beside the file while it runs.
  expect(readdirSync(folder, { recursive: true }).filter((name) => /\.db-(?:wal|shm)$/.test(String(name))).length).toBeGreaterThan(1);
  for (const place of [folder, temp]) expect(filesThatHold(place, ALL)).toEqual([]);
  expect(await core.end('SIGKILL')).toBe('SIGKILL');
  for (const place of [folder, temp]) expect(filesThatHold(place, ALL)).toEqual([]);
  expect(ALL.filter((word) => world.hub.lines.join('').includes(word))).toEqual([]);
  expect(world.hub.lines.join('')).toContain('signed in');
}, 120_000);

test('what is too large to be sorted in place is sorted in memory, not in a file', () => {
  const db = openDatabase({ path: path.join(aFolder(), 'x.db'), key: TEST_KEY, synchronous: 'NORMAL', onSlowQuery: () => {} });
  const reader = openDatabase({ path: db.path, key: TEST_KEY, isReadOnly: true, synchronous: 'NORMAL', onSlowQuery: () => {} });
  for (const side of [db, reader]) expect(side.first(sql`PRAGMA temp_store`)).toEqual({ temp_store: 2 });
  reader.close();
  db.close();
});

test('a key that others could read is taken from their eyes at the start, and said', async () => {
  const folder = aFolder();
  const log = createKeptLog();
  await openVault({ folder, sealKey: null, log });
  for (const name of ['vault.key', '.']) expect(statSync(path.join(folder, name)).mode & 0o077).toBe(0);
  chmodSync(path.join(folder, 'vault.key'), 0o644);
  chmodSync(folder, 0o755);
  await openVault({ folder, sealKey: null, log });
  expect(statSync(path.join(folder, 'vault.key')).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(log.lines.filter((line) => line.includes('could read this'))).toHaveLength(2);
});
