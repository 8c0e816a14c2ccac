import { expect, onTestFinished, test } from 'vitest';
import { openPgliteMemory } from '#hub/db/open-pglite';
import { createVisitorLimits } from '#hub/http/visitor-limits';
import { allOf } from '#hub/log/records';
import { AccountId } from '#shared/domain/ids';
import { createFakeClock } from '#tests/support/fake-clock';
import { openHub } from '#tests/support/open-hub';
import { openSession, postToWidget } from '#tests/support/widget-client';

const CHAT = AccountId.parse('chat');
const times = (count: number, run: () => void): void => {
  for (let n = 0; n < count; n += 1) run();
};
const tooMany = expect.objectContaining({ code: 'too_many', retryable: true }) as Error;

test('a visitor who writes faster than people do is told to wait a minute, and nobody else is', async () => {
  const db = await openPgliteMemory();
  const clock = createFakeClock();
  const hub = await openHub({ db, clock });
  onTestFinished(async () => {
    await hub.close();
    await db.close();
  });
  const page = { url: hub.url, origin: 'http://localhost:3000' };
  const [script, person] = [(await openSession(page)).token, (await openSession(page)).token];
  const post = (token: string, n: number) =>
    postToWidget(page, token, { is: 'line', clientMessageId: `a-line-of-many-${n}`, text: `${n}`, locale: 'ja' });
  for (let n = 0; n < 30; n += 1) expect((await post(script, n)).status).toBe(200);
  const refused = await post(script, 30);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
  expect((await post(person, 100)).status).toBe(200);
  await clock.advance(60_000);
  // What had to wait comes in, and nothing was lost.
  expect((await post(script, 30)).status).toBe(200);
  expect((await allOf(db, 'message')).filter(({ externalId }) => externalId?.startsWith('a-line-of-many'))).toHaveLength(32);
});

test('an address that opens sessions or writes for hundreds is told so; another network is not', () => {
  const limits = createVisitorLimits(createFakeClock());
  times(120, () => limits.session('198.51.100.7'));
  expect(() => limits.session('198.51.100.7')).toThrow(tooMany);
  limits.session('198.51.100.8');
  let visitor = 0;
  const line = (address: string) => {
    visitor += 1;
    limits.line(CHAT, `visitor-${visitor}`, address);
  };
  times(300, () => line('2001:db8:1:2::1'));
  expect(() => line('2001:db8:1:2:ffff::9')).toThrow(tooMany);
  line('2001:db8:1:3::1');
});

test('a minute later the count begins anew', async () => {
  const clock = createFakeClock();
  const limits = createVisitorLimits(clock);
  times(30, () => limits.line(CHAT, 'one', '198.51.100.7'));
  await clock.advance(59_999);
  expect(() => limits.line(CHAT, 'one', '198.51.100.7')).toThrow(tooMany);
  await clock.advance(1);
  limits.line(CHAT, 'one', '198.51.100.7');
});
