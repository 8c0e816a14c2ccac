import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openArchive } from '#hub/backup/read-archive';
import { restoreBackup } from '#hub/backup/restore-backup';
import { openPgliteMemory } from '#hub/db/open-pglite';
import { sql } from '#shared/sql';
import { DRAFT, UNSENT } from '#tests/fixtures/what-was-left';
import { aFolder } from '#tests/support/test-desk';
import { faultsOfStore } from '#tests/support/verify-store';
import { openWorld } from '#tests/support/world';

const FIXTURES = path.join(import.meta.dirname, '..', 'fixtures');
const LABELS = readdirSync(FIXTURES, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const SLOW = 60_000;

async function restored(label: string) {
  const db = await openPgliteMemory();
  onTestFinished(() => db.close());
  const nobody = (): Promise<string> => Promise.reject(new Error('it is not encrypted'));
  await restoreBackup(db, await openArchive(path.join(FIXTURES, label, 'hub.backup'), nobody));
  return db;
}

test('there is something that an earlier version left', () => {
  expect(LABELS).not.toEqual([]);
});

describe.each(LABELS)('what %s left', (label) => {
  test(
    'a hub opens it: every record is the log folded, and people sign in and read on',
    async () => {
      const db = await restored(label);
      expect(await faultsOfStore(db)).toEqual([]);
      const world = await openWorld({ db });
      onTestFinished(() => world.close());
      const desk = await world.desk('mika');
      await desk.connected();
      await desk.openInbox();
      const found = await db.all<{ id: string }>(sql`SELECT id FROM message WHERE body ->> 'text' LIKE '注文番号 4649%'`);
      expect(found).toHaveLength(1);
      expect(desk.of('queue').length).toBeGreaterThan(0);
    },
    SLOW,
  );

  test(
    'a desk opens it without its hub: the customers, the unsent reply and the draft are there',
    async () => {
      const folder = aFolder();
      cpSync(path.join(FIXTURES, label, 'desk'), folder, { recursive: true });
      const world = await openWorld();
      onTestFinished(() => world.close());
      await world.stopHub();
      const desk = await world.desk('mika', { folder, signsIn: false });
      expect((await desk.call('session.current', {})).session).toMatchObject({ is: 'signed_in', agent: { loginName: 'mika' } });
      const outbox = await desk.call('outbox.list', {});
      expect(outbox.map(({ command }) => command.body)).toMatchObject([{ type: 'message.send', text: UNSENT }]);
      const { body } = outbox[0]?.command ?? {};
      if (body?.type !== 'message.send') throw new Error('the reply that was left is a reply');
      expect(await desk.call('draft.get', { conversationId: body.conversationId, mode: 'note' })).toMatchObject({ text: DRAFT });
      await desk.openInbox();
      const work = desk.of('interaction').find(({ id }) => id === body.interactionId);
      expect(work?.state).toMatchObject({ is: 'handling' });
      if (work === undefined) throw new Error('the work in hand is in the inbox');
      await desk.openCustomer(work.customerId);
      expect(desk.of('message').map(({ text }) => text)).toEqual(
        expect.arrayContaining([expect.stringContaining('注文番号 4649'), UNSENT]),
      );
    },
    SLOW,
  );
});
