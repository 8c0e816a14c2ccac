import { ChannelAccount, type AccountDetails } from '#shared/domain/channel-account';
import type { Channel } from '#shared/domain/conversation';
import { AccountId, type QueueId } from '#shared/domain/ids';
import type { LocalizedText } from '#shared/domain/text';
import { WidgetSettings } from '#shared/domain/widget-settings';
import { parseOrFail } from '#shared/rpc/failure';
import { inBoth } from '#ui/ui/localized-field.tsx';

export type AccountKind = AccountDetails['is'];
export const ACCOUNT_KINDS = ['web_chat', 'twilio_sms', 'line'] as const satisfies readonly AccountKind[];

/** What an account of a kind is called at first, and which channel it is. */
const OF_KIND: Record<AccountKind, { readonly stem: string; readonly channel: Channel; readonly name: LocalizedText }> = {
  web_chat: { stem: 'chat', channel: 'chat', name: { ja: 'ウェブチャット', en: 'Web chat' } },
  twilio_sms: { stem: 'sms', channel: 'sms', name: { ja: 'SMS', en: 'SMS' } },
  line: { stem: 'line', channel: 'line', name: { ja: 'LINE公式アカウント', en: 'LINE official account' } },
};

/** An account as it is edited; its secrets are never among what a form keeps. */
export interface AccountDraft {
  readonly name: LocalizedText;
  readonly queueId: string;
  readonly isActive: boolean;
  readonly accountSid: string;
  readonly number: string;
  readonly shopName: LocalizedText;
  /** One a line. */
  readonly origins: string;
}

const NEW_WIDGET = { colour: '#0b6e4f', side: 'right', language: 'page', preChat: [], hasSignedIdentity: false } as const;

export function channelOf(kind: AccountKind): Channel {
  return OF_KIND[kind].channel;
}

/** It stands in the address that vendors post to: short, and the first that is free. */
export function freeAccountId(kind: AccountKind, taken: ReadonlySet<string>): AccountId {
  const { stem } = OF_KIND[kind];
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? stem : `${stem}-${n}`;
    if (!taken.has(id)) return AccountId.parse(id);
  }
}

export function draftOf(kind: AccountKind, account: ChannelAccount | undefined, firstQueueId: QueueId | undefined): AccountDraft {
  const details = account?.details;
  const { name } = OF_KIND[kind];
  return {
    name: account?.name ?? name,
    queueId: account?.queueId ?? firstQueueId ?? '',
    isActive: account?.isActive ?? true,
    accountSid: details?.is === 'twilio_sms' ? details.accountSid : '',
    number: details?.is === 'twilio_sms' ? details.number : '',
    shopName: details?.is === 'web_chat' ? details.widget.shopName : { ja: '', en: '' },
    origins: details?.is === 'web_chat' ? details.widget.allowedOrigins.join('\n') : '',
  };
}

/** Throws the Failure that names the field, as the hub would. */
export function accountOf(id: AccountId, kind: AccountKind, draft: AccountDraft, before: ChannelAccount | undefined): ChannelAccount {
  const { name, queueId, isActive } = draft;
  const details = detailsOf(kind, draft, before?.details);
  return parseOrFail(ChannelAccount, { id, channel: channelOf(kind), name: inBoth(name), queueId, isActive, details }, 'account');
}

function detailsOf(kind: AccountKind, draft: AccountDraft, before: AccountDetails | undefined): object {
  switch (kind) {
    case 'web_chat': {
      const widget = before?.is === 'web_chat' ? before.widget : NEW_WIDGET;
      return {
        is: kind,
        widget: parseOrFail(WidgetSettings, { ...widget, shopName: inBoth(draft.shopName), allowedOrigins: originsOf(draft) }, 'account'),
      };
    }
    case 'twilio_sms':
      return { ...before, is: kind, accountSid: draft.accountSid.trim(), number: numberOf(draft.number) };
    case 'line':
      return { ...before, is: kind };
  }
}

/** As people copy them: with a path behind, or a slash. */
function originsOf({ origins }: AccountDraft): readonly string[] {
  const lines = origins
    .normalize('NFKC')
    .split(/[\s,]+/)
    .filter(Boolean);
  return [...new Set(lines.map((line) => (line.endsWith(':*') || !URL.canParse(line) ? line : new URL(line).origin)))];
}

/** `+81 50-1234-5678` as Twilio's console shows it. */
function numberOf(number: string): string {
  return number.normalize('NFKC').replaceAll(/[\s().-]/g, '');
}
