import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openCacheInWorkers, type Cache } from '#core/cache/open-cache';
import { openDatabase } from '#core/cache/open-database';
import { openDurable } from '#core/cache/open-durable';
import { queueScope } from '#shared/domain/scope';
import { QueueId } from '#shared/domain/ids';
import type { LoggedEvent } from '#shared/events/index';
import { sql } from '#shared/sql';
import { aConversation, aCustomer, aMessage, anInteraction } from '#tests/support/builders';
import { decryptedText } from '#tests/support/decrypted-text';
import { createKeptLog } from '#tests/support/kept-log';
import { aFolder, MIKA, openTestCache, TEST_KEY } from '#tests/support/test-desk';
import { waitUntil } from '#tests/support/wait-until';

const QUEUE = QueueId.parse('que_1');
const EPOCH = 'a'.repeat(32);

async function fill(cache: Cache, count = 3): Promise<void> {
  await cache.call('replica.begin', { epoch: EPOCH, cursor: 5, scopes: [queueScope(QUEUE)] });
  const lines = Array.from({ length: count }, (_, n) => aMessage({ id: `msg_${n}`, text: `大切な秘密 ${n}`, queueId: QUEUE, seq: n }));
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
  await cache.call('outbox.add', { command: aReply('cmd_1', '下書きの秘密') });
}

function aReply(commandId: string, text: string): never {
  const body = { type: 'message.send', interactionId: 'int_1', conversationId: 'cnv_1', messageId: commandId.replace('cmd', 'msg'), text };
  // Plain data of the contract's input; parsed by the cache.
  return { commandId, agentId: MIKA, deskId: 'dsk_one', writtenAt: '2026-11-20T01:00:00.000Z', basis: 0, body } as never;
}

async function lines(cache: Cache): Promise<number> {
  return (await cache.call('search', { text: '大切な秘密' })).hits.length;
}

const outboxIds = async (cache: Cache): Promise<string[]> => (await cache.call('outbox.list', {})).map(({ command }) => command.commandId);

describe('the files of a desk', () => {
  test('show nothing without the key, and only their owner may open them', async () => {
    const folder = aFolder();
    const cache = await openTestCache({ folder });
    await fill(cache);
    for (const name of readdirSync(folder)) {
      const file = path.join(folder, name);
      expect(readFileSync(file).includes('秘密')).toBe(false);
      expect(readFileSync(file).includes('SQLite format')).toBe(false);
      expect((statSync(file).mode & 0o077).toString(8)).toBe('0');
    }
    expect(readdirSync(folder).toSorted()).toEqual([
      'blobs.db',
      'blobs.db-shm',
      'blobs.db-wal',
      'durable.db',
      'durable.db-shm',
      'durable.db-wal',
      'replica.db',
      'replica.db-shm',
      'replica.db-wal',
    ]);
    await cache.close();
    expect(decryptedText(folder)).toContain('秘密');
  });

  test('are as they were after the desk is opened again', async () => {
    const folder = aFolder();
    const first = await openTestCache({ folder });
    await fill(first);
    const state = await first.call('replica.state', {});
    await first.close();
    const second = await openTestCache({ folder });
    expect(await second.call('replica.state', {})).toEqual(state);
    expect(await lines(second)).toBe(3);
    expect(await outboxIds(second)).toEqual(['cmd_1']);
    await second.close();
  });

  test('a replica that is damaged, or of another key, is emptied and asked for again; the outbox stays', async () => {
    for (const damage of [
      (file: string) => writeFileSync(file, 'this was a database once'),
      (file: string) => truncateSync(file, 5000),
      (file: string) =>
        writeFileSync(
          file,
          readFileSync(file).map((byte, index) => (index % 97 === 0 ? byte ^ 0xff : byte)),
        ),
    ]) {
      const folder = aFolder();
      const first = await openTestCache({ folder });
      await fill(first);
      await first.close();
      damage(path.join(folder, 'replica.db'));
      const second = await openTestCache({ folder });
      expect((await second.call('replica.state', {})).epoch).toBeNull();
      expect(await outboxIds(second)).toEqual(['cmd_1']);
      await second.close();
    }
  });

  test('damage met while working empties the replica and says so', async () => {
    const folder = aFolder();
    const first = await openTestCache({ folder });
    await fill(first, 2000);
    await first.close();
    const file = path.join(folder, 'replica.db');
    // The beginning stays whole, so that opening succeeds.
    writeFileSync(
      file,
      readFileSync(file).map((byte, index) => (index > 200_000 && index % 1000 === 0 ? byte ^ 0xff : byte)),
    );
    const second = await openTestCache({ folder });
    let resets = 0;
    second.onReset(() => {
      resets += 1;
    });
    await expect(second.call('view.read', { view: { is: 'customer', customerId: aCustomer().id } })).rejects.toMatchObject({
      retryable: true,
    });
    await waitUntil(() => resets === 1, { what: 'the replica is empty' });
    expect((await second.call('replica.state', {})).epoch).toBeNull();
    expect(await outboxIds(second)).toEqual(['cmd_1']);
    await second.close();
  });

  test('a durable.db that cannot be read is set aside and named, never emptied', async () => {
    const folder = aFolder();
    const first = await openTestCache({ folder });
    await fill(first);
    await first.close();
    const bytes = readFileSync(path.join(folder, 'durable.db')).map((byte, index) => (index === 5000 ? byte ^ 1 : byte));
    writeFileSync(path.join(folder, 'durable.db'), bytes);
    const second = await openTestCache({ folder, stamp: 'monday' });
    expect(second.setAside?.file).toBe(path.join(folder, 'durable.db.damaged-monday'));
    expect(readFileSync(second.setAside?.file ?? '')).toEqual(bytes);
    await second.call('outbox.add', { command: aReply('cmd_2', '新しい') });
    await second.close();
  });

  test('a durable.db of a newer version is left alone, and the desk does not start and says what to do', async () => {
    const folder = aFolder();
    const file = path.join(folder, 'durable.db');
    const options = { path: file, key: TEST_KEY, stamp: 'x', onSlowQuery: () => {} };
    const { db } = openDurable(options);
    db.script('PRAGMA user_version = 99');
    db.close();
    expect(() => openDurable(options)).toThrow('newer version');
    const opening = openCacheInWorkers({ folder, key: TEST_KEY, agentId: MIKA, stamp: 'x' }, createKeptLog());
    await expect(opening).rejects.toThrow(/newer version of the desk: install the newest version and start it again/);
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  test('a replica of another format is built anew from its own records, without the hub', async () => {
    const folder = aFolder();
    const first = await openTestCache({ folder });
    await fill(first);
    await first.close();
    const db = openDatabase({ path: path.join(folder, 'replica.db'), key: TEST_KEY, synchronous: 'NORMAL', onSlowQuery: () => {} });
    db.run(sql`UPDATE meta SET value = '0' WHERE name = 'format'`);
    db.script(
      `INSERT INTO search (search) VALUES ('delete-all'); DROP INDEX record_timeline; UPDATE record SET body = '{"id":"msg_0"}' WHERE id = 'msg_0'`,
    );
    db.close();
    const second = await openTestCache({ folder });
    expect(await lines(second)).toBe(2);
    const { epoch, cursor, wantedScopes } = await second.call('replica.state', {});
    expect({ epoch, cursor }).toEqual({ epoch: EPOCH, cursor: 5 });
    // One record is not as this version reads it: the hub is asked for all of them.
    expect(wantedScopes.map(({ scope }) => scope)).toEqual(['queue:que_1']);
    await second.close();
  });

  test('an event kept raw is folded after the upgrade that knows it, and the scopes are asked for anew', async () => {
    const folder = aFolder();
    const first = await openTestCache({ folder });
    await fill(first);
    const body = { customer: aCustomer({ queueIds: [QUEUE], name: { family: '新名' } }) };
    const event: LoggedEvent = {
      seq: 6,
      at: '2026-11-20T01:00:00.000Z',
      type: 'customer.renamed_later',
      scopes: [queueScope(QUEUE)],
      causedBy: null,
      body,
    };
    await first.call('events.apply', { events: [event], cursor: 6 });
    await first.close();
    // "The upgrade": the same event under a name that this program folds.
    const db = openDatabase({ path: path.join(folder, 'replica.db'), key: TEST_KEY, synchronous: 'NORMAL', onSlowQuery: () => {} });
    expect(db.all(sql`SELECT seq FROM unfolded_event`)).toEqual([{ seq: 6 }]);
    db.run(sql`UPDATE unfolded_event SET event = replace(event, 'customer.renamed_later', 'customer.added')`);
    db.close();
    const second = await openTestCache({ folder });
    expect((await second.call('search', { text: '新名' })).hits.map(({ customerId }) => customerId)).toEqual(['cus_1']);
    expect((await second.call('replica.state', {})).wantedScopes).toHaveLength(1);
    await second.close();
  });

  test('in threads of their own: reads do not wait for a batch being written', async () => {
    const cache = await openCacheInWorkers({ folder: aFolder(), key: TEST_KEY, agentId: MIKA, stamp: 'then' }, createKeptLog());
    await fill(cache);
    const big = Array.from({ length: 4000 }, (_, n) =>
      aMessage({ id: `msg_big-${n}`, text: '長い話です。'.repeat(20), queueId: QUEUE, seq: n }),
    );
    const order: string[] = [];
    await Promise.all([
      cache
        .call('snapshot.apply', {
          scope: queueScope(QUEUE),
          records: big.map((body) => ({ kind: 'message' as const, id: body.id, rev: 2, body })),
        })
        .then(() => order.push('batch')),
      cache.call('view.read', { view: { is: 'inbox' } }).then(() => order.push('view')),
    ]);
    expect(order).toEqual(['view', 'batch']);
    await cache.close();
  });

  test('kill -9 at any moment loses nothing that was answered', async () => {
    const folder = aFolder();
    const answered: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      const child = spawn(process.execPath, [fileURLToPath(new URL('./submit-for-ever.ts', import.meta.url)), folder, String(round)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child.stdout.on('data', (chunk: Buffer) =>
        answered.push(
          ...chunk
            .toString()
            .split('\n')
            .filter((id) => id !== ''),
        ),
      );
      const enough = answered.length + 3 + round * 2;
      await waitUntil(() => answered.length >= enough, { what: 'some wishes are answered', timeoutMs: 30_000 });
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    const cache = await openTestCache({ folder });
    expect(await outboxIds(cache)).toEqual(expect.arrayContaining(answered.filter((id) => /^cmd_\d+-\d+$/.test(id))));
    await cache.close();
  }, 120_000);

  test('a slow statement is logged without its parameters', async () => {
    const slow: string[] = [];
    const db = openDatabase({
      path: path.join(aFolder(), 'x.db'),
      key: TEST_KEY,
      synchronous: 'NORMAL',
      onSlowQuery: ({ text }) => slow.push(text),
    });
    db.all(sql`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT count(*), ${'秘密'} FROM n`);
    db.close();
    expect(slow).toHaveLength(1);
    expect(slow[0]).toContain('?');
    expect(slow[0]).not.toContain('秘密');
  });
});
