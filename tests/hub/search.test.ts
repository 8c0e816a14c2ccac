import { expect, test } from 'vitest';
import { customerLane } from '#hub/log/lanes';
import type { EventLog } from '#hub/log/event-log';
import { fillIndex } from '#hub/search/fill-index';
import type { SearchFilters } from '#shared/contracts/search';
import type { DomainEvent } from '#shared/events/index';
import { sql } from '#shared/sql';
import { openTestHub, seedWaiting } from '#tests/support/a-hub';
import { aCustomer, aMessage, aNote } from '#tests/support/builders';
import type { HubClient } from '#tests/support/hub-client';
import { waitUntil } from '#tests/support/wait-until';
import { describeStores } from '#tests/support/stores';
import { createDice, createQuestions, createTexts } from '#tests/support/search-texts';
import { isHeldBy, questionOf } from '#shared/search/question';

const OF_1 = { customerId: 'cus_1', conversationId: 'cnv_1', interactionId: 'int_1', queueId: 'que_1' } as const;

function received(id: string, over: Parameters<typeof aMessage>[0]): DomainEvent {
  const { seq: _seq, ...message } = aMessage({ ...OF_1, id, ...over });
  return { type: 'message.received', body: { message } };
}

async function write(log: EventLog, events: readonly DomainEvent[]): Promise<void> {
  await log.append([customerLane('cus_1' as never)], () => Promise.resolve({ events, result: null }));
}

async function found(client: HubClient, text: string, filters: SearchFilters = {}): Promise<string[]> {
  const { hits } = await client.call('search', { text, filters });
  return hits.map(({ itemId, customerId }) => itemId ?? customerId);
}

describeStores('search at the hub', (openStore) => {
  test('finds what a desk finds, newest first, with filters, only of what the asker may see', async () => {
    const { hub, desk } = await openTestHub(await openStore());
    await seedWaiting(hub.log, 1);
    const { seq: _seq, ...note } = aNote({ ...OF_1, id: 'not_1', text: '返金の相談あり', at: '2026-10-02T00:00:00.000Z' });
    await write(hub.log, [
      received('msg_old', { text: '商品の返金をお願いします', at: '2019-03-01T00:00:00.000Z' }),
      received('msg_new', { text: 'ﾍﾝｷﾝはいつですか A-12345', at: '2026-11-02T00:00:00.000Z', channel: 'line' }),
      received('msg_en', { text: 'It was refunded to 090-1234-5678', at: '2026-11-01T00:00:00.000Z' }),
      { type: 'note.added', body: { note } },
    ]);
    const mika = await desk('mika');
    expect(await found(mika, '返金')).toEqual(['not_1', 'msg_old']);
    expect(await found(mika, 'へんきん')).toEqual(['msg_new']);
    expect(await found(mika, 'Ａ12345')).toEqual(['msg_new']);
    expect(await found(mika, 'refunds')).toEqual(['msg_en']);
    expect(await found(mika, '+819012345678')).toEqual(['cus_1', 'msg_en']);
    expect(await found(mika, '返')).toEqual(['not_1', 'msg_old']);
    expect(await found(mika, '', { channel: 'line' })).toEqual(['msg_new']);
    expect(await found(mika, '', { from: '2026-11-01T00:00:00.000Z', to: '2026-11-02T00:00:00.000Z' })).toEqual(['msg_en']);
    expect(await found(mika, '返金', { agentId: note.authorId })).toEqual(['not_1']);
    for (const text of ['"', "'", "' | 'x", '\\', '*:', '&', '👍']) expect([text, await found(mika, text)]).toEqual([text, []]);
    expect(await found(mika, "!'返金\\")).toEqual(['not_1', 'msg_old']);
    const { hits } = await mika.call('search', { text: '返金' });
    expect(hits[1]).toMatchObject({
      itemId: 'msg_old',
      snippet: '商品の返金をお願いします',
      marks: [{ start: 3, end: 5 }],
      by: { by: 'customer' },
    });

    // Another queue's people: nothing of it, neither the words nor the person.
    const kenji = await desk('kenji');
    expect([await found(kenji, '返金'), await found(kenji, 'へんきん'), await found(kenji, '', { channel: 'line' })]).toEqual([[], [], []]);
    expect(await found(kenji, aCustomer({ id: 'cus_1' }).name?.family ?? '')).toEqual([]);
  });

  test('pages through everything once, and finds exactly what a scan finds', async () => {
    const { hub, desk } = await openTestHub(await openStore());
    await seedWaiting(hub.log, 1);
    const dice = createDice(7);
    const text = createTexts(dice);
    const texts = Array.from({ length: 240 }, text);
    const at = (index: number): string => new Date(Date.UTC(2026, 10, 20) - Math.floor(index / 3) * 5 * 86_400_000).toISOString();
    await write(
      hub.log,
      texts.map((words, index) => received(`msg_t${index}`, { text: words, at: at(index) })),
    );
    const mika = await desk('mika');
    const question = createQuestions(dice, texts);
    for (let turn = 0; turn < 12; turn += 1) {
      const asked = question();
      const wanted = questionOf(asked);
      const scanned = texts.flatMap((words, index) => (wanted.length > 0 && isHeldBy(words, wanted) ? [`msg_t${index}`] : []));
      const paged: string[] = [];
      for (let before = null as { at: string; seq: number } | null, isLast = false; !isLast;) {
        const page = await mika.call('search', { text: asked, before });
        paged.push(...page.hits.flatMap(({ itemId }) => itemId ?? []));
        before = page.next;
        isLast = page.next === null;
      }
      expect(paged.filter((id) => id.startsWith('msg_t')).toSorted()).toEqual(scanned.toSorted());
      expect(new Set(paged).size).toBe(paged.length);
    }
  });

  test('fills its index with what was there before it, and leaves newer words alone', async () => {
    const db = await openStore();
    const { hub, desk } = await openTestHub(db);
    await seedWaiting(hub.log, 1);
    await write(hub.log, [received('msg_a', { text: '交換の件' })]);
    const isFilled = async (): Promise<boolean> => (await db.all(sql`SELECT kind FROM search_fill WHERE is_done`)).length === 3;
    await waitUntil(isFilled, { what: 'the hub has looked through what was there' });
    await db.script('TRUNCATE search_entry, search_fill');
    const mika = await desk('mika');
    expect(await found(mika, '交換')).toEqual([]);
    await write(hub.log, [received('msg_b', { text: '交換しました' })]);
    expect(await found(mika, '交換')).toEqual(['msg_b']);
    await fillIndex(db, () => false);
    expect((await found(mika, '交換')).toSorted()).toEqual(['msg_a', 'msg_b']);
    await db.all(sql`UPDATE search_fill SET version = 0`);
    await db.all(sql`UPDATE search_entry SET terms = ''::tsvector`);
    await fillIndex(db, () => false);
    expect((await found(mika, '交換')).toSorted()).toEqual(['msg_a', 'msg_b']);
  });
});
