import en from '#locales/en/shell.json' with { type: 'json' };
import ja from '#locales/ja/shell.json' with { type: 'json' };

/** The words of menu and tray. They are few and are needed before there is a page, so they need no i18next. */
export type Words = typeof en;
export type Locale = 'ja' | 'en';

export function wordsFor(locale: Locale): Words {
  return locale === 'ja' ? ja : en;
}

/** Before anybody has chosen: the system's language. */
export function systemLocale(languages: readonly string[]): Locale {
  return languages[0]?.toLowerCase().startsWith('ja') === true ? 'ja' : 'en';
}
