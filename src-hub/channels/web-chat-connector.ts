import * as z from 'zod';
import type { ChannelConnector, ChannelSignal, InboundMessage, WebhookRequest } from '#shared/contracts/channel';
import { WidgetEnd, WidgetLine } from '#shared/contracts/widget';
import type { ContactPoint } from '#shared/domain/customer';
import type { AccountId } from '#shared/domain/ids';
import { TEXT_LIMIT_OF } from '#shared/domain/sending-limits';
import { Failure, parseOrFail } from '#shared/rpc/failure';
import type { ShopIdentity } from '#hub/auth/shop-identity';
import type { Tokens, VisitorClaims } from '#hub/auth/tokens';
import { normalizePhoneNumber } from '#hub/customers/phone-number';
import { jsonBodyOf } from './json-body.ts';
import { readVisitorDetails } from './read-visitor-details.ts';
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
    capabilities: { textLimit: TEXT_LIMIT_OF.chat, isIdempotent: true, hasReceipts: false, hasEnd: true, files: 'own' },
    acknowledgement: { contentType: 'application/json; charset=utf-8', body: '{}' },
    async parseInbound(request) {
      const sender = await verifySender(request);
      return [signalOf(parseOrFail(WidgetPost, jsonBodyOf(request.rawBody), 'body'), sender, account)];
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

function signalOf(
  post: z.infer<typeof WidgetPost>,
  { visitorId, identity }: VisitorClaims,
  { accountId, widget }: WebChatAccount,
): ChannelSignal {
  const from: ContactPoint = { kind: 'visitor', value: visitorId, isVerified: true };
  switch (post.is) {
    case 'line': {
      if (post.text === '' && (post.files ?? []).length === 0)
        throw new Failure('invalid', 'body.text: must not be empty', { field: 'text' });
      const details = post.details === undefined ? undefined : readVisitorDetails(post.details, widget);
      return {
        is: 'message',
        externalId: post.clientMessageId,
        from,
        name: null,
        locale: post.locale,
        text: post.text,
        attachments: [],
        ...(post.files === undefined ? {} : { uploaded: post.files }),
        at: null,
        ...(details === undefined ? {} : { details }),
        ...(identity === null ? {} : { vouched: vouchedOf(accountId, identity) }),
      };
    }
    case 'end':
      return { is: 'ended', from };
  }
}

/** What the shop signed for is as good as proved. */
function vouchedOf(accountId: AccountId, identity: ShopIdentity): NonNullable<InboundMessage['vouched']> {
  const { sub, name, family_name: family, given_name: given, email, phone_number: written } = identity;
  const phone = written === undefined ? null : normalizePhoneNumber(written, 'JP');
  const points: ContactPoint[] = [{ kind: 'shop', value: `${accountId}:${sub}`, isVerified: true }];
  if (email !== undefined) points.push({ kind: 'email', value: email.toLowerCase(), isVerified: true });
  if (phone !== null) points.push({ kind: 'phone', value: phone, isVerified: true });
  const isNamed = family !== undefined || given !== undefined;
  return {
    name: isNamed
      ? { ...(family === undefined ? {} : { family }), ...(given === undefined ? {} : { given }) }
      : name === undefined
        ? null
        : { given: name },
    contactPoints: points,
  };
}
