import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAgentPage } from '#tests/support/agent-page';
import { openCentre, type Centre } from '#tests/support/centre';

// What comes out of the loudspeaker, counted in a real Chromium: tones that were started.

const held: { centre?: Centre; browser?: Browser } = {};

beforeAll(async () => {
  held.centre = await openCentre();
  held.browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
});
afterAll(async () => {
  await held.browser?.close();
  await held.centre?.close();
});

function listen(): void {
  const { prototype } = AudioScheduledSourceNode;
  const start = Reflect.get(prototype, 'start') as (this: AudioScheduledSourceNode, at?: number) => void;
  Reflect.set(globalThis, 'tones', 0);
  Reflect.set(prototype, 'start', function counted(this: AudioScheduledSourceNode, at?: number) {
    Reflect.set(globalThis, 'tones', Number(Reflect.get(globalThis, 'tones')) + 1);
    start.call(this, at);
  });
}

const tonesIn = (page: Page): Promise<number> => page.evaluate(() => Number(Reflect.get(globalThis, 'tones')));

test('two windows of one desk ring with one sound, and the other goes on where the first is closed', async () => {
  const { centre, browser } = held;
  if (centre === undefined || browser === undefined) throw new Error('the centre is not open');
  const { address } = await centre.startDesk('mika');
  const mika = await openAgentPage({ browser, address, locale: 'ja', onComplaint: () => undefined });
  await mika.page.evaluate(listen);
  await mika.signsIn('佐藤 美香');
  const second = await mika.page.context().newPage();
  await second.addInitScript(listen);
  await second.goto(new URL('/', mika.page.url()).href);
  // A browser lets a page sound once somebody has pressed something in it.
  await second
    .getByRole('button', { name: mika.names.accept })
    .or(second.getByRole('list', { name: mika.names.inbox }))
    .first()
    .waitFor({ state: 'attached' });
  await second.locator('body').click();
  await mika.isReady(true);

  expect(await centre.customerTexts('+819011112222', '届いた商品が割れていました')).toBe(200);
  await mika.accept.waitFor();
  await expect.poll(() => tonesIn(mika.page), { timeout: 15_000 }).toBeGreaterThan(4);
  expect(await tonesIn(second)).toBe(0);

  await mika.page.close();
  await expect.poll(() => tonesIn(second), { timeout: 15_000 }).toBeGreaterThan(0);
  await second.getByRole('button', { name: mika.names.accept, exact: true }).click();
  await second.getByRole('log').getByText('届いた商品が割れていました').waitFor();
});
