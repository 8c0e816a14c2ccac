import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keepTyping } from '#core/keep-typing';
import { queueScope } from '#shared/domain/scope';
import { QueueId } from '#shared/domain/ids';
import type { LoggedEvent } from '#shared/events/index';
import { aCustomer } from '#tests/support/builders';
import { createFakeClock } from '#tests/support/fake-clock';
import { createKeptLog } from '#tests/support/kept-log';
import { MIKA, openTestCache } from '#tests/support/test-desk';
import { waitUntil } from '#tests/support/wait-until';

const AT = '2026-11-20T01:00:00.000Z';
const QUEUE = QueueId.parse('que_1');
const MOUNT = mountSmallDisk();

/** A real file system of three megabytes; null where this machine does not let us make one. */
function mountSmallDisk(): string | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'madoguchi-small-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder]);
  if (mounted.status === 0) return folder;
  rmSync(folder, { recursive: true });
  return null;
}

const events = (from: number, count: number): LoggedEvent[] =>
  Array.from({ length: count }, (_, n) => ({
    seq: from + n,
    at: AT,
    type: 'customer.added',
    scopes: [queueScope(QUEUE)],
    causedBy: null,
    body: { customer: aCustomer({ id: `cus_${from + n}`, queueIds: [QUEUE] }) },
  }));

function aReply(id: string): never {
  const body = { type: 'message.send', interactionId: 'int_1', conversationId: 'cnv_1', messageId: `msg_${id}`, text: '返事' };
  // Plain data of the contract's input; parsed by the cache.
  return { commandId: `cmd_${id}`, agentId: MIKA, deskId: 'dsk_one', writtenAt: AT, basis: 0, body } as never;
}

const aDraft = (text: string, revision: number): never =>
  ({ conversationId: 'cnv_1', mode: 'reply', text, revision, updatedAt: AT }) as never;

// Skipped where nobody may mount: then nothing here can be full.
test.skipIf(MOUNT === null)(
  'a full disk: typing stays, nothing is half written, wishes are refused in words, and all goes on with room',
  async () => {
    const disk = MOUNT ?? '';
    onTestFinished(() => {
      spawnSync('umount', ['-l', disk]);
      rmSync(disk, { recursive: true, force: true });
    });
    const clock = createFakeClock();
    const told: boolean[] = [];
    const folder = path.join(disk, 'desk');
    const cache = keepTyping({
      cache: await openTestCache({ folder }),
      clock,
      log: createKeptLog(),
      onChanged: () => told.push(cache.isDiskFull()),
    });
    await cache.call('replica.begin', { epoch: 'a'.repeat(32), cursor: 5, scopes: [queueScope(QUEUE)] });
    await cache.call('draft.put', aDraft('はじめ', 1));
    const ballast = path.join(disk, 'ballast');
    expect(() => writeFileSync(ballast, Buffer.alloc(4_000_000))).toThrow('ENOSPC');

    const long = 'まだ書いています。'.repeat(1_000);
    expect(await cache.call('draft.put', aDraft(long, 2))).toMatchObject({ text: long });
    expect(told).toEqual([true]);
    const which = { conversationId: 'cnv_1', mode: 'reply' } as never;
    expect(await cache.call('draft.get', which)).toMatchObject({ text: long, revision: 2 });
    // It still goes to the hub.
    expect((await cache.call('draft.unsynced', {})).map(({ revision }) => revision)).toContain(2);
    await expect(cache.call('outbox.add', { command: aReply('1') })).rejects.toMatchObject({ code: 'disk_full', retryable: true });
    expect(await cache.call('outbox.list', {})).toEqual([]);
    await expect(cache.call('events.apply', { events: events(6, 900), cursor: 905 })).rejects.toMatchObject({ code: 'disk_full' });
    expect(await cache.call('replica.cursor', {})).toBe(5);
    await clock.advance(5_000);
    expect(cache.isDiskFull()).toBe(true);

    rmSync(ballast);
    await clock.advance(5_000);
    await waitUntil(() => !cache.isDiskFull(), { what: 'the disk takes things again' });
    expect(told).toEqual([true, false]);
    await cache.call('events.apply', { events: events(6, 20), cursor: 25 });
    await cache.call('outbox.add', { command: aReply('2') });
    await cache.close();
    const again = await openTestCache({ folder });
    expect(again.setAside).toBeNull();
    expect(await again.call('replica.cursor', {})).toBe(25);
    expect((await again.call('outbox.list', {})).map(({ command }) => command.commandId)).toEqual(['cmd_2']);
    // Sent since; the long words were on the disk before that.
    expect(await again.call('draft.get', which)).toMatchObject({ text: '' });
    await again.close();
  },
);
