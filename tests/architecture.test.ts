import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { findViolations, type SourceFile } from './support/find-violations.ts';
import { findLocaleGaps } from './support/locale-parity.ts';

const WORTH_A_LOOK_LINES = 250;
const root = dirname(import.meta.dirname);

test('every import keeps to the architecture', () => {
  expect(findViolations(readSources(), packageJson.imports)).toEqual([]);
});

test('every language says the same things', () => {
  const files = globSync('locales/*/*.json', { cwd: root }).map((path) => ({
    language: basename(dirname(path)),
    namespace: basename(path, '.json'),
    source: readFileSync(`${root}/${path}`, 'utf8'),
  }));
  expect(findLocaleGaps(files)).toEqual([]);
});

test('long files are named, so that somebody asks what they are about', () => {
  const long = readSources()
    .map(({ path, source }) => ({ path, lines: source.split('\n').length - 1 }))
    .filter(({ lines }) => lines > WORTH_A_LOOK_LINES)
    .toSorted((a, b) => b.lines - a.lines);
  for (const { path, lines } of long) console.log(`${path} has ${lines} lines: what is it about?`);
  expect(existsSync(`${root}/src-shared`)).toBe(true);
});

function readSources(): SourceFile[] {
  return globSync('{src-*,tests,scripts,bench}/**/*.{ts,tsx}', { cwd: root })
    .filter((path) => !path.includes('node_modules'))
    .toSorted()
    .map((path) => ({ path: path.replaceAll('\\', '/'), source: readFileSync(`${root}/${path}`, 'utf8') }));
}
