import type { WidgetSession, WidgetSessionRequest } from '#shared/contracts/widget';
import type { Locale } from '#shared/domain/text';
import type { WidgetConfig } from './config.ts';
import type { Identity } from './identity.ts';
import type { Keep } from './keep.ts';
import { oneTabAtATime, unlessAnotherTab } from './one-tab.ts';
import { fieldsOf, readJson } from './read-json.ts';
import { tellDeveloper } from './tell-developer.ts';

/** Of a session all but the settings, which have a place of their own. */
type Kept = Pick<WidgetSession, 'token' | 'visitorId' | 'identity'>;

/** Who this visitor is to the hub: a token, the same in all tabs. */
export interface Session {
  /** What is kept; null before the first talk. */
  current(): Kept | null;
  /** What is kept, else a new one from the hub; null: not now. */
  ensure(locale: Locale): Promise<Kept | null>;
  /** The hub refused this token: asks for another, unless another tab has done so already. */
  renew(refused: string, locale: Locale): Promise<Kept | null>;
}

export const SESSION_KEY = 'session';
/** Longer than storage takes to reach another tab's process. */
const LINGER_MS = 2_000;
const PATIENCE_MS = 5_000;
const LOOK_AGAIN_MS = 50;

interface Deps {
  readonly config: WidgetConfig;
  readonly keep: Keep;
  readonly page: Window;
  /** Who the page says is logged in; its token is renewed while the page is open. */
  readonly identity: () => Identity | null;
  /** The shop's settings come with every session. */
  readonly onSettings: (settings: unknown) => void;
}

export function createSession({ config, keep, page, identity, onSettings }: Deps): Session {
  /** The signed word that the hub last refused: it is not shown again. */
  let refusedWord: string | null = null;

  function stored(): Kept | null {
    const kept = readJson(keep.get(SESSION_KEY));
    return isKept(kept) ? kept : null;
  }

  function current(): Kept | null {
    const kept = stored();
    if (kept === null) return null;
    const word = identity()?.token ?? null;
    // Where the hub once refused the shop's word, a new word gets a new chance.
    return word === null || kept.identity === 'verified' || word === refusedWord ? kept : null;
  }

  /** Two tabs that open the panel at once must not become two visitors. */
  async function mint(locale: Locale, isGood: (known: Kept) => boolean): Promise<Kept | null> {
    const name = `${config.hubUrl}${config.account}:session`;
    const asked = await unlessAnotherTab(page, name, LINGER_MS, async () => ({ session: await askHub(locale, isGood) }));
    if (asked !== null) return asked.session;
    return (await anotherTabs(isGood)) ?? oneTabAtATime(page, name, () => askHub(locale, isGood));
  }

  async function askHub(locale: Locale, isGood: (known: Kept) => boolean): Promise<Kept | null> {
    const known = current();
    if (known !== null && isGood(known)) return known;
    const word = identity()?.token ?? null;
    const session = await fetchSession(config, { token: stored()?.token ?? null, locale, identity: word }, page);
    if (session === null) return null;
    const { token, visitorId, identity: verdict, settings } = session;
    if (word !== null && verdict !== 'verified') {
      refusedWord = word;
      tellDeveloper(REFUSALS[verdict]);
    }
    const kept = { token, visitorId, identity: verdict };
    keep.set(SESSION_KEY, JSON.stringify(kept));
    onSettings(settings);
    return kept;
  }

  /** What another tab is just asking for; null where it does not come. */
  async function anotherTabs(isGood: (known: Kept) => boolean): Promise<Kept | null> {
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

/** For the shop's developer; customers do not see it. */
const REFUSALS: Readonly<Record<Exclude<WidgetSession['identity'], 'verified'>, string>> = {
  none: 'this hub knows no signed identity',
  expired: 'the signed identity has expired',
  not_valid: 'the signed identity is not valid: check its secret, `aud` (the account), `iat` and `exp` (at most 24 hours apart)',
  not_set_up: 'this account takes no signed identity: switch it on and make a secret in its settings',
};

async function fetchSession(config: WidgetConfig, body: WidgetSessionRequest, page: Window): Promise<Fetched | null> {
  try {
    const response = await page.fetch(`${config.hubUrl}widget/${config.account}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const session: unknown = response.ok ? await response.json() : null;
    return isKept(session) ? { ...session, settings: fieldsOf(session)['settings'] } : null;
  } catch {
    // No network, or a page that may not carry this chat: a browser does not tell the two apart. It is asked again.
    return null;
  }
}

type Fetched = Kept & { readonly settings: unknown };

function isKept(value: unknown): value is Kept {
  const { token, visitorId, identity } = fieldsOf(value);
  return typeof token === 'string' && typeof visitorId === 'string' && (identity === undefined || typeof identity === 'string');
}
