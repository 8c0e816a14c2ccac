import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openDatabase } from '#core/cache/open-database';
import { sql } from '#shared/sql';
import { TEST_KEY } from './test-desk.ts';

/** Every byte of a closed desk's files as text, free pages too, taken out of the cipher with their key; the files stay so. */
export function decryptedText(folder: string, key = TEST_KEY): string {
  return ['replica.db', 'blobs.db', 'durable.db']
    .filter((name) => existsSync(path.join(folder, name)))
    .map((name) => {
      const file = path.join(folder, name);
      const db = openDatabase({ path: file, key, synchronous: 'NORMAL', onSlowQuery: () => {} });
      db.all(sql`PRAGMA journal_mode = DELETE`);
      db.all(sql`PRAGMA rekey = ''`);
      db.close();
      return readFileSync(file, 'utf8');
    })
    .join('\n');
}
