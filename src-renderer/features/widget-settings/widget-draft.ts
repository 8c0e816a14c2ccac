import type { ChannelAccount } from '#shared/domain/channel-account';
import type { LocalizedText } from '#shared/domain/text';
import { PublicWidgetSettings, WidgetOrigin, WidgetSettings } from '#shared/domain/widget-settings';
import { parseOrFail } from '#shared/rpc/failure';
import { inBoth } from '#ui/ui/localized-field.tsx';

/** The settings as they are edited: every text is there, were it empty, and origins are lines. */
export interface WidgetDraft extends Omit<WidgetSettings, 'greeting' | 'openingHours' | 'consent' | 'logo' | 'allowedOrigins'> {
  readonly greeting: LocalizedText;
  readonly openingHours: LocalizedText;
  readonly consent: LocalizedText;
  /** Empty: none. */
  readonly logo: string;
  readonly origins: string;
}

const EMPTY: LocalizedText = { ja: '', en: '' };

export function widgetOf({ details }: ChannelAccount): WidgetSettings | null {
  return details.is === 'web_chat' ? details.widget : null;
}

export function draftOf({ greeting, openingHours, consent, logo, allowedOrigins, ...rest }: WidgetSettings): WidgetDraft {
  return {
    ...rest,
    greeting: greeting ?? EMPTY,
    openingHours: openingHours ?? EMPTY,
    consent: consent ?? EMPTY,
    logo: logo ?? '',
    origins: allowedOrigins.join('\n'),
  };
}

/** Throws the Failure that names the field, as the hub would. */
export function settingsOf(draft: WidgetDraft): WidgetSettings {
  const { origins: _lines, ...rest } = draft;
  return parseOrFail(WidgetSettings, { ...rest, ...wordsOf(draft), allowedOrigins: originsOf(draft.origins) }, 'widget');
}

/** What the preview draws: what is not yet right is drawn as it would be left out. */
export function shownOf(draft: WidgetDraft, before: WidgetSettings): PublicWidgetSettings {
  const { shopName } = wordsOf(draft);
  const drawn = PublicWidgetSettings.safeParse({ ...draft, ...wordsOf(draft), shopName: shopName.ja === '' ? before.shopName : shopName });
  return drawn.data ?? before;
}

function wordsOf({ shopName, greeting, openingHours, consent, logo }: WidgetDraft) {
  return {
    shopName: inBoth(shopName),
    greeting: orNone(greeting),
    openingHours: orNone(openingHours),
    consent: orNone(consent),
    logo: logo === '' ? undefined : logo,
  };
}

function orNone(text: LocalizedText): LocalizedText | undefined {
  const both = inBoth(text);
  return both.ja === '' ? undefined : both;
}

/** As people copy them: with a path behind, in capitals, with Japanese letters; a browser's own writing of it is kept. */
export function originsOf(lines: string): readonly string[] {
  const written = lines
    .normalize('NFKC')
    .split(/[\s,、]+/)
    .filter(Boolean);
  return [...new Set(written.map((line) => (line.endsWith(':*') || !URL.canParse(line) ? line : new URL(line).origin)))];
}

export type OriginFault = 'not_origin' | 'no_scheme' | 'http';

/** What is wrong, or worth a word, with each line. */
export function originFaults(lines: string): readonly { readonly line: string; readonly fault: OriginFault }[] {
  return originsOf(lines).flatMap((line) => {
    const fault = faultOf(line);
    return fault === null ? [] : [{ line, fault }];
  });
}

function faultOf(line: string): OriginFault | null {
  if (/^[\w.-]+(?:\/|$)/.test(line)) return 'no_scheme';
  if (!WidgetOrigin.safeParse(line).success) return 'not_origin';
  const isHere = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::|$)/.test(line);
  return line.startsWith('http:') && !isHere ? 'http' : null;
}
