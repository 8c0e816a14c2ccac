import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findFolded } from '#shared/search/find-folded';
import { foldText, foldWithPlaces } from '#shared/search/fold-text';
import { phoneDigits } from '#shared/search/numbers';
import { isHeldBy, placesHeld, questionOf } from '#shared/search/question';
import { askOf, facetTerms, termsOf, type Ask } from '#shared/search/terms';

const holds = (text: string, question: string): boolean => isHeldBy(text, questionOf(question));

/** As FTS5 and a tsvector answer. */
function answers(terms: ReadonlySet<string>, ask: Ask): boolean {
  switch (ask.is) {
    case 'term':
      return terms.has(ask.term);
    case 'beginning':
      return [...terms].some((term) => term.startsWith(ask.term));
    case 'all':
      return ask.of.every((part) => answers(terms, part));
    case 'any':
      return ask.of.some((part) => answers(terms, part));
  }
}

function isIndexed(text: string, question: string): boolean {
  const ask = askOf(questionOf(question));
  return ask !== null && answers(termsOf(text), ask);
}

describe('what is found', () => {
  test.each([
    ['商品の返金をお願いします', '返金', true],
    ['商品の返金をお願いします', '金を', true],
    ['商品の返金をお願いします', '金返', false],
    ['ヘンキンはいつですか', 'ﾍﾝｷﾝ', true],
    ['ﾍﾝｷﾝはいつですか', 'へんきん', true],
    ['ｶﾞｿﾘﾝ代', 'ガソリン', true],
    ['Ｔシャツのサイズ', 'tシャツ', true],
    ['Ｔシャツのサイズ', 'シャツ', true],
    ['サーバーが落ちた', 'サーバ', true],
    ['サーバが落ちた', 'サーバー', true],
    ['コンピュ－タ', 'コンピューター', true],
    ['髙橋 一郎', '高橋', true],
    ['佐々木', '佐佐木', true],
    ['佐々木', '々木', true],
    ['小林薫', '林', true],
    ['𠮷野家で', '吉野', true],
    ['𩸽の塩焼き', '𩸽', true],
    ['返金、お願い', '返金お願い', false],
    ['返金、お願い', '返金 お願い', true],
    ['東京・大阪', '東京', true],
    ['30日以内に', '３０日', true],
    ['Please refund me', 'REF', true],
    ['Please refund me', 'fund', false],
    ['It was refunded', 'refunds', true],
    ['two studies', 'study', true],
    ['I study', 'studies', true],
    ['the university', 'universe', true],
    ['I paid', 'paying', false],
    ['José Müller', 'jose muller', true],
    ['注文番号はA-12345です', 'A12345', true],
    ['注文番号はA12345です', 'Ａ－１２３４５', true],
    ['注文番号はＡ－１２３４５です', '#12345', true],
    ['order #12345', '＃１２３４５', true],
    ['order #12345', '345', false],
    ['電話は090-1234-5678まで', '+819012345678', true],
    ['電話は+81 90 1234 5678まで', '09012345678', true],
    ['電話は+81 90 1234 5678まで', '1234-5678', true],
    ['電話は０９０（１２３４）５６７８まで', '090 1234 5678', true],
    ['山田 090-1234-5678', '山田 ０９０１２３４５６７８', true],
    ['on 2026-11-22 10:41', '2210', false],
    ['codes 12345 and 67890', '12345 67890', true],
    ['ありがとう👍🏽', '👍', true],
    ['ありがとう👍', '👍🏿', true],
    ['👨‍👩‍👧 family', '👩', true],
    ['ありがとう', '👍', false],
    ['ขอเงินคืน', 'เงิน', true],
    ['환불을 부탁합니다', '환불', true],
    ['anything', '  ', false],
    ['anything', '---', false],
  ])('%s asked for %s: %s', (text, question, isFound) => {
    expect(holds(text, question)).toBe(isFound);
    expect(isIndexed(text, question) && holds(text, question)).toBe(isFound);
  });
});

// Few letters, so that questions meet texts: what folds, what joins, what parts.
const PIECES = [
  ...Array.from('返金々木林ヘへﾍガカﾞーｰ-ゞ𠮷👍🏽 、・aAbＢéśs12３0+.()'),
  'ies',
  'ing',
  'ed',
  'refund',
  'study',
  '\u0301',
  '\u200d',
  '1234',
  '090',
];
const someText = fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }).map((pieces) => pieces.join(''));
const someQuestion = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));

describe('folding', () => {
  test('is done once: what is folded stays', () => {
    fc.assert(
      fc.property(someText, (text) => {
        // Between a letter and its mark nothing unseen stands but by mistake.
        const plain = text.replaceAll(/\u200d|\p{EMod}/gu, '');
        expect(foldText(foldText(plain))).toBe(foldText(plain));
      }),
    );
  });

  test('knows for every character where it comes from', () => {
    fc.assert(
      fc.property(someText, (text) => {
        const { text: folded, starts, ends } = foldWithPlaces(text);
        expect([folded, starts.length, ends.length]).toEqual([foldText(text), folded.length, folded.length]);
        expect(starts.every((start, index) => start < (ends[index] ?? 0))).toBe(true);
      }),
    );
  });

  test('of whole sentences', () => {
    expect(foldText('ｻｰﾊﾞのＣａｆé、㈱髙橋')).toBe('さばのcafe、(株)高橋');
    expect(phoneDigits('+81-3-1234-5678')).toBe('0312345678');
    expect(phoneDigits('+1 500 555 0006')).toBe('15005550006');
  });
});

describe('the index', () => {
  test('has everything that a scan of the texts finds', () => {
    fc.assert(
      fc.property(someText, someQuestion, (text, question) => {
        expect([holds(text, question), isIndexed(text, question)]).not.toEqual([true, false]);
      }),
      { numRuns: 3000 },
    );
  });

  test('has every part of a Japanese text, and every beginning of a word', () => {
    fc.assert(
      fc.property(someText, fc.nat(24), fc.integer({ min: 1, max: 8 }), (text, from, length) => {
        const part = foldText(
          Array.from(text)
            .slice(from, from + length)
            .join(''),
        );
        const isPart = /^[\u3041-\u3096\u4e00-\u9fff]+$/.test(part) && foldText(text).includes(part);
        expect(isPart && !(holds(text, part) && isIndexed(text, part))).toBe(false);
      }),
    );
  });

  test('has no term with anything that an index would read as its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        for (const term of termsOf(text)) expect(term).toMatch(/^[^\s"'*():&|!\\]+$/u);
      }),
    );
  });

  test('keeps these terms: other terms need another TERMS_VERSION', () => {
    expect([...termsOf('返金を！')]).toEqual(['返', '金', '返金', 'を', '金を']);
    expect([...termsOf('Tシャツ')]).toEqual(['t', '·t', 't¦し', 'し', 'ゃ', 'しゃ', 'つ', 'ゃつ']);
    expect([...termsOf('It happily')]).toEqual(['it', '·i', '·it', 't¦h', 'happily', '·h', '·ha', 'happili']);
    expect([...termsOf('A-12345')]).toEqual(['a', '·a', 'a¦1', '12345', '·1', '·12']);
    expect([...termsOf('03-1234-5678')].filter((term) => term.startsWith('°'))).toEqual(
      ['0312345678', '312345678', '12345678', '2345678', '345678', '45678', '5678'].map((digits) => `°${digits}`),
    );
    expect(facetTerms({ ids: ['cus_1'], channel: 'line', hasAttachment: true, month: '2026-11' })).toEqual([
      '§cus_1',
      '§line',
      '§file',
      '§2026-11',
    ]);
  });
});

describe('highlights', () => {
  const marked = (text: string, question: string): string[] =>
    placesHeld(text, questionOf(question)).map(({ start, end }) => text.slice(start, end));

  test.each([
    ['ﾍﾝｷﾝはヘンキン', 'へんきん', ['ﾍﾝｷﾝ', 'ヘンキン']],
    ['新しいサーバーとﾊﾞｯｸﾞ', 'サーバ', ['サーバー']],
    ['ﾊﾞｯｸﾞを返品', 'バッグ', ['ﾊﾞｯｸﾞ']],
    ['返金と返品の返金', '返金 返品', ['返金', '返品', '返金']],
    ['They refunded it', 'refunds', ['refunded']],
    ['Refund', 'ref', ['Ref']],
    ['注文Ａ－１２３４５です', 'a12345', ['Ａ－１２３４５']],
    ['電話 +81 90-1234-5678 です', '09012345678', ['+81 90-1234-5678']],
    ['𠮷野さん👍🏽', '吉野', ['𠮷野']],
    ['よい👍🏽', '👍', ['👍🏽']],
  ])('in %s of %s', (text, question, expected) => {
    expect(marked(text, question)).toEqual(expected);
  });

  test('are there exactly where something is found', () => {
    fc.assert(
      fc.property(someText, someQuestion, (text, question) => {
        expect(placesHeld(text, questionOf(question)).length > 0 || !holds(text, question)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('of plain words within a timeline', () => {
    expect(findFolded('ｻｰﾊﾞｰとサーバ', 'サーバー')).toEqual([
      { start: 0, end: 5 },
      { start: 6, end: 9 },
    ]);
  });
});
