import { expect, test } from 'vitest';
import { migrate } from '#hub/db/migrate';
import { KINDS } from '#shared/records/records';
import { sql } from '#shared/sql';
import { describeStores } from '#tests/support/stores';

describeStores('migrations', (openStore) => {
  test('every migration runs once, also when several hubs start together', async () => {
    const [one, two] = await Promise.all([openStore(), openStore()]);
    expect(await Promise.all([migrate(one), migrate(two)])).toEqual([[], []]);
  });

  test('every kind of record has its table', async () => {
    const db = await openStore();
    for (const kind of KINDS) expect(await db.all(sql`SELECT id, rev, scopes, body FROM ${sql.id(kind)}`)).toEqual([]);
  });
});
