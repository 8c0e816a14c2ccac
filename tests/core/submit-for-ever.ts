// A child process of cache-files.test.ts: keeps wishes as fast as it can and says which were answered, until it is killed.
import { writeSync } from 'node:fs';
import { openCacheInWorkers } from '#core/cache/open-cache';
import { createKeptLog } from '#tests/support/kept-log';

const [folder = '', round = ''] = process.argv.slice(2);
const key = '0123456789abcdef'.repeat(4);
const cache = await openCacheInWorkers({ folder, key, agentId: 'agt_mika' as never, stamp: 'then' }, createKeptLog());
for (let n = 0; ; n += 1) {
  const commandId = `cmd_${round}-${n}` as never;
  const body = {
    type: 'note.add',
    customerId: 'cus_1',
    conversationId: 'cnv_1',
    interactionId: 'int_1',
    noteId: `not_${round}-${n}`,
    text: 'メモ',
  } as never;
  const command = {
    commandId,
    agentId: 'agt_mika' as never,
    deskId: 'dsk_one' as never,
    writtenAt: '2026-11-20T01:00:00.000Z',
    basis: 0,
    body,
  };
  await cache.call('outbox.add', { command });
  writeSync(1, `${String(commandId)}\n`);
}
