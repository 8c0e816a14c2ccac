import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CustomerId } from '#shared/domain/ids';
import type { Change } from '#shared/records/records';
import { CustomerPanel } from '#ui/features/customer/customer-panel.tsx';
import { aCustomer, anInteraction } from '#tests/support/builders';
import { createFixtures } from '#tests/support/desk-fixtures';
import { createFakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';
import { createMemoryDesk } from '#tests/support/memory-desk';
import { renderDesk } from '#tests/support/render-desk.tsx';

afterEach(cleanup);

const HANAKO = CustomerId.parse('cus_hanako');

function recordsOfHanako(pastCount: number): Change[] {
  const customer = aCustomer({
    id: HANAKO,
    name: { family: '山田', given: '花子', familyReading: 'やまだ', givenReading: 'はなこ' },
    contactPoints: [
      { kind: 'phone', value: '+819012345678', isVerified: true },
      { kind: 'email', value: 'hanako@example.jp', isVerified: false },
      { kind: 'visitor', value: 'vis_secret', isVerified: true },
    ],
  });
  const past = Array.from({ length: pastCount }, (_, index) =>
    anInteraction({
      id: `int_past${index}`,
      customerId: HANAKO,
      channel: 'sms',
      queueId: 'que_returns',
      arrivedAt: `2026-0${(index % 9) + 1}-10T01:00:00.000Z`,
      state: {
        is: 'closed',
        at: '2026-10-10T01:00:00.000Z',
        agentId: index === 0 ? null : 'agt_kenji',
        dispositionId: index === 0 ? null : 'dsp_refund',
        endedBy: 'agent',
      },
    }),
  );
  return [
    { kind: 'customer', id: customer.id, body: customer },
    ...past.map((body): Change => ({ kind: 'interaction', id: body.id, body })),
  ];
}

async function openPanel(pastCount = 2, locale: 'ja' | 'en' = 'ja') {
  const clock = createFakeClock();
  const ids = createFakeIds(3);
  const { people, records } = createFixtures({ now: clock.now() });
  const memory = createMemoryDesk({
    clock,
    ids,
    people,
    records: [...records, ...recordsOfHanako(pastCount)],
    loginName: 'mika',
    settings: { locale },
  });
  const onShowInteraction = vi.fn<(id: string) => void>();
  await renderDesk(
    <CustomerPanel customerId={HANAKO} onShowInteraction={onShowInteraction} onOpenWork={() => {}} onOpenCustomer={() => {}} />,
    { memory, clock, ids, locale },
  );
  const panel = await screen.findByRole('region', { name: locale === 'ja' ? 'お客様' : 'Customer' });
  await within(panel).findByRole('heading', { level: 2 });
  return { panel: within(panel), onShowInteraction };
}

describe('the customer', () => {
  test('is addressed as 姓名 様 with the reading, and without 様 in English', async () => {
    const { panel } = await openPanel();
    expect(panel.getByRole('heading', { level: 2 }).textContent).toBe('山田 花子 様');
    expect(panel.getByText('やまだ はなこ')).toBeDefined();
    cleanup();
    const english = await openPanel(2, 'en');
    expect(english.panel.getByRole('heading', { level: 2 }).textContent).toBe('山田 花子');
  });

  test('has contact points that can be copied; what nobody proved is marked, what says nothing is not shown', async () => {
    const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    const { panel } = await openPanel();
    await userEvent.click(panel.getByRole('button', { name: '+81 90-1234-5678をコピー' }));
    expect(copied).toHaveBeenCalledWith('+819012345678');
    expect(panel.getByText('未確認')).toBeDefined();
    expect(panel.queryByText(/vis_secret/)).toBeNull();
    copied.mockRestore();
  });

  test('past work shows date, channel, queue, who and how it ended; choosing one asks for its place in the timeline', async () => {
    const { panel, onShowInteraction } = await openPanel();
    const [newest, oldest] = within(panel.getByRole('region', { name: 'これまでの対応' })).getAllByRole('button');
    expect(newest?.textContent).toContain('返金を手配');
    expect(newest?.textContent).toContain('返品・返金 · 佐藤 健二');
    expect(oldest?.textContent).toContain('対応前に離脱');
    if (newest !== undefined) await userEvent.click(newest);
    expect(onShowInteraction).toHaveBeenCalledWith('int_past1');
  });

  test('a customer of many years shows the newest, and all when asked', async () => {
    const { panel } = await openPanel(40);
    const past = within(panel.getByRole('region', { name: 'これまでの対応' }));
    expect(past.getAllByRole('listitem')).toHaveLength(12);
    await userEvent.click(past.getByRole('button', { name: 'すべて表示（40件）' }));
    await waitFor(() => expect(past.getAllByRole('listitem')).toHaveLength(40));
  });
});
