import type { WidgetSession } from '#shared/contracts/widget';
import type { Locale } from '#shared/domain/text';
import type { WidgetConfig } from './config.ts';
import type { Keep } from './keep.ts';
import { oneTabAtATime } from './one-tab.ts';
import { fieldsOf, readJson } from './read-json.ts';

/** Who this visitor is to the hub: a token, the same in all tabs. */
export interface Session {
  /** What is kept; null before the first talk. */
  current(): WidgetSession | null;
  /** What is kept, else a new one from the hub; null: not now. */
  ensure(locale: Locale): Promise<WidgetSession | null>;
  /** The hub refused this token: asks for another, unless another tab has done so already. */
  renew(refused: string, locale: Locale): Promise<WidgetSession | null>;
}

export const SESSION_KEY = 'session';

export function createSession(config: WidgetConfig, keep: Keep, page: Window): Session {
  function current(): WidgetSession | null {
    const kept = readJson(keep.get(SESSION_KEY));
    return isSession(kept) ? kept : null;
  }

  /** Two tabs that open the panel at once must not become two visitors. */
  function mint(locale: Locale, isGood: (known: WidgetSession) => boolean): Promise<WidgetSession | null> {
    return oneTabAtATime(page, `${config.hubUrl}${config.account}:session`, async () => {
      const known = current();
      if (known !== null && isGood(known)) return known;
      const outcome = await fetchSession(config, known?.token ?? null, locale, page);
      if (outcome !== null) keep.set(SESSION_KEY, JSON.stringify(outcome));
      return outcome;
    });
  }

  return {
    current,
    ensure: async (locale) => current() ?? mint(locale, () => true),
    renew: (refused, locale) => mint(locale, (known) => known.token !== refused),
  };
}

async function fetchSession(config: WidgetConfig, token: string | null, locale: Locale, page: Window): Promise<WidgetSession | null> {
  try {
    const response = await page.fetch(`${config.hubUrl}widget/${config.account}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, locale }),
    });
    const session: unknown = response.ok ? await response.json() : null;
    return isSession(session) ? session : null;
  } catch {
    // No network, or a page that may not carry this chat: a browser does not tell the two apart. It is asked again.
    return null;
  }
}

function isSession(value: unknown): value is WidgetSession {
  const { token, visitorId, shopName } = fieldsOf(value);
  const { ja, en } = fieldsOf(shopName);
  return typeof token === 'string' && typeof visitorId === 'string' && typeof ja === 'string' && typeof en === 'string';
}
