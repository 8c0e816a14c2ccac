// A child process of kept-files-killed.test.ts: keeps the files of messages that are here as fast as it can, until it is killed.
import { writeSync } from 'node:fs';
import { openCacheInWorkers } from '#core/cache/open-cache';
import { FILE_PIECE } from '#shared/contracts/hub';
import { createKeptLog } from '#tests/support/kept-log';
import { fileNamed } from './named-files.ts';

const [folder = '', files = '0'] = process.argv.slice(2);
const key = '0123456789abcdef'.repeat(4);
const cache = await openCacheInWorkers({ folder, key, agentId: 'agt_mika' as never, stamp: 'then' }, createKeptLog());
for (let n = 0; ; n = (n + 1) % Number(files)) {
  const { blobId, itemId, bytes } = fileNamed(n);
  for (let offset = 0; offset < bytes.length; offset += FILE_PIECE) {
    const base64 = bytes.subarray(offset, offset + FILE_PIECE).toString('base64');
    await cache.call('blob.put', { blobId, itemId, size: bytes.length, offset, base64, now: n });
    writeSync(1, `${blobId} ${offset}\n`);
  }
}
