import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '#hub/cli/run-cli';
import { SettingsFile } from '#shared/domain/settings-file';
import { CommandBody } from '#shared/commands/index';
import { sql } from '#shared/sql';
import { openTestHub, PASSWORD } from '#tests/support/a-hub';
import { aChannelAccount, aCentre } from '#tests/support/builders';
import { describeStores } from '#tests/support/stores';
import { terminal } from '#tests/support/terminal';

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'madoguchi-config-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describeStores('madoguchi config', (openStore) => {
  test('exports what an administrator set up into a file that only its owner reads and that checks as right', async () => {
    const db = await openStore();
    const { url, desk } = await openTestHub(db);
    const admin = await desk('admin');
    await admin.execute(CommandBody.parse({ type: 'centre.configure', centre: aCentre() }));
    await admin.execute(CommandBody.parse({ type: 'channel_account.configure', account: aChannelAccount() }));
    const to = path.join(await aFolder(), 'settings.json');
    const { io, said } = terminal({ piped: `${PASSWORD}\n` });
    expect(await runCli(['config', 'export', '--hub', url, '--login', 'admin', '--to', to], io)).toBe(0);
    const text = await readFile(to, 'utf8');
    expect(SettingsFile.parse(JSON.parse(text))).toMatchObject({ centre: aCentre(), accounts: [{ id: 'sms' }] });
    expect(text).not.toMatch(/password|secret|token/i);
    expect((await stat(to)).mode & 0o777).toBe(0o600);
    // The sign-in was for this alone.
    expect(await db.all(sql`SELECT agent_id FROM session WHERE ended_at IS NULL AND agent_id = 'agt_admin'`)).toHaveLength(1);

    expect(await runCli(['config', 'export', '--hub', url, '--login', 'admin', '--to', to], io)).toBe(1);
    expect(said.at(-1)).toContain('is there already');
    expect(await runCli(['config', 'check', to], io)).toBe(0);
    expect(said.at(-1)).toContain('nothing is wrong');
  });

  test('exports to nobody else, and says nothing of the centre to them', async () => {
    const db = await openStore();
    const { url } = await openTestHub(db);
    for (const loginName of ['mika', 'ryo', 'yuki']) {
      const { io, said } = terminal({ piped: PASSWORD });
      expect(await runCli(['config', 'export', '--hub', url, '--login', loginName], io)).toBe(1);
      expect(said.join('\n')).toContain('the settings are for administrators');
      expect(said.join('\n')).not.toContain('que_1');
    }
    expect((await fetch(new URL('/settings', url))).status).toBe(401);
  });
});

test('madoguchi config check tells of each problem in a line, and of what is no file of settings', async () => {
  const folder = await aFolder();
  const file = path.join(folder, 'settings.json');
  const { io, said } = terminal({});
  await writeFile(file, '\uFEFF{"format":"madoguchi-settings","version":1}');
  expect(await runCli(['config', 'check', file], io)).toBe(1);
  expect(said.some((line) => line.startsWith('queues: '))).toBe(true);
  await writeFile(file, 'not json');
  expect(await runCli(['config', 'check', file], io)).toBe(1);
  expect(said.at(-1)).toContain('is not JSON');
  expect(await runCli(['config', 'check', path.join(folder, 'none.json')], io)).toBe(1);
  expect(said.at(-1)).toContain('cannot be read');
  expect(await runCli(['config', 'import', file], io)).toBe(1);
});
