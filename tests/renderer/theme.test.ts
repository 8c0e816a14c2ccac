import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(`${import.meta.dirname}/../../src-renderer/ui/theme.css`, 'utf8');
const light = tokensIn(css, ':root {');
const themes = { light, dark: { ...light, ...tokensIn(css, ":root[data-theme='dark'] {") } };

const AA = 4.5;
const AAA = 7;
const GRAPHIC = 3;

/** Text on ground, with the contrast it must have. Text of messages is read all day: AAA. */
const PAIRS: readonly (readonly [text: string, ground: string, least: number])[] = [
  ...['surface', 'canvas', 'raised', 'hover', 'selected'].flatMap((ground) => [
    ['text', ground, AAA] as const,
    ['text-2', ground, AA] as const,
    ['text-3', ground, AA] as const,
    ['danger', ground, AA] as const,
    ['warn', ground, AA] as const,
    ['accent-text', ground, AA] as const,
    ['accent', ground, GRAPHIC] as const,
  ]),
  ['text', 'customer', AAA],
  ['text', 'reply', AAA],
  ['text', 'note', AAA],
  ['accent-text', 'customer', AA],
  ['accent-text', 'reply', AA],
  ['accent-text', 'note', AA],
  ['text', 'match', AAA],
  ['note-text', 'note', AA],
  ['on-accent', 'accent-fill', AA],
  ['on-accent', 'danger-fill', AA],
  ['danger', 'danger-soft', AA],
  ['warn', 'warn-soft', AA],
  ['good', 'good-soft', AA],
  ['text-2', 'pressed', AA],
  ['line-strong', 'surface', GRAPHIC],
  ['note-line', 'surface', GRAPHIC],
  ['good-mark', 'canvas', GRAPHIC],
  ['warn-mark', 'canvas', GRAPHIC],
  ...['voice', 'chat', 'sms', 'line', 'whatsapp', 'messenger', 'email'].flatMap((channel) => [
    [`channel-${channel}`, 'surface', AA] as const,
    [`channel-${channel}`, 'canvas', AA] as const,
  ]),
];

test.each(Object.entries(themes))('every pair of colours that carries words can be read in the %s theme', (_name, tokens) => {
  const weak = PAIRS.flatMap(([text, ground, least]) => {
    const contrast = contrastOf(colour(tokens, text), colour(tokens, ground));
    return contrast < least ? [`${text} on ${ground}: ${contrast.toFixed(2)} < ${least}`] : [];
  });
  expect(weak).toEqual([]);
});

function tokensIn(source: string, head: string): Record<string, string> {
  const start = source.indexOf(head);
  const block = source.slice(start, source.indexOf('}', start));
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]));
}

function colour(tokens: Record<string, string>, name: string): string {
  const value = tokens[name];
  if (value === undefined) throw new Error(`theme.css has no --${name}`);
  return value;
}

/** WCAG 2.2, relative luminance. */
function contrastOf(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}
