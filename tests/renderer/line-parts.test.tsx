import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, onTestFinished, test } from 'vitest';
import { LineTools } from '#ui/features/line-parts/line-tools.tsx';
import { pointOf } from '#ui/features/line-parts/place-draft';
import { STICKER_PACKAGES, stickersOf } from '#ui/features/line-parts/stickers';
import { aConversation, anAgent, anInteraction } from '#tests/support/builders';
import { createFakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';
import { giveLayout } from '#tests/support/layout';
import { createMemoryDesk } from '#tests/support/memory-desk';
import { renderDesk } from '#tests/support/render-desk.tsx';

async function openTools(channel: 'line' | 'sms') {
  giveLayout();
  const clock = createFakeClock();
  const ids = createFakeIds();
  const mika = anAgent({ id: 'agt_mika', loginName: 'mika' });
  const state = { is: 'handling', agentId: mika.id, segmentId: 'seg_1', since: '2026-11-20T01:00:00.000Z' } as const;
  const interaction = anInteraction({ channel, state });
  const conversation = aConversation({ channel, accountId: 'line' });
  const memory = createMemoryDesk({
    clock,
    ids,
    people: [mika],
    loginName: 'mika',
    records: [
      { kind: 'agent', id: mika.id, body: mika },
      { kind: 'interaction', id: interaction.id, body: interaction },
      { kind: 'conversation', id: conversation.id, body: conversation },
    ],
    settings: { locale: 'ja' },
    quota: { used: 880, limit: 1_000 },
    sticker: { base64: 'iVBORw0KGgo=', mediaType: 'image/png' },
  });
  const drawn = await renderDesk(<LineTools interaction={interaction} />, { memory, clock, ids, locale: 'ja' });
  onTestFinished(() => {
    cleanup();
    drawn.stop();
  });
  return { memory, user: userEvent.setup() };
}

test('what is left of the month stands beside the reply', async () => {
  await openTools('line');
  expect(await screen.findByText('今月あと 120 通')).toBeDefined();
});

test('a place goes out whole, by keyboard; what is no place is not sent', async () => {
  const { memory, user } = await openTools('line');
  await user.click(await screen.findByRole('button', { name: '位置情報を送る' }));
  await user.type(await screen.findByLabelText('場所の名前'), 'みどり商店');
  await user.type(screen.getByLabelText('緯度, 経度'), '東京駅{Enter}');
  await screen.findByText('35.6812, 139.7671 のように入力してください。');
  expect(memory.submitted).toEqual([]);
  await user.clear(screen.getByLabelText('緯度, 経度'));
  await user.type(screen.getByLabelText('緯度, 経度'), '35.6812, 139.7671{Enter}');
  await waitFor(() => expect(memory.submitted).toHaveLength(1));
  expect(memory.submitted[0]).toMatchObject({
    type: 'message.send',
    text: '',
    parts: [{ is: 'location', title: 'みどり商店', latitude: 35.6812, longitude: 139.7671 }],
  });
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('a sticker is chosen first and sent by the button', async () => {
  const { memory, user } = await openTools('line');
  await user.click(await screen.findByRole('button', { name: 'スタンプを送る' }));
  expect(screen.getByRole('button', { name: '送信' }).hasAttribute('disabled')).toBe(true);
  // What was not drawn cannot be chosen; happy-dom draws nothing by itself.
  expect((await screen.findByRole('option', { name: 'スタンプ 2番' })).getAttribute('aria-disabled')).toBe('true');
  const picture = await waitFor(
    () => screen.getByRole('option', { name: 'スタンプ 2番' }).querySelector('img') ?? Promise.reject(new Error('no picture')),
  );
  fireEvent.load(picture);
  await waitFor(() => expect(screen.getByRole('option', { name: 'スタンプ 2番' }).getAttribute('aria-disabled')).toBeNull());
  await user.click(screen.getByRole('option', { name: 'スタンプ 2番' }));
  expect(memory.submitted).toEqual([]);
  await user.click(screen.getByRole('button', { name: '送信' }));
  await waitFor(() => expect(memory.submitted).toHaveLength(1));
  expect(memory.submitted[0]).toMatchObject({ parts: [{ is: 'sticker', packageId: '11537', stickerId: '52002735' }] });
});

test('other channels have none of it', async () => {
  await openTools('sms');
  expect(screen.queryByRole('button')).toBeNull();
});

test.each([
  ['35.6812, 139.7671', { latitude: 35.6812, longitude: 139.7671 }],
  ['３５．６８１２、１３９．７６７１', { latitude: 35.6812, longitude: 139.7671 }],
  ['(-33.9, 18.4)', { latitude: -33.9, longitude: 18.4 }],
  ['91, 0', null],
  ['0, 181', null],
  ['東京駅', null],
  ['35.6812', null],
])('"%s" is read as a point, or not', (text, expected) => {
  expect(pointOf(text)).toEqual(expected);
});

test('the stickers of a row are numbered without a gap, and none stands in two', () => {
  const all = STICKER_PACKAGES.flatMap((one) => stickersOf(one));
  expect(new Set(all).size).toBe(all.length);
  expect(stickersOf({ packageId: '446', first: 1988, last: 1990 })).toEqual(['1988', '1989', '1990']);
});
