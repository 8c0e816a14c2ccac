import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { InteractionId, QueueId, SegmentId } from '#shared/domain/ids';
import { waitingIn } from '#ui/state/selectors';
import { openWorkspace } from '#tests/support/open-workspace.tsx';

const inbox = () => screen.getByRole('list', { name: 'Inbox' });
const rows = () => within(inbox()).getAllByRole('listitem');
const row = (name: RegExp) => within(inbox()).getByRole('button', { name });

test('a row says channel, customer, last line, wait against target and that it is unread', async () => {
  await openWorkspace();
  const { name } = { name: row(/鈴木 一郎/).textContent };
  expect(name).toContain('SMS');
  expect(name).toContain('いつまで待てばいいんですか');
  expect(name).toContain('over the target of 2:00');
  expect(name).toContain('unread');
});

test('in wrap-up nobody waits any more, even where the customer had the last word', async () => {
  const { memory, happen } = await openWorkspace();
  const at = '2026-11-20T01:00:01.000Z';
  const over = {
    interactionId: InteractionId.parse('int_suzuki'),
    segmentId: SegmentId.parse('seg_suzuki'),
    endedBy: 'customer' as const,
    at,
  };
  await happen(() => memory.log({ type: 'wrap_up.started', body: over }));
  await waitFor(() => expect(row(/鈴木 一郎/).textContent).toContain('wrap-up'));
  expect(row(/鈴木 一郎/).textContent).not.toContain('over the target');
});

test('the filters show own work, the queues and all, each with its number', async () => {
  const { user } = await openWorkspace();
  expect(rows()).toHaveLength(8);
  await user.click(screen.getByRole('radio', { name: 'Mine 3' }));
  expect(rows()).toHaveLength(3);
  await user.click(screen.getByRole('radio', { name: 'All 10' }));
  expect(within(inbox()).getByText('Kenji Sato')).toBeDefined();
});

test('of 400 waiting customers only those in sight are drawn', async () => {
  await openWorkspace({ extraInteractions: 400 });
  expect(screen.getByRole('radio', { name: 'My queues 408' })).toBeDefined();
  expect(rows().length).toBeLessThan(60);
});

test('what waits beyond the list is counted in the filters and in its heading, and asked for', async () => {
  const { memory, happen, desk } = await openWorkspace();
  const queueId = QueueId.parse(String(desk.records.getState().records.interaction.get('int_suzuki')?.queueId));
  const asked = vi.spyOn(desk.desk, 'call');
  const listed = waitingIn(desk.records.getState().records, queueId).length;
  await happen(() => memory.emitDesk('inbox.backlog', [{ queueId, count: listed + 99_992, since: '2026-11-20T00:00:00.000Z' }]));
  expect(screen.getByRole('radio', { name: 'My queues 100000' })).toBeDefined();
  expect(screen.getByRole('radio', { name: 'Mine 3' })).toBeDefined();
  expect(asked.mock.calls.filter(([name]) => name === 'inbox.more').length).toBeGreaterThan(0);
});

test('the arrows and J and K move through the rows, Enter opens', async () => {
  const { user, desk } = await openWorkspace();
  await user.keyboard('j');
  expect(document.activeElement?.textContent).toContain('田中 美咲');
  await user.keyboard('j');
  expect(document.activeElement?.textContent).toContain('鈴木 一郎');
  await user.keyboard('{ArrowDown}');
  expect(document.activeElement?.textContent).toContain('山田 花子');
  await user.keyboard('k{Enter}');
  expect(desk.ui.getState().interactionId).toBe('int_suzuki');
  await screen.findByRole('log', { name: 'Timeline' });
});

test('waiting work is taken by hand and is the agent’s own from then on', async () => {
  const { user, memory } = await openWorkspace();
  await user.click(within(inbox()).getByRole('button', { name: 'Take Jonathan Smith' }));
  await waitFor(() => expect(memory.submitted).toContainEqual({ type: 'interaction.take', interactionId: 'int_smith' }));
  await screen.findByRole('radio', { name: 'Mine 4' });
});

test('while the pointer moves over the list no row moves under it', async () => {
  const { memory, happen, pass } = await openWorkspace();
  const order = () => rows().map((item) => item.textContent?.match(/[^\s\d]+ ?[^\s\d]+/)?.[0]);
  const before = order();
  fireEvent.pointerMove(inbox());
  const at = '2026-11-20T01:00:01.000Z';
  await happen(() => memory.log({ type: 'interaction.abandoned', body: { interactionId: InteractionId.parse('int_smith'), at } }));
  expect(order()).toEqual(before);
  expect(row(/Jonathan Smith/)).toHaveProperty('disabled', true);
  await pass(2_000);
  expect(within(inbox()).queryByText('Jonathan Smith')).toBeNull();
});

test('an empty inbox says so', async () => {
  const { user, memory, happen } = await openWorkspace();
  await user.click(screen.getByRole('radio', { name: 'Mine 3' }));
  await happen(() =>
    memory.emitDesk('records.changed', {
      changes: ['yamada', 'suzuki', 'tanaka'].map((key) => ({ kind: 'interaction' as const, id: `int_${key}`, body: null })),
    }),
  );
  expect(screen.getByText(/You have no open work/)).toBeDefined();
});
