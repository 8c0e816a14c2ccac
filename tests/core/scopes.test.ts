import { describe, expect, test } from 'vitest';
import { decryptedText } from '#tests/support/decrypted-text';
import { aScriptedCentre, caughtUp, heldBy, shouldHold } from '#tests/support/level-desk';
import { arrives, assignedToMika, granted, que, revoked, writes } from '#tests/support/scripted-work';
import { aFolder, openTestDesk } from '#tests/support/test-desk';
import { waitUntil } from '#tests/support/wait-until';

describe('scopes', () => {
  test('a queue gained brings its work at once, with history, whatever happens meanwhile', async () => {
    const hub = aScriptedCentre(3);
    for (const n of [1, 2, 3]) hub.append(...arrives(n, 2));
    for (let line = 2; line < 9; line += 1) hub.append(writes(2, line, `${line}`, 2));
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    expect(desk.screen.of('interaction')).toEqual([]);
    let pages = 0;
    hub.before('page', () => {
      pages += 1;
      if (pages < 5) hub.append(writes(1, 20 + pages, 'いま書いた', 2), ...(pages === 2 ? arrives(9, 2) : []));
    });
    hub.append(granted(que(2)));
    await waitUntil(() => desk.screen.of('message').length === 15, { what: 'the history of the queue' });
    await caughtUp(desk, hub);
    expect(await heldBy(desk.cache, hub)).toEqual(shouldHold(hub));
  });

  test('a queue lost leaves nothing in list, search or file, and the hub gets its receipt', async () => {
    const hub = aScriptedCentre();
    hub.append(granted(que(2)), ...arrives(1), ...arrives(2, 2, '秘密の返金'));
    const folder = aFolder();
    const desk = await openTestDesk({ dial: hub.dial, folder });
    await desk.level();
    const at = '2026-11-20T01:00:00.000Z';
    const draft = { conversationId: 'cnv_2' as never, mode: 'reply', text: '秘密の返金について', revision: 1, updatedAt: at } as const;
    await desk.cache.call('draft.put', draft);
    // The hub has it: nothing of it is lost by going from here.
    await desk.cache.call('draft.synced', draft);
    expect((await desk.cache.call('search', { text: '返金' })).hits).toHaveLength(1);
    hub.append(revoked(que(2)));
    await waitUntil(() => hub.asked.some(({ name }) => name === 'sync.cleared'), { what: 'the receipt' });
    await caughtUp(desk, hub);
    expect((await desk.cache.call('search', { text: '返金' })).hits).toEqual([]);
    expect(await desk.cache.call('draft.get', { conversationId: 'cnv_2' as never, mode: 'reply' })).toBeNull();
    expect(desk.screen.of('interaction').map(({ id }) => id)).toEqual(['int_1']);
    expect(await heldBy(desk.cache, hub)).toEqual(shouldHold(hub));
    await desk.close();
    expect(decryptedText(folder)).not.toMatch(/秘密|返金|msg_2|cus_2|cnv_2/);
  });

  test('work that is mine stays when its queue goes, and goes when it ends', async () => {
    const hub = aScriptedCentre();
    hub.append(granted(que(2)), ...arrives(2, 2), assignedToMika(2), granted('customer:cus_2' as never));
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    hub.append(revoked(que(2)));
    await caughtUp(desk, hub);
    expect(await heldBy(desk.cache, hub)).toEqual(shouldHold(hub));
    expect((await desk.cache.call('search', { text: 'こんにちは' })).hits).toHaveLength(1);
    hub.append(revoked('customer:cus_2' as never));
    await caughtUp(desk, hub);
    expect((await desk.cache.call('search', { text: 'こんにちは' })).hits).toEqual([]);
  });

  test('taken and given back in one breath, a queue is whole again', async () => {
    const hub = aScriptedCentre();
    hub.append(...arrives(1), ...arrives(3));
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    hub.append(revoked(que(1)), granted(que(1)), writes(1, 2), revoked(que(1)), granted(que(1)));
    await caughtUp(desk, hub);
    expect(await heldBy(desk.cache, hub)).toEqual(shouldHold(hub));
  });

  test('a person known to others whose work comes to my queue comes with it', async () => {
    const hub = aScriptedCentre();
    hub.append(...arrives(1, 2, '前の話'));
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    const [, , queued] = arrives(1, 1);
    if (queued?.type !== 'interaction.queued') throw new Error('the third is the work');
    hub.append({ ...queued, body: { interaction: { ...queued.body.interaction, id: 'int_77' as never } } });
    await waitUntil(() => desk.screen.of('customer').some(({ id }) => id === 'cus_1'), { what: 'the person' });
    await caughtUp(desk, hub);
    expect(await heldBy(desk.cache, hub)).toEqual(shouldHold(hub));
  });

  test('a desk killed between a grant and the end of its snapshot reads it again', async () => {
    const hub = aScriptedCentre(2);
    for (const n of [1, 2, 3]) hub.append(...arrives(n, 2));
    const folder = aFolder();
    const first = await openTestDesk({ dial: hub.dial, folder });
    await first.level();
    let pages = 0;
    hub.before('page', () => {
      pages += 1;
      if (pages === 3) hub.cut(false);
    });
    hub.append(granted(que(2)));
    await waitUntil(() => pages >= 3, { what: 'the cut' });
    await first.close();
    hub.before('page', null);
    hub.open();
    const second = await openTestDesk({ dial: hub.dial, folder });
    await second.level();
    await caughtUp(second, hub);
    expect(await heldBy(second.cache, hub)).toEqual(shouldHold(hub));
  });
});
