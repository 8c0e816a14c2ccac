import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { AgentId } from '#shared/domain/ids';
import { anAgent } from '#tests/support/builders';
import { openWorkspace } from '#tests/support/open-workspace.tsx';
import { readFilters, together, withoutFilter, type FilterWords } from '#ui/features/palette/typed-filters';

const WORDS: FilterWords = {
  colleagues: [
    anAgent({ id: 'agt_kenji', loginName: 'kenji', name: { family: '佐藤', given: '健二' } }),
    anAgent({ id: 'agt_mika', loginName: 'mika', name: { family: '田中', given: '美香' } }),
  ],
  channelName: (channel) => (channel === 'chat' ? 'Webチャット' : channel.toUpperCase()),
  nameOf: ({ loginName }) => loginName,
  timeZone: 'Asia/Tokyo',
};

test.each([
  ['返金 channel:line', '返金', { channel: 'line' }],
  ['チャネル：ＬＩＮＥ　返金 です', '返金 です', { channel: 'line' }],
  ['チャネル:web', '', { channel: 'chat' }],
  ['担当:美香 返金', '返金', { agentId: AgentId.parse('agt_mika') }],
  ['by:KEN', '', { agentId: AgentId.parse('agt_kenji') }],
  // Whole days of the centre: the last one is included.
  ['from:2026-11-01 until:2026/11/30', '', { from: '2026-10-31T15:00:00.000Z', to: '2026-11-30T15:00:00.000Z' }],
  ['から:2026-11-01 添付:あり', '', { from: '2026-10-31T15:00:00.000Z', hasAttachment: true }],
  ['channel:sms channel:line', '', { channel: 'line' }],
  ['from:2026-13-99 by:nobody has: x', 'x', {}],
  ['10:41 http://a.jp', '10:41 http://a.jp', {}],
])('%s is understood', (typed, text, filters) => {
  const read = readFilters(typed, WORDS);
  expect([read.text, together(read.filters)]).toEqual([text, filters]);
});

test('a filter can be taken out of what was typed', () => {
  const [filter] = readFilters('返金 channel:line 至急', WORDS).filters;
  expect(filter === undefined ? '' : withoutFilter('返金 channel:line 至急', filter).replaceAll(/\s+/g, ' ')).toBe('返金 至急');
});

test('a search marks what it found, says who, where and when, and where it looked; nothing is asked while an input method composes', async () => {
  const { user, memory, pass, happen, desk } = await openWorkspace({ locale: 'ja' });
  await user.keyboard('{Control>}k{/Control}');
  const field = await screen.findByRole('searchbox');
  fireEvent.compositionStart(field);
  await user.type(field, '返金');
  await pass(1_000);
  expect(screen.getByRole('menu').textContent).not.toContain('まだ口座に');
  fireEvent.compositionEnd(field);
  await pass(200);
  const menu = within(await screen.findByRole('menu'));
  const found = await menu.findByRole('menuitem', { name: /まだ口座に入っていない/ });
  expect(found.querySelector('mark')?.textContent).toBe('返金');
  expect(found.textContent).toMatch(/お客様.*Webチャット/);
  expect(document.activeElement).toBe(field);
  await pass(400);
  expect(await screen.findByText('閲覧できるすべての履歴を検索しました。')).not.toBeNull();

  await happen(() => memory.setConnection({ is: 'offline', lastSyncedAt: null }));
  await user.type(field, ' チャネル:SMS');
  await pass(600);
  await screen.findByText(/このコンピューターにある分（直近30日間/);
  expect(within(screen.getByRole('list', { name: '絞り込み' })).getByRole('listitem').textContent).toContain('チャネル：SMS');
  expect(screen.getByRole('menu').textContent).toContain('見つかりませんでした');
  await user.click(screen.getByRole('button', { name: /を外す/ }));
  await pass(600);
  fireEvent.keyDown(field, { key: 'ArrowDown' });
  await user.click(await menu.findByRole('menuitem', { name: /まだ口座に入っていない/ }));
  await waitFor(() => expect(desk.ui.getState()).toMatchObject({ customerId: 'cus_yamada', sheet: null }));
  // The place is shown, and stays marked.
  await waitFor(() => expect(desk.ui.getState().itemId).toBeNull());
});
