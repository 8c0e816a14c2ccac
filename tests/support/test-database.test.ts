import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { createTestDatabase } from './test-database.ts';

test.skipIf(inject('postgresUrl') === null)('a test database is there until it is dropped', async () => {
  const database = await createTestDatabase(inject('postgresUrl') ?? '');
  expect(await canConnect(database.url)).toBe(true);
  await database.drop();
  expect(await canConnect(database.url)).toBe(false);
});

async function canConnect(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
