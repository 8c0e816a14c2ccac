import { expect, test } from 'vitest';
import { instantAt, wallClockOf } from '#ui/i18n/wall-clock';

test.each([
  ['2026-11-22', '14:02', 'Asia/Tokyo', '2026-11-22T05:02:00.000Z'],
  ['2026-11-23', '00:00', 'Asia/Tokyo', '2026-11-22T15:00:00.000Z'],
  ['2026-07-01', '09:00', 'Europe/Berlin', '2026-07-01T07:00:00.000Z'],
  ['2026-12-01', '09:00', 'Europe/Berlin', '2026-12-01T08:00:00.000Z'],
  ['2026-03-29', '03:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  // The clock goes forward over this half hour, and shows this other one twice.
  ['2026-03-29', '02:30', 'Europe/Berlin', null],
  ['2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T01:30:00.000Z'],
  ['2026-02-30', '09:00', 'Asia/Tokyo', null],
  ['', '09:00', 'Asia/Tokyo', null],
])('%s %s in %s', (date, time, zone, expected) => {
  expect(instantAt(date, time, zone)).toBe(expected);
});

test('what a clock shows leads back to the minute it shows it in', () => {
  for (const zone of ['Asia/Tokyo', 'America/New_York', 'Asia/Kathmandu', 'UTC']) {
    for (let at = Date.parse('2026-01-01T00:00:00Z'); at < Date.parse('2027-01-01T00:00:00Z'); at += 37 * 3_600_000) {
      const { date, time } = wallClockOf(at, zone);
      expect(wallClockOf(Date.parse(instantAt(date, time, zone) ?? ''), zone)).toEqual({ date, time });
    }
  }
});
