import { describe, expect, test } from 'vitest';
import { AgentProfile } from '#shared/domain/agent';
import { checkSettings } from '#shared/domain/check-settings';
import { settingsFile, type SettingsFile } from '#shared/domain/settings-file';
import { aCannedResponse, aCentre, aChannelAccount, aDisposition, anAgent, aQueue } from '#tests/support/builders';

const admin = AgentProfile.parse(anAgent({ id: 'agt_admin', loginName: 'admin', role: 'admin', queueIds: [] }));
const mika = AgentProfile.parse(anAgent({ id: 'agt_mika', loginName: 'mika' }));

function aFile(over: Partial<SettingsFile> = {}): SettingsFile {
  const whole = {
    centre: aCentre(),
    people: [admin, mika],
    queues: [aQueue()],
    dispositions: [aDisposition({ id: 'dsp_a' }), aDisposition({ id: 'dsp_b', parentId: 'dsp_a' })],
    cannedResponses: [aCannedResponse()],
    accounts: [aChannelAccount()],
  };
  return { ...settingsFile(whole, '2026-11-22T01:00:00.000Z'), ...over };
}

describe('a settings file', () => {
  test('as it is exported has nothing wrong with it, and holds nothing of what people do or of secrets', () => {
    const file = settingsFile(
      {
        ...aFile(),
        people: [{ ...anAgent({ id: 'agt_admin', role: 'admin', queueIds: [] }), password: 'secret' } as AgentProfile],
        accounts: [{ ...aChannelAccount(), secretsSetAt: { auth_token: '2026-11-22T01:00:00.000Z' } } as SettingsFile['accounts'][number]],
      },
      '2026-11-22T01:00:00.000Z',
    );
    expect(checkSettings(JSON.parse(JSON.stringify(file)))).toEqual([]);
    expect(JSON.stringify(file)).not.toMatch(/secret|intent|isConnected/);
  });

  test.each<[string, unknown, string]>([
    ['is not one at all', [], 'file'],
    ['is of another program', { ...aFile(), format: 'other' }, 'format'],
    ['has a field that nobody reads', { ...aFile(), queue: [] }, 'file'],
    ['has a wrong value', aFile({ queues: [{ ...aQueue(), targetMs: 0 }] }), 'queues.0.targetMs'],
    ['has no centre', aFile({ centre: null }), 'centre'],
    ['has a zone that is none', aFile({ centre: { ...aCentre(), timeZone: 'Asia/Edo' } }), 'centre.timeZone'],
    ['has nobody to administer it', aFile({ people: [mika] }), 'people'],
    ['has two who sign in alike', aFile({ people: [admin, { ...mika, loginName: 'admin' }] }), 'people.1.loginName'],
    ['has one id twice', aFile({ queues: [aQueue(), aQueue()] }), 'queues.1.id'],
    ['puts somebody in no queue', aFile({ people: [admin, { ...mika, queueIds: ['que_none' as never] }] }), 'people.1.queueIds.0'],
    ['has a ring of outcomes', aFile({ dispositions: [aDisposition({ id: 'dsp_a', parentId: 'dsp_a' })] }), 'dispositions.0.parentId'],
    ['has an outcome under none', aFile({ dispositions: [aDisposition({ id: 'dsp_a', parentId: 'dsp_x' })] }), 'dispositions.0.parentId'],
    ['brings work to no queue', aFile({ accounts: [aChannelAccount({ queueId: 'que_none' })] }), 'accounts.0.queueId'],
    ['brings work to a retired queue', aFile({ queues: [aQueue({ isRetired: true })] }), 'accounts.0.queueId'],
    ['calls a telephone number a chat', aFile({ accounts: [aChannelAccount({ channel: 'chat' })] }), 'accounts.0.channel'],
    [
      'has one shortcut twice',
      aFile({ cannedResponses: [aCannedResponse(), aCannedResponse({ id: 'crs_2', shortcut: 'ＨＡＩＳＯＵ' })] }),
      'cannedResponses.1.shortcut',
    ],
  ])('that %s is told of where', (_what, file, path) => {
    expect(checkSettings(file).map((problem) => problem.path)).toContain(path);
  });

  test('that goes in a long ring, or is deeper than three levels, is told of at each that is wrong', () => {
    const ring = ['a', 'b', 'c'].map((id, at) => aDisposition({ id: `dsp_${id}`, parentId: `dsp_${'bca'[at]}` }));
    expect(checkSettings(aFile({ dispositions: ring })).map(({ path }) => path)).toEqual([
      'dispositions.0.parentId',
      'dispositions.1.parentId',
      'dispositions.2.parentId',
    ]);
    const deep = ['a', 'b', 'c', 'd'].map((id, at) =>
      aDisposition({ id: `dsp_${id}`, ...(at === 0 ? {} : { parentId: `dsp_${'abc'[at - 1]}` }) }),
    );
    expect(checkSettings(aFile({ dispositions: deep })).map(({ says }) => says)).toContain('there are at most 3 levels');
  });
});
