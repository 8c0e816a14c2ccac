import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSimulatorConnector, simulatedRequest, type SimulatedPost } from '#hub/channels/simulator-connector';
import type { WebhookRequest } from '#shared/contracts/channel';
import type { ContactPoint } from '#shared/domain/customer';
import { describeChannel } from '#tests/contracts/channel-conformance';

const URL_OF = { chat: 'http://127.0.0.1/channels/simulator/webhook', sms: 'http://127.0.0.1/channels/simulator-sms/webhook' } as const;
const CUSTOMER: ContactPoint = { kind: 'visitor', value: 'vis_tanaka', isVerified: true };
const SIGNATURE = 'x-simulator-signature';

function aLine(over: object = {}): SimulatedPost {
  const line = { is: 'line', id: 'line-1', from: CUSTOMER, name: null, locale: 'ja', text: 'こんにちは', ...over };
  // May be malformed on purpose.
  return line as SimulatedPost;
}

for (const channel of ['chat', 'sms'] as const) {
  describeChannel(`the simulator (${channel})`, () => {
    const secret = randomBytes(32);
    const post = (body: SimulatedPost): Promise<WebhookRequest> => Promise.resolve(simulatedRequest(URL_OF[channel], body, secret));
    const withProof = (request: WebhookRequest, proof: string | undefined): WebhookRequest => ({
      ...request,
      headers: { ...request.headers, [SIGNATURE]: proof },
    });
    return Promise.resolve({
      connector: createSimulatorConnector({ channel, secret }),
      customer: CUSTOMER,
      externalId: (count: number) => `line-${count}`,
      inbound: ({ externalId, text }) => post(aLine({ id: externalId, text })),
      malformed: async () => ({ request: await post(aLine({ text: 7 })), field: 'text' }),
      withoutProof: (request) => withProof(request, undefined),
      withForgedProof: (request) => withProof(request, 'f'.repeat(64)),
      ...(channel === 'chat' ? { end: () => post({ is: 'end', from: CUSTOMER }) } : {}),
      close: () => Promise.resolve(),
    });
  });
}

test('a post signed for one account does not pass at another', async () => {
  const secret = randomBytes(32);
  const request = { ...simulatedRequest(URL_OF.chat, aLine(), secret), url: URL_OF.sms };
  await expect(createSimulatorConnector({ channel: 'sms', secret }).parseInbound(request)).rejects.toMatchObject({ code: 'denied' });
});
