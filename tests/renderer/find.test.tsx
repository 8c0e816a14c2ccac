import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CustomerId } from '#shared/domain/ids';
import type { Change } from '#shared/records/records';
import { findFolded } from '#shared/search/find-folded';
import { Timeline } from '#ui/features/timeline/timeline.tsx';
import { aCustomer, aMessage, anInteraction } from '#tests/support/builders';
import { createFixtures } from '#tests/support/desk-fixtures';
import { createFakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';
import { createMemoryDesk } from '#tests/support/memory-desk';
import { renderDesk } from '#tests/support/render-desk.tsx';

// happy-dom lays nothing out: every row is 40 px high here, in a window of 2,000.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(2_000);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(700);
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(40);
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const HANAKO = CustomerId.parse('cus_hanako');
const about = { customerId: HANAKO, conversationId: 'cnv_h', interactionId: 'int_h', channel: 'chat' } as const;
const NOW = '2026-11-20T05:00:00.000Z';
const at = (minutesAgo: number) => new Date(Date.parse(NOW) - minutesAgo * 60_000).toISOString();

async function openTimeline(texts: readonly string[], locale: 'ja' | 'en' = 'ja', markers: readonly Change[] = []) {
  const clock = createFakeClock(NOW);
  const ids = createFakeIds(4);
  const { people, records } = createFixtures({ now: clock.now() });
  const state = { is: 'handling', agentId: 'agt_mika', segmentId: 'seg_h', since: at(98) } as const;
  const interaction = anInteraction({
    ...about,
    id: 'int_h',
    queueId: 'que_returns',
    arrivedAt: at(99),
    state,
    lastCustomerSeq: texts.length,
  });
  const messages = texts.map((text, n) => aMessage({ ...about, id: `msg_${n + 1}`, seq: n + 1, text, at: at(90 - n) }));
  const memory = createMemoryDesk({
    clock,
    ids,
    people,
    records: [
      ...records,
      { kind: 'customer', id: HANAKO, body: aCustomer({ id: HANAKO }) },
      { kind: 'interaction', id: interaction.id, body: interaction },
      ...messages.map((body): Change => ({ kind: 'message', id: body.id, body })),
      ...markers,
    ],
    loginName: 'mika',
    settings: { locale },
  });
  const drawn = await renderDesk(<Timeline customerId={HANAKO} itemId={null} tools={document.body} onItemShown={() => {}} />, {
    memory,
    clock,
    ids,
    locale,
  });
  await screen.findAllByRole('article');
  return { ...drawn, memory, clock };
}

describe('words within one person’s timeline', () => {
  test.each([
    ['ja', 'このお客様の中を検索', '検索する言葉', '2 / 2件', '1 / 2件'],
    ['en', 'Search within this customer', 'Words to find', '2 of 2', '1 of 2'],
  ] as const)('are counted and gone through by keys, the newest first (%s)', async (locale, button, label, newest, before) => {
    const { clock } = await openTimeline(['ﾍﾝｷﾝはいつ', '送料は', 'へんきん、まだですか'], locale);
    await userEvent.click(screen.getByRole('button', { name: button }));
    const field = screen.getByRole('textbox', { name: label });
    expect(document.activeElement).toBe(field);
    await userEvent.type(field, 'ヘンキン');
    await act(async () => clock.advance(200));
    expect(await screen.findByText(newest)).toBeDefined();
    await waitFor(() => expect(document.querySelector('[data-target] ')?.textContent).toContain('まだですか'));
    // The Enter that ends a composition is the input method's.
    fireEvent.keyDown(field, { key: 'Enter', isComposing: true });
    expect(screen.getByText(newest)).toBeDefined();
    await userEvent.type(field, '{Enter}');
    expect(screen.getByText(before)).toBeDefined();
    await userEvent.type(field, '{Shift>}{Enter}{/Shift}{Escape}');
    expect(screen.queryByRole('textbox', { name: label })).toBeNull();
  });

  test('that are not there are said not to be; offline, that only what is here was searched', async () => {
    const { clock, memory } = await openTimeline(['こんにちは']);
    await act(async () => memory.setConnection({ is: 'offline', lastSyncedAt: null }));
    await userEvent.click(screen.getByRole('button', { name: 'このお客様の中を検索' }));
    await userEvent.type(screen.getByRole('textbox', { name: '検索する言葉' }), '返金');
    await act(async () => clock.advance(200));
    expect(await screen.findByText(/見つかりません/)).toBeDefined();
    expect(await screen.findByText(/このコンピューターにある分だけ/)).toBeDefined();
  });
});

test.each([
  ['ﾍﾝｷﾝはいつ', 'へんきん', ['ﾍﾝｷﾝ']],
  ['サーバーとｻｰﾊﾞ', 'サーバ', ['サーバー', 'ｻｰﾊﾞ']],
  ['Ｔシャツ、tシャツ', 'Tシャツ', ['Ｔシャツ', 'tシャツ']],
  ['髙橋さんと高橋さん', '高橋', ['髙橋', '高橋']],
  ['Café cafe\u0301', 'cafe', ['Café', 'cafe\u0301']],
  ['😀返金😀', '返金', ['返金']],
  ['ああああ', 'ああ', ['ああ', 'ああ']],
  ['なにもない', '　', []],
])('in %s, %s is marked as it is written', (text, words, marked) => {
  expect(findFolded(text, words).map(({ start, end }) => text.slice(start, end))).toEqual(marked);
});

describe('a thread marked as unread', () => {
  const mark = { type: 'conversation.mark_unread', conversationId: 'cnv_h', fromSeq: 2 } as const;

  test('is not read again in the same moment by the timeline that is open, and is by who comes back', async () => {
    const { desk, memory, clock, unmount } = await openTimeline(['はじめまして', '返品したいのですが']);
    await act(async () => clock.advance(600));
    await waitFor(() => expect(memory.submitted.map(({ type }) => type)).toEqual(['conversation.mark_read']));
    await act(async () => desk.submit({ ...mark, conversationId: mark.conversationId as never }, 2));
    for (let n = 0; n < 3; n += 1) await act(async () => clock.advance(600));
    expect(memory.submitted.map(({ type }) => type)).toEqual(['conversation.mark_read', 'conversation.mark_unread']);
    expect(desk.records.getState().records.read_marker.get('agt_mika/cnv_h')).toMatchObject({ upToSeq: 1, isMarkedUnread: true });
    unmount();
  });

  test('is read by who opens it, and then is unread no longer', async () => {
    const body = { agentId: 'agt_mika', conversationId: 'cnv_h', upToSeq: 1, at: NOW, isMarkedUnread: true } as never;
    const { memory, clock, desk } = await openTimeline(['はじめまして', '返品したいのですが'], 'ja', [
      { kind: 'read_marker', id: 'agt_mika/cnv_h', body },
    ]);
    await act(async () => clock.advance(600));
    await waitFor(() => expect(memory.submitted).toMatchObject([{ type: 'conversation.mark_read', upToSeq: 2 }]));
    await waitFor(() => expect(desk.records.getState().records.read_marker.get('agt_mika/cnv_h')).not.toHaveProperty('isMarkedUnread'));
  });
});
