import type { Locale } from '#shared/domain/text';

export interface WidgetConfig {
  /** Where the script came from: the hub's address, ending in a slash. */
  readonly hubUrl: string;
  readonly account: string;
  readonly locale: Locale;
  /** The shop's signed word of who is logged in; null: nobody, or not said yet. */
  readonly identity: string | null;
}

/** All that the shop says about the widget stands on its one script tag: `<script src="https://hub/widget.js" data-account="chat" async>`. */
export function readConfig(script: HTMLScriptElement, page: Document): WidgetConfig {
  const account = script.dataset['account'];
  if (account === undefined || account === '')
    throw new Error('Madoguchi: the script tag needs data-account, the name of the channel account');
  return {
    hubUrl: new URL('.', script.src).href,
    account,
    locale: pageLocale(script.dataset['lang'], page),
    identity: script.dataset['identity'] ?? null,
  };
}

function pageLocale(asked: string | undefined, page: Document): Locale {
  const language = asked ?? (page.documentElement.lang || navigator.language);
  return /^ja\b/i.test(language) ? 'ja' : 'en';
}
