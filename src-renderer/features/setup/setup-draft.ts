import { Setup, type SetupInput } from '#shared/contracts/setup';
import type { Locale, LocalizedText } from '#shared/domain/text';
import { problemOf, type ChosenPassword } from '#ui/ui/new-password-fields.tsx';

export const LANGUAGES = {
  ja: ['ja'],
  ja_en: ['ja', 'en'],
  en_ja: ['en', 'ja'],
  en: ['en'],
} as const satisfies Record<string, readonly Locale[]>;
export type LanguagesId = keyof typeof LANGUAGES;

/** The page as it is filled in. It lives as long as the page: it holds a password. */
export interface SetupDraft {
  readonly centreName: LocalizedText;
  readonly timeZone: string;
  readonly languages: LanguagesId;
  readonly queueName: LocalizedText;
  readonly loginName: string;
  readonly family: string;
  readonly given: string;
  readonly familyReading: string;
  readonly givenReading: string;
  readonly latinName: string;
  readonly publicName: LocalizedText;
  readonly password: ChosenPassword;
  readonly code: string;
}

const EMPTY: LocalizedText = { ja: '', en: '' };

export function emptyDraft(locale: Locale): SetupDraft {
  return {
    centreName: EMPTY,
    timeZone: 'Asia/Tokyo',
    languages: locale === 'ja' ? 'ja_en' : 'en_ja',
    queueName: EMPTY,
    loginName: '',
    family: '',
    given: '',
    familyReading: '',
    givenReading: '',
    latinName: '',
    publicName: EMPTY,
    password: { first: '', second: '' },
    code: '',
  };
}

export function setupOf(draft: SetupDraft): SetupInput {
  const { family, given, familyReading, givenReading, latinName, publicName } = draft;
  const parts = Object.entries({ family, given, familyReading, givenReading }).map(([part, text]) => [part, text.trim()] as const);
  const isNameless = publicName.ja.trim() === '' && publicName.en.trim() === '';
  return {
    centre: { name: draft.centreName, timeZone: draft.timeZone.trim(), locales: [...LANGUAGES[draft.languages]] },
    queue: { name: draft.queueName },
    admin: {
      loginName: draft.loginName,
      name: Object.fromEntries(parts.filter(([, text]) => text !== '')),
      latinName: latinName.trim(),
      publicName: isNameless ? { ja: family, en: latinName } : publicName,
      password: draft.password.first,
    },
    ...(draft.code.trim() === '' ? {} : { code: draft.code.trim() }),
  };
}

/** Every field that is wrong, as the hub would name it: all at once, so that nobody corrects them one by one. */
export function wrongFields(draft: SetupDraft, needsCode: boolean): ReadonlySet<string> {
  const parsed = Setup.safeParse(setupOf(draft));
  const wrong = new Set(parsed.success ? [] : parsed.error.issues.map(({ path }) => fieldOf(path.join('.'))));
  if (draft.family.trim() === '') wrong.add('admin.name.family');
  if (problemOf(draft.password) !== null) wrong.add('admin.password');
  if (needsCode && draft.code.trim() === '') wrong.add('code');
  return wrong;
}

/** A word in two languages is one field here. */
export function fieldOf(path: string): string {
  return path.replace(/\.(?:ja|en)$/, '');
}
