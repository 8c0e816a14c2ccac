import type { AccountCheck, CheckName } from '#shared/domain/account-check';

export function ok(name: CheckName): AccountCheck {
  return { is: 'ok', name };
}

export function failed(name: CheckName, reason: Extract<AccountCheck, { is: 'failed' }>['reason'], found?: string): AccountCheck {
  return { is: 'failed', name, reason, ...(found === undefined ? {} : { found: found.slice(0, 2000) }) };
}

export function skipped(...names: readonly CheckName[]): readonly AccountCheck[] {
  return names.map((name) => ({ is: 'skipped', name }));
}

/** Vendors post to what the world can reach, and over TLS only. */
export function checkPublicUrl(publicUrl: string | null): AccountCheck {
  if (publicUrl === null) return failed('public_url', 'public_url_missing');
  if (!publicUrl.startsWith('https:')) return failed('public_url', 'public_url_not_https', publicUrl);
  return ok('public_url');
}

/** `https://a.example` and `https://a.example:443/` are one address. */
export function isSameAddress(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href;
}
