import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { WidgetState } from '#shared/contracts/widget';
import type { PreChatField, PublicWidgetSettings } from '#shared/domain/widget-settings';
import { coloursOf, contrastOf, PLAIN } from '#widget/appearance';
import type { ChatView } from '#widget/chat';
import type { Line } from '#widget/lines';
import { detailsOf, faultsOf, openingOf, type Opening } from '#widget/opening';
import { readIdentity } from '#widget/identity';

const ASKING: PublicWidgetSettings = {
  ...PLAIN,
  preChat: [
    { field: 'order_number', isRequired: false },
    { field: 'name', isRequired: true },
  ],
  consent: { ja: '同意します', en: 'I agree' },
};
const LINE: Line = { key: 'a', by: 'customer', agentName: null, text: 'もしもし', at: 0, mark: 'sent' };

function viewOf(state: WidgetState, lines: readonly Line[] = []): ChatView {
  return { lines, state, connection: 'online', isAgentTyping: false, unread: 0, isKept: true, isVouched: false };
}
const plainly = { isAnew: false, hasLeft: false, known: new Set<PreChatField>() };
const fieldsOf = (opening: Opening | null) => opening?.fields.map(({ field }) => field);

describe('what is asked', () => {
  test('is the shop’s questions in the shop’s order, before the first line only', () => {
    const before = openingOf(viewOf({ is: 'idle', isStaffed: true }), ASKING, plainly);
    expect(fieldsOf(before)).toEqual(['order_number', 'name']);
    expect(before?.consent?.ja).toBe('同意します');
    expect(openingOf(viewOf({ is: 'idle', isStaffed: true }, [LINE]), ASKING, plainly)).toBeNull();
    const handled: WidgetState = { is: 'with_agent', agentName: { ja: '佐藤', en: 'Sato' }, readUpToSeq: 0 };
    expect(openingOf(viewOf(handled, [LINE]), ASKING, plainly)).toBeNull();
  });

  test('is nothing where the shop asks nothing and somebody is there', () => {
    expect(openingOf(viewOf({ is: 'idle', isStaffed: true }), PLAIN, plainly)).toBeNull();
  });

  test('with nobody there, is also a way to answer; afterwards it may still be left, once', () => {
    const away = openingOf(viewOf({ is: 'idle', isStaffed: false }), ASKING, plainly);
    expect([fieldsOf(away), away?.isMessageLeft, away?.isAlone]).toEqual([['order_number', 'name', 'email', 'phone'], true, false]);
    const waiting = viewOf({ is: 'waiting', isStaffed: false }, [LINE]);
    expect(openingOf(waiting, ASKING, plainly)).toMatchObject({ isAlone: true, isMessageLeft: true, consent: null });
    expect(openingOf(waiting, ASKING, { ...plainly, hasLeft: true })).toBeNull();
  });

  test('is asked again of who begins anew, and never what the shop has told already', () => {
    const ended = viewOf({ is: 'ended', endedBy: 'agent', isStaffed: false }, [LINE]);
    expect(openingOf(ended, ASKING, plainly)).toBeNull();
    const known = new Set<PreChatField>(['name', 'email']);
    expect(fieldsOf(openingOf(ended, ASKING, { ...plainly, isAnew: true, known }))).toEqual(['order_number']);
  });
});

describe('what is filled in', () => {
  const opening = openingOf(viewOf({ is: 'idle', isStaffed: false }), ASKING, plainly) as Opening; // asked above: it is one

  test('must have what is required, in a form that can be true, and the agreement', () => {
    const faults = faultsOf(opening, { values: { email: 'hanako', phone: '12' }, hasAgreed: false });
    expect(Object.fromEntries(faults)).toEqual({ name: 'missing', email: 'not_email', phone: 'not_phone', consent: 'no_consent' });
    const values = { name: '花子', email: 'ｈａｎａｋｏ＠example.jp', phone: '０９０−１２３４−５６７８' };
    expect(faultsOf(opening, { values, hasAgreed: true }).size).toBe(0);
    expect(detailsOf(opening, { values, hasAgreed: true }, '同意します')).toMatchObject({
      name: '花子',
      email: 'hanako@example.jp',
      consent: '同意します',
      answerBy: 'email',
    });
  });

  test('needs no way to answer with a line, and needs one where it stands alone', () => {
    const values = { name: '花子' };
    expect(faultsOf(opening, { values, hasAgreed: true }).size).toBe(0);
    expect(detailsOf(opening, { values, hasAgreed: true }, null)).toEqual({ name: '花子' });
    const alone: Opening = { ...opening, fields: opening.fields.slice(2), consent: null, isAlone: true };
    expect(Object.fromEntries(faultsOf(alone, { values: {}, hasAgreed: false }))).toEqual({ email: 'no_way' });
    expect(faultsOf(alone, { values: { phone: '090-1234-5678' }, hasAgreed: false }).size).toBe(0);
  });
});

test('whatever the shop’s colour, what is written on it can be read, and what is marked with it can be seen', () => {
  const colour = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`);
  fc.assert(
    fc.property(colour, (brand) => {
      const colours = coloursOf(brand);
      expect(contrastOf(brand, colours['--on-brand'] ?? '')).toBeGreaterThanOrEqual(4.5);
      expect(contrastOf('#ffffff', colours['--mark-light'] ?? '')).toBeGreaterThanOrEqual(3);
      expect(contrastOf('#1b1f29', colours['--mark-dark'] ?? '')).toBeGreaterThanOrEqual(3);
    }),
  );
  expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21);
});

test('what the page says of who is logged in is read; what is no token is nobody, and the shop’s developer is told', () => {
  const told = vi.spyOn(console, 'warn').mockReturnValue();
  const token = `e30.${btoa('{"sub":"7","email":"a@b.example","given_name":"X"}').replaceAll('=', '')}.x`;
  expect(readIdentity(token)).toMatchObject({ sub: '7', known: new Set(['name', 'email']) });
  for (const other of [null, undefined, '', 7, 'x', 'a.b.c', `e30.${btoa('{"sub":7}')}.x`, {}]) expect(readIdentity(other)).toBeNull();
  // Nobody logged in is nothing to be told of.
  expect(told).toHaveBeenCalledTimes(3);
  told.mockRestore();
});
