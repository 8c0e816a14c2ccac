import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { copiedText } from '#ui/features/timeline/copy-items';
import { findLinks } from '#ui/features/timeline/find-links';
import { foldText } from '#ui/features/timeline/fold-text';

const links = (text: string) => findLinks(text).filter((part) => part.is === 'link');

describe('links in a customer’s words', () => {
  test.each([
    ['詳しくはhttps://shop.example/orders/1023。', 'https://shop.example/orders/1023', 'https://shop.example/orders/1023'],
    ['(see https://shop.example/a_(b))', 'https://shop.example/a_(b)', 'https://shop.example/a_(b)'],
    ['Look: http://shop.example, please', 'http://shop.example', 'http://shop.example/'],
    ['hanako@example.jp へ', 'hanako@example.jp', 'mailto:hanako@example.jp'],
    ['お電話は03-1234-5678まで', '03-1234-5678', 'tel:0312345678'],
    ['call +81 90 1234 5678 now', '+81 90 1234 5678', 'tel:+819012345678'],
  ])('%s', (text, shown, href) => {
    expect(links(text)).toEqual([{ is: 'link', text: shown, href, realHost: null }]);
  });

  test.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:text/html,<b>',
    'vbscript:x',
    '注文番号 1234567890123456789012345678901234567890',
    'A-1023 2026-11-20',
    // Looks like the bank's, leads elsewhere.
    'https://bank.example@evil.example/',
  ])('%s is no link', (text) => {
    expect(links(text)).toEqual([]);
  });

  test('a host in foreign letters says where it really leads', () => {
    expect(links('https://аpple.com/login')).toEqual([
      { is: 'link', text: 'https://аpple.com/login', href: 'https://xn--pple-43d.com/login', realHost: 'xn--pple-43d.com' },
    ]);
  });

  test('a direction override ends the address, so nothing behind it can turn it round', () => {
    expect(links('https://shop.example/\u202Egpj.exe')[0]).toMatchObject({ text: 'https://shop.example/' });
  });

  test('no character of the text is lost or added, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('https://a.example/x', 'a@b.example', '「', '。', ' ', '03-1234-5678'))),
        (pieces) => {
          const text = pieces.join('');
          expect(
            findLinks(text)
              .map((part) => part.text)
              .join(''),
          ).toBe(text);
          for (const link of links(text)) expect(link.href).toMatch(/^(?:https?|mailto|tel):/);
        },
      ),
    );
  });

  // A pattern that goes back and forth over a wall like these would not end within the time a test has.
  test.each(['a'.repeat(10_000), 'a@'.repeat(5_000), '0-'.repeat(5_000), '+81 '.repeat(2_500), 'a.'.repeat(5_000)])(
    '10,000 characters that almost are a link are none: %.6s…',
    (wall) => {
      expect(links(wall)).toEqual([]);
    },
  );
});

describe('walls of text', () => {
  test('short ones are shown whole, long ones in part', () => {
    expect(foldText('返金はいつですか')).toBeNull();
    expect(foldText('あ'.repeat(2_000))).toHaveLength(420);
    expect(foldText(Array.from({ length: 60 }, (_, line) => `line ${line}`).join('\n'))?.split('\n')).toHaveLength(12);
  });

  test('what is cut is never half an emoji', () => {
    const head = foldText(`${'あ'.repeat(419)}👨‍👩‍👧‍👦${'い'.repeat(600)}`);
    expect(head).toBe('あ'.repeat(419));
  });

  test('the part that is shown is the beginning of the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 3_000, unit: 'grapheme' }), (text) => {
        const head = foldText(text);
        expect(head === null || text.startsWith(head)).toBe(true);
      }),
    );
  });
});

test('a copied range reads like a record: who, when, what', () => {
  expect(
    copiedText([
      { name: '山田 花子 様', time: '2026/11/20 14:02', text: '返金はいつですか' },
      { name: '佐藤 健二', time: '2026/11/20 14:10', text: '明日中に\nご連絡します' },
    ]),
  ).toBe('山田 花子 様  2026/11/20 14:02\n返金はいつですか\n\n佐藤 健二  2026/11/20 14:10\n明日中に\nご連絡します');
});
