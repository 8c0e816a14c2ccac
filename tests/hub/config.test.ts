import { describe, expect, test } from 'vitest';
import { parseConfig } from '#hub/config';

describe('the hub’s settings', () => {
  test('without any, it listens on this machine and keeps its own store', () => {
    expect(parseConfig([], {})).toMatchObject({ host: '127.0.0.1', port: 4649, databaseUrl: null, isDemo: false, twilio: null });
  });

  test('options come before the environment; empty variables count as not set', () => {
    const config = parseConfig(['--port', '0', '--data', '/tmp/あ b'], { MADOGUCHI_PORT: '9', MADOGUCHI_DATA: '/x', DATABASE_URL: '' });
    expect(config).toMatchObject({ port: 0, dataFolder: '/tmp/あ b', databaseUrl: null });
  });

  test.each([
    [[], { MADOGUCHI_PROT: '1' }, 'MADOGUCHI_PROT: there is no such setting'],
    [[], { MADOGUCHI_PORT: 'abc' }, /^MADOGUCHI_PORT: /],
    [[], { DATABASE_URL: 'mysql://x' }, /^DATABASE_URL: must be an address/],
    [[], { MADOGUCHI_WIDGET_ORIGINS: 'https://a.example/path' }, /^MADOGUCHI_WIDGET_ORIGINS: /],
    [[], { TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}` }, /^TWILIO_AUTH_TOKEN: is missing/],
    [[], { LINE_CHANNEL_ACCESS_TOKEN: 'x' }, /^LINE_CHANNEL_SECRET: is missing/],
    [[], { LINE_API_BASE_URL: 'line' }, /^LINE_API_BASE_URL: must be an address/],
    [['--port', '70000'], {}, /^--port: /],
    [['--prot', '1'], {}, /the options are --demo/],
    [['--demo'], { MADOGUCHI_HOST: '0.0.0.0' }, /^MADOGUCHI_HOST: a demo/],
  ])('%j with %j is refused in one line that names it', (args, env, message) => {
    expect(() => parseConfig(args, env)).toThrow(message);
  });

  test('a wrong secret is named and never shown', () => {
    const secret = 'hunter2';
    expect(() => parseConfig([], { MADOGUCHI_ADMIN_PASSWORD: secret })).toThrow(/^MADOGUCHI_ADMIN_PASSWORD: (?!.*hunter2)/);
  });

  test('settings of the desk may stand beside those of the hub', () => {
    expect(() => parseConfig([], { MADOGUCHI_DESK_HUB: 'http://127.0.0.1:4649' })).not.toThrow();
  });
});
