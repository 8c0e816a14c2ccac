import { expect, test } from 'vitest';
import { runCli } from '#hub/cli/run-cli';
import { allOf } from '#hub/log/records';
import { DeskId } from '#shared/domain/ids';
import { anEmptyHub } from '#tests/support/an-empty-hub';
import { describeStores } from '#tests/support/stores';
import { terminal } from '#tests/support/terminal';

const PASSWORD = 'a password from a pipe';
const FLAGS = ['--name-ja', 'さくら文具', '--queue-ja', 'お問い合わせ', '--login', 'aoki', '--family', '青木', '--latin', 'Naoko Aoki'];

describeStores('madoguchi setup', (openStore) => {
  test('sets a running hub up from options and a password that is piped in', async () => {
    const db = await openStore();
    const { hub, url } = await anEmptyHub(db);
    const { io, said } = terminal({ piped: `${PASSWORD}\n` });
    expect(await runCli(['setup', '--hub', url, ...FLAGS, '--password-stdin'], io)).toBe(0);
    expect(said.join('\n')).toContain('sign in as aoki');
    expect(said.join('\n')).not.toContain(PASSWORD);
    const signIn = { loginName: 'aoki', password: PASSWORD, deskId: DeskId.parse('dsk_1') };
    expect((await hub.sessions.signIn(signIn, '127.0.0.1')).agent.publicName).toEqual({ ja: '青木', en: 'Naoko Aoki' });

    expect(await runCli(['setup', '--hub', url, ...FLAGS, '--password-stdin'], io)).toBe(1);
    expect(said.at(-1)).toContain('already set up');
  });

  test('asks for what no option gives, and for the password without showing it, until it is long enough and the same twice', async () => {
    const db = await openStore();
    const { url } = await anEmptyHub(db);
    const { io, asked } = terminal({
      answers: { password: PASSWORD, 'once more': PASSWORD, 'Latin letters': 'Naoko Aoki', 'customers see': '' },
    });
    expect(await runCli(['setup', '--hub', url, ...FLAGS.slice(0, 8)], io)).toBe(0);
    expect(asked.some((question) => question.includes('time zone') && question.includes('[Asia/Tokyo]'))).toBe(true);
    expect(asked.some((question) => question.includes('signs in as'))).toBe(false);
    expect((await allOf(db, 'agent')).map(({ loginName }) => loginName)).toEqual(['aoki']);
  });

  test('says in one line what is missing or wrong, and does nothing', async () => {
    const db = await openStore();
    const { url } = await anEmptyHub(db);
    const tries: readonly [string[], string][] = [
      [['--login', 'aoki'], '--family is missing'],
      [[...FLAGS], '--password-stdin'],
      [[...FLAGS, '--time-zone', 'Mars/Olympus', '--password-stdin'], 'timeZone'],
      [[...FLAGS, '--password', 'on the command line'], 'Unknown option'],
    ];
    for (const [flags, words] of tries) {
      const { io, said } = terminal({ piped: PASSWORD });
      expect([words, await runCli(['setup', '--hub', url, ...flags], io)]).toEqual([words, 1]);
      expect(said.join('\n')).toContain(words);
    }
    expect(await allOf(db, 'agent')).toEqual([]);
    const { io, said } = terminal({});
    expect(await runCli(['setup', '--hub', 'http://127.0.0.1:9'], io)).toBe(1);
    expect(said.join('\n')).toContain('no hub answers');
  });
});
