import type { WidgetSession } from '#shared/contracts/widget';
import type { Locale } from '#shared/domain/text';
import type { WidgetConfig } from './config.ts';
import type { Keep } from './keep.ts';
import { oneTabAtATime, unlessAnotherTab } from './one-tab.ts';
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
/** Longer than storage takes to reach another tab's process. */
const LINGER_MS = 2_000;
const PATIENCE_MS = 5_000;
const LOOK_AGAIN_MS = 50;

export function createSession(config: WidgetConfig, keep: Keep, page: Window): Session {
  function current(): WidgetSession | null {
    const kept = readJson(keep.get(SESSION_KEY));
    return isSession(kept) ? kept : null;
  }

  /** Two tabs that open the panel at once must not become two visitors. */
  async function mint(locale: Locale, isGood: (known: WidgetSession) => boolean): Promise<WidgetSession | null> {
    const name = `${config.hubUrl}${config.account}:session`;
    const asked = await unlessAnotherTab(page, name, LINGER_MS, async () => ({ session: await askHub(locale, isGood) }));
    if (asked !== null) return asked.session;
    return (await anotherTabs(isGood)) ?? oneTabAtATime(page, name, () => askHub(locale, isGood));
  }

  async function askHub(locale: Locale, isGood: (known: WidgetSession) => boolean): Promise<WidgetSession | null> {
    const known = current();
    if (known !== null && isGood(known)) return known;
    const session = await fetchSession(config, known?.token ?? null, locale, page);
    if (session !== null) keep.set(SESSION_KEY, JSON.stringify(session));
    return session;
  }

  /** What another tab is just asking for; null where it does not come. */
  async function anotherTabs(isGood: (known: WidgetSession) => boolean): Promise<WidgetSession | null> {
    const deadline = performance.now() + PATIENCE_MS;
    while (performance.now() < deadline) {
      const known = current();
      if (known !== null && isGood(known)) return known;
      await new Promise((looked) => page.setTimeout(looked, LOOK_AGAIN_MS));
    }
    return null;
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
