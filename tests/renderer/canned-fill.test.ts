import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blanksIn, CANNED_VARIABLES } from '#shared/domain/canned-text';
import type { PersonName } from '#shared/domain/customer';
import { fillCanned, textOf, type Filling } from '#ui/features/canned/fill-canned';
import { bareName } from '#ui/features/canned/honorific';

const NOW = Date.parse('2026-11-22T05:02:00.000Z');
const CENTRE = { name: { ja: 'みどり商店', en: 'Midori Shop' }, timeZone: 'Asia/Tokyo' };

function fill(template: string, customerName: PersonName | null, over: Partial<Filling> = {}): string {
  return textOf(
    fillCanned(template, {
      locale: 'ja',
      customerName,
      agent: { publicName: { ja: '佐藤', en: 'Mika' } },
      centre: CENTRE,
      queue: { name: { ja: 'チャット窓口', en: 'Chat support' } },
      now: NOW,
      ...over,
    }),
  );
}

const YAMADA: PersonName = { family: '山田', given: '花子' };

describe('様 is never doubled', () => {
  test.each([
    ['{{customer.name}}様', YAMADA, '山田 花子様'],
    ['{{customer.name}} 様、', YAMADA, '山田 花子 様、'],
    ['{{customer.name}}　様', YAMADA, '山田 花子　様'],
    ['{{customer.family}}様', YAMADA, '山田様'],
    ['{{customer.family}}様', { given: 'はなこ' }, 'はなこ様'],
    ['{{customer.name}}様', { given: '花子様' }, '花子様'],
    ['{{customer.name}}様', { given: '花子さん' }, '花子様'],
    ['{{customer.name}}様', { given: '花子 さま♪' }, '花子様'],
    ['{{customer.name}}様', { family: '株式会社みどり御中' }, '株式会社みどり御中'],
    ['{{customer.name}}様', { family: '田中先生' }, '田中先生'],
    ['{{customer.name}}様', { given: '様' }, 'お客様'],
    ['{{customer.name}}様', { given: 'お客様' }, 'お客様'],
    ['{{customer.name}}様様', YAMADA, '山田 花子様'],
    ['{{customer.name}}様 様', YAMADA, '山田 花子様'],
    ['（{{customer.name}}）様', { given: '花子様' }, '（花子）様'],
    ['{{customer.name}}さんの', { given: '花子様' }, '花子さんの'],
    // No honour in the text: the name alone, as the writer of the text wished.
    ['{{customer.name}}のご注文', YAMADA, '山田 花子のご注文'],
    // Names that only end like an honour.
    ['{{customer.name}}様', { given: 'ハサン' }, 'ハサン様'],
    ['{{customer.name}}様', { given: 'Hasan' }, 'Hasan様'],
    ['{{customer.family}}様', { family: '鵜殿' }, '鵜殿様'],
    ['{{customer.name}}様々な', YAMADA, '山田 花子様々な'],
  ] as const)('%s for %o is %s', (template, name, expected) => {
    expect(fill(template, name)).toBe(expected);
  });

  const honour = fc.constantFrom('様', 'さま', 'さん', '');
  const gap = fc.constantFrom('', ' ', '　');
  const anyName = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom('山田', '花子', 'Emma', 'お客', '株式会社みどり', '{{agent.name}}', '', ' ', '♪', '様'),
  );

  test('for any name, in any of the ways a text has it', () => {
    fc.assert(
      fc.property(anyName, honour, gap, gap, honour, (name, own, inner, outer, again) => {
        const shown = fill(`{{customer.name}}${outer}様${again === '様' ? again : ''}、本文`, { given: `${name}${inner}${own}` });
        expect(shown).not.toMatch(/(?:様|さま|さん|御中)[)）]?[\s　]*(?:様|さま|さん|御中)[\s　]*(?=、)/u);
        expect(shown).not.toContain('お客様様');
        expect(shown.endsWith('、本文')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('a bare name has no honour of its own, and is bare for good', () => {
    fc.assert(
      fc.property(anyName, fc.array(honour), (name, own) => {
        const bare = bareName(`${name}${own.join('')}`);
        expect(bare === null ? null : bareName(bare)).toBe(bare);
        expect(bare ?? '').not.toMatch(/(?:様|さま|さん)$/u);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('who has no name', () => {
  test.each([
    ['{{customer.name}}様', 'お客様'],
    ['{{customer.name}} 様', 'お客様'],
    ['{{customer.name}}さん', 'お客様'],
    ['「{{customer.name}}」様', '「お客様」'],
    ['{{customer.name}}、こんにちは', 'お客様、こんにちは'],
    ['{{ customer.family }}様', 'お客様'],
    ['｛｛customer.name｝｝様', 'お客様'],
  ])('is お客様 in %s', (template, expected) => {
    for (const name of [null, {}, { given: '' }, { family: ' ' }]) expect(fill(template, name)).toBe(expected);
  });

  test.each([
    ['Hi {{customer.name}},', 'Hi there,'],
    ['Hello {{customer.name}}!', 'Hello there!'],
    ['Dear {{customer.name}},', 'Dear Customer,'],
    ['Dear Mr. {{customer.family}},', 'Dear Customer,'],
    ['Thank you, {{customer.name}}.', 'Thank you.'],
    ['{{customer.name}}, thank you.', 'Hello, thank you.'],
    ['Note for {{customer.name}}: done', 'Note for customer: done'],
  ])('is called as one is called there in %s', (template, expected) => {
    expect(fill(template, null, { locale: 'en' })).toBe(expected);
  });
});

describe('what is filled in', () => {
  test('is what the records say, in the customer’s language and by the centre’s clock', () => {
    const template = '{{centre.name}} {{queue.name}} {{agent.name}} {{date}} {{time}}';
    expect(fill(template, null)).toBe('みどり商店 チャット窓口 佐藤 11月22日(日) 14:02');
    expect(fill(template, null, { locale: 'en' })).toBe('Midori Shop Chat support Mika Sunday 22 November 14:02');
  });

  test('a name in Latin letters has the given name first, and none of what people add to it', () => {
    expect(fill('Dear {{customer.name}},', { family: 'Wilson', given: 'Emma' }, { locale: 'en' })).toBe('Dear Emma Wilson,');
    expect(fill('Dear {{customer.name}},', { given: 'Hanako-san' }, { locale: 'en' })).toBe('Dear Hanako,');
    expect(fill('{{customer.name}}-san,', { given: 'Hanako-san' }, { locale: 'en' })).toBe('Hanako-san,');
  });

  test('what nobody can fill in stays a blank', () => {
    expect(blanksIn(fill('{{注文番号}}の件、{{centre.name}}です', null, { centre: undefined })).map(({ name }) => name)).toEqual([
      '注文番号',
      'centre.name',
    ]);
  });

  test('a name that somebody typed is marked, and is one line of words without blanks of its own', () => {
    const parts = fillCanned('{{customer.name}}様', {
      locale: 'ja',
      customerName: { given: 'A\n\u202e{{agent.name}}', isUnverified: true },
      agent: undefined,
      centre: undefined,
      queue: undefined,
      now: NOW,
    });
    expect(parts).toEqual([{ is: 'filled', name: 'customer.name', text: 'A agent.name様', isUnverified: true }]);
  });

  test('words around the blanks stay as they are, and every variable is filled once', () => {
    const words = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !/[{}｛｝]/u.test(text));
    fc.assert(
      fc.property(fc.array(fc.tuple(words, fc.constantFrom('date', 'agent.name', 'queue.name', '自由'))), words, (pieces, end) => {
        const template = pieces.map(([text, name]) => `${text}{{${name}}}`).join('') + end;
        const shown = fill(template, null);
        expect(shown.endsWith(end)).toBe(true);
        for (const [text] of pieces) expect(shown).toContain(text);
        expect(blanksIn(shown).every(({ name }) => name === '自由')).toBe(true);
        expect(fill(shown, null)).toBe(shown);
      }),
    );
    expect(CANNED_VARIABLES.filter((name) => blanksIn(fill(`{{${name}}}`, YAMADA)).length > 0)).toEqual([]);
  });
});
