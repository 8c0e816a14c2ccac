import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLineConnector, type LineAccount } from '#hub/channels/line-connector';
import { lineRetryKey } from '#hub/channels/line-retry-key';
import { DEMO_LINE } from '#hub/demo/demo-centre';
import type { ChannelSignal, OutboundMessage, WebhookRequest } from '#shared/contracts/channel';
import { ConversationId, MessageId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { describeChannel } from '#tests/contracts/channel-conformance';
import { createLineEmulator, signLineBody, type LineEmulator } from '#tests/emulators/line-emulator';
import { lineEvents, lineUser, redelivered } from '#tests/emulators/line-events';
import { createFakeClock } from '#tests/support/fake-clock';

const WEBHOOK = 'https://hub.example/channels/line/webhook';
const HANAKO = lineUser('hanako');
const NOWHERE = 'http://127.0.0.1:9';

function anAccount(emulatorUrl: string, over: Partial<LineAccount> = {}): LineAccount {
  return { ...DEMO_LINE, emulatorUrl, timeoutMs: 500, publicBase: () => 'https://hub.example', clock: createFakeClock(), ...over };
}

function signed(content: unknown, channelSecret: string = DEMO_LINE.channelSecret): WebhookRequest {
  return signedText(JSON.stringify(content), channelSecret);
}

function signedText(body: string, channelSecret: string = DEMO_LINE.channelSecret): WebhookRequest {
  const headers = { 'content-type': 'application/json', 'x-line-signature': signLineBody(body, channelSecret) };
  return { method: 'POST', url: WEBHOOK, headers, rawBody: new TextEncoder().encode(body) };
}

function bodyOf(...events: readonly object[]) {
  return { destination: `U${'0'.repeat(32)}`, events };
}

describeChannel('LINE', async () => {
  const emulator = await createLineEmulator();
  const gone = await createLineEmulator();
  await gone.close();
  return {
    connector: createLineConnector(anAccount(emulator.url)),
    customer: { kind: 'line', value: HANAKO, isVerified: true },
    externalId: (count) => `01HV${String(count).padStart(22, '0')}`,
    inbound: ({ text, externalId }) =>
      Promise.resolve(
        signed(bodyOf(...lineEvents({ from: HANAKO, text, webhookEventId: externalId, timestamp: 1_764_000_000_000 }).map(still))),
      ),
    malformed() {
      const [event] = lineEvents({ from: HANAKO, text: 'x' });
      return Promise.resolve({ request: signed(bodyOf({ ...event, timestamp: 'noon' })), field: 'events.0.timestamp' });
    },
    withoutProof: (request) => ({ ...request, headers: { ...request.headers, 'x-line-signature': undefined } }),
    withForgedProof: (request) => ({
      ...request,
      headers: { ...request.headers, 'x-line-signature': signLineBody(new TextDecoder().decode(request.rawBody), 'another secret') },
    }),
    vendor: {
      texts: () => emulator.accepted.flatMap(({ messages }) => messages.map(({ text = '' }) => text)),
      loseNextAnswer: () => emulator.nextFault({ is: 'error_after_accept' }),
      refuseNext: () => emulator.nextFault({ is: 'refused' }),
      deferNext: () => emulator.nextFault({ is: 'rate_limited' }),
      unreachable: () => createLineConnector(anAccount(gone.url)),
    },
    close: () => emulator.close(),
  };
});

/** Random ids are new in each event; LINE's are not in the same one. */
function still(event: object): object {
  return { ...event, replyToken: 'token-of-the-line' };
}

describe("LINE's webhooks", () => {
  const clock = createFakeClock();
  const connector = createLineConnector(anAccount(NOWHERE, { clock }));
  const signalsOf = (...events: readonly object[]): Promise<ChannelSignal[]> => connector.parseInbound(signed(bodyOf(...events)));
  const failureOf = async (request: WebhookRequest, of = connector): Promise<Failure> => {
    const error: unknown = await of.parseInbound(request).catch((reason: unknown) => reason);
    if (error instanceof Failure) return error;
    throw new Error('was not refused');
  };

  test.for([
    ['test_secret', '{"hello":"world"}', 't7Hn4ZDHqs6e+wdvI5TyQIvzie0DmMUmuXEBqyyE/tM='],
    [
      'line_secret_1',
      '{"destination":"U0","events":[{"message":{"text":"返金お願いします"}}]}',
      '1APc5JpLg8SHibldttkTkqf75C40H4yrq1xvx9Q8ZDs=',
    ],
  ] as const)('a known signature of %s is accepted, and of any other bytes refused', async ([channelSecret, body, signature]) => {
    const vector = createLineConnector(anAccount(NOWHERE, { channelSecret }));
    const request = (text: string): WebhookRequest => ({
      method: 'POST',
      url: WEBHOOK,
      headers: { 'x-line-signature': signature },
      rawBody: new TextEncoder().encode(text),
    });
    // Genuine, and no event of LINE's: so it is malformed, which is only said after the proof.
    expect((await failureOf(request(body), vector)).code).toBe('invalid');
    expect((await failureOf(request(`${body} `), vector)).code).toBe('denied');
    // The same words written otherwise have other bytes.
    const rewritten = JSON.stringify(JSON.parse(body), null, 1);
    expect((await failureOf(request(rewritten), vector)).code).toBe('denied');
  });

  test.for(['', 'x', '====', 'dG9vIHNob3J0', 'あ'])('the signature %j is none', async (signature) => {
    const request = signed(bodyOf());
    expect((await failureOf({ ...request, headers: { 'x-line-signature': signature } })).code).toBe('denied');
  });

  test('several events of one body are several signals, each with its sender and its own time', async () => {
    const [one] = lineEvents({ from: HANAKO, text: '返金はいつですか', timestamp: 1_764_000_000_000 });
    const [two] = lineEvents({ from: lineUser('taro'), text: 'Where is my parcel?', timestamp: 1_764_000_001_500 });
    expect(await signalsOf({ ...one }, { ...two })).toMatchObject([
      { is: 'message', text: '返金はいつですか', locale: 'ja', at: '2025-11-24T16:00:00.000Z', from: { kind: 'line', value: HANAKO } },
      { is: 'message', text: 'Where is my parcel?', locale: 'en', at: '2025-11-24T16:00:01.500Z', from: { value: lineUser('taro') } },
    ]);
  });

  test('a body without events only asks whether we are there', async () => {
    expect(await signalsOf()).toEqual([]);
  });

  test('an event that is delivered again has the same id and the same time', async () => {
    const [event] = lineEvents({ from: HANAKO, text: '二度目', timestamp: 1_764_000_000_000 });
    if (event === undefined) throw new Error('no event');
    const [first] = await signalsOf(event);
    await clock.advance(600_000);
    const [again] = await signalsOf(redelivered(event));
    expect(again).toMatchObject({ externalId: first?.is === 'message' ? first.externalId : '', at: '2025-11-24T16:00:00.000Z' });
  });

  test('leave to answer for free ends a minute after the webhook came', async () => {
    const [event] = lineEvents({ from: HANAKO, text: 'もしもし', timestamp: clock.now() - 50_000 });
    expect(await signalsOf({ ...event })).toMatchObject([
      { replyToken: { token: event?.replyToken, until: new Date(clock.now() + 60_000).toISOString() } },
    ]);
  });

  test('a sticker comes with what it means, and a place with where it is', async () => {
    const sticker = { packageId: '11537', stickerId: '52002734', keywords: ['ありがとう', 'thanks'] };
    const location = { title: 'みどり商店', address: '東京都千代田区1-1', latitude: 35.68, longitude: 139.76 };
    expect(await signalsOf(...lineEvents({ from: HANAKO, sticker, location }))).toMatchObject([
      { text: '', parts: [{ is: 'sticker', ...sticker }] },
      { text: '', parts: [{ is: 'location', ...location }] },
    ]);
    const [event] = lineEvents({ from: HANAKO, sticker: { ...sticker, keywords: Array.from({ length: 40 }, () => 'あ'.repeat(300)) } });
    const [signal] = await signalsOf({ ...event, message: { ...(event?.['message'] as object), text: '本日休業' } });
    expect(signal).toMatchObject({ text: '本日休業', parts: [{ is: 'sticker' }] });
  });

  test('pictures, films, sounds and files are named, to be fetched', async () => {
    const events = lineEvents({
      from: HANAKO,
      image: '101',
      video: '102',
      audio: '103',
      file: { id: '104', fileName: '領収書.pdf', fileSize: 3 },
    });
    expect((await signalsOf(...events)).flatMap((signal) => (signal.is === 'message' ? signal.attachments : []))).toEqual([
      { source: 'line-content:101', name: '101.jpg', mediaType: 'image/jpeg' },
      { source: 'line-content:102', name: '102.mp4', mediaType: 'video/mp4' },
      { source: 'line-content:103', name: '103.m4a', mediaType: 'audio/mp4' },
      { source: 'line-content:104', name: '領収書.pdf', mediaType: 'application/octet-stream' },
    ]);
  });

  test('who befriends us and who blocks us is told with the time', async () => {
    const [follow] = lineEvents({ from: HANAKO, follow: { isUnblocked: true }, timestamp: 1_764_000_000_000 });
    const [unfollow] = lineEvents({ from: HANAKO, unfollow: true, timestamp: 1_764_000_001_000 });
    expect(await signalsOf({ ...unfollow }, { ...follow })).toMatchObject([
      { is: 'block', isBlocked: true, at: '2025-11-24T16:00:01.000Z' },
      { is: 'block', isBlocked: false, at: '2025-11-24T16:00:00.000Z' },
    ]);
  });

  test('what we do not know does not hold back what we do', async () => {
    const [words] = lineEvents({ from: HANAKO, text: 'これは届く' });
    const group = { ...words, source: { type: 'group', groupId: 'C1', userId: HANAKO } };
    const postback = { ...words, type: 'postback', message: undefined, postback: { data: 'x' } };
    const strange = { ...words, webhookEventId: 'strange', message: { type: 'hologram', id: '1' } };
    expect(
      await signalsOf(group, postback, { ...words, type: 'inventedLater' }, { ...words, source: undefined }, strange, { ...words }),
    ).toMatchObject([{ externalId: 'strange', text: '', parts: [{ is: 'unsupported', kind: 'hologram' }] }, { text: 'これは届く' }]);
  });

  test.for([
    ['events', { destination: 'U1' }],
    ['events.0.webhookEventId', bodyOf({ type: 'message', timestamp: 1 })],
    ['events.0.timestamp', bodyOf({ type: 'message', timestamp: -1, webhookEventId: 'e' })],
  ] as const)('a signed body with a wrong %s is refused, and the field named', async ([field, body]) => {
    expect(await failureOf(signed(body))).toMatchObject({ code: 'invalid', field });
  });

  test.for([
    ['text', { type: 'text', id: '1' }],
    ['text', { type: 'text', id: '1', text: 'x'.repeat(10_001) }],
    ['id', { type: 'image', id: '../../secret', contentProvider: { type: 'line' } }],
    ['contentProvider', { type: 'image', id: '1' }],
    ['latitude', { type: 'location', id: '1', latitude: 91, longitude: 0 }],
    ['stickerId', { type: 'sticker', id: '1', packageId: '1' }],
  ] as const)('a message with a wrong %s is refused, and the field named', async ([field, message]) => {
    const [event] = lineEvents({ from: HANAKO, text: 'x' });
    const failure = await failureOf(signed(bodyOf({ ...event, message })));
    expect(failure).toMatchObject({ code: 'invalid', field });
    expect(failure.message).toContain(`body.events.0.message.${field}`);
  });

  test('bytes that are no JSON are refused', async () => {
    expect(await failureOf(signedText('{"destination"'))).toMatchObject({ code: 'invalid', field: 'body' });
  });
});

describe('sending over LINE', () => {
  const held: { emulator?: LineEmulator } = {};
  let count = 0;
  beforeAll(async () => {
    held.emulator = await createLineEmulator();
  });
  afterAll(() => held.emulator?.close());
  const vendor = (): LineEmulator => {
    if (held.emulator === undefined) throw new Error('no emulator');
    return held.emulator;
  };
  const connector = () => createLineConnector(anAccount(vendor().url));
  const anAnswer = (over: Partial<OutboundMessage> = {}): OutboundMessage => ({
    messageId: MessageId.parse(`msg_line${(count += 1)}`),
    conversationId: ConversationId.parse('cnv_1'),
    to: { kind: 'line', value: HANAKO, isVerified: true },
    text: `お答えします ${count}`,
    since: new Date().toISOString(),
    takenExternalIds: [],
    ...over,
  });
  const aToken = (): string => vendor().events({ from: HANAKO, text: 'もしもし' })[0]?.replyToken ?? '';

  test('with a reply token it is a reply, without one a push with its key', async () => {
    const replied = anAnswer({ replyToken: aToken() });
    expect(await connector().send(replied)).toMatchObject({ is: 'accepted', state: 'sent' });
    expect(vendor().accepted.at(-1)).toMatchObject({
      how: 'reply',
      to: HANAKO,
      retryKey: null,
      messages: [{ type: 'text', text: replied.text }],
    });
    const pushed = anAnswer();
    expect(await connector().send(pushed)).toMatchObject({ is: 'accepted' });
    expect(vendor().accepted.at(-1)).toMatchObject({ how: 'push', to: HANAKO, retryKey: lineRetryKey(pushed.messageId) });
  });

  test('a used or late token is refused as such, and nothing was sent', async () => {
    const replyToken = aToken();
    await connector().send(anAnswer({ replyToken }));
    const before = vendor().accepted.length;
    expect(await connector().send(anAnswer({ replyToken }))).toEqual({ is: 'token_refused' });
    const late = aToken();
    vendor().expireTokens();
    expect(await connector().send(anAnswer({ replyToken: late }))).toEqual({ is: 'token_refused' });
    expect(vendor().accepted).toHaveLength(before);
  });

  test.for(['error_after_accept', 'silence_after_accept', 'drop_after_accept'] as const)(
    'a push whose answer is lost (%s) and that is pushed again is one message',
    async (is) => {
      const message = anAnswer();
      vendor().nextFault({ is });
      expect(await connector().send(message)).toEqual({ is: 'unknown' });
      const again = await connector().send(message);
      const sent = vendor().accepted.filter(({ retryKey }) => retryKey === lineRetryKey(message.messageId));
      expect(sent).toHaveLength(1);
      expect(again).toEqual({ is: 'accepted', externalId: sent[0]?.ids[0], state: 'sent' });
    },
  );

  test('a reply in doubt is asked for with its own token: taken if it never was, and never doubled', async () => {
    const never = anAnswer({ replyToken: aToken() });
    vendor().nextFault({ is: 'drop_before_accept' });
    expect(await connector().send(never)).toEqual({ is: 'unknown' });
    expect(await connector().reconcile(never)).toMatchObject({ is: 'accepted' });
    const taken = anAnswer({ replyToken: aToken() });
    vendor().nextFault({ is: 'drop_after_accept' });
    expect(await connector().send(taken)).toEqual({ is: 'unknown' });
    // It was used, or is too old: LINE does not say which.
    expect(await connector().reconcile(taken)).toEqual({ is: 'unknown' });
    for (const { text } of [never, taken]) {
      expect(vendor().accepted.filter(({ messages }) => messages[0]?.text === text)).toHaveLength(1);
    }
  });

  test('words, a sticker and a place go out together', async () => {
    const parts: OutboundMessage['parts'] = [
      { is: 'sticker', packageId: '446', stickerId: '1988' },
      { is: 'location', title: 'みどり商店', address: `東京都${'あ'.repeat(200)}`, latitude: 35.68, longitude: 139.76 },
      { is: 'location', latitude: 1.5, longitude: -2 },
    ];
    expect(await connector().send(anAnswer({ text: 'こちらです', parts }))).toMatchObject({ is: 'accepted' });
    expect(vendor().accepted.at(-1)?.messages).toMatchObject([
      { type: 'text', text: 'こちらです' },
      { type: 'sticker', packageId: '446', stickerId: '1988' },
      { type: 'location', title: 'みどり商店', latitude: 35.68, longitude: 139.76 },
      { type: 'location', title: '1.5, -2', address: '1.5, -2' },
    ]);
    await connector().send(anAnswer({ text: '', parts: parts.slice(0, 1) }));
    expect(vendor().accepted.at(-1)?.messages).toHaveLength(1);
  });

  test.for([
    [
      { is: 'refused', status: 401 },
      { is: 'refused', reason: 'account_refused' },
    ],
    [
      { is: 'refused', status: 403 },
      { is: 'refused', reason: 'account_refused' },
    ],
    [
      { is: 'refused', status: 400, message: "The property, 'to', in the request body is invalid" },
      { is: 'refused', reason: 'unknown_recipient' },
    ],
    [
      { is: 'refused', status: 400, message: 'Failed to send messages' },
      { is: 'refused', reason: 'unreachable' },
    ],
    [
      { is: 'refused', status: 400, message: 'A mystery' },
      { is: 'refused', reason: 'http_400' },
    ],
    [
      { is: 'refused', status: 429, message: 'You have reached your monthly limit.' },
      { is: 'refused', reason: 'quota_reached' },
    ],
    [
      { is: 'refused', status: 429, message: 'Slow down' },
      { is: 'retry', reason: 'rate_limited' },
    ],
    [{ is: 'error_before_accept', status: 503 }, { is: 'unknown' }],
  ] as const)('%j comes to %j', async ([fault, receipt]) => {
    vendor().nextFault(fault);
    expect(await connector().send(anAnswer())).toEqual(receipt);
  });

  test('a text that LINE finds too long is refused as such', async () => {
    const long = createLineConnector(anAccount(vendor().url));
    vendor().nextFault({ is: 'refused', status: 413 });
    expect(await long.send(anAnswer())).toEqual({ is: 'refused', reason: 'too_long' });
  });

  test('a wrong token of ours is a matter for the administrator', async () => {
    const wrong = createLineConnector(anAccount(vendor().url, { channelAccessToken: 'wrong' }));
    expect(await wrong.send(anAnswer())).toEqual({ is: 'refused', reason: 'account_refused' });
  });

  test('what is used of the month is told, with its limit where there is one', async () => {
    vendor().setQuota(200);
    const before = await connector().fetchQuota?.();
    await connector().send(anAnswer());
    expect(await connector().fetchQuota?.()).toEqual({ used: (before?.used ?? 0) + 1, limit: 200 });
    await connector().send(anAnswer({ replyToken: aToken() }));
    expect(await connector().fetchQuota?.()).toEqual({ used: (before?.used ?? 0) + 1, limit: 200 });
    vendor().setQuota(null);
    expect(await connector().fetchQuota?.()).toMatchObject({ limit: null });
  });

  test('a profile tells a name nobody proved, the language, and where the face is', async () => {
    const point = { kind: 'line', value: HANAKO, isVerified: true } as const;
    expect(await connector().fetchProfile?.(point)).toBeNull();
    vendor().setProfile(HANAKO, { displayName: 'はなこ🌸', language: 'ja', picture: Uint8Array.from([1, 2, 3]) });
    const profile = await connector().fetchProfile?.(point);
    expect(profile).toMatchObject({ name: { given: 'はなこ🌸', isUnverified: true }, locale: 'ja' });
    const picture = profile?.picture ?? { source: 'none', name: '', mediaType: '' };
    expect([...(await connector().fetchAttachment(picture, 10))]).toEqual([1, 2, 3]);
    vendor().setProfile(HANAKO, { displayName: '  ' });
    expect(await connector().fetchProfile?.(point)).toMatchObject({ name: null, picture: null });
  });

  test('a file comes from where LINE keeps it, when it is ready, and only as much as asked for', async () => {
    const file = (id: string) => ({ source: `line-content:${id}`, name: 'x', mediaType: 'image/jpeg' });
    vendor().setContent('201', { bytes: Uint8Array.from([1, 2, 3]), mediaType: 'image/jpeg' });
    expect([...(await connector().fetchAttachment(file('201'), 3))]).toEqual([1, 2, 3]);
    await expect(connector().fetchAttachment(file('201'), 2)).rejects.toMatchObject({ code: 'too_many' });
    await expect(connector().fetchAttachment(file('999'), 2)).rejects.toMatchObject({ code: 'not_found' });
    vendor().setContent('202', { bytes: Uint8Array.from([4]), mediaType: 'video/mp4', isPreparedAfter: 1 });
    const patient = createLineConnector(anAccount(vendor().url, { timeoutMs: 5_000 }));
    expect([...(await patient.fetchAttachment(file('202'), 3))]).toEqual([4]);
  });

  test.for([
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1:5432/',
    'https://line-scdn.net.evil.example/x',
    'https://profile.line-scdn.net:8443/x',
    'http://profile.line-scdn.net/x',
    'file:///etc/passwd',
    'not an address',
    '',
  ])('an address that is not at LINE is never fetched: %j', async (source) => {
    await expect(connector().fetchAttachment({ source, name: 'x', mediaType: 'x' }, 10)).rejects.toMatchObject({ code: 'denied' });
  });
});

test('the retry key of a message is a UUID, always the same and nobody else’s', () => {
  const key = lineRetryKey(MessageId.parse('msg_1'));
  expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(lineRetryKey(MessageId.parse('msg_1'))).toBe(key);
  expect(lineRetryKey(MessageId.parse('msg_2'))).not.toBe(key);
});
