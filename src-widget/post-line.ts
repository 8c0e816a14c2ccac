import type { WidgetEnd, WidgetLine } from '#shared/contracts/widget';
import type { WidgetConfig } from './config.ts';

/** What became of a try: kept for ever, refused for ever, the token is not good, or nobody knows and it may be tried again. */
export type PostOutcome = { readonly is: 'kept' | 'refused' | 'denied' } | { readonly is: 'again'; readonly afterMs: number };

const POST_TIMEOUT_MS = 20_000;

/** The way up to the hub: plain HTTP, so that an answer of 2xx is a promise and a line does not depend on a socket. */
export async function postLine(config: WidgetConfig, token: string, body: WidgetLine | WidgetEnd, page: Window): Promise<PostOutcome> {
  const patience = new AbortController();
  const timer = page.setTimeout(() => patience.abort(), POST_TIMEOUT_MS);
  try {
    const response = await page.fetch(`${config.hubUrl}channels/${config.account}/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      // A line that is on its way arrives though the customer leaves the page.
      keepalive: true,
      signal: patience.signal,
    });
    return outcomeOf(response);
  } catch {
    // No network, no answer in time: it may or may not have arrived, and the hub knows its id.
    return { is: 'again', afterMs: 0 };
  } finally {
    page.clearTimeout(timer);
  }
}

function outcomeOf(response: Response): PostOutcome {
  if (response.ok) return { is: 'kept' };
  switch (response.status) {
    case 401:
    case 403:
      return { is: 'denied' };
    case 400:
    case 413:
    case 422:
      return { is: 'refused' };
    default:
      return { is: 'again', afterMs: Number(response.headers.get('retry-after') ?? 0) * 1000 || 0 };
  }
}
