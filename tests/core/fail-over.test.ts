import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '#core/system-clock';
import { openPostgresNotices } from '#hub/db/postgres-notices';
import type { Db } from '#hub/db/db';
import type { CommandId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import { openHub } from '#tests/support/open-hub';
import { describePostgres, type OpenStore } from '#tests/support/stores';
import { openWorld } from '#tests/support/world';
import { waitUntil } from '#tests/support/wait-until';

describePostgres('desks of two hubs', (openStore) => {
  test('see all that happens at either, and go on at the other when theirs is killed, with their unsent work', async () => {
    const { world, second } = await twoHubs(openStore);
    const hubUrls = [world.hub.url, second.url];
    const mika = await world.desk('mika', { hubUrls });
    const kenji = await world.desk('kenji', { hubUrls: [second.url] });
    for (const desk of [mika, kenji]) {
      await desk.connected();
      await desk.openInbox();
    }
    await world.customerWrites('+819033334444', '注文の確認です');
    const find = (desk: typeof mika) => desk.of('interaction').find(({ lastLine }) => lastLine?.text === '注文の確認です');
    const work = await waitUntil(() => find(kenji), { what: 'the work at the other hub' });
    await waitUntil(() => find(mika), { what: 'the work here' });
    await mika.submit({ type: 'interaction.take', interactionId: work.id });
    await waitUntil(() => find(kenji)?.state.is === 'handling', { what: 'who has it' });

    await world.stopHub();
    await waitUntil(() => mika.connection()?.is === 'offline', { what: 'the line is gone' });
    const { id: interactionId, conversationId } = work;
    const sent: CommandId[] = [];
    for (const text of ['一', '二', '三']) {
      // The customer's words are before her: nothing has been said since, so nothing is held.
      const body = { type: 'message.send' as const, interactionId, conversationId, messageId: world.ids.message(), text };
      sent.push(await mika.submit(body, work.lastLine?.seq));
    }
    await mika.connected();
    await waitUntil(async () => (await mika.call('outbox.list', {})).length === 0, { what: 'sent at the other hub' });
    const logged = await world.db.all<{ causedBy: CommandId }>(
      sql`SELECT caused_by AS "causedBy" FROM event_envelope WHERE type = 'message.sent' ORDER BY seq`,
    );
    expect(logged.map(({ causedBy }) => causedBy).filter((id) => sent.includes(id))).toEqual(sent);
    await second.close();
  });
});

async function twoHubs(openStore: OpenStore) {
  const db: Db = await openStore();
  const url = openStore.url() ?? '';
  const wire = () => openPostgresNotices({ url, onTrouble: () => {} });
  const world = await openWorld({ db, wire: wire() });
  onTestFinished(() => world.close());
  const second = await openHub({ db: await openStore(), clock: systemClock, wire: wire() });
  return { world, second };
}
