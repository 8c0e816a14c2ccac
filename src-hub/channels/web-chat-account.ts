import type { AccountId } from '#shared/domain/ids';
import type { LocalizedText } from '#shared/domain/text';

/** A shop whose pages carry the widget. */
export interface WebChatAccount {
  readonly accountId: AccountId;
  /** `https://shop.example`, or `http://localhost:*` for any port. */
  readonly allowedOrigins: readonly string[];
  readonly shopName: LocalizedText;
}

const ANY_PORT = ':*';

/** May a page of this origin carry the widget of this account? */
export function isAllowedOrigin(account: WebChatAccount, origin: string | undefined): origin is string {
  if (origin === undefined || !URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  return account.allowedOrigins.some((allowed) =>
    allowed.endsWith(ANY_PORT) ? allowed === `${protocol}//${hostname}${ANY_PORT}` : allowed === origin,
  );
}
