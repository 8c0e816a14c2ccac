import type { WidgetSession } from '#shared/contracts/widget';
import type { Locale } from '#shared/domain/text';
import type { WidgetConfig } from './config.ts';
import type { Keep } from './keep.ts';
import { oneTabAtATime } from './one-tab.ts';
import { fieldsOf, readJson } from './read-json.ts';

/** `refused`: the hub does not serve this page; `unreachable`: later, perhaps. */
export type SessionOutcome = WidgetSession | 'refused' | 'unreachable';

/** Who this visitor is to the hub: a token, the same in all tabs. */
export interface Session {
  /** What is kept; null before the first talk. */
  current(): WidgetSession | null;
  /** What is kept, else a new one from the hub. */
  ensure(locale: Locale): Promise<SessionOutcome>;
  /** The hub refused this token: asks for another, unless another tab has done so already. */
  renew(refused: string, locale: Locale): Promise<SessionOutcome>;
}

export const SESSION_KEY = 'session';

export function createSession(config: WidgetConfig, keep: Keep, page: Window): Session {
  function current(): WidgetSession | null {
    const kept = readJson(keep.get(SESSION_KEY));
    return isSession(kept) ? kept : null;
  }

  /** Two tabs that open the panel at once must not become two visitors. */
  function mint(locale: Locale, isGood: (known: WidgetSession) => boolean): Promise<SessionOutcome> {
    return oneTabAtATime(page, `${config.hubUrl}${config.account}:session`, async () => {
      const known = current();
      if (known !== null && isGood(known)) return known;
      const outcome = await fetchSession(config, known?.token ?? null, locale, page);
      if (typeof outcome === 'object') keep.set(SESSION_KEY, JSON.stringify(outcome));
      return outcome;
    });
  }

  return {
    current,
    ensure: async (locale) => current() ?? mint(locale, () => true),
    renew: (refused, locale) => mint(locale, (known) => known.token !== refused),
  };
}

async function fetchSession(config: WidgetConfig, token: string | null, locale: Locale, page: Window): Promise<SessionOutcome> {
  try {
    const response = await page.fetch(`${config.hubUrl}widget/${config.account}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, locale }),
    });
    if (response.status === 403 || response.status === 404) return 'refused';
    const session: unknown = response.ok ? await response.json() : null;
    return isSession(session) ? session : 'unreachable';
  } catch {
    return 'unreachable';
  }
}

function isSession(value: unknown): value is WidgetSession {
  const { token, visitorId, shopName } = fieldsOf(value);
  const { ja, en } = fieldsOf(shopName);
  return typeof token === 'string' && typeof visitorId === 'string' && typeof ja === 'string' && typeof en === 'string';
}
