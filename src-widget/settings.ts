import type { PublicWidgetSettings } from '#shared/domain/widget-settings';
import { PLAIN } from './appearance.ts';
import type { WidgetConfig } from './config.ts';
import type { Keep } from './keep.ts';
import { fieldsOf, readJson } from './read-json.ts';

/** How the shop wants its widget, as far as this browser knows. */
export interface Settings {
  current(): PublicWidgetSettings;
  /** The hub's newest, with every session. */
  set(settings: unknown): void;
  /** Asks the hub; resolves when there is something to draw, were it the last known or the plain look. */
  ready(): Promise<void>;
}

const KEY = 'settings';
const PATIENCE_MS = 4_000;

export function createSettings(config: WidgetConfig, keep: Keep, page: Window, onChange: () => void): Settings {
  function current(): PublicWidgetSettings {
    const kept = readJson(keep.get(KEY));
    return isSettings(kept) ? kept : PLAIN;
  }

  function set(settings: unknown): void {
    if (!isSettings(settings)) return;
    const json = JSON.stringify(settings);
    if (json === keep.get(KEY)) return;
    keep.set(KEY, json);
    onChange();
  }

  async function ask(): Promise<void> {
    try {
      const response = await page.fetch(`${config.hubUrl}widget/${config.account}/settings`);
      if (response.ok) set(await response.json());
    } catch {
      // No network, or a page that may not carry this chat: it looks as it did last.
    }
  }

  return {
    current,
    set,
    ready() {
      const asked = ask();
      if (isSettings(readJson(keep.get(KEY)))) return Promise.resolve();
      return Promise.race([asked, new Promise<void>((late) => page.setTimeout(late, PATIENCE_MS))]);
    },
  };
}

/** Storage is the shop's, and a hub may be newer: what is drawn is checked as far as drawing needs. */
function isSettings(value: unknown): value is PublicWidgetSettings {
  const { shopName, colour, side, language, preChat, greeting, openingHours, consent, logo } = fieldsOf(value);
  return (
    isWords(shopName) &&
    [greeting, openingHours, consent].every((words) => words === undefined || isWords(words)) &&
    typeof colour === 'string' &&
    /^#[0-9a-f]{6}$/.test(colour) &&
    (side === 'left' || side === 'right') &&
    typeof language === 'string' &&
    (logo === undefined || typeof logo === 'string') &&
    Array.isArray(preChat) &&
    preChat.every((asked) => typeof fieldsOf(asked)['field'] === 'string')
  );
}

function isWords(value: unknown): boolean {
  const { ja, en } = fieldsOf(value);
  return typeof ja === 'string' && typeof en === 'string';
}
