import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FILE_PIECE } from '#shared/contracts/hub';
import type { BlobId } from '#shared/domain/ids';
import { DEFAULT_NOTICES } from '#shared/domain/notice';
import type { DomainEvent } from '#shared/events/index';
import { aMessage } from '#tests/support/builders';
import { decryptedText } from '#tests/support/decrypted-text';
import { createFakeClock } from '#tests/support/fake-clock';
import { aScriptedCentre, caughtUp } from '#tests/support/level-desk';
import type { ScriptedHub } from '#tests/support/scripted-hub';
import { arrives, assignedToMika, granted, que, revoked } from '#tests/support/scripted-work';
import { aFolder, openTestCache, openTestDesk } from '#tests/support/test-desk';
import { waitUntil } from '#tests/support/wait-until';

const AT = '2026-11-20T01:00:00.000Z';
const blob = (name: string): BlobId => `blb_${name}` as BlobId;

/** Customer `n` sends a file; the hub has its bytes. */
function sends(hub: ScriptedHub, n: number, name: string, bytes: Buffer, queue = 1): DomainEvent {
  hub.files.kept.set(blob(name), bytes);
  const { seq: _seq, ...message } = aMessage({
    id: `msg_${name}`,
    customerId: `cus_${n}`,
    conversationId: `cnv_${n}`,
    interactionId: `int_${n}`,
    queueId: `que_${queue}`,
    text: '',
    attachments: [{ blobId: blob(name), name: `${name}.txt`, mediaType: 'text/plain', size: bytes.length }],
  });
  return { type: 'message.received', body: { message } };
}

/** Words that no compression or cipher could hide, were they there. */
const words = (size: number): Buffer => Buffer.alloc(size, '秘密の領収書 ');

describe('files kept at the desk', () => {
  test('a file that was looked at is seen again without a line; one that was not is said to need it', async () => {
    const hub = aScriptedCentre();
    const bytes = words(FILE_PIECE * 9 + 17);
    hub.append(...arrives(1), sends(hub, 1, 'seen', bytes), sends(hub, 1, 'unseen', words(10)));
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    expect(Buffer.from(await desk.blobs.read(blob('seen'), 'msg_seen'), 'base64').equals(bytes)).toBe(true);
    expect(desk.told.blobs.at(-1)).toEqual({ kept: [blob('seen')], dropped: [] });
    // Named for what does not name it, it is shown, and not kept.
    await desk.blobs.read(blob('unseen'), 'msg_seen');
    hub.cut(false);
    await waitUntil(() => desk.hub() === null, { what: 'the line is down' });
    expect(Buffer.from(await desk.blobs.read(blob('seen'), 'msg_seen'), 'base64').equals(bytes)).toBe(true);
    await expect(desk.blobs.read(blob('unseen'), 'msg_unseen')).rejects.toMatchObject({ code: 'offline' });
    expect(await desk.cache.call('blob.kept', { blobIds: [blob('seen'), blob('unseen')] })).toEqual([blob('seen')]);
  });

  test('files of one’s own open work come ahead, small ones first, and those of others when they are looked at', async () => {
    const hub = aScriptedCentre();
    hub.append(...arrives(1), ...arrives(2), assignedToMika(1), granted('customer:cus_1' as never));
    hub.append(sends(hub, 1, 'large', words(90_000)), sends(hub, 1, 'small', words(100)), sends(hub, 2, 'others', words(100)));
    const clock = createFakeClock();
    const desk = await openTestDesk({ dial: hub.dial, clock });
    await desk.level();
    await waitUntil(
      async () => {
        await clock.advance(2_000);
        return desk.told.blobs.flatMap(({ kept }) => kept).length === 2;
      },
      { what: 'two files came ahead' },
    );
    expect(desk.told.blobs.flatMap(({ kept }) => kept)).toEqual([blob('small'), blob('large')]);
    expect(hub.asked.filter(({ name }) => name === 'blob.read').map(({ input }) => (input as { blobId: string }).blobId)).not.toContain(
      'blb_others',
    );
  });

  test('on the disk nothing of them can be read, and no name says what they are', async () => {
    const hub = aScriptedCentre();
    hub.append(...arrives(1), sends(hub, 1, 'receipt', words(300_000)));
    const folder = aFolder();
    const desk = await openTestDesk({ dial: hub.dial, folder });
    await desk.level();
    await desk.blobs.read(blob('receipt'), 'msg_receipt');
    for (const name of readdirSync(folder)) {
      expect(name).not.toMatch(/receipt|領収/);
      expect(statSync(path.join(folder, name)).mode & 0o077).toBe(0);
      expect(readFileSync(path.join(folder, name)).includes('秘密の領収書')).toBe(false);
    }
    await desk.close();
    expect(decryptedText(folder)).toContain('秘密の領収書');
  });

  test('a queue that is lost takes its files with it, in the same step, and the hub hears how many', async () => {
    const hub = aScriptedCentre();
    hub.append(granted(que(2)), ...arrives(2, 2), sends(hub, 2, 'secret', words(300_000), 2));
    const folder = aFolder();
    const desk = await openTestDesk({ dial: hub.dial, folder });
    await desk.level();
    await desk.blobs.read(blob('secret'), 'msg_secret');
    hub.append(revoked(que(2)));
    await caughtUp(desk, hub);
    expect(await desk.cache.call('blob.kept', { blobIds: [blob('secret')] })).toEqual([]);
    await waitUntil(() => hub.asked.some(({ name }) => name === 'sync.purged'), { what: 'the receipt' });
    const receipts = hub.asked.filter(({ name }) => name === 'sync.purged').map(({ input }) => input);
    // Customer, conversation, work, two messages.
    expect(receipts).toEqual([{ reason: 'revoked', at: AT, records: 5, files: 1 }]);
    // Not only once it is closed: as the disk is now, with whatever lies beside the files.
    expect(statSync(path.join(folder, 'blobs.db-wal')).size).toBe(0);
    const copy = aFolder();
    cpSync(folder, copy, { recursive: true });
    expect(decryptedText(copy)).not.toMatch(/秘密|領収|secret|cus_2/);
    await desk.close();
    expect(decryptedText(folder)).not.toMatch(/秘密|領収|secret|cus_2/);
  });

  test('what was not used for the longest goes first when the room is full', async () => {
    const hub = aScriptedCentre();
    const MB = 1024 * 1024;
    hub.append(...arrives(1), ...['a', 'b', 'c'].map((name) => sends(hub, 1, name, words(MB * 0.4))));
    const desk = await openTestDesk({ dial: hub.dial, clock: createFakeClock() });
    await desk.level();
    await desk.cache.call('settings.put', { ...SETTINGS, fileBudgetMb: 1 });
    for (const name of ['a', 'b']) await desk.blobs.read(blob(name), `msg_${name}`);
    const later = { blobId: blob('a'), offset: 0, now: Date.parse(AT) + 60_000 };
    await desk.cache.call('blob.read', later);
    await desk.blobs.read(blob('c'), 'msg_c');
    expect((await desk.cache.call('blob.kept', { blobIds: ['a', 'b', 'c'].map(blob) })).toSorted()).toEqual([blob('a'), blob('c')]);
    expect(desk.told.blobs.at(-1)).toEqual({ kept: [blob('c')], dropped: [blob('b')] });
  });

  test('of a file that was half fetched when the desk was killed nothing is ever served', async () => {
    const hub = aScriptedCentre();
    hub.append(...arrives(1), sends(hub, 1, 'half', words(FILE_PIECE * 3)));
    const folder = aFolder();
    const desk = await openTestDesk({ dial: hub.dial, folder });
    await desk.level();
    const piece = words(FILE_PIECE).toString('base64');
    const whose = { blobId: blob('half'), itemId: 'msg_half', size: FILE_PIECE * 3, base64: piece, now: 0 };
    await desk.cache.call('blob.put', { ...whose, offset: 0 });
    await desk.cache.call('blob.put', { ...whose, offset: FILE_PIECE });
    // As whoever is killed leaves it.
    const read = { blobId: blob('half'), offset: 0, now: 0 };
    expect(await desk.cache.call('blob.read', read)).toBeNull();
    await desk.close();
    const cache = await openTestCache({ folder });
    expect(await cache.call('blob.read', read)).toBeNull();
    // The rest of another's try does not make it whole.
    expect(await cache.call('blob.put', { ...whose, offset: FILE_PIECE * 2 + 1 })).toMatchObject({ isWhole: false });
    expect(await cache.call('blob.sweep', {})).toEqual([blob('half')]);
    await cache.close();
    expect(decryptedText(folder)).not.toContain('領収書');
  });
});

const SETTINGS = {
  locale: 'ja',
  theme: 'system',
  sendKey: 'enter',
  zoom: 100,
  showsPreviews: false,
  sendDelay: 0,
  fileBudgetMb: 500,
  notices: DEFAULT_NOTICES,
} as const;
