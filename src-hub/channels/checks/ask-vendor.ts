import type { CheckReason } from '#shared/domain/account-check';

export type VendorAnswer =
  | { readonly is: 'answer'; readonly status: number; readonly body: unknown }
  | { readonly is: 'none'; readonly reason: Extract<CheckReason, 'vendor_unreachable' | 'vendor_silent'> };

const TIMEOUT_MS = 8_000;

/** One question to a vendor, for a person who waits for the answer: short, and never to a third place with the credentials. */
export async function askVendor(url: URL, init: RequestInit, timeoutMs = TIMEOUT_MS): Promise<VendorAnswer> {
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    const body: unknown = await response.json().catch(() => null);
    return { is: 'answer', status: response.status, body };
  } catch (error) {
    const isSilent = error instanceof Error && error.name === 'TimeoutError';
    return { is: 'none', reason: isSilent ? 'vendor_silent' : 'vendor_unreachable' };
  }
}
