import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DEMO_PASSWORD } from '#hub/demo/demo-centre';
import { sql } from '#shared/sql';
import { defaultSettings } from '#ui/state/session-store';
import { agentIdOf, openWorld, type World, type WorldDesk } from '#tests/support/world';
import { waitUntil } from '#tests/support/wait-until';

/** A basis: all that there is was seen. */
const SEEN = 1_000_000;

async function aWorld(): Promise<World> {
  const world = await openWorld();
  onTestFinished(() => world.close());
  return world;
}

/** Work of theirs, taken while the line is there. */
async function takeWork(world: World, desk: WorldDesk, from: string, words: string) {
  await desk.connected();
  await desk.openInbox();
  await world.customerWrites(from, words);
  const queued = await waitUntil(
    () =>
      desk.of('interaction').find(({ lastLine, state }) => lastLine?.text === words && (state.is === 'queued' || state.is === 'offered')),
    { what: 'the work' },
  );
  await desk.submit({ type: 'interaction.take', interactionId: queued.id });
  return waitUntil(() => desk.of('interaction').find(({ id, state }) => id === queued.id && state.is === 'handling'), { what: 'taken' });
}

const nameOf = (desk: WorldDesk): string[] => readdirSync(desk.folder, { recursive: true }).map(String);
const signIn = (world: World, loginName: string) => ({ hubUrl: world.hub.url, loginName, password: DEMO_PASSWORD });

async function textsOf(world: World): Promise<string[]> {
  const rows = await world.db.all<{ who: string; text: string }>(
    sql`SELECT body -> 'author' ->> 'agentId' AS who, body ->> 'text' AS text FROM message WHERE body -> 'author' ->> 'by' = 'agent' AND body ->> 'text' LIKE '共用%' ORDER BY text`,
  );
  return rows.map(({ who, text }) => `${who} ${text}`);
}

test('two people take turns at one computer, online, offline and killed: each has only their own, and it goes out under their own name', async () => {
  const world = await aWorld();
  const desk = await world.desk('mika');
  const hers = await takeWork(world, desk, '+819011112222', '共用の端末の件');
  writeFileSync(path.join(storeOf(desk, 'mika'), 'leftover-attachment'), 'x');
  await desk.call('settings.put', { ...defaultSettings(['ja']), sendDelay: 7, showsPreviews: false });
  await world.stopHub();
  await waitUntil(() => desk.connection()?.is === 'offline', { what: 'offline' });
  const reply = { type: 'message.send' as const, interactionId: hers.id, conversationId: hers.conversationId };
  await desk.submit({ ...reply, messageId: world.ids.message(), text: '共用 美香の返信' }, SEEN);
  const typed = { conversationId: hers.conversationId, mode: 'note' as const, text: '美香の下書き', revision: 1 };
  await desk.call('draft.put', { ...typed, updatedAt: new Date().toISOString() });

  // Leaving with unsent work is asked about, and says how much.
  await expect(desk.call('session.sign_out', {})).rejects.toMatchObject({
    code: 'conflict',
    field: 'unsent',
    message: 'unsent: 1 waiting, 0 held, 0 refused, 1 drafts, 0 files',
  });
  expect(await desk.call('session.unsent', {})).toMatchObject({ drafts: [{ text: '美香の下書き', mode: 'note' }] });
  expect(await desk.call('session.sign_out', { unsent: 'keep' })).toMatchObject({ is: 'signed_out' });
  // Of the customers nothing is left, nor of their files; what was not sent is.
  expect(nameOf(desk).filter((name) => /replica|leftover/.test(name))).toEqual([]);
  expect(existsSync(path.join(storeOf(desk, 'mika'), 'durable.db'))).toBe(true);

  await world.startHub();
  expect(await desk.call('session.sign_in', signIn(world, 'kenji'))).toMatchObject({ is: 'signed_in', agent: { loginName: 'kenji' } });
  await desk.connected();
  expect(await desk.call('outbox.list', {})).toEqual([]);
  expect(await desk.call('draft.get', { conversationId: hers.conversationId, mode: 'note' })).toBeNull();
  expect((await desk.call('session.current', {})).settings?.sendDelay ?? 0).toBe(0);
  expect(await textsOf(world)).toEqual([]);
  const his = await takeWork(world, desk, '+819033334444', '健二の仕事');
  await world.stopHub();
  await waitUntil(() => desk.connection()?.is === 'offline', { what: 'offline' });
  const answer = { type: 'message.send' as const, interactionId: his.id, conversationId: his.conversationId };
  await desk.submit({ ...answer, messageId: world.ids.message(), text: '共用 健二の返信' }, SEEN);

  // Pulled out of the wall: at the next start he is still the one who works here.
  await desk.shut();
  const again = await world.desk('kenji', { folder: desk.folder, signsIn: false });
  expect((await again.call('session.current', {})).session).toMatchObject({ agent: { loginName: 'kenji' } });
  expect((await again.call('outbox.list', {})).map(({ command }) => command.agentId)).toEqual([agentIdOf('kenji')]);
  await again.call('session.sign_out', { unsent: 'keep' });
  await world.startHub();

  const back = await again.call('session.sign_in', signIn(world, 'mika'));
  expect(back).toMatchObject({ is: 'signed_in', kept: { waiting: 1, drafts: 1 } });
  expect((await again.call('session.current', {})).settings).toMatchObject({ sendDelay: 7, showsPreviews: false });
  expect(await again.call('draft.get', { conversationId: hers.conversationId, mode: 'note' })).toMatchObject({ text: '美香の下書き' });
  await waitUntil(async () => (await textsOf(world)).length === 1, { what: 'hers is sent' });
  expect(await textsOf(world)).toEqual([`${agentIdOf('mika')} 共用 美香の返信`]);

  // What is of one person cannot be put into another's place.
  await again.call('session.sign_out', { unsent: 'keep' });
  copyFileSync(path.join(storeOf(again, 'kenji'), 'durable.db'), path.join(storeOf(again, 'mika'), 'durable.db'));
  const intruded = await again.call('session.sign_in', signIn(world, 'mika'));
  expect(intruded).toMatchObject({ is: 'signed_in', setAside: expect.stringContaining('durable.db.damaged') as string });
  expect(await again.call('outbox.list', {})).toEqual([]);
  await again.connected();
  expect(await textsOf(world)).toHaveLength(1);
}, 120_000);

test('who waits is signed out by itself once all is sent; who discards loses it for good; who thinks better of it stays', async () => {
  const world = await aWorld();
  const desk = await world.desk('mika');
  const work = await takeWork(world, desk, '+819011112222', '帰る前に');
  const reply = { type: 'message.send' as const, interactionId: work.id, conversationId: work.conversationId };
  await world.stopHub();
  await waitUntil(() => desk.connection()?.is === 'offline', { what: 'offline' });
  await desk.submit({ ...reply, messageId: world.ids.message(), text: '共用 待つ返信' }, SEEN);
  expect(await desk.call('session.sign_out', { unsent: 'wait' })).toMatchObject({ is: 'signed_in', leavesWhenSent: true });
  expect(await desk.call('session.stay', {})).not.toHaveProperty('leavesWhenSent');
  await desk.call('session.sign_out', { unsent: 'wait' });
  await world.startHub();
  await waitUntil(() => desk.session()?.is === 'signed_out', { what: 'signed out by itself' });
  expect(await textsOf(world)).toEqual([`${agentIdOf('mika')} 共用 待つ返信`]);

  await desk.call('session.sign_in', signIn(world, 'mika'));
  await desk.connected();
  await world.stopHub();
  await waitUntil(() => desk.connection()?.is === 'offline', { what: 'offline again' });
  await desk.submit({ ...reply, messageId: world.ids.message(), text: '共用 捨てる返信' }, SEEN);
  expect(await desk.call('session.sign_out', { unsent: 'discard' })).toMatchObject({ is: 'signed_out' });
  await world.startHub();
  const back = await desk.call('session.sign_in', signIn(world, 'mika'));
  expect(back).not.toHaveProperty('kept');
  await desk.connected();
  expect(await textsOf(world)).toHaveLength(1);
}, 120_000);

test('what a crash in the middle of signing out left of the customers is gone after the next start', async () => {
  const world = await aWorld();
  const desk = await world.desk('mika');
  await desk.connected();
  const store = storeOf(desk, 'mika');
  await desk.call('session.sign_out', {});
  await desk.shut();
  mkdirSync(path.join(store, 'files'));
  writeFileSync(path.join(store, 'files', 'blb_1'), 'sealed');
  writeFileSync(path.join(store, 'replica.db'), 'sealed');
  await world.desk('mika', { folder: desk.folder, signsIn: false });
  expect(readdirSync(store).filter((name) => !name.startsWith('durable.db'))).toEqual([]);
});

function storeOf({ folder }: WorldDesk, login: 'mika' | 'kenji'): string {
  const [hub = ''] = readdirSync(path.join(folder, 'hubs'));
  return path.join(folder, 'hubs', hub, agentIdOf(login));
}
