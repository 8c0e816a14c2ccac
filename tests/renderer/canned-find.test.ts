import { expect, test } from 'vitest';
import { CannedResponse } from '#shared/domain/canned-response';
import { findCanned } from '#ui/features/canned/find-canned';

function response(id: string, over: Partial<CannedResponse> = {}): CannedResponse {
  return CannedResponse.parse({
    id: `crs_${id}`,
    title: { ja: '返金のご案内', en: 'Refund' },
    shortcut: null,
    reading: null,
    text: { ja: '本文' },
    isRetired: false,
    ...over,
  });
}

const REFUND = response('refund', { shortcut: 'hk', reading: 'へんきんのごあんない' });
const DELAY = response('delay', { title: { ja: '配送の遅れ', en: 'Delayed delivery' }, shortcut: 'okure', reading: 'はいそうのおくれ' });
const GREETING = response('greeting', {
  title: { ja: 'はじめのあいさつ', en: 'Greeting' },
  reading: 'はじめのあいさつ',
  text: { ja: 'お問い合わせありがとうございます。', en: 'Thank you for the refund request.' },
});
const ALL = [REFUND, DELAY, GREETING];

test.each([
  ['hk', [REFUND]],
  ['ｈｋ', [REFUND]],
  ['返金', [REFUND]],
  ['ヘンキン', [REFUND]],
  ['henkin', [REFUND]],
  ['henk', [REFUND]],
  ['hennkinn', [REFUND]],
  ['haisou', [DELAY]],
  // By title before text.
  ['refund', [REFUND, GREETING]],
  ['delivery 遅れ', [DELAY]],
  ['問い合わせ', [GREETING]],
  ['ない言葉', []],
  ['  ', ALL],
])('“%s” finds what is meant', (question, expected) => {
  expect(findCanned(ALL, question)).toEqual(expected);
});

test('a shortcut beats everything, and what is equally good keeps its order', () => {
  const byTitle = response('title', { title: { ja: 'okure 済み', en: 'okure' } });
  expect(findCanned([byTitle, DELAY], 'okure')).toEqual([DELAY, byTitle]);
  expect(findCanned([byTitle, REFUND], '返')).toEqual([REFUND]);
});
