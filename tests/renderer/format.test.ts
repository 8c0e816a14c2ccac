import { expect, test } from 'vitest';
import { phoneText } from '#ui/i18n/phone-text';
import { createFormat } from '#ui/i18n/format';

const words = { customer: 'お客様', colleague: '担当者', justNow: 'たった今' };
const ja = createFormat('ja', 'Asia/Tokyo', words);
const en = createFormat('en', 'Asia/Tokyo', { customer: 'Customer', colleague: 'Colleague', justNow: 'just now' });
const NOW = Date.parse('2026-11-20T05:00:00.000Z');
const ago = (ms: number) => new Date(NOW - ms).toISOString();

test.each([
  [20_000, 'たった今', 'just now'],
  [3 * 60_000, '3 分前', '3 min ago'],
  [2 * 3_600_000, '12:00', '12:00'],
  [30 * 3_600_000, '11月19日', '19 Nov'],
  [400 * 86_400_000, '2025年10月16日', '16 Oct 2025'],
])('what was %i ms ago is said in Japanese and English', (ms, japanese, english) => {
  expect([ja.when(ago(ms), NOW), en.when(ago(ms), NOW)]).toEqual([japanese, english]);
});

test('days are the agent’s own: late evening in UTC is the next morning in Tokyo', () => {
  expect(ja.dayKey('2026-11-19T20:00:00.000Z')).toBe('2026-11-20');
  expect([ja.day('2026-11-19T20:00:00.000Z', NOW), ja.day('2026-11-18T20:00:00.000Z', NOW)]).toEqual(['今日', '昨日']);
  expect(en.day('2026-11-19T20:00:00.000Z', NOW)).toBe('Today');
});

test('the full time carries its zone', () => {
  expect(ja.full('2026-11-20T05:02:05.000Z')).toContain('14:02:05');
  expect(ja.full('2026-11-20T05:02:05.000Z')).toContain('JST');
});

test.each([
  [-5, '0:00'],
  [48_000, '0:48'],
  [725_000, '12:05'],
  [3_723_000, '1:02:03'],
])('%i ms runs as %s', (ms, text) => {
  expect(ja.duration(ms)).toBe(text);
});

test('a customer is 姓 名, with 様 where addressed', () => {
  const customer = { name: { family: '山田', given: '花子', familyReading: 'やまだ', givenReading: 'はなこ' } };
  expect([ja.name(customer), ja.addressed(customer), en.addressed(customer), ja.reading(customer.name)]).toEqual([
    '山田 花子',
    '山田 花子 様',
    '山田 花子',
    'やまだ はなこ',
  ]);
});

test('a name in Latin letters has the given name first', () => {
  const customer = { name: { family: 'Smith', given: 'John' } };
  expect([ja.addressed(customer), en.name(customer)]).toEqual(['John Smith 様', 'John Smith']);
});

test('a customer nobody named is お客様, without a second 様', () => {
  expect([ja.addressed({ name: null }), ja.name(undefined), en.name({ name: {} })]).toEqual(['お客様', 'お客様', 'Customer']);
});

test('customers nobody named are told apart by their numbers', () => {
  const customer = { name: null, contactPoints: [{ kind: 'phone' as const, value: '+819012345678', isVerified: true }] };
  expect([ja.addressed(customer), en.name(customer)]).toEqual(['090-1234-5678', '090-1234-5678']);
});

test.each([
  ['+819012345678', '090-1234-5678', '+81 90-1234-5678'],
  ['+81312345678', '03-1234-5678', '+81 3-1234-5678'],
  ['+81120123456', '0120-123-456', '+81 120-123-456'],
  // An area of its own length: its digits, which no wrong hyphen parts.
  ['+81451234567', '0451234567', '+81 451234567'],
  ['+442079460018', '+442079460018', '+442079460018'],
  ['12345', '12345', '12345'],
])('%s is written as people do where the desk stands', (value, inJapan, abroad) => {
  expect([phoneText(value, 'Asia/Tokyo'), phoneText(value, 'Europe/London')]).toEqual([inJapan, abroad]);
});
