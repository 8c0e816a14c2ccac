import { expect, test } from 'vitest';
import { refusalToSend } from '#hub/channels/sending-rules';
import { normalizePhoneNumber } from '#hub/customers/phone-number';

test.for([
  ['sms', 1_600],
  ['line', 5_000],
  ['messenger', 2_000],
  ['chat', 10_000],
] as const)('%s takes %i characters and refuses one more, in words', ([channel, limit]) => {
  expect(refusalToSend(channel, { text: 'あ'.repeat(limit) })).toBeNull();
  const refusal = refusalToSend(channel, { text: 'あ'.repeat(limit + 1) });
  expect(refusal).toMatchObject({ code: 'invalid', field: 'text', retryable: false });
  expect(refusal?.message).toBe(`${channel} takes at most ${limit} characters and this text has ${limit + 1}`);
});

test('a call carries no text', () => {
  expect(refusalToSend('voice', { text: 'x' })?.message).toBe('voice carries no text');
});

test.for([
  ['+819012345678', '+819012345678'],
  ['090-1234-5678', '+819012345678'],
  ['＋８１ ９０－１２３４－５６７８', '+819012345678'],
  ['+81 (0)90-1234-5678', '+819012345678'],
  ['+15005550006', '+15005550006'],
  ['729725', '729725'],
  ['+999123456789', '+999123456789'],
  ['VERIZON', null],
  ['+1', null],
  ['', null],
  ['12', null],
] as const)('the number %j is %j', ([written, normal]) => {
  expect(normalizePhoneNumber(written, 'JP')).toBe(normal);
});
