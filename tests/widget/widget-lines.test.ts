import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WidgetItem, WidgetState } from '#shared/contracts/widget';
import { MessageId } from '#shared/domain/ids';
import { openKeep, type Keep } from '#widget/keep';
import { linesOf, unreadOf } from '#widget/lines';
import { createOutbox } from '#widget/outbox';
import type { PostOutcome } from '#widget/post-line';
import { createSendLines } from '#widget/send-lines';
import { createThread } from '#widget/thread';
import { memoryStorage } from './memory-storage.ts';

const PREFIX = 'madoguchi:hub:chat:';
const keepOf = (storage: Storage): Keep => openKeep(PREFIX, () => storage, window);
const outboxOf = (keep: Keep) => {
  let count = 0;
  return createOutbox(
    keep,
    () => 1_700_000_000_000,
    () => String((count += 1)).padStart(16, '0'),
  );
};

function anItem(seq: number, over: Partial<WidgetItem> = {}): WidgetItem {
  return {
    id: MessageId.parse(`msg_${seq}`),
    seq,
    rev: seq,
    by: 'agent',
    agentName: { ja: '佐藤', en: 'Mika' },
    text: `line ${seq}`,
    at: '2026-11-20T01:00:00.000Z',
    clientMessageId: null,
    ...over,
  };
}

describe('what the customer wrote', () => {
  test('survives a reload, in the order of writing', () => {
    const storage = memoryStorage();
    const before = outboxOf(keepOf(storage));
    for (const text of ['一', '二', '三']) before.add(text, 'ja');
    const after = createOutbox(keepOf(storage), Date.now, () => 'ffffffffffffffff');
    expect(after.lines().map(({ text, state }) => [text, state])).toEqual([
      ['一', 'unsent'],
      ['二', 'unsent'],
      ['三', 'unsent'],
    ]);
  });

  test('written in two tabs at once, is all there', () => {
    const storage = memoryStorage();
    const [one, two] = [
      outboxOf(keepOf(storage)),
      createOutbox(
        keepOf(storage),
        () => 1_700_000_000_000,
        () => 'aaaaaaaaaaaaaaaa',
      ),
    ];
    one.add('from one', 'en');
    two.add('from two', 'en');
    expect(one.lines()).toEqual(two.lines());
    expect(one.lines()).toHaveLength(2);
  });

  test('is kept in memory where storage is blocked, and the widget knows', () => {
    const keep = openKeep(
      PREFIX,
      () => {
        throw new DOMException('denied', 'SecurityError');
      },
      window,
    );
    const outbox = outboxOf(keep);
    outbox.add('それでも', 'ja');
    expect(outbox.lines().map(({ text }) => text)).toEqual(['それでも']);
    expect(keep.isLasting()).toBe(false);
  });

  test('is kept in memory when storage is full, and the widget knows', () => {
    const keep = keepOf(memoryStorage({ fullAfter: 1 }));
    const outbox = outboxOf(keep);
    outbox.add('一', 'ja');
    expect(keep.isLasting()).toBe(true);
    outbox.add('二', 'ja');
    expect(outbox.lines().map(({ text }) => text)).toEqual(['一', '二']);
    expect(keep.isLasting()).toBe(false);
  });

  test('is read past what the shop or another program left in the storage', () => {
    const storage = memoryStorage();
    for (const junk of ['', 'null', '[]', '{"text":1}', '"x"', '{']) storage.setItem(`${PREFIX}line:junk${junk}`, junk);
    expect(outboxOf(keepOf(storage)).lines()).toEqual([]);
  });
});

describe('sending', () => {
  /** Answers as told, then takes everything. */
  function world(answers: PostOutcome['is'][]) {
    const taken: string[] = [];
    const pauses: { ms: number; run: () => void }[] = [];
    const outbox = outboxOf(keepOf(memoryStorage()));
    const sender = createSendLines({
      outbox,
      post: ({ text }) => {
        const is = answers.shift() ?? 'kept';
        if (is === 'kept') taken.push(text);
        return Promise.resolve(is === 'again' ? { is, afterMs: 0 } : { is });
      },
      alone: (run) => run(),
      setTimer: (ms, run) => {
        const pause = { ms, run };
        pauses.push(pause);
        return () => pauses.splice(pauses.indexOf(pause), 1);
      },
      visitor: () => 'vis_1',
      random: () => 1,
      onChange: () => undefined,
    });
    return { taken, pauses, outbox, sender, elapse: () => pauses.shift()?.run() };
  }

  test('goes in the order of writing, and waits longer after each failure', async () => {
    const { taken, pauses, outbox, sender, elapse } = world(['again', 'again', 'again']);
    outbox.add('一', 'ja');
    outbox.add('二', 'ja');
    sender.wake();
    const waits: number[] = [];
    for (let tries = 0; tries < 3; tries += 1) {
      await expect.poll(() => pauses).toHaveLength(1);
      expect(sender.isStuck()).toBe(true);
      waits.push(pauses[0]?.ms ?? 0);
      elapse();
    }
    await expect.poll(() => taken).toEqual(['一', '二']);
    expect(waits).toEqual([1_000, 2_000, 4_000]);
    expect(outbox.lines().map(({ state }) => state)).toEqual(['sent', 'sent']);
    await expect.poll(() => sender.isStuck()).toBe(false);
  });

  test('a refused line steps aside, and the next goes on', async () => {
    const { taken, outbox, sender } = world(['refused']);
    outbox.add('too much', 'en');
    outbox.add('fine', 'en');
    await sender.flushed();
    expect(taken).toEqual(['fine']);
    expect(outbox.lines().map(({ state }) => state)).toEqual(['refused', 'sent']);
  });

  test('a line written while another is on its way is sent too', async () => {
    const { taken, outbox, sender } = world([]);
    outbox.add('一', 'ja');
    sender.wake();
    outbox.add('二', 'ja');
    sender.wake();
    await sender.flushed();
    expect(taken).toEqual(['一', '二']);
  });
});

describe('the thread', () => {
  test('is there after a reload, before the hub answers', () => {
    const storage = memoryStorage();
    const before = createThread(keepOf(storage));
    before.become('vis_1');
    before.restart('e1');
    before.apply({ items: [anItem(5)], cursor: 5 });
    const after = createThread(keepOf(storage));
    after.become('vis_1');
    expect([after.items().length, after.cursor(), after.epoch()]).toEqual([1, 5, 'e1']);
  });

  test('of another visitor is never shown', () => {
    const storage = memoryStorage();
    const before = createThread(keepOf(storage));
    before.become('vis_1');
    before.restart('e1');
    before.apply({ items: [anItem(5)], cursor: 5 });
    const after = createThread(keepOf(storage));
    after.become('vis_2');
    expect([after.items().length, after.cursor()]).toEqual([0, 0]);
  });

  test('too long to be kept whole is pulled again from its beginning', () => {
    const storage = memoryStorage();
    const before = createThread(keepOf(storage));
    before.become('vis_1');
    before.restart('e1');
    before.apply({ items: Array.from({ length: 150 }, (_, index) => anItem(index + 1)), cursor: 150 });
    const after = createThread(keepOf(storage));
    after.become('vis_1');
    expect(after.cursor()).toBe(0);
  });

  test('is the same whatever the order and repetition of its news', () => {
    const copies = fc.array(fc.record({ seq: fc.integer({ min: 1, max: 6 }), bump: fc.integer({ min: 0, max: 4 }) }), { maxLength: 30 });
    fc.assert(
      fc.property(copies, (news) => {
        const thread = createThread(keepOf(memoryStorage()));
        thread.become('vis_1');
        for (const { seq, bump } of news)
          thread.apply({ items: [anItem(seq, { rev: seq + bump, text: `${seq + bump}` })], cursor: seq + bump });
        const newest = new Map<number, number>();
        for (const { seq, bump } of news) newest.set(seq, Math.max(newest.get(seq) ?? 0, seq + bump));
        expect(thread.items().map(({ seq, rev }) => [seq, rev])).toEqual([...newest].sort(([a], [b]) => a - b));
      }),
    );
  });
});

describe('what is drawn', () => {
  const idle: WidgetState = { is: 'idle', isStaffed: true };
  const mine = anItem(1, { by: 'customer', agentName: null, clientMessageId: 'mine-0001' });
  const waiting = { id: 'mine-0001', text: 'line 1', locale: 'en', writtenAt: 1, state: 'sent', visitor: 'vis_1' } as const;

  test('a line that came back from the hub is not there twice, and keeps its place on the screen', () => {
    const before = linesOf([], [waiting], idle, false);
    const after = linesOf([mine], [waiting], idle, false);
    expect([before.length, after.length]).toEqual([1, 1]);
    expect(after[0]?.key).toBe(before[0]?.key);
  });

  test('a line is read when the agent has seen it, or has answered after it', () => {
    const withAgent: WidgetState = { is: 'with_agent', agentName: { ja: '佐藤', en: 'Mika' }, readUpToSeq: 1 };
    expect(linesOf([mine], [], idle, false)[0]?.mark).toBe('sent');
    expect(linesOf([mine], [], withAgent, false)[0]?.mark).toBe('read');
    expect(linesOf([mine, anItem(2)], [], idle, false)[0]?.mark).toBe('read');
  });

  test('an unsent line says so as soon as sending is in trouble', () => {
    const unsent = { ...waiting, state: 'unsent' } as const;
    expect(linesOf([], [unsent], idle, false)[0]?.mark).toBe('sending');
    expect(linesOf([], [unsent], idle, true)[0]?.mark).toBe('unsent');
  });

  test('unread counts our lines only', () => {
    expect(unreadOf([mine, anItem(2), anItem(3)], 2)).toBe(1);
  });
});
