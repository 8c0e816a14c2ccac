import type { WidgetConfig } from './config.ts';
import { readIdentity, type Identity } from './identity.ts';
import { openKeep, type Keep } from './keep.ts';
import { createWidget, type Widget } from './widget.ts';

/** What a shop's page may ask of the widget: `window.madoguchi`. */
export interface Madoguchi {
  /** Somebody is logged in, by the word that the shop's server signed; null: nobody is any more. */
  identify(token: string | null): void;
}

/** The number of the customer whose thread this browser kept last. */
const WHO_KEY = 'who';

/**
 * One visitor at a time: each customer of the shop, and the stranger, has a store of their own in this browser, so that nobody sees
 * another's thread. What was kept of one who logged out, or of whom another takes the place, is removed.
 */
export function createMadoguchi(config: WidgetConfig, page: Window): Madoguchi {
  const prefix = `madoguchi:${new URL(config.hubUrl).host}:${config.account}:`;
  const browser = openKeep(prefix, () => page.localStorage, page);
  let identity = readIdentity(config.identity);
  let widget = show();

  return {
    identify(token) {
      const next = readIdentity(token);
      const isSame = next?.sub === identity?.sub;
      identity = next;
      if (isSame && next !== null) return;
      if (next === null) forget(browser.get(WHO_KEY));
      if (isSame) return;
      widget.stop();
      widget = show();
    },
  };

  function show(): Widget {
    const who: Identity | null = identity;
    if (who !== null) {
      const before = browser.get(WHO_KEY);
      if (before !== null && before !== who.sub) forget(before);
      browser.set(WHO_KEY, who.sub);
    }
    const own = ownPrefix(who?.sub ?? null);
    return createWidget({
      config,
      // Its token is renewed without the widget beginning anew.
      identity: () => (who === null ? null : identity),
      keep: openKeep(own, () => page.localStorage, page),
      tabKeep: openKeep(own, () => page.sessionStorage, page),
      page,
    });
  }

  function ownPrefix(sub: string | null): string {
    return sub === null ? prefix : `${prefix}id=${encodeURIComponent(sub)}:`;
  }

  function forget(sub: string | null): void {
    if (sub === null) return;
    const own = ownPrefix(sub);
    for (const keep of [openKeep(own, () => page.localStorage, page), openKeep(own, () => page.sessionStorage, page)]) empty(keep);
    browser.remove(WHO_KEY);
  }
}

function empty(keep: Keep): void {
  for (const key of keep.keys()) keep.remove(key);
}
