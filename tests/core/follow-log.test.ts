import type { Dial, Line } from '#core/sync/dial-hub';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '#shared/rpc/failure';
import { createFakeClock } from '#tests/support/fake-clock';
import { aScriptedCentre, caughtUp, heldBy, shouldHold } from '#tests/support/level-desk';
import type { ScriptedHub } from '#tests/support/scripted-hub';
import { arrives, que, writes } from '#tests/support/scripted-work';
import { aFolder, openTestDesk } from '#tests/support/test-desk';
import { waitUntil } from '#tests/support/wait-until';

describe('a desk keeps level with the log', () => {
  test('a new desk takes a snapshot of each scope and all that happened while it was read', async () => {
    const hub = aScriptedCentre(3);
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
    const hub = aScriptedCentre(4);
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
          const hub = aScriptedCentre();
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
    const hub = aScriptedCentre(3);
    hub.append(...arrives(1));
    const desk = await openTestDesk({ dial: hub.dial });
    for (let round = 0; round < 12; round += 1) {
      hub.append(writes(1, 10 + round), ...(round % 3 === 0 ? arrives(20 + round) : []));
      if (round % 2 === 1) continue;
      const asked = hub.asked.length;
      hub.cut();
      // The next cut finds the desk in the middle of its questions.
      await waitUntil(() => hub.asked.length > asked + (round % 4), { what: 'the desk asks again' });
    }
    await caughtUp(desk, hub);
    expect(await heldBy(desk.cache, hub)).toEqual(shouldHold(hub));
  });

  test('a restored hub means a new epoch: a clean snapshot, and the outbox stays', async () => {
    const hub = aScriptedCentre();
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
    expect((await desk.cache.call('search', { text: 'こんにちは 2' })).hits.map(({ customerId }) => customerId)).toEqual([]);
    expect(desk.outbox().map(({ command }) => command.commandId)).toEqual(['cmd_1']);
  });

  test('what a newer hub says and this desk cannot read is kept raw, and the cursor goes on', async () => {
    const hub = aScriptedCentre();
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    const news = hub.appendUnknown('customer.sang', [que(1)]);
    hub.append(...arrives(1));
    await caughtUp(desk, hub);
    expect(desk.screen.of('customer').map(({ id }) => id)).toEqual(['cus_1']);
    expect((await desk.cache.call('replica.state', {})).cursor).toBeGreaterThan(news.seq);
  });
});

describe('the line', () => {
  test('is doubted after the machine slept, and dialled again where it was dead', async () => {
    const hub = aScriptedCentre();
    const clock = createFakeClock(Date.now());
    const doubted: Line[] = [];
    const dial: Dial = async (...address) => {
      const line = await hub.dial(...address);
      return { ...line, doubt: () => void doubted.push(line) };
    };
    const desk = await openTestDesk({ dial, clock, random: () => 0.5 });
    await desk.level();
    for (let times = 0; times < 20; times += 1) desk.wake('hint');
    expect(doubted).toHaveLength(1);
    expect(desk.connection().is).toBe('connected');
    doubted[0]?.close();
    await waitUntil(() => desk.told.connections.some(({ is }) => is === 'offline'), { what: 'hung up' });
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
    const hub = aScriptedCentre();
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
