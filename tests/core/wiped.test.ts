import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openVault } from '#core/key-vault';
import { createStores } from '#core/session/stores';
import { createWipes } from '#core/session/wipes';
import { DEMO_PASSWORD } from '#hub/demo/demo-centre';
import type { WipeState } from '#shared/contracts/wipe';
import { DeskId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import { createKeptLog } from '#tests/support/kept-log';
import { aFolder } from '#tests/support/test-desk';
import { agentIdOf, openWorld, type World, type WorldDesk } from '#tests/support/world';
import { waitUntil } from '#tests/support/wait-until';

const MIKA = { agentId: agentIdOf('mika') };

async function aWorld(): Promise<World> {
  const world = await openWorld();
  onTestFinished(() => world.close());
  return world;
}

async function deskIdOf(world: World): Promise<DeskId> {
  const [row] = await world.db.all<{ id: DeskId }>(sql`SELECT desk_id AS id FROM desk WHERE agent_id = ${MIKA.agentId}`);
  if (row === undefined) throw new Error('the hub has not seen her desk');
  return row.id;
}

const wipesOf = async (lead: WorldDesk): Promise<readonly WipeState[]> => (await lead.call('desk.wipes', MIKA)).wipes;

test('a lost laptop is wiped at its next contact, tells what was lost before, and gives a receipt; an order can be taken back till then', async () => {
  const world = await aWorld();
  const [lead, lost] = [await world.desk('ryo'), await world.desk('mika')];
  await Promise.all([lead.connected(), lost.connected()]);
  const deskId = await deskIdOf(world);
  const draft = { conversationId: 'cnv_of-nobody' as never, mode: 'reply' as const, text: '紛失した下書き', revision: 1 };

  // Taken back in time, it is as if nothing had been ordered.
  await world.stopHub();
  await waitUntil(() => lost.connection()?.is === 'offline', { what: 'offline' });
  await lost.call('draft.put', { ...draft, updatedAt: new Date().toISOString() });
  await lost.shut();
  await world.startHub();
  await lead.connected();
  expect(await lead.call('desk.order_wipe', { ...MIKA, deskId })).toMatchObject({ deskId, doneAt: null, orderedById: agentIdOf('ryo') });
  await lead.call('desk.withdraw_wipe', { ...MIKA, deskId });
  expect(await wipesOf(lead)).toEqual([]);
  const found = await world.desk('mika', { folder: lost.folder, signsIn: false });
  await waitUntil(() => found.connection()?.is === 'signed_out_elsewhere', { what: 'her session has ended' });
  expect(await found.call('session.sign_in', { hubUrl: world.hub.url, loginName: 'mika', password: DEMO_PASSWORD })).toMatchObject({
    kept: { drafts: 1 },
  });
  await found.connected();

  // Ordered while it is on the line: at once.
  await found.call('draft.put', { ...draft, revision: 5, text: '紛失した下書き 2', updatedAt: new Date().toISOString() });
  await lead.call('desk.order_wipe', { ...MIKA, deskId });
  await waitUntil(() => found.session()?.is === 'signed_out', { what: 'wiped' });
  expect(found.session()).toMatchObject({ is: 'signed_out', isWiped: true });
  expect(readdirSync(found.folder, { recursive: true }).filter((name) => /\.db|agt_/.test(String(name)))).toEqual([]);
  const done = await waitUntil(async () => (await wipesOf(lead)).find(({ doneAt }) => doneAt !== null), { what: 'the receipt' });
  expect(done.lost).toMatchObject({ waiting: 0, drafts: 1, conversationIds: ['cnv_of-nobody'] });
  expect(JSON.stringify(done) + world.hub.lines.join('')).not.toContain('紛失');
  await expect(lead.call('desk.withdraw_wipe', { ...MIKA, deskId })).rejects.toMatchObject({ code: 'conflict' });

  // The person may begin anew here, with nothing of before, and nothing is wiped a second time.
  await found.call('session.sign_in', { hubUrl: world.hub.url, loginName: 'mika', password: DEMO_PASSWORD });
  await found.connected();
  expect((await found.call('session.current', {})).session).toMatchObject({ is: 'signed_in' });
}, 120_000);

test('a laptop whose session ended long ago, and that is only at its sign-in page, obeys too; only its own hub can order it', async () => {
  const world = await aWorld();
  const [lead, lost] = [await world.desk('ryo'), await world.desk('mika')];
  await Promise.all([lead.connected(), lost.connected()]);
  const deskId = await deskIdOf(world);
  await lost.call('session.sign_out', {});
  await lost.shut();
  await world.db.all(sql`DELETE FROM session WHERE agent_id = ${MIKA.agentId}`);
  await lead.call('desk.order_wipe', { ...MIKA, deskId });
  // A hub that was set up in the other's place has another key, and its order is none.
  const [key] = await world.db.all<{ secret: string }>(sql`SELECT secret FROM signing_key WHERE name = 'desks'`);
  const setKey = (secret = '') => world.db.all(sql`UPDATE signing_key SET secret = ${secret} WHERE name = 'desks'`);
  await setKey(randomBytes(32).toString('base64'));
  await world.restartHub();
  const stays = await world.desk('mika', { folder: lost.folder, signsIn: false });
  await waitUntil(() => stays.log.lines.some((line) => line.includes('not of its hub')), { what: 'the forged order is noticed' });
  const [store = ''] = storesIn(stays.folder);
  expect(existsSync(path.join(store, 'durable.db'))).toBe(true);
  await stays.shut();
  await setKey(key?.secret);
  await world.restartHub();
  const goes = await world.desk('mika', { folder: lost.folder, signsIn: false });
  const isWiped = async (): Promise<boolean> => {
    const { session } = await goes.call('session.current', {});
    return session.is === 'signed_out' && session.isWiped === true;
  };
  await waitUntil(isWiped, { what: 'wiped' });
  expect(existsSync(store)).toBe(false);
}, 120_000);

test('a wipe that was killed in the middle is finished at the next start, before anything is opened, also without the hub', async () => {
  const folder = aFolder();
  const log = createKeptLog();
  const deskId = DeskId.parse('dsk_lost');
  const store = path.join('hubs', '127.0.0.1_9', 'agt_mika');
  const hubUrls: [string] = ['http://127.0.0.1:9'];
  for (const dies of ['count', 'letGo'] as const) {
    const vault = await openVault({ folder, sealKey: null, log });
    const stores = createStores({ vault, dataFolder: folder });
    mkdirSync(path.join(folder, store), { recursive: true });
    writeFileSync(path.join(folder, store, 'durable.db'), 'sealed');
    const key = await stores.key(stores.named(store));
    const die = (): never => {
      throw new Error('kill -9');
    };
    const deps = { vault, stores, deskId, log, count: () => Promise.resolve(null), letGo: () => Promise.resolve() };
    const id = `wip_${randomBytes(16).toString('hex')}`;
    const order = { id, begun: { id, hubUrls, proof: 'x', isGone: false } };
    await expect(createWipes({ ...deps, [dies]: die }).run(store, order)).rejects.toThrow('kill -9');

    const next = await openVault({ folder, sealKey: null, log });
    const again = createStores({ vault: next, dataFolder: folder });
    expect(await createWipes({ ...deps, vault: next, stores: again }).finish()).toBe(true);
    expect(existsSync(path.join(folder, store))).toBe(false);
    expect(await next.get(`database ${store}`)).toBeNull();
    expect(readFileSync(path.join(folder, 'vault')).includes(key)).toBe(false);
    // The receipt is owed still, and what is begun here afterwards is not touched.
    expect(await createWipes({ ...deps, vault: next, stores: again }).finish()).toBe(false);
    expect(await next.get('wipes')).toContain(id);
  }
});

function storesIn(folder: string): string[] {
  const hubs = path.join(folder, 'hubs');
  return readdirSync(hubs).flatMap((hub) => readdirSync(path.join(hubs, hub)).map((agent) => path.join(hubs, hub, agent)));
}
