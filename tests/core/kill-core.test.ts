import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import type { MessageId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import { sql } from '#shared/sql';
import { startCoreProcess, type CoreProcess } from '#tests/support/core-process';
import { aFolder } from '#tests/support/test-desk';
import { openWorld } from '#tests/support/world';
import { waitUntil } from '#tests/support/wait-until';

const ROUNDS = 4;

test('the core killed again and again while it submits: what it answered is in the log exactly once, in order', async () => {
  const world = await openWorld();
  onTestFinished(() => world.close());
  const options = { hubUrl: world.hub.url, folder: aFolder(), vaultKey: randomBytes(32).toString('base64') };
  const answered: MessageId[] = [];
  let work: Interaction | undefined;

  for (let round = 0; round < ROUNDS; round += 1) {
    const core = await startCoreProcess(options);
    if (round === 0) await core.page.call('session.sign_in', { hubUrl: options.hubUrl, loginName: 'mika', password: 'madoguchi-demo' });
    work ??= await takeWork(core);
    const { id: interactionId, conversationId } = work;
    // All that was said has been seen: what waits here waits for the kills alone.
    const basis = await world.hub.log.head();
    const enough = answered.length + 2 + ((round * 7) % 11);
    const submitting = (async () => {
      for (let n = 0; ; n += 1) {
        const messageId = world.ids.message();
        const body = { type: 'message.send' as const, interactionId, conversationId, messageId, text: `${round} 回目の ${n}` };
        await core.page.call('command.submit', { commandId: world.ids.command(), basis, body });
        answered.push(messageId);
      }
    })().catch(() => {});
    await waitUntil(() => answered.length >= enough, { what: 'some are answered', timeoutMs: 20_000 });
    expect(await core.end('SIGKILL')).toBe('SIGKILL');
    await submitting;
  }

  const last = await startCoreProcess(options);
  await waitUntil(async () => (await last.page.call('outbox.list', {})).length === 0, { what: 'all is sent', timeoutMs: 20_000 });
  const rows = await world.db.all<{ id: MessageId }>(
    sql`SELECT id FROM message WHERE body -> 'author' ->> 'by' = 'agent' AND body ->> 'interactionId' = ${work?.id} ORDER BY (body ->> 'seq')::bigint`,
  );
  const logged = rows.map(({ id }) => id);
  expect(logged.filter((id) => answered.includes(id))).toEqual(answered);
  expect(new Set(logged).size).toBe(logged.length);
  const startedAt = performance.now();
  expect(await last.end('SIGTERM')).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(5_000);

  async function takeWork({ page }: CoreProcess): Promise<Interaction> {
    await waitUntil(async () => (await page.call('session.current', {})).connection.is === 'connected', { what: 'connected' });
    await world.customerWrites('+819011112222', '荷物はどこですか');
    const find = async (state: string): Promise<Interaction | undefined> => {
      const { changes, viewId } = await page.call('view.open', { is: 'inbox' });
      await page.call('view.close', { viewId });
      const found = changes.find(
        ({ kind, body }) => kind === 'interaction' && body?.lastLine?.text === '荷物はどこですか' && body.state.is === state,
      );
      return found?.kind === 'interaction' ? (found.body ?? undefined) : undefined;
    };
    const { id } = await waitUntil(() => find('queued'), { what: 'the work' });
    await page.call('command.submit', { commandId: world.ids.command(), basis: 0, body: { type: 'interaction.take', interactionId: id } });
    return waitUntil(() => find('handling'), { what: 'it is ours' });
  }
}, 120_000);
