import { expect, test } from 'vitest';
import { errorForLog } from '#hub/error-for-log';
import { lastWords } from '#hub/last-words';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import { describeStores } from '#tests/support/stores';

const SECRET = 'ひみつの言葉';

describeStores('an error in the log', (openStore) => {
  test('of the database says which rule was broken, and nothing of the row', async () => {
    const db = await openStore();
    await db.all(sql`INSERT INTO signing_key (name, secret) VALUES (${SECRET}, 'x')`);
    const again: unknown = await db
      .all(sql`INSERT INTO signing_key (name, secret) VALUES (${SECRET}, 'x')`)
      .catch((error: unknown) => new Error('wrapped', { cause: error }));
    const bare: unknown = await db.all(sql`INSERT INTO session (id) VALUES (${SECRET})`).catch((error: unknown) => error);
    const logged = [again, bare, again instanceof Error ? again.cause : null].map(errorForLog);
    expect(JSON.stringify(logged)).not.toContain(SECRET);
    for (const error of [again, bare]) expect(lastWords(error)).not.toContain(SECRET);
    expect(lastWords(bare)).toMatch(/the database refused.*\n {4}at /);
    expect(logged[2]).toMatchObject({ message: 'the database refused', code: '23505', constraint: 'signing_key_pkey' });
    expect(logged[0]).toMatchObject({ message: expect.stringContaining('wrapped (because of ') as string });
  });
});

test('of ours keeps its sentence and where it was thrown; what is no error says only its type', () => {
  expect(errorForLog(new Failure('denied', 'not yours'))).toMatchObject({ type: 'Failure', message: 'not yours', code: 'denied' });
  expect(errorForLog(SECRET)).toEqual({ type: 'string' });
});
