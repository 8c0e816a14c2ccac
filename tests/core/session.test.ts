import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lockFolder } from '#core/folder-lock';
import { openVault } from '#core/key-vault';
import { parseDeskConfig } from '#core/config';
import { agentLane } from '#hub/log/lanes';
import { recordById } from '#hub/log/records';
import { createFakeClock, type FakeClock } from '#tests/support/fake-clock';
import { createKeptLog } from '#tests/support/kept-log';
import { aFolder } from '#tests/support/test-desk';
import { agentIdOf, openWorld, type World } from '#tests/support/world';
import { waitUntil } from '#tests/support/wait-until';

async function aWorld(clock?: FakeClock): Promise<World> {
  const world = await openWorld(clock === undefined ? {} : { clock });
  onTestFinished(() => world.close());
  return world;
}

function hasReplica(folder: string): boolean {
  return readdirSync(folder, { recursive: true }).some((name) => String(name).includes('replica.db'));
}

describe('a session', () => {
  test('goes on after its token ended: the refresh token is used once, and its successor is on the disk first', async () => {
    const clock = createFakeClock(Date.now());
    const world = await aWorld(clock);
    const desk = await world.desk('mika');
    await desk.connected();
    for (let round = 0; round < 3; round += 1) {
      await world.stopHub();
      await waitUntil(() => desk.connection()?.is === 'offline', { what: 'offline' });
      const before = readFileSync(path.join(desk.folder, 'vault'));
      await clock.advance(20 * 60_000);
      await world.startHub();
      // Time stands still from here: a line that is being opened is watched on the same clock, and would be given up.
      await waitUntil(
        async () => {
          // A try that fails is followed by a pause, which would never end.
          if (desk.connection()?.is === 'offline') await desk.call('line.try', { by: 'agent' });
          return desk.connection()?.is === 'connected';
        },
        { what: 'connected again', timeoutMs: 30_000 },
      );
      expect(readFileSync(path.join(desk.folder, 'vault')).equals(before)).toBe(false);
    }
  }, 60_000);

  test('ended by the hub, it leaves nothing of the customers, says so, and the same person may sign in again', async () => {
    const world = await aWorld();
    const desk = await world.desk('mika');
    await desk.connected();
    await desk.openInbox();
    await waitUntil(() => desk.of('agent').length > 0, { what: 'colleagues' });
    expect(hasReplica(desk.folder)).toBe(true);
    const agent = await recordById(world.db, 'agent', agentIdOf('mika'));
    if (agent === undefined) throw new Error('mika works here');
    const configure = (isActive: boolean) =>
      world.hub.log.append([agentLane(agent.id)], () =>
        Promise.resolve({ events: [{ type: 'agent.configured' as const, body: { agent: { ...agent, isActive } } }], result: null }),
      );
    await configure(false);
    await waitUntil(() => desk.connection()?.is === 'signed_out_elsewhere', { what: 'signed out by the hub' });
    expect((await desk.call('session.current', {})).session.is).toBe('signed_out');
    expect(hasReplica(desk.folder)).toBe(false);
    await configure(true);
    await desk.call('session.sign_in', { hubUrl: world.hub.url, loginName: 'mika', password: 'madoguchi-demo' });
    await desk.connected();
  });

  test('a second window signs in but once', async () => {
    const world = await aWorld();
    const desk = await world.desk('sara', { signsIn: false });
    const input = { hubUrl: world.hub.url, loginName: 'sara', password: 'madoguchi-demo' };
    const results = await Promise.allSettled([desk.call('session.sign_in', input), desk.window().call('session.sign_in', input)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await desk.connected();
  });

  test('of a hub with two addresses goes on at the one that answers', async () => {
    const world = await aWorld();
    const desk = await world.desk('kenji', { hubUrls: ['http://127.0.0.1:9', world.hub.url] });
    await desk.connected();
    expect((await desk.call('session.current', {})).session).toMatchObject({
      is: 'signed_in',
      hubUrl: `http://127.0.0.1:9,${world.hub.url}`,
    });
  });
});

describe('the vault', () => {
  test('keeps secrets sealed, for their owner only, over restarts', async () => {
    const folder = aFolder();
    const log = createKeptLog();
    const vault = await openVault({ folder, sealKey: null, log });
    await Promise.all([vault.set('a', 'geheim'), vault.set('b', '秘密'), vault.set('a', 'geheimer')]);
    await vault.delete('b');
    expect(vault.kind).toBe('key_file');
    expect(readFileSync(path.join(folder, 'vault')).includes('geheim')).toBe(false);
    const again = await openVault({ folder, sealKey: null, log });
    expect([await again.get('a'), await again.get('b'), await again.get('c')]).toEqual(['geheimer', null, null]);
  });

  test('is only opened by its key; else it is set aside, and people sign in anew', async () => {
    const folder = aFolder();
    const log = createKeptLog();
    const key = randomBytes(32);
    await (await openVault({ folder, sealKey: key, log })).set('a', 'geheim');
    expect(await (await openVault({ folder, sealKey: key, log })).get('a')).toBe('geheim');
    const other = await openVault({ folder, sealKey: randomBytes(32), log });
    expect(other.kind).toBe('system');
    expect(await other.get('a')).toBeNull();
    expect(readdirSync(folder).some((name) => name.startsWith('vault.damaged-'))).toBe(true);
    writeFileSync(path.join(folder, 'vault'), 'x');
    expect(await (await openVault({ folder, sealKey: key, log })).get('a')).toBeNull();
  });
});

describe('the data folder', () => {
  test('is held by one desk at a time', () => {
    const folder = aFolder();
    const release = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow('held by another desk');
    release();
    lockFolder(folder)();
  });
});

describe('options and settings', () => {
  test.each([
    [['--hub', 'http://hub.example.com'], {}, '--hub: http is for a hub on this machine; use https'],
    [['--hub', 'nonsense'], {}, '--hub: must be an address such as https://hub.example.com'],
    [['--hub', ','], {}, '--hub: must be the address of a hub'],
    [['--port', '70000'], {}, '--port: '],
    [['--shell', 'netscape'], {}, '--shell: '],
    [['--colour'], {}, "Unknown option '--colour'"],
    [[], { MADOGUCHI_DESK_HUBB: 'x' }, 'MADOGUCHI_DESK_HUBB: there is no such setting'],
    [[], { MADOGUCHI_PROT: '4000' }, 'MADOGUCHI_PROT: there is no such setting'],
    [[], { MADOGUCHI_LOG_LEVEL: 'loud' }, 'MADOGUCHI_LOG_LEVEL: '],
  ])('%j %j is one line that names what is wrong', (args, env, message) => {
    expect(() => parseDeskConfig(args, env)).toThrow(message);
  });

  test('know every name that the documentation has, the hub’s too', () => {
    const names = readFileSync('docs/operations.md', 'utf8').match(/MADOGUCHI_[A-Z_]*[A-Z]/g) ?? [];
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) expect(() => parseDeskConfig([], { [name]: '' })).not.toThrow();
  });

  test('take several addresses of one hub, and data anywhere', () => {
    const config = parseDeskConfig(['--hub', 'https://a.example/x, http://localhost:4000', '--data', '/tmp/窓口 データ'], {
      MADOGUCHI_PORT: '1',
    });
    expect(config).toMatchObject({
      hubUrls: ['https://a.example', 'http://localhost:4000'],
      dataFolder: '/tmp/窓口 データ',
      opens: true,
      shell: null,
    });
  });
});
