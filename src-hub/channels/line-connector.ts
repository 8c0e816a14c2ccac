import { validateSignature } from '@line/bot-sdk';
import type { ChannelConnector, WebhookRequest } from '#shared/contracts/channel';
import type { Clock } from '#shared/domain/clock';
import { TEXT_LIMIT_OF } from '#shared/domain/sending-limits';
import { Failure } from '#shared/rpc/failure';
import { jsonBodyOf } from './json-body.ts';
import { fetchLineContent } from './line-content.ts';
import { createLineRest } from './line-rest.ts';
import { parseLineWebhook } from './line-webhook.ts';

export const LINE_API = 'https://api.line.me';
const LINE_STICKERS = 'https://stickershop.line-scdn.net';
const STICKER_LIMIT = 500_000;
const LINE_DATA_API = 'https://api-data.line.me';

export interface LineAccount {
  readonly channelSecret: string;
  readonly channelAccessToken: string;
  /** An emulator that stands for both of LINE's hosts; null for LINE itself. */
  readonly emulatorUrl: string | null;
  readonly timeoutMs: number;
  /** How LINE and its people reach this hub's files; null where they cannot. Asked late: a hub learns its own port by listening. */
  readonly publicBase: () => string | null;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * LINE's Messaging API. An answer goes out as a reply where it has a reply token, which is free and works once, and as a push
 * otherwise, which counts and carries a key: pushing the same message again is pushing it once.
 */
export function createLineConnector(account: LineAccount): ChannelConnector {
  const { channelSecret, channelAccessToken, emulatorUrl, timeoutMs, clock, publicBase } = account;
  const rest = createLineRest({ channelAccessToken, apiBaseUrl: emulatorUrl ?? LINE_API, timeoutMs, publicBase });
  const content = { dataBaseUrl: emulatorUrl ?? LINE_DATA_API, emulatorUrl, channelAccessToken, timeoutMs };

  return {
    channel: 'line',
    capabilities: { textLimit: TEXT_LIMIT_OF.line, isIdempotent: true, hasReceipts: false, hasEnd: false, files: 'fetched' },
    fileBase: () => publicBase(),
    acknowledgement: { contentType: 'application/json; charset=utf-8', body: '{}' },
    // async: a refusal is a rejected promise, never a throw into the caller's lap.
    async parseInbound(request) {
      if (!isSigned(request, channelSecret)) throw new Failure('denied', 'the signature is missing or wrong');
      return parseLineWebhook(jsonBodyOf(request.rawBody), clock.now());
    },
    send: (message) => (message.replyToken === undefined ? rest.push(message) : rest.reply(message, message.replyToken)),
    /**
     * LINE lists no messages. But a reply token works once: handed over again it is taken only if it was not before. That it is
     * refused says nothing: it may have been used, or be too old.
     */
    async reconcile(message) {
      const receipt = message.replyToken === undefined ? null : await rest.reply(message, message.replyToken);
      return receipt?.is === 'accepted' ? receipt : { is: 'unknown' };
    },
    fetchAttachment: ({ source }, limit) => fetchLineContent(source, { ...content, limit }),
    fetchProfile: ({ value }) => rest.profile(value),
    fetchQuota: () => rest.quota(),
    fetchSticker: (id) =>
      fetchLineContent(`${emulatorUrl ?? LINE_STICKERS}/stickershop/v1/sticker/${id}/android/sticker.png`, {
        ...content,
        limit: STICKER_LIMIT,
      }),
  };
}

/** Over the bytes as they came: parsed and written again, Japanese has other bytes. */
function isSigned({ headers, rawBody }: WebhookRequest, channelSecret: string): boolean {
  const signature = headers['x-line-signature'];
  return signature !== undefined && signature !== '' && validateSignature(Buffer.from(rawBody), channelSecret, signature);
}
