import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CustomerId } from '#shared/domain/ids';
import type { Change } from '#shared/records/records';
import { CustomerPanel } from '#ui/features/customer/customer-panel.tsx';
import { aChannelAccount, aCustomer } from '#tests/support/builders';
import { createFixtures } from '#tests/support/desk-fixtures';
import { createFakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';
import { createMemoryDesk } from '#tests/support/memory-desk';
import { renderDesk } from '#tests/support/render-desk.tsx';

afterEach(cleanup);

const VISITOR = CustomerId.parse('cus_visitor');
const OTHER = CustomerId.parse('cus_other');

async function openPanel(accounts: readonly ReturnType<typeof aChannelAccount>[] = []) {
  const clock = createFakeClock();
  const ids = createFakeIds(3);
  const { people, records } = createFixtures({ now: clock.now() });
  const typed = { kind: 'email' as const, value: 'hana@b.example', isVerified: false };
  const phone = { kind: 'phone' as const, value: '+819011112222', isVerified: true };
  const visitor = aCustomer({
    id: VISITOR,
    name: { given: 'hana', isUnverified: true },
    locale: null,
    contactPoints: [typed, phone],
    createdAt: '2026-11-20T00:00:00.000Z',
  });
  const other = aCustomer({ id: OTHER, name: { family: '佐々木', given: '花' }, createdAt: '2020-01-01T00:00:00.000Z' });
  const own: Change[] = [visitor, other].map((body): Change => ({ kind: 'customer', id: body.id, body }));
  const memory = createMemoryDesk({
    clock,
    ids,
    people,
    records: [...records, ...own, ...accounts.map((body): Change => ({ kind: 'channel_account', id: body.id, body }))],
    loginName: 'mika',
    settings: { locale: 'ja' },
  });
  const [onOpenWork, onOpenCustomer] = [vi.fn<(id: string) => void>(), vi.fn<(id: string) => void>()];
  await renderDesk(
    <CustomerPanel customerId={VISITOR} onShowInteraction={() => {}} onOpenWork={onOpenWork} onOpenCustomer={onOpenCustomer} />,
    {
      memory,
      clock,
      ids,
      locale: 'ja',
    },
  );
  const panel = await screen.findByRole('region', { name: 'お客様' });
  await within(panel).findByRole('heading', { level: 2 });
  return { panel: within(panel), memory, onOpenWork, onOpenCustomer };
}

describe('what is known of a customer', () => {
  test('is named in place: Enter of an input method belongs to it, the next one saves, and hiragana becomes katakana', async () => {
    const { panel, memory } = await openPanel();
    await userEvent.click(panel.getByRole('button', { name: 'お名前を編集' }));
    const family = panel.getByRole('textbox', { name: '姓' });
    expect(document.activeElement).toBe(family);
    await userEvent.type(family, '山﨑');
    await userEvent.type(panel.getByRole('textbox', { name: 'セイ' }), 'やまざき');
    fireEvent.keyDown(family, { key: 'Enter', isComposing: true });
    expect(memory.submitted).toEqual([]);
    await userEvent.type(family, '{Enter}');
    expect(memory.submitted).toEqual([
      { type: 'customer.name', customerId: VISITOR, name: { family: '山﨑', given: 'hana', familyReading: 'ヤマザキ' } },
    ]);
    expect((await panel.findByRole('heading', { level: 2 })).textContent).toContain('山﨑');
  });

  test('is left as it was by Esc', async () => {
    const { panel, memory } = await openPanel();
    await userEvent.click(panel.getByRole('button', { name: 'お名前を編集' }));
    await userEvent.type(panel.getByRole('textbox', { name: '姓' }), '山{Escape}');
    expect(memory.submitted).toEqual([]);
    expect(panel.getByRole('heading', { level: 2 }).textContent).toBe('hana 様');
  });

  test('offline is kept and shown at once', async () => {
    const { panel, memory } = await openPanel();
    await act(async () => memory.setConnection({ is: 'offline', lastSyncedAt: null }));
    await userEvent.click(panel.getByRole('button', { name: 'お名前を編集' }));
    await userEvent.type(panel.getByRole('textbox', { name: '姓' }), '山本{Enter}');
    await waitFor(() => expect(panel.getByRole('heading', { level: 2 }).textContent).toContain('山本'));
  });

  test('that a visitor typed is marked, and confirmed with one press', async () => {
    const { panel, memory } = await openPanel();
    expect(panel.getByText('未確認')).toBeDefined();
    await userEvent.click(panel.getByRole('button', { name: 'hana@b.exampleを確認済みにする' }));
    await waitFor(() => expect(panel.queryByText('未確認')).toBeNull());
    expect(memory.submitted).toMatchObject([{ type: 'customer.correct_contact_point', to: 'hana@b.example' }]);
  });

  test('whose number another customer has offers to compare the two, and joins them under the name that is chosen', async () => {
    const { panel, memory } = await openPanel();
    memory.refuseNext({ code: 'conflict', message: 'x', retryable: false, field: 'value', about: OTHER });
    await userEvent.click(panel.getByRole('button', { name: '連絡先を追加' }));
    await userEvent.type(panel.getByRole('textbox', { name: '番号またはアドレス' }), '09012345678{Enter}');
    expect(await panel.findByText(/別のお客様「佐々木 花」の連絡先です/)).toBeDefined();
    await userEvent.click(panel.getByRole('button', { name: '同じ方なら統合…' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText('+81 90-1234-5678')).toBeDefined();
    await userEvent.click(dialog.getByRole('radio', { name: /佐々木/ }));
    await userEvent.click(dialog.getByRole('button', { name: '統合する' }));
    // The earlier record stays; all of the later one is moved.
    expect(memory.submitted.at(-1)).toEqual({ type: 'customer.join', intoId: OTHER, fromId: VISITOR, keepsName: 'into' });
  });

  test('whose number is of somebody this agent may not see says only that', async () => {
    const { panel, memory } = await openPanel();
    memory.refuseNext({ code: 'conflict', message: 'x', retryable: false, field: 'value' });
    await userEvent.click(panel.getByRole('button', { name: '連絡先を追加' }));
    await userEvent.type(panel.getByRole('textbox', { name: '番号またはアドレス' }), '09012345678{Enter}');
    expect(await panel.findByText(/別のお客様の連絡先です。リーダーにご相談ください/)).toBeDefined();
    expect(panel.queryByRole('button', { name: '同じ方なら統合…' })).toBeNull();
  });
});

describe('writing first', () => {
  test('is offered by the accounts that the agent serves and that reach the person', async () => {
    const accounts = [
      aChannelAccount({ id: 'sms', queueId: 'que_orders' }),
      aChannelAccount({ id: 'sms-off', queueId: 'que_orders', isActive: false }),
      aChannelAccount({ id: 'line', queueId: 'que_orders', channel: 'line', details: { is: 'line' } }),
    ];
    const { panel, memory } = await openPanel(accounts);
    const ways = within(await panel.findByRole('region', { name: 'こちらから連絡' }));
    expect(ways.getAllByRole('button').map(({ textContent }) => textContent)).toEqual(['SMSを送る']);
    await userEvent.click(ways.getByRole('button', { name: 'SMSを送る' }));
    expect(memory.submitted).toMatchObject([
      { type: 'interaction.start', customerId: VISITOR, accountId: 'sms', to: { kind: 'phone', value: '+819011112222' } },
    ]);
  });

  test('into a talk that goes on already opens that talk', async () => {
    const { panel, memory, onOpenWork } = await openPanel([aChannelAccount({ id: 'sms', queueId: 'que_orders' })]);
    memory.refuseNext({ code: 'conflict', message: 'x', retryable: false, about: 'int_theirs' });
    await userEvent.click(await panel.findByRole('button', { name: 'SMSを送る' }));
    await userEvent.click(await panel.findByRole('button', { name: 'その対応を開く' }));
    expect(onOpenWork).toHaveBeenCalledWith('int_theirs');
  });
});
