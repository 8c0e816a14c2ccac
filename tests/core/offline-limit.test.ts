import { describe, expect, test } from 'vitest';
import { eachMinute } from '#core/session/each-minute';
import { grewOlder, isTooLongAlone, startedAloneAt } from '#core/session/offline-limit';
import { isPasswordOf, makeVerifier, SLOW } from '#core/session/password-verifier';
import { createFakeClock } from '#tests/support/fake-clock';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const LIMIT = 12 * HOUR;
const START = Date.parse('2026-11-20T00:00:00.000Z');

describe('a desk without its hub', () => {
  test.each([
    ['an hour later', HOUR, false],
    ['a minute before the limit', LIMIT - MINUTE, false],
    ['at the limit', LIMIT, true],
    ['its clock put right by a minute', -MINUTE, false],
    ['its clock turned back a day', -24 * HOUR, true],
  ])('%s', (_what, later, isOver) => {
    expect(isTooLongAlone(startedAloneAt(START), START + later, LIMIT)).toBe(isOver);
  });

  test('whose clock is turned back a little each few minutes has run all the same', () => {
    let alone = startedAloneAt(START);
    for (let minutes = 0; minutes < 12 * 60; minutes += 1) alone = grewOlder(alone, START + (minutes % 4) * MINUTE, MINUTE);
    expect(isTooLongAlone(alone, alone.seen - MINUTE, LIMIT)).toBe(true);
  });

  test('whose clock was turned on and back again stays as old as it looked', () => {
    const alone = grewOlder(startedAloneAt(START), START + 11 * HOUR, MINUTE);
    expect(isTooLongAlone(alone, START + HOUR, LIMIT)).toBe(true);
  });
});

test('minutes that pass while one is still looked after are not made up for', async () => {
  const clock = createFakeClock();
  const slow = Promise.withResolvers<void>();
  const minutes: number[] = [];
  const stop = eachMinute(clock, (minute) => {
    minutes.push(minute);
    return minute === 2 ? slow.promise : Promise.resolve();
  });
  await clock.advance(20 * MINUTE);
  slow.resolve();
  await clock.advance(0);
  await clock.advance(2 * MINUTE);
  stop();
  await clock.advance(2 * MINUTE);
  expect(minutes).toEqual([1, 2, 21, 22]);
});

describe('the password of a locked desk', () => {
  test('is known by what cannot be read back, and is slow to try', async () => {
    const verifier = await makeVerifier('正しい馬 correct', SLOW);
    expect(verifier).not.toContain('馬');
    expect(verifier).not.toContain('correct');
    expect(JSON.parse(verifier)).toMatchObject({ N: 32_768, r: 8, p: 3 });
    expect(await isPasswordOf(verifier, '正しい馬 ｃｏｒｒｅｃｔ')).toBe(true);
    expect(await isPasswordOf(verifier, '正しい鹿 correct')).toBe(false);
  });
});
