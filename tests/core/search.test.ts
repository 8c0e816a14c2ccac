import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '#core/cache/open-database';
import { foundStatement } from '#core/cache/search-records';
import type { SearchPage } from '#shared/contracts/search';
import { byPlace, isHit } from '#shared/search/hits';
import { questionOf } from '#shared/search/question';
import { sql } from '#shared/sql';
import { createDice, createQuestions, createTexts } from '#tests/support/search-texts';
import { queueScope } from '#shared/domain/scope';
import { QueueId } from '#shared/domain/ids';
import { aCustomer, aMessage, aNote } from '#tests/support/builders';
import { aFolder, openTestCache, TEST_KEY } from '#tests/support/test-desk';
import type { StoredRecord } from '#shared/records/records';
import type { Cache } from '#core/cache/open-cache';

const QUEUE = QueueId.parse('que_1');

async function cacheWith(records: readonly StoredRecord[]): Promise<Cache> {
  const cache = await openTestCache();
  await cache.call('replica.begin', { epoch: 'a'.repeat(32), cursor: 9, scopes: [queueScope(QUEUE)] });
  await cache.call('snapshot.apply', { scope: queueScope(QUEUE), records: [...records] });
  return cache;
}

async function found(cache: Cache, text: string): Promise<string[]> {
  return (await cache.call('search', { text })).hits.map(({ customerId, itemId }) => itemId ?? customerId);
}

const person = (id: string, over: Parameters<typeof aCustomer>[0]): StoredRecord => {
  const body = aCustomer({ id, queueIds: [QUEUE], contactPoints: [], ...over });
  return { kind: 'customer', id, rev: 1, body };
};
const line = (id: string, text: string, at = '2026-11-20T01:00:00.000Z'): StoredRecord => {
  const body = aMessage({ id, text, at, queueId: QUEUE });
  return { kind: 'message', id, rev: 1, body };
};

describe('search on the desk', () => {
  test('finds a Japanese word of two characters inside a sentence, in any width and either kana', async () => {
    const cache = await cacheWith([
      line('msg_refund', '商品の返金をお願いします'),
      line('msg_return', '返品したいのですが、どうすればいいですか'),
      line('msg_kana', 'ヘンキンはいつですか'),
      line('msg_shirt', 'Ｔシャツのサイズを交換したい'),
    ]);
    expect(await found(cache, '返金')).toEqual(['msg_refund']);
    expect(await found(cache, '返金をお願い')).toEqual(['msg_refund']);
    expect(await found(cache, '金返')).toEqual([]);
    expect(await found(cache, 'ﾍﾝｷﾝ')).toEqual(['msg_kana']);
    expect(await found(cache, 'へんきん')).toEqual(['msg_kana']);
    expect(await found(cache, 'tシャツ')).toEqual(['msg_shirt']);
    expect(await found(cache, '返品 どうすれば')).toEqual(['msg_return']);
  });

  test('finds a place by its name and address, and a sticker by what it means', async () => {
    const parts = [
      { is: 'location' as const, title: '勤務先', address: '東京都千代田区丸の内1-1', latitude: 35, longitude: 139 },
      { is: 'sticker' as const, packageId: '1', stickerId: '2', keywords: ['感謝'] },
    ];
    const body = aMessage({ id: 'msg_place', text: '', parts, queueId: QUEUE });
    const cache = await cacheWith([{ kind: 'message', id: 'msg_place', rev: 1, body }]);
    expect(await found(cache, '丸の内')).toEqual(['msg_place']);
    expect(await found(cache, '感謝')).toEqual(['msg_place']);
    expect((await cache.call('search', { text: '勤務先' })).hits[0]?.snippet).toContain('勤務先 東京都');
  });

  test('finds people by one name, by both, by reading, by one character, and by variants of a character', async () => {
    const cache = await cacheWith([
      person('cus_kobayashi', { name: { family: '小林', given: '薫', familyReading: 'こばやし', givenReading: 'かおる' } }),
      person('cus_hayashi', { name: { family: '林', given: '美優' } }),
      person('cus_takahashi', { name: { family: '髙橋', given: '一郎' } }),
      person('cus_sasaki', { name: { family: '佐々木', given: 'ユーコ' } }),
      person('cus_smith', { name: { family: 'Smith', given: 'José' } }),
    ]);
    expect(await found(cache, '小林')).toEqual(['cus_kobayashi']);
    expect(await found(cache, '小林薫')).toEqual(['cus_kobayashi']);
    expect(await found(cache, '小林 薫')).toEqual(['cus_kobayashi']);
    expect(await found(cache, 'コバヤシ')).toEqual(['cus_kobayashi']);
    expect((await found(cache, '林')).toSorted()).toEqual(['cus_hayashi', 'cus_kobayashi']);
    expect(await found(cache, '高橋')).toEqual(['cus_takahashi']);
    expect(await found(cache, '佐佐木')).toEqual(['cus_sasaki']);
    expect(await found(cache, 'ゆこ')).toEqual(['cus_sasaki']);
    expect(await found(cache, 'smi')).toEqual(['cus_smith']);
    expect(await found(cache, 'JOSE')).toEqual(['cus_smith']);
  });

  test.each([
    '090-1234-5678',
    '09012345678',
    '+81 90 1234 5678',
    '＋８１（０）９０ー１２３４ー５６７８',
    '0081 90 1234 5678',
    '(090) 1234.5678',
    '5678',
    '1234-5678',
  ])('finds a telephone number written as %s', async (text) => {
    const cache = await cacheWith([
      person('cus_phone', { name: null, contactPoints: [{ kind: 'phone', value: '+819012345678', isVerified: true }] }),
      person('cus_other', { name: null, contactPoints: [{ kind: 'phone', value: '+819087654321', isVerified: true }] }),
      line('msg_number', '電話は090-1234-5678までお願いします'),
    ]);
    expect(await found(cache, text)).toEqual(['cus_phone', 'msg_number']);
  });

  test('answers people first, then the newest lines, each with the words around the match', async () => {
    const long = `${'前置きの長い文章です。'.repeat(12)}交換をお願いします${'。以上'.repeat(60)}`;
    const cache = await cacheWith([
      line('msg_old', '交換できますか', '2026-11-01T00:00:00.000Z'),
      line('msg_new', long, '2026-11-19T00:00:00.000Z'),
      person('cus_1', { name: { family: '山田', given: '花子' } }),
      person('cus_koukan', { name: { family: '交換', given: '太郎' } }),
      { kind: 'note', id: 'not_1', rev: 1, body: aNote({ text: '交換の在庫あり', at: '2026-11-10T00:00:00.000Z', queueId: QUEUE }) },
    ]);
    const { hits } = await cache.call('search', { text: '交換' });
    expect(hits.map(({ customerId, itemId }) => itemId ?? customerId)).toEqual(['cus_koukan', 'msg_new', 'not_1', 'msg_old']);
    expect(hits[1]?.snippet).toMatch(/^….*交換をお願いします.*…$/);
    expect(hits.map(({ customerName }) => customerName?.given ?? null)).toEqual(['太郎', '花子', '花子', '花子']);
    expect(hits[1]?.place).toEqual({ at: '2026-11-19T00:00:00.000Z', seq: 1 });
  });

  test('takes whatever is typed for words, never for a query', async () => {
    const cache = await cacheWith([line('msg_1', 'order "A-1234" NOT received (AND paid)')]);
    for (const text of ['"', '*', 'NOT', 'lines : a', '(', 'a OR', '-', '^', '\u0000', '👍', "'; DROP TABLE record"]) {
      await expect(cache.call('search', { text })).resolves.toHaveProperty('hits');
    }
    expect(await found(cache, 'A-1234')).toEqual(['msg_1']);
    expect(await found(cache, 'paid AND')).toEqual(['msg_1']);
  });

  test('is exact: every page of every answer is what a scan of the texts finds, newest first, with and without filters', async () => {
    const dice = createDice(11);
    const text = createTexts(dice);
    const texts = Array.from({ length: 260 }, text);
    const channels = ['line', 'sms'] as const;
    // Many in the same second, some in the same millisecond, and given in any order: late arrivals.
    const items = texts.map((words, index) =>
      aMessage({
        id: `msg_${index}`,
        text: words,
        seq: index + 1,
        queueId: QUEUE,
        at: new Date(Date.UTC(2026, 10, 1) + Math.floor(dice() * 60) * 500).toISOString(),
        channel: channels[index % 2] ?? 'sms',
      }),
    );
    const cache = await cacheWith(items.map((body): StoredRecord => ({ kind: 'message', id: body.id, rev: 1, body })));
    const question = createQuestions(dice, texts);
    for (let turn = 0; turn < 40; turn += 1) {
      const [asked, filters] = [question(), turn % 2 === 0 ? {} : { channel: 'line' as const, from: '2026-11-01T00:00:10.000Z' }];
      const wanted = questionOf(asked);
      const scanned = items
        .filter((item) => wanted.length > 0 && isHit(item, wanted, filters) && (filters.channel ?? item.channel) === item.channel)
        .toSorted(byPlace);
      const paged: string[] = [];
      let before: SearchPage['next'] = null;
      do {
        const page: SearchPage = await cache.call('search', { text: asked, filters, before });
        paged.push(...page.hits.flatMap(({ itemId }) => itemId ?? []));
        before = wanted.length === 0 ? null : page.next;
      } while (before !== null);
      expect(paged).toEqual(scanned.map(({ id }) => id));
    }
  });

  test('moves an item whose time was corrected, and forgets the words of what is gone', async () => {
    const folder = aFolder();
    const cache = await openTestCache({ folder });
    await cache.call('replica.begin', { epoch: 'a'.repeat(32), cursor: 9, scopes: [queueScope(QUEUE)] });
    const put = (rev: number, records: readonly StoredRecord[]) =>
      cache.call('snapshot.apply', { scope: queueScope(QUEUE), records: records.map((record) => ({ ...record, rev })) });
    await put(1, [line('msg_a', '交換の件', '2026-11-20T01:00:00.000Z'), line('msg_b', '交換しました', '2026-11-20T02:00:00.000Z')]);
    expect(await found(cache, '交換')).toEqual(['msg_b', 'msg_a']);
    await put(2, [line('msg_a', '交換の件', '2026-11-20T03:00:00.000Z')]);
    expect(await found(cache, '交換')).toEqual(['msg_a', 'msg_b']);
    await put(3, [line('msg_a', '秘密の合言葉', '2026-11-20T03:00:00.000Z')]);
    expect([await found(cache, '交換'), await found(cache, '合言葉')]).toEqual([['msg_b'], ['msg_a']]);
    await put(4, [line('msg_a', '別の話', '2026-11-20T03:00:00.000Z')]);
    await cache.close();
    const db = openDatabase({ path: path.join(folder, 'replica.db'), key: TEST_KEY, synchronous: 'NORMAL', onSlowQuery: () => {} });
    db.script(`CREATE VIRTUAL TABLE temp.term USING fts5vocab (main, search, row)`);
    const terms = db.all<{ term: string }>(sql`SELECT term FROM term`).map(({ term }) => term);
    expect(terms).toContain('別の');
    expect(terms.filter((term) => /[秘密合言葉件]/.test(term))).toEqual([]);
    // Not even in a page of the index that has not been tidied.
    const pages = Buffer.concat(db.all<{ block: Buffer }>(sql`SELECT block FROM search_data`).map(({ block }) => block));
    expect(['秘密', '言葉'].filter((word) => pages.includes(word))).toEqual([]);
    db.close();
  });

  test('reads no table through and sorts nothing', async () => {
    const folder = aFolder();
    await (await openTestCache({ folder })).close();
    const db = openDatabase({ path: path.join(folder, 'replica.db'), key: TEST_KEY, synchronous: 'NORMAL', onSlowQuery: () => {} });
    const plans = [null, '"返金"', '"§line" AND "返金"', '("refu"* OR "°1234"*)'].flatMap((match) => {
      const { parts, params } = foundStatement(match, { from: 1, to: 2 ** 40 }, 50);
      return db.all<{ detail: string }>({ parts: [`EXPLAIN QUERY PLAN ${parts[0] ?? ''}`, ...parts.slice(1)], params });
    });
    db.close();
    expect(
      plans.map(({ detail }) => detail).filter((detail) => /TEMP B-TREE|SCAN (?!search VIRTUAL TABLE INDEX [^0])/.test(detail)),
    ).toEqual([]);
    expect(plans.length).toBeGreaterThan(4);
  });
});
