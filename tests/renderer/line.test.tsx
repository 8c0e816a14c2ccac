import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CustomerId, InteractionId } from '#shared/domain/ids';
import type { Conversation } from '#shared/domain/conversation';
import type { Customer } from '#shared/domain/customer';
import { lastLineOf } from '#shared/domain/last-line';
import type { Message } from '#shared/domain/message';
import type { MessagePart } from '#shared/domain/message-part';
import { Composer } from '#ui/features/composer/composer.tsx';
import { CustomerPanel } from '#ui/features/customer/customer-panel.tsx';
import { InboxRow } from '#ui/features/inbox/inbox-row.tsx';
import { Timeline } from '#ui/features/timeline/timeline.tsx';
import { aConversation, aCustomer, aMessage, anInteraction } from '#tests/support/builders';
import { createFixtures } from '#tests/support/desk-fixtures';
import { createFakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';
import { createMemoryDesk } from '#tests/support/memory-desk';
import { renderDesk } from '#tests/support/render-desk.tsx';

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(2_000);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(700);
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(40);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const HANAKO = CustomerId.parse('cus_line');
const WORK = InteractionId.parse('int_line');
const NOW = '2026-11-20T05:00:00.000Z';
const ids = { customerId: HANAKO, conversationId: 'cnv_line', interactionId: WORK, channel: 'line', queueId: 'que_orders' } as const;

const STICKER: MessagePart = {
  is: 'sticker',
  packageId: '1',
  stickerId: '2',
  keywords: ['ありがとう', 'お辞儀', '感謝', '笑顔', '五つめ'],
};
const PLACE: MessagePart = { is: 'location', title: 'みどり商店', address: '東京都千代田区1-1', latitude: 35.68, longitude: 139.76 };

function said(id: number, over: object): Message {
  return aMessage({ ...ids, id: `msg_${id}`, seq: 1_000 + id, text: '', at: NOW, receivedAt: NOW, ...over });
}

interface Scene {
  readonly messages?: readonly Message[];
  readonly conversation?: Partial<Conversation>;
  readonly customer?: Partial<Customer>;
  readonly files?: Readonly<Record<string, string>>;
  readonly locale?: 'ja' | 'en';
}

/** A customer on LINE whom mika talks to. */
async function open(children: React.ReactNode, { messages = [], conversation, customer, files = {}, locale = 'ja' }: Scene = {}) {
  const clock = createFakeClock(NOW);
  const fakeIds = createFakeIds(7);
  const fixtures = createFixtures({ now: clock.now() });
  const last = messages.at(-1);
  const memory = createMemoryDesk({
    clock,
    ids: fakeIds,
    people: fixtures.people,
    files,
    records: [
      ...fixtures.records,
      { kind: 'customer', id: HANAKO, body: { ...aCustomer({ id: HANAKO, name: { given: 'はなこ' } }), ...customer } },
      {
        kind: 'conversation',
        id: 'cnv_line',
        body: { ...aConversation({ id: 'cnv_line', customerId: HANAKO, channel: 'line', queueIds: ['que_orders'] }), ...conversation },
      },
      {
        kind: 'interaction',
        id: WORK,
        body: {
          ...anInteraction({ ...ids, id: WORK, state: { is: 'handling', agentId: 'agt_mika', segmentId: 'seg_l', since: NOW } }),
          lastLine: last === undefined ? null : lastLineOf(last, last.seq),
        },
      },
      ...messages.map((body) => ({ kind: 'message' as const, id: body.id, body })),
    ],
    loginName: 'mika',
    settings: { locale },
  });
  return { ...(await renderDesk(children, { memory, clock, ids: fakeIds, locale })), memory, clock };
}

describe('LINE in the timeline', () => {
  const timeline = <Timeline customerId={HANAKO} itemId={null} tools={null} onItemShown={() => {}} />;

  test('a sticker is a glyph and what it means, in a few words', async () => {
    await open(timeline, { messages: [said(1, { parts: [STICKER] })] });
    const article = within(await screen.findByRole('article'));
    expect(article.getByText('スタンプ')).toBeDefined();
    expect(article.getByText('ありがとう・お辞儀・感謝・笑顔')).toBeDefined();
    expect(article.queryByRole('img')).toBeNull();
  });

  test('a place is its name and address, and its map opens outside', async () => {
    const { memory } = await open(timeline, { messages: [said(1, { parts: [PLACE] })] });
    const article = within(await screen.findByRole('article'));
    expect(article.getByText('みどり商店')).toBeDefined();
    expect(article.getByText('東京都千代田区1-1')).toBeDefined();
    await userEvent.click(article.getByRole('link', { name: '地図を開く' }));
    const url = 'https://www.google.com/maps/search/?api=1&query=35.68,139.76';
    expect(memory.shellCalls).toContainEqual({ call: 'external.open', input: { url } });
  });

  test('a place without a name or an address is where it is', async () => {
    await open(timeline, { messages: [said(1, { parts: [{ is: 'location', latitude: 1.5, longitude: -2 }] })], locale: 'en' });
    const article = within(await screen.findByRole('article'));
    expect(article.getByText('Location')).toBeDefined();
    expect(article.getByText('1.5, -2')).toBeDefined();
  });

  test('what cannot be shown is said to be there', async () => {
    await open(timeline, {
      messages: [said(1, { parts: [{ is: 'unsupported', kind: 'hologram' }] }), said(2, { text: '', parts: [{ is: 'withdrawn' }] })],
    });
    expect(await screen.findByText('お客様がこのメッセージを取り消しました')).toBeDefined();
    expect(await screen.findByText('ここでは表示できない内容です（hologram）')).toBeDefined();
  });

  test.for([
    ['blocked_by_customer', 'お客様にブロックされています。'],
    ['quota_reached', '今月送信できる通数を使い切りました。管理者に連絡してください。'],
    ['unknown_recipient', '送信先のアカウントが見つかりません。'],
  ] as const)('why LINE did not take it (%s) is said in words', async ([reason, words]) => {
    const failed = { author: { by: 'agent', agentId: 'agt_mika' }, text: '届かない', delivery: { state: 'failed', at: NOW, reason } };
    await open(timeline, { messages: [said(1, failed)] });
    expect(await screen.findByText(`送信先からの理由：${words}`)).toBeDefined();
  });
});

describe('LINE in the inbox', () => {
  test.for([
    [{ parts: [STICKER] }, 'スタンプ'],
    [{ parts: [PLACE] }, '位置情報'],
    [{ attachments: [{ blobId: 'blb_1', name: '1.jpg', mediaType: 'image/jpeg', size: 3 }] }, 'ファイル'],
    [{ parts: [STICKER], text: '本日休業' }, '本日休業'],
  ] as const)('a line without words says what came', async ([what, words]) => {
    const message = said(1, what);
    const interaction = anInteraction({ ...ids, id: WORK, lastLine: lastLineOf(message, 1) });
    await open(<InboxRow interaction={interaction} isGone={false} isChosen={false} isTabStop onOpen={() => {}} />, {
      messages: [message],
    });
    expect(await screen.findByText(words)).toBeDefined();
  });
});

describe('answering on LINE', () => {
  const composer = <Composer interactionId={WORK} />;

  test('the free minute is counted down, and is gone when it is over', async () => {
    const { clock } = await open(composer, { conversation: { freeReplyUntil: '2026-11-20T05:00:41.000Z' } });
    expect(await screen.findByText('残り 0:41 無料返信')).toBeDefined();
    await act(() => clock.advance(1_000));
    expect(await screen.findByText('残り 0:40 無料返信')).toBeDefined();
    await act(() => clock.advance(41_000));
    await waitFor(() => expect(screen.queryByText(/無料返信/)).toBeNull());
  });

  test('a desk whose clock is behind promises no more than a minute', async () => {
    await open(composer, { conversation: { freeReplyUntil: '2026-11-20T05:03:00.000Z' }, locale: 'en' });
    expect(await screen.findByText('1:00 left: free reply')).toBeDefined();
  });

  test('a used or absent leave is not spoken of', async () => {
    await open(composer, { conversation: { freeReplyUntil: null } });
    await screen.findByRole('textbox', { name: '返信' });
    expect(screen.queryByText(/無料返信/)).toBeNull();
  });

  test('that the customer blocked us is said before anything is written', async () => {
    await open(composer, { conversation: { block: { isBlocked: true, at: NOW } } });
    expect(await screen.findByText('お客様にブロックされています。送信しても届きません。')).toBeDefined();
    cleanup();
    await open(composer, { conversation: { block: { isBlocked: false, at: NOW } } });
    await screen.findByRole('textbox', { name: '返信' });
    expect(screen.queryByText(/ブロック/)).toBeNull();
  });
});

describe('a customer known by a LINE profile', () => {
  const panel = <CustomerPanel customerId={HANAKO} onShowInteraction={() => {}} onOpenWork={() => {}} onOpenCustomer={() => {}} />;
  const picture = { blobId: 'blb_face', mediaType: 'image/png' } as NonNullable<Customer['picture']>; // an id as a test writes it

  test('has a name that nobody proved, and says so', async () => {
    await open(panel, { customer: { name: { given: 'はなこ🌸', isUnverified: true } } });
    expect(await screen.findByRole('heading', { name: 'はなこ🌸 様' })).toBeDefined();
    expect(screen.getByText('プロフィールの表示名（本人確認なし）')).toBeDefined();
  });

  test('shows the face beside the name, and only the name where it cannot be had', async () => {
    const { container, unmount } = await open(panel, { customer: { picture }, files: { blb_face: btoa('png') } });
    const face = await waitFor(() => {
      const found = container.querySelector('img');
      if (found === null) throw new Error('no face yet');
      return found;
    });
    expect(face.src).toMatch(/^blob:/);
    expect(face.alt).toBe('');
    unmount();
    cleanup();
    const without = await open(panel, { customer: { picture } });
    await screen.findByRole('heading', { level: 2 });
    expect(without.container.querySelector('img')).toBeNull();
  });
});
