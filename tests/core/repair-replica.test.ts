import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCacheInWorkers, type Cache } from '#core/cache/open-cache';
import { openDatabase } from '#core/cache/open-database';
import { openReplica } from '#core/cache/open-replica';
import { FORMAT } from '#core/cache/replica-tables';
import { CustomerId, QueueId } from '#shared/domain/ids';
import { queueScope } from '#shared/domain/scope';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import { aConversation, aCustomer, aMessage, anInteraction } from '#tests/support/builders';
import { createKeptLog } from '#tests/support/kept-log';
import { createSeededRandom } from '#tests/support/seeded-random';
import { aFolder, MIKA, openTestCache, TEST_KEY } from '#tests/support/test-desk';
import { waitUntil } from '#tests/support/wait-until';

const QUEUE = QueueId.parse('que_1');
const LINES = 400;
const CUSTOMER = CustomerId.parse('cus_1');
const OPTIONS = { key: TEST_KEY, onSlowQuery: () => {} };

async function fill(cache: Cache): Promise<void> {
  await cache.call('replica.begin', { epoch: 'a'.repeat(32), cursor: 5, scopes: [queueScope(QUEUE)] });
  const lines = Array.from({ length: LINES }, (_, n) => aMessage({ id: `msg_${n}`, text: `大切な秘密 ${n}`, queueId: QUEUE, seq: n }));
  await cache.call('snapshot.apply', {
    scope: queueScope(QUEUE),
    records: [
      { kind: 'customer', id: 'cus_1', rev: 1, body: aCustomer({ queueIds: [QUEUE] }) },
      { kind: 'conversation', id: 'cnv_1', rev: 1, body: aConversation({ queueIds: [QUEUE] }) },
      { kind: 'interaction', id: 'int_1', rev: 1, body: anInteraction() },
      ...lines.map((body) => ({ kind: 'message' as const, id: body.id, rev: 2, body })),
    ],
  });
  await cache.call('scope.level', { scope: queueScope(QUEUE), since: 5 });
}

/** Everything a window could ask for; throws where a damaged page is met. */
async function readAll(cache: Cache): Promise<unknown> {
  const inbox = await cache.call('view.read', { view: { is: 'inbox' } });
  const customer = await cache.call('view.read', { view: { is: 'customer', customerId: CUSTOMER } });
  const older = await cache.call('timeline.older', { customerId: CUSTOMER, before: { at: '2099-01-01T00:00:00.000Z' as never, seq: 9e9 } });
  const found = await cache.call('timeline.find', { customerId: CUSTOMER, text: '秘密 7' });
  return { inbox, customer, older, found };
}

/** Emptied, and filled again as the hub would. */
async function mended(cache: Cache): Promise<string> {
  await waitUntil(async () => (await cache.call('replica.state', {})).epoch === null, { what: 'the replica is empty' });
  await fill(cache);
  return JSON.stringify(await readAll(cache));
}

describe('a damaged replica', () => {
  test('a flipped byte anywhere is met, told and repaired, and nothing wrong is ever shown', async () => {
    const original = aFolder();
    const first = await openTestCache({ folder: original });
    await fill(first);
    const truth = JSON.stringify(await readAll(first));
    await first.close();
    const bytes = readFileSync(path.join(original, 'replica.db'));
    const random = createSeededRandom(11);
    let met = 0;
    for (let round = 0; round < 14; round += 1) {
      const folder = aFolder();
      mkdirSync(folder, { recursive: true });
      const damaged = Buffer.from(bytes);
      // The head, the first page of the schema, then anywhere.
      const at = [3, 40, 4200][round] ?? Math.floor(random() * bytes.length);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (round % 8));
      writeFileSync(path.join(folder, 'replica.db'), damaged);
      const cache = await openTestCache({ folder });
      let resets = 0;
      cache.onReset(() => {
        resets += 1;
      });
      const isEmptied = (await cache.call('replica.state', {})).epoch === null;
      const shown = isEmptied ? null : await readAll(cache).catch((error: unknown) => error);
      const isMet = isEmptied || shown instanceof Failure;
      expect(shown instanceof Failure ? shown.retryable : true).toBe(true);
      // A page that nobody asked for may stay damaged; what is shown is true, or is not shown.
      expect(isMet ? await mended(cache) : JSON.stringify(shown)).toBe(truth);
      expect(resets).toBe(shown instanceof Failure ? 1 : 0);
      if (isMet) met += 1;
      await cache.close();
    }
    expect(met).toBeGreaterThan(5);
  });

  test('a damaged log of a desk that was killed costs what was last written, and that is pulled again', async () => {
    const folder = aFolder();
    const first = await openTestCache({ folder });
    await fill(first);
    const killed = aFolder();
    mkdirSync(killed, { recursive: true });
    for (const name of ['replica.db', 'replica.db-wal', 'durable.db', 'durable.db-wal'])
      if (existsSync(path.join(folder, name))) copyFileSync(path.join(folder, name), path.join(killed, name));
    const truth = JSON.stringify(await readAll(first));
    await first.close();
    const wal = path.join(killed, 'replica.db-wal');
    const bytes = readFileSync(wal);
    const half = Math.floor(bytes.length / 2);
    bytes[half] = (bytes[half] ?? 0) ^ 1;
    writeFileSync(wal, bytes);
    const second = await openTestCache({ folder: killed });
    const { epoch, wantedScopes } = await second.call('replica.state', {});
    // Either nothing of it is left, or a moment of the past whose scope is still wanted: never a part taken for the whole.
    expect(epoch === null || wantedScopes.length === 1).toBe(true);
    await fill(second);
    expect(JSON.stringify(await readAll(second))).toBe(truth);
    await second.close();
  });
});

test('the damaged file serves the reader until the new one is level, and goes at once where a scope is lost', async () => {
  for (const isScopeLost of [false, true]) {
    const folder = aFolder();
    const first = await openTestCache({ folder });
    await fill(first);
    await first.close();
    const file = path.join(folder, 'replica.db');
    const cache = await openCacheInWorkers({ folder, key: TEST_KEY, agentId: MIKA, stamp: 'then' }, createKeptLog());
    const inbox = (): Promise<number> => cache.call('view.read', { view: { is: 'inbox' } }).then(({ changes }) => changes.length);
    const before = await inbox();
    expect(before).toBeGreaterThan(0);
    // A page in the middle holds messages.
    const bytes = readFileSync(file);
    const at = Math.floor(bytes.length / 4096 / 2) * 4096 + 100;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    const reset = new Promise<void>((resolve) => void cache.onReset(resolve));
    await expect(cache.call('timeline.find', { customerId: CUSTOMER, text: '秘密 7' })).rejects.toMatchObject({ retryable: true });
    await reset;
    expect((await cache.call('replica.state', {})).epoch).toBeNull();
    expect(await inbox()).toBe(before);
    const scopes = isScopeLost ? [] : [queueScope(QUEUE)];
    await cache.call('replica.begin', { epoch: 'a'.repeat(32), cursor: 5, scopes });
    expect(await inbox()).toBe(isScopeLost ? 0 : before);
    await cache.isLevel();
    expect(await inbox()).toBe(0);
    expect(existsSync(path.join(folder, 'replica.old.db'))).toBe(false);
    await cache.close();
  }
}, 20_000);

describe('a new format', () => {
  async function anOldReplica(): Promise<string> {
    const folder = aFolder();
    const first = await openTestCache({ folder });
    await fill(first);
    await first.close();
    const file = path.join(folder, 'replica.db');
    const db = openDatabase({ ...OPTIONS, path: file, synchronous: 'NORMAL' });
    db.run(sql`UPDATE meta SET value = '0' WHERE name = 'format'`);
    db.run(sql`INSERT INTO meta (name, value) VALUES ('syncedAt', '2026-11-20T01:00:00.000Z')`);
    db.close();
    return file;
  }

  test('is made from the records, tells how far it is, and keeps what is noted beside them', async () => {
    const file = await anOldReplica();
    const told: number[] = [];
    const db = openReplica({ ...OPTIONS, path: file, onRebuilding: (percent) => told.push(percent) });
    expect(told.at(-1)).toBe(100);
    expect(db.all(sql`SELECT name, value FROM meta WHERE name IN ('format', 'cursor', 'syncedAt') ORDER BY name`)).toEqual([
      { name: 'cursor', value: '5' },
      { name: 'format', value: String(FORMAT) },
      { name: 'syncedAt', value: '2026-11-20T01:00:00.000Z' },
    ]);
    expect(db.first(sql`SELECT count(*) AS n FROM record`)).toEqual({ n: LINES + 3 });
    db.close();
  });

  test('a kill while it is made leaves the old file, and after that the new one', async () => {
    const file = await anOldReplica();
    const old = readFileSync(file);
    // Killed half-way: the new file is there, and not whole.
    writeFileSync(`${file}.new`, 'half of it');
    writeFileSync(`${file}.new-wal`, 'and its log');
    const first = openReplica({ ...OPTIONS, path: file });
    expect(first.first(sql`SELECT count(*) AS n FROM record`)).toEqual({ n: LINES + 3 });
    first.close();
    // Killed at the last step: the old file is gone, but for its log.
    const fresh = readFileSync(file);
    writeFileSync(`${file}.new`, fresh);
    writeFileSync(`${file}-wal`, old);
    rmSync(file);
    const second = openReplica({ ...OPTIONS, path: file });
    expect(second.first(sql`SELECT count(*) AS n FROM record`)).toEqual({ n: LINES + 3 });
    second.close();
  });
});
