export interface LocaleFile {
  readonly language: string;
  readonly namespace: string;
  readonly source: string;
}

const PLURAL_FORM = /_(?:zero|one|two|few|many|other)$/;

/** Every language has the same namespaces, the same keys and the same placeholders, and no text is empty. Offences as sentences. */
export function findLocaleGaps(files: readonly LocaleFile[]): string[] {
  const languages = [...new Set(files.map((file) => file.language))].toSorted();
  const namespaces = [...new Set(files.map((file) => file.namespace))].toSorted();
  return namespaces.flatMap((namespace) => {
    const texts = new Map(languages.map((language) => [language, textsOf(files, language, namespace)]));
    const keys = [...new Set([...texts.values()].flatMap((entries) => [...entries.keys()]))].toSorted();
    return keys.flatMap((key) => gapsOf(`${namespace}: ${key}`, languages, (language) => texts.get(language)?.get(key)));
  });
}

function gapsOf(where: string, languages: readonly string[], textIn: (language: string) => string | undefined): string[] {
  const gaps = languages.flatMap((language) => {
    const text = textIn(language);
    if (text === undefined) return [`${where} is missing in ${language}`];
    return text.trim() === '' ? [`${where} is empty in ${language}`] : [];
  });
  const placeholders = new Set(
    languages
      .map(textIn)
      .filter((text) => text !== undefined)
      .map(placeholdersOf),
  );
  return placeholders.size > 1 ? [...gaps, `${where} has different placeholders: ${[...placeholders].join(' / ')}`] : gaps;
}

/** Key without its plural form → all its forms as one text: Japanese has one form where English has two. */
function textsOf(files: readonly LocaleFile[], language: string, namespace: string): Map<string, string> {
  const file = files.find((candidate) => candidate.language === language && candidate.namespace === namespace);
  const texts = new Map<string, string>();
  if (!file) return texts;
  for (const [key, text] of leavesOf(JSON.parse(file.source) as unknown, '')) {
    const name = key.replace(PLURAL_FORM, '');
    texts.set(name, `${texts.get(name) ?? ''}${text}`);
  }
  return texts;
}

function leavesOf(value: unknown, key: string): [string, string][] {
  if (typeof value === 'string') return [[key, value]];
  if (typeof value !== 'object' || value === null) throw new Error(`locales: ${key} must be a text or a group of texts`);
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, key === '' ? name : `${key}.${name}`));
}

/** {{count}} may be said with a word in one language ("one message"), so it does not count. */
function placeholdersOf(text: string): string {
  const names = [...text.matchAll(/\{\{\s*([\w.]+)/g)].map(([, name = '']) => name).filter((name) => name !== 'count');
  return [...new Set(names)].toSorted((a, b) => a.localeCompare(b)).join(', ') || 'none';
}
