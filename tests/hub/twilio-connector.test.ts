import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createTwilioConnector } from '#hub/channels/twilio-connector';
import type { TwilioAccount } from '#hub/channels/twilio-rest';
import type { WebhookRequest } from '#shared/contracts/channel';
import { ConversationId, MessageId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { describeChannel } from '#tests/contracts/channel-conformance';
import { DEMO_TWILIO } from '#hub/demo/demo-centre';
import { createTwilioEmulator, signedForm, type SignedForm, type TwilioEmulator } from '#tests/emulators/twilio-emulator';

const WEBHOOK = 'https://hub.example/channels/sms/webhook';

function anAccount(apiBaseUrl: string, over: Partial<TwilioAccount> = {}): TwilioAccount {
  return {
    ...DEMO_TWILIO,
    apiBaseUrl,
    country: 'JP',
    statusCallback: () => null,
    publicBase: () => 'https://hub.example',
    timeoutMs: 500,
    ...over,
  };
}

function requestOf({ url, body, headers }: SignedForm): WebhookRequest {
  return { method: 'POST', url, headers, rawBody: new TextEncoder().encode(body) };
}

function signed(params: Record<string, string>, url = WEBHOOK): WebhookRequest {
  return requestOf(signedForm(url, DEMO_TWILIO.authToken, params));
}

describeChannel('Twilio', async () => {
  const emulator = await createTwilioEmulator();
  const gone = await createTwilioEmulator();
  await gone.close();
  return {
    connector: createTwilioConnector(anAccount(emulator.url)),
    customer: { kind: 'phone', value: '+819012345678', isVerified: true },
    externalId: (count) => `SM${String(count).padStart(32, '0')}`,
    inbound: (line) =>
      Promise.resolve(requestOf(emulator.inbound(WEBHOOK, { from: '+819012345678', body: line.text, sid: line.externalId }))),
    malformed: () => Promise.resolve({ request: signed({ MessageSid: 'SM1', Body: 'no sender' }), field: 'From' }),
    withoutProof: (request) => ({ ...request, headers: { ...request.headers, 'x-twilio-signature': undefined } }),
    withForgedProof: (request) => ({ ...request, headers: { ...request.headers, 'x-twilio-signature': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' } }),
    receipt: (externalId, state) => Promise.resolve(signed({ MessageSid: externalId, MessageStatus: state })),
    vendor: {
      texts: () => emulator.accepted.map(({ body }) => body),
      loseNextAnswer: () => emulator.nextFault({ is: 'error_after_accept' }),
      refuseNext: () => emulator.nextFault({ is: 'refused', code: 21_610 }),
      deferNext: () => emulator.nextFault({ is: 'rate_limited' }),
      unreachable: () => createTwilioConnector(anAccount(gone.url)),
    },
    close: () => emulator.close(),
  };
});

describe("Twilio's webhooks", () => {
  const connector = createTwilioConnector(anAccount('http://127.0.0.1:9'));
  const failureOf = async (request: WebhookRequest): Promise<Failure> => {
    const error: unknown = await connector.parseInbound(request).catch((reason: unknown) => reason);
    if (error instanceof Failure) return error;
    throw new Error('was not refused');
  };

  test("Twilio's own signature is accepted: the vector of its documentation", async () => {
    const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
    const params = { CallSid: 'CA1234567890ABCDE', Caller: '+14158675309', Digits: '1234', From: '+14158675309', To: '+18005551212' };
    const vector = createTwilioConnector(anAccount('http://127.0.0.1:9', { authToken: '12345' }));
    const request: WebhookRequest = {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' },
      rawBody: new TextEncoder().encode(new URLSearchParams(params).toString()),
    };
    // It is a call and no message: so it is genuine, and malformed.
    await expect(vector.parseInbound(request)).rejects.toMatchObject({ code: 'invalid', field: 'MessageSid' });
  });

  test('the address is accepted with and without its port', async () => {
    const form = signedForm('https://hub.example/channels/sms/webhook', DEMO_TWILIO.authToken, {
      MessageSid: 'SM1',
      From: '+819012345678',
      Body: 'x',
    });
    expect(await connector.parseInbound(requestOf({ ...form, url: 'https://hub.example:443/channels/sms/webhook' }))).toHaveLength(1);
    const withPort = signedForm('http://hub.example:8080/channels/sms/webhook', DEMO_TWILIO.authToken, {
      MessageSid: 'SM1',
      From: '+819012345678',
      Body: 'x',
    });
    expect(await connector.parseInbound(requestOf(withPort))).toHaveLength(1);
  });

  test('a changed word, number or address breaks the signature', async () => {
    const form = signedForm(WEBHOOK, DEMO_TWILIO.authToken, { MessageSid: 'SM1', From: '+819012345678', Body: 'refund 10' });
    for (const forged of [
      { ...form, body: form.body.replace('10', '99') },
      { ...form, body: form.body.replace('9012345678', '9012345679') },
      { ...form, url: form.url.replace('/sms/', '/sms2/') },
      { ...form, url: 'not an address' },
    ]) {
      expect((await failureOf(requestOf(forged))).code).toBe('denied');
    }
  });

  test.for([
    ['MessageSid', { From: '+819012345678', Body: 'x' }],
    ['From', { MessageSid: 'SM1', From: 'nobody', Body: 'x' }],
    ['Body', { MessageSid: 'SM1', From: '+819012345678' }],
    ['Body', { MessageSid: 'SM1', From: '+819012345678', Body: 'x'.repeat(10_001) }],
    ['NumMedia', { MessageSid: 'SM1', From: '+819012345678', Body: 'x', NumMedia: '11' }],
    ['NumMedia', { MessageSid: 'SM1', From: '+819012345678', Body: 'x', NumMedia: 'many' }],
    ['MediaUrl0', { MessageSid: 'SM1', From: '+819012345678', Body: 'x', NumMedia: '1' }],
    ['MessageStatus', { MessageSid: 'SM1', MessageStatus: 'flying' }],
  ] as const)('a signed form with a wrong %s is refused, and the field named', async ([field, params]) => {
    expect(await failureOf(signed(params))).toMatchObject({ code: 'invalid', field });
  });

  test('a signed body that is no form is refused by its type', async () => {
    const url = `${WEBHOOK}?bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a`;
    const { headers } = signedForm(url, DEMO_TWILIO.authToken, {});
    const request: WebhookRequest = {
      method: 'POST',
      url,
      headers: { ...headers, 'content-type': 'application/json' },
      rawBody: new TextEncoder().encode('{}'),
    };
    expect(await failureOf(request)).toMatchObject({ code: 'invalid', field: 'content-type' });
    expect((await failureOf({ ...request, rawBody: new TextEncoder().encode('{"a":1}') })).code).toBe('denied');
  });

  test('the number comes out in E.164, and the language from the script', async () => {
    const [signal] = await connector.parseInbound(signed({ MessageSid: 'SM1', From: '+81 (0)90-1234-5678', Body: '届きません' }));
    expect(signal).toMatchObject({ from: { kind: 'phone', value: '+819012345678', isVerified: true }, locale: 'ja', at: null });
  });

  test('a picture without words is a message', async () => {
    const [signal] = await connector.parseInbound(
      signed({
        MessageSid: 'MM1',
        From: '+819012345678',
        Body: '',
        NumMedia: '1',
        MediaUrl0: 'https://api.twilio.com/x',
        MediaContentType0: 'image/jpeg',
      }),
    );
    expect(signal).toMatchObject({
      text: '',
      attachments: [{ source: 'https://api.twilio.com/x', name: '1.jpeg', mediaType: 'image/jpeg' }],
    });
  });

  test('reports that we know already say nothing; a failure says why; our own id comes back', async () => {
    expect(await connector.parseInbound(signed({ MessageSid: 'SM1', MessageStatus: 'queued' }))).toEqual([]);
    const failed = { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30003' };
    expect(await connector.parseInbound(signed(failed))).toMatchObject([{ state: 'failed', reason: 'unreachable' }]);
    expect(await connector.parseInbound(signed({ ...failed, ErrorCode: '39999' }))).toMatchObject([{ reason: 'twilio_39999' }]);
    const ours = await connector.parseInbound(signed({ MessageSid: 'SM1', MessageStatus: 'delivered' }, `${WEBHOOK}?m=01J`));
    expect(ours).toMatchObject([{ state: 'delivered', messageId: 'msg_01J' }]);
  });
});

describe('sending over Twilio', () => {
  const held: { emulator?: TwilioEmulator } = {};
  const emulator = (): TwilioEmulator => {
    if (held.emulator === undefined) throw new Error('not open');
    return held.emulator;
  };
  beforeAll(async () => {
    held.emulator = await createTwilioEmulator();
  });
  afterEach(() => emulator().setCallbacks({}));
  afterAll(() => held.emulator?.close());

  const aMessage = (text: string) => ({
    messageId: MessageId.parse('msg_01J'),
    conversationId: ConversationId.parse('cnv_1'),
    to: { kind: 'phone' as const, value: '+819012345678', isVerified: true },
    text,
    since: new Date().toISOString(),
    takenExternalIds: [],
  });

  test('the message names where reports go, with our own id', async () => {
    const connector = createTwilioConnector(anAccount(emulator().url, { statusCallback: () => 'http://127.0.0.1:9/channels/sms/webhook' }));
    emulator().setCallbacks({ states: [] });
    await connector.send(aMessage('callback'));
    expect(emulator().accepted.at(-1)).toMatchObject({
      to: '+819012345678',
      from: DEMO_TWILIO.number,
      statusCallback: 'http://127.0.0.1:9/channels/sms/webhook?m=01J',
    });
  });

  test.for(['silence_after_accept', 'drop_after_accept', 'error_after_accept', 'drop_before_accept'] as const)(
    'after %s nobody can tell, so nothing is claimed',
    async (is) => {
      emulator().nextFault({ is });
      expect(await createTwilioConnector(anAccount(emulator().url)).send(aMessage(`fault ${is}`))).toEqual({ is: 'unknown' });
    },
  );

  test('wrong credentials are a refusal that says so', async () => {
    const connector = createTwilioConnector(anAccount(emulator().url, { authToken: 'wrong' }));
    expect(await connector.send(aMessage('x'))).toEqual({ is: 'refused', reason: 'account_refused' });
    expect(await connector.reconcile(aMessage('x'))).toEqual({ is: 'unknown' });
  });

  test('a message from before is not taken for this one, and the list is read page by page', async () => {
    const connector = createTwilioConnector(anAccount(emulator().url));
    await connector.send(aMessage('同じ文'));
    for (let count = 0; count < 120; count += 1) await connector.send(aMessage(`filler ${count}`));
    expect(await connector.reconcile(aMessage('同じ文'))).toMatchObject({ is: 'accepted' });
    const tomorrow = new Date(Date.now() + 24 * 3_600_000).toISOString();
    expect(await connector.reconcile({ ...aMessage('同じ文'), since: tomorrow })).toEqual({ is: 'unknown' });
  });

  test('files come with our credentials, from Twilio only, and only up to a size', async () => {
    const connector = createTwilioConnector(anAccount(emulator().url));
    const source = emulator().addMedia({ bytes: new Uint8Array(1000).fill(7), mediaType: 'image/jpeg' });
    const file = (address: string) => ({ source: address, name: '1.jpeg', mediaType: 'image/jpeg' });
    expect(await connector.fetchAttachment(file(source), 1000)).toEqual(Buffer.alloc(1000, 7));
    await expect(connector.fetchAttachment(file(source), 999)).rejects.toMatchObject({ code: 'too_many' });
    await expect(connector.fetchAttachment(file(`${source}x`), 999)).rejects.toMatchObject({ code: 'not_found' });
    for (const elsewhere of [
      'http://169.254.169.254/latest',
      'http://127.0.0.1:5432/',
      'file:///etc/passwd',
      'https://mms.twiliocdn.com/x',
    ]) {
      await expect(connector.fetchAttachment(file(elsewhere), 999)).rejects.toMatchObject({ code: 'denied' });
    }
  });
});
