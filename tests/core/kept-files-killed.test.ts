import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Cache } from '#core/cache/open-cache';
import { aMessage } from '#tests/support/builders';
import { aScriptedCentre } from '#tests/support/level-desk';
import { arrives } from '#tests/support/scripted-work';
import { aFolder, openTestCache, openTestDesk } from '#tests/support/test-desk';
import { fileNamed } from './named-files.ts';

const FILES = 6;
const ROUNDS = 2;

test('a desk killed again and again while it keeps files serves each of them whole or not at all', async () => {
  const folder = aFolder();
  const hub = aScriptedCentre();
  hub.append(...arrives(1));
  for (let n = 0; n < FILES; n += 1) {
    const { blobId, itemId, bytes } = fileNamed(n);
    const attachments = [{ blobId, name: `${n}.txt`, mediaType: 'text/plain', size: bytes.length }];
    const { seq: _seq, ...message } = aMessage({
      id: itemId,
      customerId: 'cus_1',
      conversationId: 'cnv_1',
      interactionId: 'int_1',
      attachments,
    });
    hub.append({ type: 'message.received', body: { message } });
  }
  const desk = await openTestDesk({ dial: hub.dial, folder });
  await desk.level();
  await desk.close();

  let whole = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    await killedAfter(folder, 7 + round * 10);
    const cache = await openTestCache({ folder });
    for (let n = 0; n < FILES; n += 1) {
      const served = await servedBy(cache, n);
      if (served === null) continue;
      whole += 1;
      expect(served.equals(fileNamed(n).bytes)).toBe(true);
    }
    await cache.close();
  }
  // Where none was whole, nothing was proven.
  expect(whole).toBeGreaterThan(0);
}, 120_000);

/** In the middle of a file, and often of a piece. */
async function killedAfter(folder: string, pieces: number): Promise<void> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./keep-files-for-ever.ts', import.meta.url)), folder, String(FILES)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.split('\n').length > pieces) child.kill('SIGKILL');
  });
  await once(child, 'exit');
}

async function servedBy(cache: Cache, n: number): Promise<Buffer | null> {
  const { blobId } = fileNamed(n);
  const parts: Buffer[] = [];
  for (let offset = 0; ;) {
    const part = await cache.call('blob.read', { blobId, offset, now: 0 });
    if (part === null) return null;
    const bytes = Buffer.from(part.base64, 'base64');
    parts.push(bytes);
    offset += bytes.length;
    if (offset >= part.size) return Buffer.concat(parts);
    if (bytes.length === 0) throw new Error('a file that is said to be whole ends before its end');
  }
}
