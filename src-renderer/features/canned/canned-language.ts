import type { CannedResponse } from '#shared/domain/canned-response';
import type { Centre } from '#shared/domain/centre';
import type { Customer } from '#shared/domain/customer';
import type { Interaction } from '#shared/domain/interaction';
import { languageOf, type Locale } from '#shared/domain/text';

/** The language to answer in: the customer's, else that of what the customer wrote last, else the one that strangers are greeted in. */
export function answerLanguage(
  customer: Pick<Customer, 'locale'> | undefined,
  { lastLine }: Pick<Interaction, 'lastLine'>,
  centre: Pick<Centre, 'locales'> | undefined,
): Locale {
  const written = lastLine?.by === 'customer' ? languageOf(lastLine.text) : null;
  return customer?.locale ?? written ?? centre?.locales[0] ?? 'ja';
}

/** A response's text in a language, or in the only one it has. */
export function textIn({ text }: Pick<CannedResponse, 'text'>, locale: Locale): { readonly locale: Locale; readonly text: string } {
  const other: Locale = locale === 'ja' ? 'en' : 'ja';
  const wanted = text[locale];
  return wanted === undefined ? { locale: other, text: text[other] ?? '' } : { locale, text: wanted };
}
