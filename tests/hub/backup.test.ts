import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { backUpBeforeUpdate, backUpIntoFolder } from '#hub/backup/backup-folder';
import { openArchive } from '#hub/backup/read-archive';
import { restoreBackup } from '#hub/backup/restore-backup';
import { writeArchive } from '#hub/backup/write-archive';
import { writeBackup } from '#hub/backup/write-backup';
import type { Db } from '#hub/db/db';
import { migrate } from '#hub/db/migrate';
import { openPgliteMemory } from '#hub/db/open-pglite';
import { openPostgres } from '#hub/db/open-postgres';
import { KINDS } from '#shared/records/records';
import { sql } from '#shared/sql';
import { openTestHub, seedWaiting } from '#tests/support/a-hub';
import { createTestDatabase } from '#tests/support/test-database';
import { faultsOfStore } from '#tests/support/verify-store';
import { describeStores, type OpenStore } from '#tests/support/stores';

const NOW = '2026-11-22T00:00:00.000Z';
const noPassphrase = (): Promise<string> => Promise.reject(new Error('nobody asked for a passphrase'));
const SLOW = 60_000;

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), '控え backup '));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Nothing in it, of the same kind as the suite's or of the other. */
async function anEmptyStore(kind: Db['kind'], url: string | null): Promise<Db> {
  if (kind === 'pglite' || url === null) {
    const db = await openPgliteMemory();
    onTestFinished(() => db.close());
    return db;
  }
  const database = await createTestDatabase(url);
  const db = openPostgres({ url: database.url, poolSize: 3 });
  onTestFinished(async () => {
    await db.close();
    await database.drop();
  });
  return db;
}

async function recordsOf(db: Db): Promise<unknown> {
  const all = await Promise.all(KINDS.map((kind) => db.all(sql`SELECT id, rev, scopes, body FROM ${sql.id(kind)} ORDER BY id`)));
  const log = await db.all(
    sql`SELECT seq, at, type, scopes, caused_by, body FROM event_envelope LEFT JOIN event_body USING (seq) ORDER BY seq`,
  );
  return { all, log };
}

async function upTo(db: Db, seq: number): Promise<unknown> {
  return db.all(
    sql`SELECT e.seq, e.at, e.type, e.scopes, b.body FROM event_envelope e JOIN event_body b USING (seq) WHERE e.seq <= ${seq} ORDER BY e.seq`,
  );
}

async function aStoreWithWork(openStore: OpenStore): Promise<Db> {
  const db = await openStore();
  const { hub } = await openTestHub(db);
  for (let n = 1; n <= 5; n += 1) await seedWaiting(hub.log, n);
  await db.all(sql`INSERT INTO blob (id, name, media_type, size, stored_at) VALUES ('blb_1', '写真.png', 'image/png', 3, ${NOW})`);
  await db.all(sql`INSERT INTO blob_chunk (blob_id, position, bytes) VALUES ('blb_1', 0, ${Buffer.from([0, 255, 10])})`);
  // A file on its way, whose second piece came after the snapshot.
  await db.all(sql`INSERT INTO blob (id, name, media_type, size, stored_at) VALUES ('blb_2', '途中.png', 'image/png', 600000, ${NOW})`);
  await db.all(sql`INSERT INTO upload (blob_id, owner, use, received, is_checked) VALUES ('blb_2', 'agt_mika', 'x', 262144, false)`);
  for (const position of [0, 1]) {
    await db.all(sql`INSERT INTO blob_chunk (blob_id, position, bytes) VALUES ('blb_2', ${position}, ${Buffer.alloc(8)})`);
  }
  return db;
}

describeStores('backup and restore', (openStore) => {
  for (const kind of ['pglite', 'postgres'] as const) {
    test.skipIf(kind === 'postgres' && openStore.kind === 'pglite')(
      `everything comes back as it was, into ${kind}, and the tables of secrets with it`,
      async () => {
        const db = await aStoreWithWork(openStore);
        const file = path.join(await aFolder(), 'one.backup');
        await writeBackup({ db, file, madeAt: NOW, passphrase: null });
        expect((await stat(file)).mode & 0o777).toBe(0o600);
        const into = await anEmptyStore(kind, openStore.url());
        await restoreBackup(into, await openArchive(file, noPassphrase));
        expect(await recordsOf(into)).toEqual(await recordsOf(db));
        for (const table of ['credential', 'signing_key', 'timer']) {
          const rows = (of: Db): Promise<unknown> => of.all(sql`SELECT * FROM ${sql.id(table)} ORDER BY 1`);
          expect(await rows(into)).toEqual(await rows(db));
        }
        const [chunk] = await into.all<{ bytes: Uint8Array }>(sql`SELECT bytes FROM blob_chunk WHERE blob_id = 'blb_1'`);
        expect(await into.all(sql`SELECT position FROM blob_chunk WHERE blob_id = 'blb_2'`)).toEqual([{ position: 0 }]);
        expect([...(chunk?.bytes ?? [])]).toEqual([0, 255, 10]);
        expect(await into.all(sql`SELECT FROM session`)).toEqual([]);
      },
      SLOW,
    );
  }

  test(
    'taken while customers write, it is one moment of the log, and every record is that log folded',
    async () => {
      const db = await openStore();
      const { hub } = await openTestHub(db);
      for (let n = 1; n <= 200; n += 1) await seedWaiting(hub.log, n);
      const traffic = { isOn: true, written: 200 };
      const writing = (async () => {
        while (traffic.isOn) {
          traffic.written += 1;
          await seedWaiting(hub.log, traffic.written);
          // The embedded database in memory never waits for anything, and would leave the disk no turn.
          await turn();
        }
      })();
      const file = path.join(await aFolder(), 'busy.backup');
      await writeBackup({ db, file, madeAt: NOW, passphrase: null }).finally(() => {
        traffic.isOn = false;
      });
      await writing;
      const into = await anEmptyStore(openStore.kind, openStore.url());
      await restoreBackup(into, await openArchive(file, noPassphrase));
      const [state] = await into.all<{ head: number }>(sql`SELECT head FROM log_state`);
      const head = state?.head ?? 0;
      expect(await hub.log.head()).toBeGreaterThan(head);
      expect(await upTo(into, Number.MAX_SAFE_INTEGER)).toEqual(await upTo(db, head));
      const [envelopes] = await into.all<{ count: number; last: number }>(
        sql`SELECT count(*)::int AS count, max(seq) AS last FROM event_envelope`,
      );
      expect(envelopes).toEqual({ count: head, last: head });
      expect(await faultsOfStore(into)).toEqual([]);
    },
    SLOW,
  );

  test(
    'a hub that opens what was restored is of a new epoch and sends nothing by itself that may have gone out',
    async () => {
      const db = await openStore();
      const first = await openTestHub(db);
      await seedWaiting(first.hub.log, 1);
      const states = { msg_p: 'pending', msg_s: 'sending', msg_d: 'delivered' } as const;
      for (const [id, state] of Object.entries(states)) await ourMessage(db, id, state);
      const file = path.join(await aFolder(), 'unsent.backup');
      await writeBackup({ db, file, madeAt: NOW, passphrase: null });
      const into = await anEmptyStore(openStore.kind, openStore.url());
      await restoreBackup(into, await openArchive(file, noPassphrase));
      const second = await openTestHub(into, { seeds: false });
      expect(second.hub.log.epoch).not.toBe(first.hub.log.epoch);
      const found = await into.all<{ id: string; state: string }>(
        sql`SELECT id, delivery_state AS state FROM message WHERE delivery_state IS NOT NULL ORDER BY id`,
      );
      expect(found).toEqual([
        { id: 'msg_d', state: 'delivered' },
        { id: 'msg_p', state: 'unknown' },
        { id: 'msg_s', state: 'unknown' },
      ]);
      expect(await into.all(sql`SELECT has_doubtful_unsent AS doubtful FROM log_state`)).toEqual([{ doubtful: false }]);
    },
    SLOW,
  );

  test('what is not empty, newer, damaged or sealed otherwise is refused in a sentence, and nothing is touched', async () => {
    const db = await openStore();
    const folder = await aFolder();
    const file = path.join(folder, 'sealed.backup');
    await migrate(db);
    await writeBackup({ db, file, madeAt: NOW, passphrase: '合言葉はひらけごま' });
    const sealed = await openArchive(file, () => Promise.resolve('合言葉はひらけごま'));
    await expect(restoreBackup(db, sealed)).rejects.toThrow('not empty');
    await expect(openArchive(file, () => Promise.resolve('another'))).rejects.toThrow('the passphrase is another one');

    const bytes = await readFile(file);
    for (const at of [30, Math.floor(bytes.length / 2), bytes.length - 1]) {
      const damaged = path.join(folder, `damaged-${at}.backup`);
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await writeFile(damaged, changed);
      await expect(openArchive(damaged, () => Promise.resolve('合言葉はひらけごま'))).rejects.toThrow(/damaged|no backup/);
    }
    await writeFile(path.join(folder, 'half'), bytes.subarray(0, bytes.length / 2));
    await expect(openArchive(path.join(folder, 'half'), noPassphrase)).rejects.toThrow('damaged');
    await writeFile(path.join(folder, 'other'), 'PK something else');
    await expect(openArchive(path.join(folder, 'other'), noPassphrase)).rejects.toThrow('is no backup of Madoguchi');

    const newer = path.join(folder, 'newer.backup');
    await writeArchive({
      file: newer,
      madeAt: NOW,
      migrations: ['0001-log.sql', '9999-tomorrow.sql'],
      passphrase: null,
      fill: () => Promise.resolve(),
    });
    const empty = await anEmptyStore(openStore.kind, openStore.url());
    await expect(restoreBackup(empty, await openArchive(newer, noPassphrase))).rejects.toThrow('of a newer Madoguchi');
    expect(await empty.all(sql`SELECT FROM pg_tables WHERE schemaname = 'public'`)).toEqual([]);
  });

  test('an update is preceded by a backup; where none can be written nothing is updated; a newer store is refused', async () => {
    const db = await openStore();
    const dataFolder = await aFolder();
    expect(await backUpBeforeUpdate({ db, dataFolder, now: Date.parse(NOW) })).toBeNull();
    const [last] = await db.all<{ name: string }>(sql`DELETE FROM migration WHERE name = '0070-put-back.sql' RETURNING name`);
    const made = await backUpBeforeUpdate({ db, dataFolder, now: Date.parse(NOW) });
    expect(await readdir(path.join(dataFolder, 'backups'))).toEqual([path.basename(made?.file ?? '')]);

    const file = path.join(dataFolder, 'a file');
    await writeFile(file, '');
    await expect(backUpBeforeUpdate({ db, dataFolder: file, now: Date.parse(NOW) })).rejects.toThrow(
      /^nothing was updated, because the backup could not be written to .* \(ENOTDIR\): make room .*, then start again$/,
    );
    await db.all(sql`INSERT INTO migration (name) VALUES ('9999-tomorrow.sql')`);
    await expect(migrate(db)).rejects.toThrow(/newer Madoguchi \(it has 9999-tomorrow.sql\): start that version/);
    // The suite's other tests go on with this database.
    await db.all(sql`DELETE FROM migration WHERE name = '9999-tomorrow.sql'`);
    await db.all(sql`INSERT INTO migration (name) VALUES (${last?.name})`);
  });

  test('the five newest of a kind stay', async () => {
    const db = await openStore();
    const dataFolder = await aFolder();
    for (let n = 0; n < 7; n += 1) await backUpIntoFolder({ db, dataFolder, now: Date.parse(NOW) + n, passphrase: null, why: 'asked' });
    const names = (await readdir(path.join(dataFolder, 'backups'))).toSorted();
    expect([names.length, names[0]]).toEqual([5, 'asked-2026-11-22T00-00-00-002Z.backup']);
    expect((await stat(path.join(dataFolder, 'backups'))).mode & 0o777).toBe(0o700);
    await chmod(path.join(dataFolder, 'backups'), 0o700);
  });
});

async function ourMessage(db: Db, id: string, state: string): Promise<void> {
  await db.all(sql`INSERT INTO message (id, rev, scopes, body)
    SELECT ${id}::text, rev, scopes, body || jsonb_build_object('id', ${id}::text, 'author', '{"by":"agent","agentId":"agt_mika"}'::jsonb,
      'delivery', jsonb_build_object('state', ${state}::text, 'at', ${NOW}::text)) - 'externalId'
    FROM message WHERE id = 'msg_1'`);
}

describe('memory', () => {
  test(
    'a backup of a large store holds a page of it and not the store',
    async () => {
      const rows = 40_000;
      const text = 'x'.repeat(2_000);
      const file = path.join(await aFolder(), 'large.backup');
      globalThis.gc?.();
      const before = process.memoryUsage().rss;
      let most = before;
      await writeArchive({
        file,
        madeAt: NOW,
        migrations: [],
        passphrase: 'a long passphrase',
        async fill(writer) {
          await writer.table({ table: 'customer', columns: ['id'] });
          for (let n = 0; n < rows; n += 1) {
            await writer.row(JSON.stringify({ id: `cus_${n}`, text }));
            if (n % 1_000 === 0) most = Math.max(most, process.memoryUsage().rss);
          }
        },
      });
      let read = 0;
      for await (const line of (await openArchive(file, () => Promise.resolve('a long passphrase'))).lines()) {
        if (line.is === 'row') read += 1;
        if (read % 1_000 === 0) most = Math.max(most, process.memoryUsage().rss);
      }
      expect(read).toBe(rows);
      // Eighty megabytes went through.
      expect(most - before).toBeLessThan(60 * 1024 * 1024);
    },
    SLOW,
  );
});
