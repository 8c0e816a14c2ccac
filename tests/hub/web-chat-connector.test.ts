import { describe, expect, test } from 'vitest';
import { createTokens } from '#hub/auth/tokens';
import { isAllowedOrigin, type WebChatAccount } from '#hub/channels/web-chat-account';
import { createWebChatConnector } from '#hub/channels/web-chat-connector';
import type { WebhookRequest } from '#shared/contracts/channel';
import { AccountId, VisitorId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { describeChannel } from '#tests/contracts/channel-conformance';
import { aWidget } from '#tests/support/builders';
import { createFakeClock } from '#tests/support/fake-clock';

const SHOP = 'https://shop.example';
const VISITOR = VisitorId.parse('vis_1');
const account: WebChatAccount = {
  accountId: AccountId.parse('chat'),
  widget: { ...aWidget(), allowedOrigins: [SHOP, 'http://localhost:*'] },
  identitySecret: null,
};
const tokens = createTokens({
  keys: { access: new Uint8Array(32).fill(1), visitor: new Uint8Array(32).fill(2) },
  clock: createFakeClock(),
});
const connector = createWebChatConnector({ account, tokens });

async function post(body: unknown, { origin = SHOP, token = '' } = {}): Promise<WebhookRequest> {
  const bearer =
    token === ''
      ? await tokens.mintVisitorToken({ visitorId: VISITOR, accountId: account.accountId, origin: SHOP, identity: null })
      : token;
  return {
    method: 'POST',
    url: 'https://hub.example/channels/chat/webhook',
    headers: { origin, authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    rawBody: new TextEncoder().encode(JSON.stringify(body)),
  };
}

describeChannel('Web chat', () =>
  Promise.resolve({
    connector,
    customer: { kind: 'visitor', value: VISITOR, isVerified: true },
    externalId: (count) => `0mi6q5zk1-${String(count).padStart(16, '0')}`,
    inbound: ({ externalId, text }) => post({ is: 'line', clientMessageId: externalId, text, locale: 'ja' }),
    malformed: async () => ({
      request: await post({ is: 'line', clientMessageId: '../x', text: 'a', locale: 'ja' }),
      field: 'clientMessageId',
    }),
    withoutProof: (request) => ({ ...request, headers: { ...request.headers, authorization: undefined } }),
    withForgedProof: (request) => ({ ...request, headers: { ...request.headers, authorization: `${request.headers['authorization']}x` } }),
    end: () => post({ is: 'end' }),
    close: () => Promise.resolve(),
  }),
);

describe('a visitor token', () => {
  const line = { is: 'line', clientMessageId: '0mi6q5zk1-0000000000000000', text: '返金はいつですか', locale: 'ja' };

  test('is refused from another origin, even an allowed one', async () => {
    const failure = await connector.parseInbound(await post(line, { origin: 'http://localhost:3000' })).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ code: 'denied' });
  });

  test('is refused on another account', async () => {
    const token = await tokens.mintVisitorToken({ visitorId: VISITOR, accountId: AccountId.parse('other'), origin: SHOP, identity: null });
    await expect(connector.parseInbound(await post(line, { token }))).rejects.toMatchObject({ code: 'denied' });
  });

  test('is no desk token, and a desk token is none', async () => {
    const { token } = await tokens.mintAccessToken({
      agentId: 'agt_1' as never, // a fitting id, so that only the key and the audience differ
      deskId: 'dsk_1' as never,
      sessionId: 'ses',
    });
    await expect(connector.parseInbound(await post(line, { token }))).rejects.toMatchObject({ code: 'denied' });
  });
});

test.for([
  [SHOP, true],
  ['https://shop.example.evil.test', false],
  ['http://shop.example', false],
  ['http://localhost:5173', true],
  ['http://localhost', true],
  ['https://localhost:5173', false],
  ['http://localhost.evil.test:80', false],
  ['null', false],
  [undefined, false],
] as const)('the origin %s may carry the widget: %s', ([origin, isAllowed]) => {
  expect(isAllowedOrigin(account, origin)).toBe(isAllowed);
});
