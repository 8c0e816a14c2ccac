import { expect, test, vi } from 'vitest';
import { keyText, shortcutFor } from '#ui/app/shortcuts';
import { leftOf } from '#ui/features/offer/use-countdown';
import { hold } from '#ui/features/inbox/steady-order';
import { createImeGuard } from '#ui/ui/ime';

const press = (key: string, mods: Partial<{ ctrlKey: boolean; metaKey: boolean; altKey: boolean }> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...mods,
});

test('single keys are shortcuts only outside text fields', () => {
  expect(shortcutFor(press('a'), false)).toBe('accept');
  expect(shortcutFor(press('a'), true)).toBeNull();
});

test('the palette opens from anywhere, with Ctrl or ⌘, whatever the case', () => {
  expect(shortcutFor(press('k', { ctrlKey: true }), true)).toBe('palette');
  expect(shortcutFor(press('K', { metaKey: true }), false)).toBe('palette');
});

test('Ctrl+A selects all and accepts nothing; Alt is for menus', () => {
  expect(shortcutFor(press('a', { ctrlKey: true }), false)).toBeNull();
  expect(shortcutFor(press('a', { altKey: true }), false)).toBeNull();
});

test('keys are printed as the keyboard has them', () => {
  expect([keyText('mod+k', true), keyText('mod+k', false), keyText('ArrowDown', false), keyText('j', false)]).toEqual([
    '⌘K',
    'Ctrl+K',
    '↓',
    'J',
  ]);
});

test('a key belongs to the input method while it composes, and in the same moment after', async () => {
  const target = new EventTarget();
  const ime = createImeGuard();
  ime.watch(target);
  expect(ime.ownsKey({ isComposing: true })).toBe(true);
  expect(ime.ownsKey({ keyCode: 229 })).toBe(true);
  expect(ime.ownsKey({ keyCode: 13 })).toBe(false);
  target.dispatchEvent(new Event('compositionend'));
  expect(ime.ownsKey({ keyCode: 13 })).toBe(true);
  await vi.waitFor(() => expect(ime.ownsKey({ keyCode: 13 })).toBe(false));
});

test('rows keep their place while somebody points at them; what left stays as gone, what came waits', () => {
  const row = (id: string) => ({ id, item: id, group: 'waiting', isGone: false });
  const held = hold([row('a'), row('b'), row('c')], [row('new'), row('c'), row('a')]);
  expect(held.map(({ id, isGone }) => `${id}${isGone ? ' gone' : ''}`)).toEqual(['a', 'b gone', 'c']);
});

test.each([
  ['the clocks agree', 1_000, 1_000, 6_000, 15_000],
  ['the page was opened in the middle of it', 1_000, 11_000, 12_000, 9_000],
  ['this desk’s clock is an hour ahead', 1_000, 3_601_000, 3_606_000, 15_000],
  ['this desk’s clock is an hour behind', 3_601_000, 1_000, 6_000, 15_000],
  ['it is over', 1_000, 1_000, 60_000, 0],
])('an offer of 20 s counts down when %s', (_what, offeredAt, firstSeenAt, now, left) => {
  expect(leftOf(offeredAt, offeredAt + 20_000, firstSeenAt, now)).toBe(left);
});
