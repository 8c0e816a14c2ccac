import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countSmsSegments } from '#shared/domain/sms-segments';

// The golden vectors of field-guide 4.10.
test.each([
  ['a', 160, 1],
  ['a', 161, 2],
  ['a', 306, 2],
  ['a', 307, 3],
  ['€', 80, 1],
  ['€', 81, 2],
  ['あ', 70, 1],
  ['あ', 71, 2],
  ['あ', 134, 2],
  ['あ', 135, 3],
  ['🙇', 35, 1],
  ['🙇', 36, 2],
  ['🙇', 67, 3],
])('%s × %i goes out as %i parts', (character, count, segments) => {
  expect(countSmsSegments(character.repeat(count)).segments).toBe(segments);
});

test('one kana turns a long Latin message into UCS-2 as a whole', () => {
  expect(countSmsSegments(`${'a'.repeat(159)}あ`)).toEqual({ alphabet: 'ucs2', segments: 3, room: 3 * 67 - 160 });
});

test('161 letters are 153 and 8, not 99 and 62', () => {
  expect(countSmsSegments('a'.repeat(161))).toEqual({ alphabet: 'gsm7', segments: 2, room: 153 - 8 });
});

test('an escaped character is not cut from its escape', () => {
  // 152 letters leave one septet in the part: the euro sign moves to the next.
  expect(countSmsSegments(`${'a'.repeat(152)}€${'a'.repeat(20)}`)).toEqual({ alphabet: 'gsm7', segments: 2, room: 153 - 22 });
});

test('a family of joined emoji stays in one part', () => {
  const family = '👨‍👩‍👧‍👦';
  expect(countSmsSegments('あ'.repeat(60) + family + 'あ'.repeat(5))).toEqual({
    alphabet: 'ucs2',
    segments: 2,
    room: 67 - family.length - 5,
  });
});

test('nothing is no part; a curly quote alone costs the small alphabet', () => {
  expect(countSmsSegments('')).toEqual({ alphabet: 'gsm7', segments: 0, room: 160 });
  expect(countSmsSegments('It’s').alphabet).toBe('ucs2');
});

test('more text never means fewer parts, and a tower of accents does not loop', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.string({ unit: 'grapheme', maxLength: 20 }), (text, more) => {
      expect(countSmsSegments(text + more).segments).toBeGreaterThanOrEqual(countSmsSegments(text).segments);
    }),
  );
  expect(countSmsSegments(`e${'\u0301'.repeat(500)}`).segments).toBe(8);
});
