import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { checkAccount } from '#hub/channels/checks/check-account';
import type { SetUp } from '#hub/channels/account-set-ups';
import { DEMO_LINE, DEMO_TWILIO } from '#hub/demo/demo-centre';
import { openHub } from '#tests/support/open-hub';
import { openPgliteMemory } from '#hub/db/open-pglite';
import type { AccountCheck } from '#shared/domain/account-check';
import { aWidget } from '#tests/support/builders';
import { createLineEmulator, type LineEmulator } from '#tests/emulators/line-emulator';
import { createTwilioEmulator, type TwilioEmulator } from '#tests/emulators/twilio-emulator';

const BASE = 'https://hub.example';
const AT = Date.parse('2026-11-20T10:00:00.000Z');

interface Over {
  readonly publicUrl?: string | null;
  readonly webhookUrl?: string;
  readonly widgetOrigins?: readonly string[];
  readonly health?: Parameters<typeof checkAccount>[1]['health'];
  readonly hasWidgetFile?: boolean;
}

const given: { twilio?: TwilioEmulator; line?: LineEmulator } = {};
beforeAll(async () => {
  given.twilio = await createTwilioEmulator();
  given.line = await createLineEmulator();
});
afterEach(() => {
  twilio().setAccount('active');
  twilio().setNumber({ sms_url: `${BASE}/channels/sms/webhook` });
  line().setWebhook(null);
});
afterAll(async () => {
  await given.twilio?.close();
  await given.line?.close();
});
const twilio = (): TwilioEmulator => given.twilio ?? expect.fail('no emulator');
const line = (): LineEmulator => given.line ?? expect.fail('no emulator');

function check(setUp: SetUp, over: Over = {}): Promise<readonly AccountCheck[]> {
  const {
    publicUrl = BASE,
    webhookUrl = `${BASE}/channels/${setUp.details.is === 'line' ? 'line' : 'sms'}/webhook`,
    widgetOrigins = [],
  } = over;
  const config = { publicUrl, twilioApiBaseUrl: twilio().url, lineApiBaseUrl: line().url, widgetOrigins };
  return checkAccount(setUp, {
    config,
    webhookUrl,
    health: over.health,
    hasWidgetFile: () => Promise.resolve(over.hasWidgetFile ?? true),
    now: AT,
  });
}

/** "number: number_not_ours (+1…)" for what is wrong, and the names of what is well. */
function said(checks: readonly AccountCheck[]): string[] {
  return checks.map((one) =>
    one.is === 'failed' ? `${one.name}: ${one.reason}${one.found === undefined ? '' : ` (${one.found})`}` : `${one.name} ${one.is}`,
  );
}

const { accountSid, number, authToken } = DEMO_TWILIO;
const sms = (over: Partial<{ accountSid: string; number: string; authToken: string; apiBaseUrl: string }> = {}): SetUp => ({
  details: { is: 'twilio_sms', accountSid, number, ...over },
  secrets: { auth_token: over.authToken ?? authToken },
});
const GOOD_SMS = ['secrets ok', 'public_url ok', 'credentials ok', 'number ok', 'webhook_address ok', 'signatures ok'];

describe('a Twilio account that is tested', () => {
  test('is well where all is set', async () => {
    twilio().setNumber({ sms_url: `${BASE}:443/channels/sms/webhook` });
    expect(said(await check(sms()))).toEqual(GOOD_SMS);
  });

  test.each<[string, () => SetUp, Over, string[]]>([
    ['without a token', () => ({ ...sms(), secrets: {} }), {}, ['secrets: secrets_missing', 'credentials skipped', 'number skipped']],
    ['with a wrong token', () => sms({ authToken: 'wrong' }), {}, ['credentials: credentials_refused', 'number skipped']],
    ['with another number', () => sms({ number: '+815099999999' }), {}, ['number: number_not_ours (+815099999999)']],
    ['at a vendor that is not there', () => sms({ apiBaseUrl: 'http://127.0.0.1:9' }), {}, ['credentials: vendor_unreachable']],
    ['without a public address', sms, { publicUrl: null }, ['public_url: public_url_missing']],
    ['behind plain HTTP', sms, { publicUrl: 'http://hub.example' }, ['public_url: public_url_not_https (http://hub.example)']],
  ])('%s says so', async (_what, setUp, over, expected) => {
    twilio().setNumber({ sms_url: `${BASE}/channels/sms/webhook` });
    expect(said(await check(setUp(), over))).toEqual(expect.arrayContaining(expected));
  });

  test.each<[Parameters<TwilioEmulator['setNumber']>[0], string]>([
    [{ sms_url: '' }, 'webhook_address: webhook_missing'],
    [
      { sms_url: 'https://demo.twilio.com/welcome/sms/reply' },
      'webhook_address: webhook_elsewhere (https://demo.twilio.com/welcome/sms/reply)',
    ],
    [{ sms_url: `${BASE}/channels/sms/webhook`, sms_method: 'GET' }, 'webhook_address: webhook_not_post (GET)'],
    [{ sms_url: `${BASE}/channels/sms/webhook`, sms_application_sid: 'AP1' }, 'webhook_address: webhook_elsewhere (AP1)'],
    [{ capabilities: { sms: false, mms: false, voice: true } }, `number: number_without_sms (${number})`],
  ])('whose number stands as %o says %s', async (ours, expected) => {
    twilio().setNumber(ours);
    expect(said(await check(sms()))).toContain(expected);
  });

  test('that is suspended says so, and no answer of the vendor leaks the token it holds', async () => {
    twilio().setAccount('suspended');
    const checks = await check(sms());
    expect(said(checks)).toContain('credentials: account_suspended (suspended)');
    expect(JSON.stringify(checks)).not.toContain(authToken);
  });

  test('whose webhooks were refused since the last that was believed has the wrong secret', async () => {
    twilio().setNumber({ sms_url: `${BASE}/channels/sms/webhook` });
    const trouble = { reason: 'signature_refused', at: '2026-11-20T09:00:00.000Z' };
    expect(said(await check(sms(), { health: { heardAt: null, trouble } }))).toContain(`signatures: signature_refused (${trouble.at})`);
    expect(said(await check(sms(), { health: { heardAt: '2026-11-20T09:30:00.000Z', trouble } }))).toEqual(GOOD_SMS);
    expect(said(await check(sms(), { health: { heardAt: null, trouble: { ...trouble, at: '2026-11-18T09:00:00.000Z' } } }))).toEqual(
      GOOD_SMS,
    );
  });
});

const lineSetUp = (over: SetUp['secrets'] = {}): SetUp => ({
  details: { is: 'line' },
  secrets: { channel_secret: DEMO_LINE.channelSecret, channel_access_token: DEMO_LINE.channelAccessToken, ...over },
});

describe('a LINE account that is tested', () => {
  const webhookUrl = `${BASE}/channels/line/webhook`;

  test.each<[string, () => SetUp, Parameters<LineEmulator['setWebhook']>[0], string]>([
    ['a wrong token', () => lineSetUp({ channel_access_token: 'wrong' }), null, 'credentials: credentials_refused'],
    ['no webhook', lineSetUp, null, 'webhook_address: webhook_missing'],
    [
      'the webhook of another',
      lineSetUp,
      { endpoint: 'https://bot.example/x', active: true },
      'webhook_address: webhook_elsewhere (https://bot.example/x)',
    ],
    ['its webhook switched off', lineSetUp, { endpoint: webhookUrl, active: false }, 'webhook_address: webhook_switched_off'],
  ])('with %s says so', async (_what, setUp, webhook, expected) => {
    line().setWebhook(webhook);
    expect(said(await check(setUp()))).toContain(expected);
  });

  test('without one of its two secrets is asked nothing', async () => {
    const { channel_access_token: _token, ...secrets } = lineSetUp().secrets;
    expect(said(await check({ ...lineSetUp(), secrets }))).toContain('secrets: secrets_missing');
  });

  test('is called by LINE itself: the hub is reached or not, and believes it or not', async () => {
    const db = await openPgliteMemory();
    const hub = await openHub({ db, config: { lineApiBaseUrl: line().url } });
    try {
      const here = `${hub.url}/channels/line/webhook`;
      line().setWebhook({ endpoint: here, active: true });
      expect(said(await check(lineSetUp(), { webhookUrl: here }))).toContain('webhook_call ok');

      const other = await createLineEmulator({ channelSecret: 'the real one' });
      other.setWebhook({ endpoint: here, active: true });
      const config = { publicUrl: BASE, twilioApiBaseUrl: null, lineApiBaseUrl: other.url, widgetOrigins: [] };
      const circumstances = { config, webhookUrl: here, health: undefined, hasWidgetFile: () => Promise.resolve(true), now: AT };
      expect(said(await checkAccount(lineSetUp(), circumstances))).toContain('webhook_call: webhook_secret_wrong (403)');
      await other.close();
    } finally {
      await hub.close();
      await db.close();
    }
    const gone = 'http://127.0.0.1:9/channels/line/webhook';
    line().setWebhook({ endpoint: gone, active: true });
    expect(said(await check(lineSetUp(), { webhookUrl: gone }))).toContain('webhook_call: webhook_unreachable (COULD_NOT_CONNECT)');
  });
});

test('a web chat that is tested needs a page that may carry it, its file, and a secret where identities are signed', async () => {
  const chat = (over: Parameters<typeof aWidget>[0], secrets: SetUp['secrets'] = {}): SetUp => ({
    details: { is: 'web_chat', widget: aWidget(over) },
    secrets,
  });
  expect(said(await check(chat({})))).toEqual(['public_url ok', 'origins ok', 'widget_file ok']);
  expect(said(await check(chat({ allowedOrigins: [] }), { hasWidgetFile: false }))).toEqual([
    'public_url ok',
    'origins: origins_missing',
    'widget_file: widget_not_built',
  ]);
  expect(said(await check(chat({ allowedOrigins: [] }), { widgetOrigins: ['https://shop.example'] }))).toContain('origins ok');
  expect(said(await check(chat({ hasSignedIdentity: true })))).toContain('secrets: identity_secret_missing');
  expect(said(await check(chat({ hasSignedIdentity: true }, { identity_secret: 'x' })))).toContain('secrets ok');
});
