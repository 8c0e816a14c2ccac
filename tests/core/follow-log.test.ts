import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openTestDesk, aFolder, MIKA, type TestDesk } from '#tests/support/test-desk';
import { createScriptedHub, type ScriptedHub } from '#tests/support/scripted-hub';
import { aCentre, arrives, assignedToMika, granted, que, revoked, writes } from '#tests/support/scripted-work';
import { decryptedText } from '#tests/support/decrypted-text';
import { createFakeClock } from '#tests/support/fake-clock';
import { waitUntil } from '#tests/support/wait-until';
import { Failure } from '#shared/rpc/failure';
import type { Cache } from '#core/cache/open-cache';
import { KINDS, type Key } from '#shared/records/records';

/** Every record the hub ever had, as this desk shows it. */
async function heldBy(cache: Cache, hub: ScriptedHub): Promise<unknown[]> {
  const keys = everSeen(hub);
  const { changes } = await cache.call('records.read', { keys });
  return sorted(changes.filter(({ body }) => body !== null));
}

function everSeen(hub: ScriptedHub): Key[] {
  const ids = hub.log.flatMap(({ body }) => JSON.stringify(body).match(/"(?:cus|cnv|int|msg|seg|agt|que|res|not)_[0-9A-Za-z-]+"/g) ?? []);
  const grants = hub.visible().filter(({ kind }) => kind === 'grant');
  return [
    ...[...new Set(ids)].flatMap((id) => KINDS.map((kind) => ({ kind, id: id.slice(1, -1) }) as Key)),
    ...grants.map(({ kind, id }) => ({ kind, id }) as Key),
  ];
}

function shouldHold(hub: ScriptedHub): unknown[] {
  return sorted(hub.visible().map(({ kind, id, body }) => ({ kind, id, body })));
}

function sorted(records: readonly { kind: string; id: string }[]): unknown[] {
  return records.toSorted((a, b) => (`${a.kind} ${a.id}` < `${b.kind} ${b.id}` ? -1 : 1));
}

async function caughtUp(desk: TestDesk, hub: ScriptedHub): Promise<void> {
  await waitUntil(
    async () => {
      const { cursor, wantedScopes, clearedScopes } = await desk.cache.call('replica.state', {});
      const lastSeen = hub.log.findLast(({ scopes }) => scopes.length > 0)?.seq ?? 0;
      return (
        desk.hub() !== null &&
        desk.connection().is === 'connected' &&
        cursor >= lastSeen &&
        wantedScopes.length + clearedScopes.length === 0
      );
    },
    { what: 'the desk has caught up' },
  );
}

function aHub(pageSize?: number): ScriptedHub {
  const hub = createScriptedHub({ agentId: MIKA, ...(pageSize === undefined ? {} : { pageSize }) });
  hub.append(...aCentre());
  return hub;
}

describe('a desk keeps level with the log', () => {
  test('a new desk takes a snapshot of each scope and all that happened while it was read', async () => {
    const hub = aHub(3);
    for (const n of [1, 2, 3, 4, 5]) hub.append(...arrives(n));
    let pages = 0;
    hub.before('page', () => {
      pages += 1;
      // Between the reading of a page and its arrival: the page is old news when it comes.
      if (pages < 6) hub.append(writes(1, 10 + pages), ...(pages === 3 ? arrives(6) : []));
    });
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    await caughtUp(desk, hub);
    expect(pages).toBeGreaterThan(6);
    expect(await heldBy(desk.cache, hub)).toEqual(shouldHold(hub));
  });

  test('a desk that was away pulls what it missed, page by page, and says how far behind it is', async () => {
    const hub = aHub(4);
    hub.append(...arrives(1));
    const folder = aFolder();
    const first = await openTestDesk({ dial: hub.dial, folder });
    await first.level();
    await first.close();
    for (let line = 2; line < 40; line += 1) hub.append(writes(1, line));
    const second = await openTestDesk({ dial: hub.dial, folder });
    await second.level();
    expect(hub.asked.filter(({ name }) => name === 'sync.snapshot').length).toBe(3); // for the first desk: team, agent, queue; nothing is asked twice
    const left = second.told.connections.flatMap((connection) => (connection.is === 'catching_up' ? [connection.eventsLeft] : []));
    expect(Math.max(...left)).toBeGreaterThan(20);
    expect(second.told.connections.at(-1)?.is).toBe('connected');
    expect(await heldBy(second.cache, hub)).toEqual(shouldHold(hub));
  });

  test('lost, doubled and disordered pushes change nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('send', 'lose', 'double', 'swap', 'late'), { minLength: 5, maxLength: 25 }),
        async (faults) => {
          const hub = aHub();
          hub.append(...arrives(1));
          const desk = await openTestDesk({ dial: hub.dial });
          await desk.level();
          const kept: Parameters<NonNullable<Parameters<ScriptedHub['disturb']>[0]>>[0][] = [];
          let step = 0;
          hub.disturb((push) => {
            const fault = faults[step % faults.length];
            step += 1;
            if (fault === 'lose') return [];
            if (fault === 'double') return [push, push];
            if (fault === 'late') {
              kept.push(push);
              return [];
            }
            return fault === 'swap' ? [push, ...kept.splice(0)] : [...kept.splice(0), push];
          });
          for (let line = 2; line < 2 + faults.length; line += 1) {
            hub.append(writes(1, line));
            if (line % 4 === 0) await new Promise((resolve) => setImmediate(resolve));
          }
          hub.disturb(null);
          hub.append(writes(1, 100, '最後'));
          await caughtUp(desk, hub);
          expect(await heldBy(desk.cache, hub)).toEqual(shouldHold(hub));
          await desk.close();
        },
      ),
      { numRuns: 20 },
    );
  });

  test('a line that breaks again and again loses nothing and doubles nothing', async () => {
    const hub = aHub(3);
    hub.append(...arrives(1));
    const desk = await openTestDesk({ dial: hub.dial });
    for (let round = 0; round < 12; round += 1) {
      hub.append(writes(1, 10 + round), ...(round % 3 === 0 ? arrives(20 + round) : []));
      if (round % 2 === 0) hub.cut();
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    await caughtUp(desk, hub);
    expect(await heldBy(desk.cache, hub)).toEqual(shouldHold(hub));
  });

  test('a restored hub means a new epoch: a clean snapshot, and the outbox stays', async () => {
    const hub = aHub();
    hub.append(...arrives(1), ...arrives(2));
    hub.execute(() => new Promise(() => {}));
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    await desk.submit({
      commandId: 'cmd_1' as never,
      basis: 0,
      body: { type: 'conversation.mark_read', conversationId: 'cnv_1' as never, upToSeq: 3 },
    });
    hub.restart(hub.log.length - 4); // before the second customer came
    await caughtUp(desk, hub);
    expect(desk.screen.of('interaction').length).toBeGreaterThan(0);
    expect(await heldBy(desk.cache, hub)).toEqual(shouldHold(hub));
    const { changes } = await desk.cache.call('records.read', { keys: [{ kind: 'customer', id: 'cus_2' }] });
    expect(changes.map(({ body }) => body)).toEqual([null]);
    expect((await desk.cache.call('search', { text: 'こんにちは 2' })).map(({ customerId }) => customerId)).toEqual([]);
    expect(desk.outbox().map(({ command }) => command.commandId)).toEqual(['cmd_1']);
  });

  test('what a newer hub says and this desk cannot read is kept raw, and the cursor goes on', async () => {
    const hub = aHub();
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    const news = hub.appendUnknown('customer.sang', [que(1)]);
    hub.append(...arrives(1));
    await caughtUp(desk, hub);
    expect(desk.screen.of('customer').map(({ id }) => id)).toEqual(['cus_1']);
    expect((await desk.cache.call('replica.state', {})).cursor).toBeGreaterThan(news.seq);
  });
});

describe('scopes', () => {
  test('a queue gained brings its work at once, with history, whatever happens meanwhile', async () => {
    const hub = aHub(3);
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
    const hub = aHub();
    hub.append(granted(que(2)), ...arrives(1), ...arrives(2, 2, '秘密の返金'));
    const folder = aFolder();
    const desk = await openTestDesk({ dial: hub.dial, folder });
    await desk.level();
    await desk.cache.call('draft.put', {
      conversationId: 'cnv_2' as never,
      mode: 'reply',
      text: '秘密の返金について',
      revision: 1,
      updatedAt: '2026-11-20T01:00:00.000Z',
    });
    expect(await desk.cache.call('search', { text: '返金' })).toHaveLength(1);
    hub.append(revoked(que(2)));
    await waitUntil(() => hub.asked.some(({ name }) => name === 'sync.cleared'), { what: 'the receipt' });
    await caughtUp(desk, hub);
    expect(await desk.cache.call('search', { text: '返金' })).toEqual([]);
    expect(await desk.cache.call('draft.get', { conversationId: 'cnv_2' as never, mode: 'reply' })).toBeNull();
    expect(desk.screen.of('interaction').map(({ id }) => id)).toEqual(['int_1']);
    expect(await heldBy(desk.cache, hub)).toEqual(shouldHold(hub));
    await desk.close();
    expect(decryptedText(folder)).not.toMatch(/秘密|返金|msg_2|cus_2|cnv_2/);
  });

  test('work that is mine stays when its queue goes, and goes when it ends', async () => {
    const hub = aHub();
    hub.append(granted(que(2)), ...arrives(2, 2), assignedToMika(2), granted('customer:cus_2' as never));
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    hub.append(revoked(que(2)));
    await caughtUp(desk, hub);
    expect(await heldBy(desk.cache, hub)).toEqual(shouldHold(hub));
    expect(await desk.cache.call('search', { text: 'こんにちは' })).toHaveLength(1);
    hub.append(revoked('customer:cus_2' as never));
    await caughtUp(desk, hub);
    expect(await desk.cache.call('search', { text: 'こんにちは' })).toEqual([]);
  });

  test('taken and given back in one breath, a queue is whole again', async () => {
    const hub = aHub();
    hub.append(...arrives(1), ...arrives(3));
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    hub.append(revoked(que(1)), granted(que(1)), writes(1, 2), revoked(que(1)), granted(que(1)));
    await caughtUp(desk, hub);
    expect(await heldBy(desk.cache, hub)).toEqual(shouldHold(hub));
  });

  test('a person known to others whose work comes to my queue comes with it', async () => {
    const hub = aHub();
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
    const hub = aHub(2);
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

describe('the line', () => {
  test('that is dead after the machine slept is hung up and dialled again', async () => {
    const hub = aHub();
    const clock = createFakeClock(Date.now());
    const desk = await openTestDesk({ dial: hub.dial, clock, random: () => 0.5 });
    await desk.level();
    hub.before('draft.list', () => new Promise(() => {}));
    desk.wake();
    await clock.advance(4_000);
    expect(desk.connection().is).toBe('connected');
    await clock.advance(2_000);
    await waitUntil(() => desk.told.connections.some(({ is }) => is === 'offline'), { what: 'hung up' });
    hub.before('draft.list', null);
    await waitUntil(
      async () => {
        await clock.advance(500);
        return desk.connection().is === 'connected';
      },
      { what: 'dialled again' },
    );
    expect(hub.asked.filter(({ name }) => name === 'hello')).toHaveLength(2);
  });

  test('refused with a good name for the session is renewed once, and then the agent signs in again', async () => {
    const hub = aHub();
    let dials = 0;
    const refusing = await openTestDesk({
      dial: () => {
        dials += 1;
        return Promise.reject(new Failure('denied', 'the session has ended; sign in again'));
      },
    });
    await waitUntil(() => refusing.told.signedOut === 1, { what: 'signed out' });
    expect(dials).toBe(2);
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    hub.endSession();
    await waitUntil(() => desk.told.signedOut > 0, { what: 'the hub ended the session' });
  });
});
