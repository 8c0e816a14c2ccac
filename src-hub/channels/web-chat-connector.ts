import * as z from 'zod';
import type { ChannelConnector, ChannelSignal, WebhookRequest } from '#shared/contracts/channel';
import { WidgetEnd, WidgetLine } from '#shared/contracts/widget';
import type { ContactPoint } from '#shared/domain/customer';
import { TEXT_LIMIT_OF } from '#shared/domain/sending-limits';
import { Failure, parseOrFail } from '#shared/rpc/failure';
import type { Tokens, VisitorClaims } from '#hub/auth/tokens';
import { jsonBodyOf } from './json-body.ts';
import { isAllowedOrigin, type WebChatAccount } from './web-chat-account.ts';

const WidgetPost = z.discriminatedUnion('is', [WidgetLine, WidgetEnd]);

interface Deps {
  readonly account: WebChatAccount;
  readonly tokens: Pick<Tokens, 'verifyVisitorToken'>;
}

/**
 * The shop's own chat. What customers write comes in as every vendor's webhook does, proved by the visitor's token; our answers need no
 * sending: the widget reads the thread itself, so a message is sent the moment it is in the log. Its receipts come over the widget's
 * socket (realtime/widget-receipts.ts) and not by webhook.
 */
export function createWebChatConnector({ account, tokens }: Deps): ChannelConnector {
  return {
    channel: 'chat',
    capabilities: { textLimit: TEXT_LIMIT_OF.chat, isIdempotent: true, hasReceipts: false, hasEnd: true },
    acknowledgement: { contentType: 'application/json; charset=utf-8', body: '{}' },
    async parseInbound(request) {
      const { visitorId } = await verifySender(request);
      return [
        signalOf(parseOrFail(WidgetPost, jsonBodyOf(request.rawBody), 'body'), { kind: 'visitor', value: visitorId, isVerified: true }),
      ];
    },
    send: ({ messageId }) => Promise.resolve({ is: 'accepted', externalId: messageId, state: 'sent' }),
    reconcile: ({ messageId }) => Promise.resolve({ is: 'accepted', externalId: messageId, state: 'sent' }),
    fetchAttachment: () => Promise.reject(new Failure('not_found', 'web chat has no files')),
  };

  function verifySender({ headers }: WebhookRequest): Promise<VisitorClaims> {
    const { origin } = headers;
    const token = /^Bearer (?<token>[\w.-]+)$/.exec(headers['authorization'] ?? '')?.groups?.['token'];
    if (token === undefined || !isAllowedOrigin(account, origin)) {
      return Promise.reject(new Failure('denied', 'the visitor token is missing, or this page may not carry this chat'));
    }
    return tokens.verifyVisitorToken(token, { accountId: account.accountId, origin });
  }
}

function signalOf(post: z.infer<typeof WidgetPost>, from: ContactPoint): ChannelSignal {
  switch (post.is) {
    case 'line':
      return {
        is: 'message',
        externalId: post.clientMessageId,
        from,
        name: null,
        locale: post.locale,
        text: post.text,
        attachments: [],
        at: null,
      };
    case 'end':
      return { is: 'ended', from };
  }
}
