import { importRules, PLACE, sourceRules, type ImportRule, type SourceRule } from './import-rules.ts';

export interface SourceFile {
  readonly path: string;
  readonly source: string;
}

interface Import {
  /** As written between the quotes. */
  readonly specifier: string;
  /** A path inside the repository, 'node:…' or the name of a package with its subpath. */
  readonly target: string;
  readonly isTypeOnly: boolean;
}

/**
 * Every offence as 'sentence: where → what'; an empty list is a clean tree.
 * Reads single-quoted imports, which the formatter guarantees.
 */
export function findViolations(files: readonly SourceFile[], importsTable: Readonly<Record<string, string>>): string[] {
  return files.flatMap((file) => [
    ...sourceRules
      .filter((rule) => applies(rule, file.path) !== null)
      .flatMap((rule) => {
        const offence = rule.forbids.exec(withoutComments(file.source));
        return offence ? [`${rule.says}: ${file.path} → ${offence[0].trim()}`] : [];
      }),
    ...importsOf(file, importsTable).flatMap((imported) => offencesOf(file, imported)),
  ]);
}

function offencesOf(file: SourceFile, imported: Import): string[] {
  const offence = `${file.path} → ${imported.specifier}`;
  const broken = importRules.filter((rule) => breaks(rule, file.path, imported)).map((rule) => `${rule.says}: ${offence}`);
  if (imported.specifier.startsWith('../../')) broken.push(`across folders use #shared, #core, #hub, #ui; never ../../: ${offence}`);
  if (PLACE.test(file.path) && imported.specifier.startsWith('.') && placeOf(file.path) !== placeOf(imported.target)) {
    broken.push(`a relative import stays inside its place; cross with #shared, #core, #hub, #ui: ${offence}`);
  }
  return broken;
}

function breaks(rule: ImportRule, path: string, imported: Import): boolean {
  const from = applies(rule, path);
  if (from === null || !rule.to.test(imported.target)) return false;
  const except = typeof rule.except === 'function' ? rule.except(from) : rule.except;
  if (except?.test(imported.target)) return false;
  return !(rule.typesMayCross === true && imported.isTypeOnly);
}

function applies(rule: ImportRule | SourceRule, path: string): RegExpExecArray | null {
  return rule.notFrom?.test(path) ? null : rule.from.exec(path);
}

function importsOf(file: SourceFile, importsTable: Readonly<Record<string, string>>): Import[] {
  const statements = withoutComments(file.source).matchAll(
    /(?:^|[\s;}])(?:import|export)(?<type> type)?(?:[\s\w{},*$]+from)? '(?<static>[^']+)'|\b(?:import|require)\('(?<called>[^']+)'|new URL\('(?<url>\.[^']+)', import\.meta\.url/g,
  );
  return [...statements].map(({ groups }) => {
    const specifier = groups?.['static'] ?? groups?.['called'] ?? groups?.['url'] ?? '';
    return { specifier, target: resolveTarget(file.path, specifier, importsTable), isTypeOnly: groups?.['type'] !== undefined };
  });
}

function resolveTarget(from: string, specifier: string, importsTable: Readonly<Record<string, string>>): string {
  if (specifier.startsWith('.')) return new URL(specifier, `file:///${from}`).pathname.slice(1);
  if (!specifier.startsWith('#')) return specifier;
  // The longest matching key wins, as in Node.
  const patterns = Object.entries(importsTable).toSorted(([a], [b]) => b.length - a.length);
  for (const [pattern, target] of patterns) {
    const [before = '', after = ''] = pattern.split('*');
    if (specifier.startsWith(before) && specifier.endsWith(after) && specifier.length >= pattern.length) {
      return target.replace('./', '').replace('*', specifier.slice(before.length, specifier.length - after.length));
    }
  }
  return specifier;
}

function placeOf(path: string): string {
  return /^src-main\/(?:core|electron|web-shell)\//.exec(path)?.[0] ?? path.split('/', 1)[0] ?? '';
}

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
}
