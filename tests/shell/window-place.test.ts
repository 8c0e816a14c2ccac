import { expect, test } from 'vitest';
import { reachablePlace } from '#shell/electron/window-place';

const DISPLAY = { x: 0, y: 24, width: 1920, height: 1056 };
const RIGHT_OF_IT = { x: 1920, y: 0, width: 2560, height: 1440 };
const place = { x: 100, y: 100, width: 1440, height: 900, isMaximized: false };

test('a window comes back where it was', () => {
  expect(reachablePlace(place, [DISPLAY])).toEqual(place);
  expect(reachablePlace({ ...place, x: 2000 }, [DISPLAY, RIGHT_OF_IT])).toEqual({ ...place, x: 2000 });
});

test.each([
  ['the display it stood on is gone', { ...place, x: 2000 }],
  ['it hangs over the left edge but for a sliver', { ...place, x: -1400 }],
  ['its title bar is above the screen', { ...place, y: -500 }],
  ['its title bar is below the screen', { ...place, y: 1060 }],
])('where %s, it opens in the middle', (_where, remembered) => {
  expect(reachablePlace(remembered, [DISPLAY])).toBeUndefined();
});

test('a window larger than the display that is left is made to fit', () => {
  expect(reachablePlace({ ...place, width: 2560, height: 1440 }, [DISPLAY])).toMatchObject({ width: 1920, height: 1056 });
});

test('nothing remembered opens in the middle', () => {
  expect(reachablePlace(undefined, [DISPLAY])).toBeUndefined();
});
