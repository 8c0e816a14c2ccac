import { expect, test } from 'vitest';
import { openEventLog } from '#hub/log/event-log';
import { CONFIG_LANE, customerLane } from '#hub/log/lanes';
import { createNotices } from '#hub/log/notices';
import type { Db } from '#hub/db/db';
import type { DomainEvent, LoggedEvent } from '#shared/events/index';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import { aConversation, aCustomer, aMessage, anInteraction, aQueue } from '#tests/support/builders';
import { createFakeClock } from '#tests/support/fake-clock';
import { describePostgres, describeStores } from '#tests/support/stores';
import { faultsOfStore } from '#tests/support/verify-store';
import { waitUntil } from '#tests/support/wait-until';

const CUSTOMER = aCustomer();
const LANES = [customerLane(CUSTOMER.id)];

const openLog = (db: Db) =>
  openEventLog({
    db,
    clock: createFakeClock(),
    notices: createNotices('test'),
    onTrouble: (error) => {
      throw error;
    },
  });

/** A thread with one waiting interaction. */
const THREAD: readonly DomainEvent[] = [
  { type: 'customer.added', body: { customer: CUSTOMER } },
  { type: 'conversation.opened', body: { conversation: aConversation() } },
  { type: 'interaction.queued', body: { interaction: anInteraction() } },
];

function received(id: string): DomainEvent {
  const { seq: _seq, ...message } = aMessage({ id });
  return { type: 'message.received', body: { message } };
}

const decided = (events: readonly DomainEvent[]) => () => Promise.resolve({ events, result: null });

describeStores('the event log', (openStore) => {
  test('what is appended stands in the log, and its records beside it', async () => {
    const db = await openStore();
    const log = await openLog(db);
    const { events } = await log.append(LANES, decided([...THREAD, received('msg_1')]));
    expect(events.map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'customer.added'],
      [2, 'conversation.opened'],
      [3, 'interaction.queued'],
      [4, 'message.received'],
    ]);
    expect(await log.head()).toBe(4);
    const [row] = await db.all<{ rev: number; state: string; body: { lastLine: { seq: number } } }>(
      sql`SELECT rev, state, body FROM interaction`,
    );
    expect(row).toMatchObject({ rev: 4, state: 'queued', body: { lastLine: { seq: 4 } } });
    await log.close();
  });

  test('an event belongs to everybody who may see what it changes, before or after', async () => {
    const log = await openLog(await openStore());
    const { events } = await log.append(LANES, decided([...THREAD, received('msg_1')]));
    expect(events.map(({ scopes }) => scopes.toSorted())).toEqual([
      ['customer:cus_1'],
      ['customer:cus_1'],
      ['customer:cus_1', 'queue:que_1'],
      ['customer:cus_1', 'queue:que_1'],
    ]);
    await log.close();
  });

  test('a decision that fails leaves nothing', async () => {
    const log = await openLog(await openStore());
    await expect(log.append(LANES, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await log.append(LANES, decided(THREAD));
    const broken = { ...received('msg_1'), body: { message: { id: 'msg_1' } } } as DomainEvent;
    await expect(log.append(LANES, decided([received('msg_2'), broken]))).rejects.toThrow('does not fit its own schema');
    expect(await log.head()).toBe(3);
    await log.close();
  });

  test('nobody writes outside the lanes he holds', async () => {
    const log = await openLog(await openStore());
    await log.append(LANES, decided(THREAD));
    await expect(log.append([CONFIG_LANE], decided([received('msg_1')]))).rejects.toThrow('outside its lane customer:cus_1');
    await expect(log.append([], decided([{ type: 'queue.configured', body: { queue: aQueue() } }]))).rejects.toThrow(
      'outside its lane config',
    );
    expect(await log.head()).toBe(3);
    await log.close();
  });

  test('of many at once, what fails fails alone, whatever broke it', async () => {
    const db = await openStore();
    const log = await openLog(db);
    const append = (n: number) => {
      const customer = aCustomer({ id: `cus_${n}` });
      const event: DomainEvent = { type: 'customer.added', body: { customer } };
      return log.append([customerLane(customer.id)], async (writer) => {
        await writer.tx.all(sql`INSERT INTO blob (id, name, media_type, size, stored_at) VALUES (${`blb_${n}`}, '', '', 0, '')`);
        if (n === 3) throw new Error('a decision says no');
        if (n === 5) await writer.tx.all(sql`SELECT 1 / 0`);
        if (n === 7) return { events: [{ type: 'queue.configured', body: { queue: aQueue() } }], result: n };
        return { events: [event], result: n };
      });
    };
    const settled = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => append(n)));
    expect(settled.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).toEqual([3, 5, 7]);
    expect(settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value.result] : []))).toEqual([0, 1, 2, 4, 6, 8, 9]);
    expect(await log.head()).toBe(7);
    const blobs = await db.all<{ id: string }>(sql`SELECT id FROM blob ORDER BY id`);
    expect(blobs.map(({ id }) => id)).toEqual(['blb_0', 'blb_1', 'blb_2', 'blb_4', 'blb_6', 'blb_8', 'blb_9']);
    await log.close();
  });

  test('text that PostgreSQL cannot hold is stored without the broken characters', async () => {
    const db = await openStore();
    const log = await openLog(db);
    const customer = aCustomer({ name: { family: 'A\u0000B\ud800C' } });
    await log.append([], decided([{ type: 'customer.added', body: { customer } }]));
    const [row] = await db.all<{ family: string }>(sql`SELECT body -> 'name' ->> 'family' AS family FROM customer`);
    expect(row?.family).toBe('AB\ufffdC');
    await log.close();
  });

  test('the tail tells every event once, in order, also of what others wrote', async () => {
    const db = await openStore();
    const log = await openLog(db);
    const seen: LoggedEvent[] = [];
    log.onAppended((events) => seen.push(...events));
    await log.append(LANES, decided(THREAD));
    await Promise.all(Array.from({ length: 20 }, (_, index) => log.append(LANES, decided([received(`msg_${index}`)]))));
    await waitUntil(() => seen.length === 23);
    expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: 23 }, (_, index) => index + 1));
    const [row] = await db.all<{ count: number }>(sql`SELECT count(*) AS count FROM message`);
    expect(row?.count).toBe(20);
    await log.close();
  });

  test('a log opened later starts at its head and forgets nothing of the epoch', async () => {
    const db = await openStore();
    const first = await openLog(db);
    await first.append(LANES, decided(THREAD));
    const second = await openLog(db);
    expect([second.epoch, second.position()]).toEqual([first.epoch, 3]);
    await Promise.all([first.close(), second.close()]);
  });

  test('a store that was restored begins a new epoch', async () => {
    const db = await openStore();
    const log = await openLog(db);
    await db.all(sql`UPDATE log_state SET mark = 'where the backup was taken'`);
    const restored = await openLog(db);
    expect(restored.epoch).not.toBe(log.epoch);
    await Promise.all([log.close(), restored.close()]);
  });

  test('an epoch that somebody renews reaches the running hub', async () => {
    const db = await openStore();
    const log = await openLog(db);
    const before = log.epoch;
    const changed = new Promise<void>((done) => log.onEpochChanged(done));
    await log.newEpoch();
    await changed;
    expect(log.epoch).not.toBe(before);
    await log.close();
  });
});

describePostgres('the event log of several writers', (openStore) => {
  test('eight writers on two hubs: seq order is commit order, and no reader misses or doubles an event', async () => {
    const [one, two] = await Promise.all([openStore(), openStore()]);
    const logs = await Promise.all([openLog(one), openLog(two)]);
    const seen = logs.map((log) => {
      const seqs: number[] = [];
      log.onAppended((events) => seqs.push(...events.map(({ seq }) => seq)));
      return seqs;
    });
    const write = async (writer: number): Promise<void> => {
      const log = logs[writer % 2];
      for (let turn = 0; turn < 40; turn += 1) {
        const customer = aCustomer({ id: `cus_${writer}x${turn}` });
        await log?.append([customerLane(customer.id)], decided([{ type: 'customer.added', body: { customer } }]));
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)));
    const all = Array.from({ length: 320 }, (_, index) => index + 1);
    await waitUntil(() => seen.every((seqs) => seqs.length >= 320));
    expect(seen).toEqual([all, all]);
    await Promise.all(logs.map((log) => log.close()));
  });

  test('a database that drops every line in the middle: writers try again, and nothing is lost, doubled or half there', async () => {
    const [db, admin] = await Promise.all([openStore(), openStore()]);
    const troubles: unknown[] = [];
    const log = await openEventLog({ db, clock: createFakeClock(), notices: createNotices('test'), onTrouble: (e) => troubles.push(e) });
    const write = async (n: number): Promise<void> => {
      const customer = aCustomer({ id: `cus_${n}` });
      try {
        await log.append([customerLane(customer.id)], async (writer) => {
          const isThere = (await writer.record('customer', customer.id)) !== undefined;
          return { events: isThere ? [] : [{ type: 'customer.added', body: { customer } }], result: null };
        });
      } catch (error) {
        // Whether it was stored is unknown: whoever asks again must be able to.
        if (!(error instanceof Failure && error.retryable)) throw error;
        await write(n);
      }
    };
    const drop = sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    const writing = Promise.all(
      Array.from({ length: 8 }, (_, w) =>
        Promise.resolve().then(async () => {
          for (let turn = 0; turn < 25; turn += 1) await write(w * 100 + turn);
        }),
      ),
    );
    for (let times = 0; times < 5; times += 1) {
      await waitUntil(async () => (await log.head().catch(() => 0)) > times * 20);
      await admin.all(drop);
    }
    await writing;
    expect(await log.head()).toBe(200);
    expect(await faultsOfStore(db)).toEqual([]);
    await waitUntil(() => log.position() === 200);
    await log.close();
  });

  test('a database set back behind the hub’s back is noticed, and a new epoch begins', async () => {
    const db = await openStore();
    const log = await openLog(db);
    await log.append(LANES, decided(THREAD));
    await waitUntil(() => log.position() === 3);
    const before = log.epoch;
    await db.all(sql`UPDATE log_state SET head = 1`);
    await waitUntil(() => log.epoch !== before);
    expect(log.position()).toBe(1);
    await log.close();
  });
});
