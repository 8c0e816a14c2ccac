import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkLine } from '#hub/channels/checks/check-line';
import { createLineConnector } from '#hub/channels/line-connector';
import { DEMO_LINE } from '#hub/demo/demo-centre';
import type { OutboundMessage } from '#shared/contracts/channel';
import { ConversationId, MessageId } from '#shared/domain/ids';
import { createLineEmulator, type LineEmulator } from '#tests/emulators/line-emulator';
import { lineEvents, lineUser, redelivered } from '#tests/emulators/line-events';
import { readApiDescription } from '#tests/emulators/open-api';
import { createFakeClock } from '#tests/support/fake-clock';

// LINE's own descriptions lie beside this repository; where they do not, there is nothing to hold the emulator against.
const SPECS = path.resolve('..', 'shared', 'specs') + path.sep;
const HANAKO = lineUser('hanako');

describe.skipIf(!existsSync(SPECS))("the LINE emulator against LINE's own description", () => {
  const held: { emulator?: LineEmulator } = {};
  beforeAll(async () => {
    held.emulator = await createLineEmulator();
  });
  afterAll(() => held.emulator?.close());
  const vendor = (): LineEmulator => {
    if (held.emulator === undefined) throw new Error('no emulator');
    return held.emulator;
  };

  test('what it posts are webhooks as LINE describes them', () => {
    const webhooks = readApiDescription(`${SPECS}line-webhook.yml`);
    const events = lineEvents({
      from: HANAKO,
      text: '返金はいつですか',
      sticker: { packageId: '1', stickerId: '2', keywords: ['ありがとう'] },
      location: { title: '店', address: '東京都', latitude: 35.6, longitude: 139.7 },
      image: '1',
      video: '2',
      audio: '3',
      file: { id: '4', fileName: '領収書.pdf', fileSize: 3 },
      follow: { isUnblocked: false },
      unfollow: true,
      unsend: { messageId: '325708' },
    });
    expect(events).toHaveLength(10);
    const { body } = vendor().signed({ destination: `U${'0'.repeat(32)}`, events: [...events, ...events.map(redelivered)] });
    expect(webhooks.problemsOf('CallbackRequest', JSON.parse(body))).toEqual([]);
  });

  test('the description is really asked: what is wrong is found', () => {
    const webhooks = readApiDescription(`${SPECS}line-webhook.yml`);
    const [event] = lineEvents({ from: HANAKO, text: 'x' });
    const wrong = { ...event, mode: 'asleep', timestamp: '1', message: { type: 'text', id: 1 } };
    expect(webhooks.problemsOf('CallbackRequest', { destination: 'U1', events: [wrong, { type: 'song' }] })).toEqual([
      'CallbackRequest.destination: must match ^U[0-9a-f]{32}$',
      'CallbackRequest.destination: wrong length',
      'CallbackRequest.events[0].timestamp: must be an integer',
      'CallbackRequest.events[0].mode: must be one of active, standby',
      'CallbackRequest.events[0].message.id: must be a string',
      'CallbackRequest.events[0].message.text: is missing',
      'CallbackRequest.events[0].message.quoteToken: is missing',
      'CallbackRequest.events[1]: no such kind: song',
    ]);
  });

  test('what the hub asks and what the emulator answers are as LINE describes them', async () => {
    const api = readApiDescription(`${SPECS}line-messaging-api.yml`);
    const connector = createLineConnector({
      ...DEMO_LINE,
      emulatorUrl: vendor().url,
      timeoutMs: 1_000,
      publicBase: () => null,
      clock: createFakeClock(),
    });
    let count = 0;
    const message = (over: Partial<OutboundMessage> = {}): OutboundMessage => ({
      messageId: MessageId.parse(`msg_${(count += 1)}`),
      conversationId: ConversationId.parse('cnv_1'),
      to: { kind: 'line', value: HANAKO, isVerified: true },
      text: 'お答えします',
      parts: [
        { is: 'sticker', packageId: '446', stickerId: '1988' },
        { is: 'location', latitude: 35.6, longitude: 139.7 },
      ],
      since: new Date().toISOString(),
      takenExternalIds: [],
      ...over,
    });
    const replyToken = vendor().events({ from: HANAKO, text: 'x' })[0]?.replyToken ?? '';
    const pushed = message();
    vendor().setProfile(HANAKO, { displayName: 'はなこ', language: 'ja', picture: Uint8Array.from([1]) });

    expect(await connector.send(message({ replyToken }))).toMatchObject({ is: 'accepted' });
    expect(await connector.send(message({ replyToken }))).toEqual({ is: 'token_refused' });
    expect(await connector.send(pushed)).toMatchObject({ is: 'accepted' });
    expect(await connector.send(pushed)).toMatchObject({ is: 'accepted' });
    expect(await connector.send(message({ to: { kind: 'line', value: 'nobody', isVerified: true } }))).toMatchObject({
      is: 'refused',
      reason: 'unknown_recipient',
    });
    vendor().nextFault({ is: 'rate_limited' });
    await connector.send(message());
    vendor().setQuota(0);
    expect(await connector.send(message())).toMatchObject({ is: 'refused', reason: 'quota_reached' });
    await connector.fetchProfile?.({ kind: 'line', value: HANAKO, isVerified: true });
    await connector.fetchQuota?.();
    vendor().setQuota(null);
    await connector.fetchQuota?.();

    const webhookUrl = 'http://127.0.0.1:9/channels/line/webhook';
    vendor().setWebhook({ endpoint: webhookUrl, active: true });
    await checkLine({ channelAccessToken: DEMO_LINE.channelAccessToken, apiBaseUrl: vendor().url, webhookUrl });

    const { requests } = vendor();
    expect(new Set(requests.map(({ path, status }) => `${path} ${status}`))).toEqual(
      new Set([
        '/v2/bot/message/reply 200',
        '/v2/bot/message/reply 400',
        '/v2/bot/message/push 200',
        '/v2/bot/message/push 400',
        '/v2/bot/message/push 409',
        '/v2/bot/message/push 429',
        '/v2/bot/info 200',
        '/v2/bot/channel/webhook/endpoint 200',
        '/v2/bot/channel/webhook/test 200',
        '/v2/bot/profile/{userId} 200',
        '/v2/bot/message/quota 200',
        '/v2/bot/message/quota/consumption 200',
      ]),
    );
    const problems = requests.flatMap(({ path, body, status, answer }) => {
      const method = /quota|profile|info$|endpoint$/.test(path) ? 'get' : 'post';
      const asked = method === 'get' ? [] : api.problemsOfRequest(path, body);
      return [...asked, ...api.problemsOfAnswer(path, method, status, answer)];
    });
    expect(problems).toEqual([]);
  });
});
