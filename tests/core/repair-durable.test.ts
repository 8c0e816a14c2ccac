import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Cache } from '#core/cache/open-cache';
import { openingFailure } from '#core/cache/file-trouble';
import { openDatabase } from '#core/cache/open-database';
import { createSeededRandom } from '#tests/support/seeded-random';
import { aFolder, MIKA, openTestCache, TEST_KEY } from '#tests/support/test-desk';

const AT = '2026-11-20T01:00:00.000Z';
const WISHES = 60;
const DRAFTS = 40;

function aNote(n: number): never {
  const body = {
    type: 'note.add',
    customerId: 'cus_1',
    conversationId: 'cnv_1',
    interactionId: 'int_1',
    noteId: `not_${n}`,
    text: `大切なメモ ${n} `.repeat(20),
  };
  // Plain data of the contract's input; parsed by the cache.
  return { commandId: `cmd_${n}`, agentId: MIKA, deskId: 'dsk_one', writtenAt: AT, basis: 0, body } as never;
}

/** Much that nobody else has; closed, so that all of it is in one file. */
async function anUnsentDay(folder: string): Promise<void> {
  const cache = await openTestCache({ folder });
  for (let n = 0; n < WISHES; n += 1) await cache.call('outbox.add', { command: aNote(n) });
  for (let n = 0; n < DRAFTS; n += 1)
    await cache.call('draft.put', {
      conversationId: `cnv_${n}`,
      mode: 'reply',
      text: `書きかけ ${n} `.repeat(15),
      revision: 1,
      updatedAt: AT,
    } as never);
  const bytes = Buffer.alloc(3000, 7);
  const file = {
    blobId: 'blb_1',
    name: 'a.png',
    mediaType: 'image/png',
    size: bytes.length,
    conversationId: 'cnv_1',
    mode: 'reply',
    offset: 0,
  };
  await cache.call('file.put', { ...file, base64: bytes.toString('base64') } as never);
  await cache.close();
}

async function kept(cache: Cache): Promise<{ wishes: string[]; drafts: number }> {
  const wishes = (await cache.call('outbox.list', {})).map(({ command }) => command.commandId);
  return { wishes, drafts: (await cache.call('draft.unsynced', {})).filter(({ text }) => text !== '').length };
}

describe('a damaged durable.db', () => {
  test('gives back what can be read, and says how much that is', async () => {
    const original = aFolder();
    await anUnsentDay(original);
    const bytes = readFileSync(path.join(original, 'durable.db'));
    const random = createSeededRandom(7);
    const shares: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const folder = aFolder();
      mkdirSync(folder, { recursive: true });
      const damaged = Buffer.from(bytes);
      // Not the first page: without it nothing can be read, which is a test of its own.
      const at = 4096 + Math.floor(random() * (bytes.length - 4096));
      damaged[at] = (damaged[at] ?? 0) ^ 0x5a;
      writeFileSync(path.join(folder, 'durable.db'), damaged);
      const cache = await openTestCache({ folder, stamp: 'monday' });
      const { wishes, drafts } = await kept(cache);
      expect(cache.setAside).toEqual({
        file: path.join(folder, 'durable.db.damaged-monday'),
        saved: { wishes: wishes.length, drafts, files: expect.any(Number) as number },
      });
      expect(readFileSync(cache.setAside?.file ?? '')).toEqual(damaged);
      expect(wishes).toEqual([...wishes].toSorted((a, b) => Number(a.slice(4)) - Number(b.slice(4))));
      shares.push((wishes.length + drafts) / (WISHES + DRAFTS));
      await cache.close();
      // Mended once, it stays mended.
      const again = await openTestCache({ folder, stamp: 'tuesday' });
      expect(again.setAside).toBeNull();
      expect(await kept(again)).toEqual({ wishes, drafts });
      await again.close();
    }
    // A page of rows costs these rows; the page that leads to all rows of a table costs that table, and no other.
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.4);
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.65);
  });

  test.each([
    ['its first page overwritten', (file: string) => writeFileSync(file, readFileSync(file).fill(0xff, 0, 4096))],
    ['no bytes left', (file: string) => truncateSync(file, 0)],
    ['cut in the middle of a page', (file: string) => truncateSync(file, 4096 * 3 + 100)],
    ['something else entirely', (file: string) => writeFileSync(file, 'this was a database once')],
  ])('%s: it is set aside and said, and the desk works', async (_what, damage) => {
    const folder = aFolder();
    await anUnsentDay(folder);
    damage(path.join(folder, 'durable.db'));
    const cache = await openTestCache({ folder, stamp: 'monday' });
    expect(cache.setAside?.file).toBe(path.join(folder, 'durable.db.damaged-monday'));
    expect(readdirSync(folder)).toContain('durable.db.damaged-monday');
    await cache.call('outbox.add', { command: aNote(1000) });
    expect((await kept(cache)).wishes).toContain('cmd_1000');
    await cache.close();
  });

  test('a lost key opens nothing: the file is set aside whole, for whoever finds the key', async () => {
    const folder = aFolder();
    await anUnsentDay(folder);
    const bytes = readFileSync(path.join(folder, 'durable.db'));
    const cache = await openTestCache({ folder, key: 'f'.repeat(64), stamp: 'monday' });
    expect(cache.setAside).toEqual({ file: path.join(folder, 'durable.db.damaged-monday'), saved: null });
    await cache.close();
    expect(readFileSync(path.join(folder, 'durable.db.damaged-monday'))).toEqual(bytes);
    const found = openDatabase({
      path: path.join(folder, 'durable.db.damaged-monday'),
      key: TEST_KEY,
      synchronous: 'FULL',
      onSlowQuery: () => {},
    });
    found.close();
  });

  test('a rescue that was killed is finished, or begun anew, at the next start', async () => {
    const folder = aFolder();
    await anUnsentDay(folder);
    const file = path.join(folder, 'durable.db');
    const bytes = readFileSync(file);
    // Killed while it copied.
    writeFileSync(`${file}.new`, 'half of it');
    const first = await openTestCache({ folder });
    expect((await kept(first)).wishes).toHaveLength(WISHES);
    await first.close();
    // Killed between its two last steps: the damaged one is moved, the copy not yet.
    writeFileSync(`${file}.new`, bytes);
    rmSync(file);
    const second = await openTestCache({ folder });
    expect((await kept(second)).wishes).toHaveLength(WISHES);
    await second.close();
  });

  test('a folder that cannot be written, a file that another program holds, and a full disk are said in words', async () => {
    const inTheWay = path.join(aFolder(), 'a file');
    writeFileSync(inTheWay, '');
    await expect(openTestCache({ folder: path.join(inTheWay, 'no folder') })).rejects.toMatchObject({
      message: expect.stringContaining('cannot be written') as string,
    });
    const wordsFor = (code: string): string | undefined => openingFailure(Object.assign(new Error('no words'), { code }))?.message;
    expect(wordsFor('SQLITE_BUSY')).toContain('another program');
    expect(wordsFor('SQLITE_READONLY_DIRECTORY')).toContain('cannot be written');
    expect(wordsFor('SQLITE_FULL')).toContain('disk');
    expect(wordsFor('SQLITE_MISUSE')).toBeUndefined();
  });
});
