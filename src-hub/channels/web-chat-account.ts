import type { AccountId } from '#shared/domain/ids';
import type { WidgetSettings } from '#shared/domain/widget-settings';

/** A shop whose pages carry the widget. */
export interface WebChatAccount {
  readonly accountId: AccountId;
  readonly widget: WidgetSettings;
  /** What the shop's server signs its customers' names with; null: none was made. */
  readonly identitySecret: string | null;
}

const ANY_PORT = ':*';

/** May a page of this origin carry the widget of this account? */
export function isAllowedOrigin({ widget }: Pick<WebChatAccount, 'widget'>, origin: string | undefined): origin is string {
  if (origin === undefined || !URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  return widget.allowedOrigins.some((allowed) =>
    allowed.endsWith(ANY_PORT) ? allowed === `${protocol}//${hostname}${ANY_PORT}` : allowed === origin,
  );
}
