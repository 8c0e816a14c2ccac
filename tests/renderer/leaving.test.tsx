import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { leaveUnsent } from '#tests/support/unsent-work';
import { openWorkspace } from '#tests/support/open-workspace.tsx';
import { toInstant } from '#shared/domain/clock';
import { DeskId } from '#shared/domain/ids';
import { anAgent } from '#tests/support/builders';

type Workspace = Awaited<ReturnType<typeof openWorkspace>>;

async function askToLeave({ happen, desk, user }: Workspace): Promise<HTMLElement> {
  await happen(() => desk.ui.setState({ place: 'settings' }));
  await user.click(await screen.findByRole('button', { name: 'Sign out' }, { timeout: 10_000 }));
  return screen.findByRole('dialog', { name: 'Not everything has been sent' }, { timeout: 10_000 });
}

test('leaving with unsent work lists it and asks, from the keyboard; what is kept is not lost', async () => {
  const workspace = await openWorkspace({ as: 'mika' });
  const { user, memory, desk, happen } = workspace;
  await happen(() => leaveUnsent(memory, 3, Date.parse('2026-11-20T01:00:00.000Z')));
  const dialog = await askToLeave(workspace);
  const count = memory.unsentCounts();
  const lines = within(await within(dialog).findByRole('list', { name: 'Not sent yet' })).getAllByRole('listitem');
  expect(lines).toHaveLength(count.waiting + count.held + count.refused);
  expect(dialog.textContent).toContain('held, yours to decide');

  // Escape stays; discarding asks once more, and can be thought better of.
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const again = await askToLeave(workspace);
  await user.click(within(again).getByRole('button', { name: 'Discard it…' }));
  expect((await within(again).findByRole('alert')).textContent).toContain('deleted for good');
  await user.click(within(again).getByRole('button', { name: 'Cancel' }));
  expect(memory.signOutsSaid).toEqual([]);

  // Waiting is a banner that can be taken back.
  await user.click(within(again).getByRole('button', { name: 'Wait until it is sent' }));
  await user.click(await screen.findByRole('button', { name: 'Stay signed in' }));
  await waitFor(() => expect(screen.queryByText('You are signed out as soon as everything has been sent.')).toBeNull());

  const last = await askToLeave(workspace);
  within(last).getByRole('button', { name: 'Keep it encrypted here' }).focus();
  await user.keyboard('{Enter}');
  await screen.findByRole('button', { name: 'Sign in' });
  expect(memory.signOutsSaid).toEqual(['keep']);
  // The next person finds nothing of the last one: no record, no view, no setting.
  expect(desk.records.getState().records.customer.size).toBe(0);
  expect(desk.ui.getState()).toMatchObject({ customerId: null, interactionId: null, halfDone: {}, sheet: null });
});

test('a locked desk shows no customer, says how many tries are left, and opens by the password', async () => {
  const { user, memory, desk, happen } = await openWorkspace({ as: 'mika' });
  await screen.findByRole('list', { name: 'Inbox' });
  const agent = anAgent({ id: 'agt_mika', loginName: 'mika' });
  const locked = { is: 'locked' as const, hubUrl: 'http://127.0.0.1:7310', agent, isKeyFile: false, left: 9, retryAt: null };
  await happen(() => memory.setSession(locked));
  await screen.findByRole('heading', { name: 'Enter your password to go on' });
  expect(screen.queryByRole('list', { name: 'Inbox' })).toBeNull();
  expect(desk.records.getState().records.customer.size).toBe(0);
  await user.type(screen.getByLabelText('Password'), 'a guess{Enter}');
  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('8 tries are left'));
  await user.type(screen.getByLabelText('Password'), 'madoguchi-demo{Enter}');
  await screen.findByRole('list', { name: 'Inbox' });
});

test('a wiped desk says so in one sentence beside its sign-in', async () => {
  const { memory, happen } = await openWorkspace({ as: null });
  await happen(() => memory.setSession({ is: 'signed_out', hubUrl: 'http://127.0.0.1:7310', isKeyFile: false, isWiped: true }));
  expect(await screen.findByText('By order of a lead, what was on this computer has been deleted.')).toBeDefined();
});

test('a lead wipes a lost computer after one question, sees that it is not done yet, and takes the order back', async () => {
  const desks = [
    { agentId: 'agt_mika' as never, deskId: DeskId.parse('dsk_01k9lost'), lastSeenAt: toInstant(0), lastSyncedAt: null, lastPurge: null },
  ];
  const { user, memory, happen, desk } = await openWorkspace({ as: 'ryo', desks });
  await happen(() => desk.ui.setState({ place: 'team' }));
  await user.click(await screen.findByRole('button', { name: 'Computers of Mika Takahashi' }, { timeout: 10_000 }));
  await user.click(await screen.findByRole('button', { name: 'Wipe computer K9LOST' }, { timeout: 10_000 }));
  const question = await screen.findByRole('dialog', { name: 'Wipe this computer of Mika Takahashi?' });
  expect(memory.wipes.size).toBe(0);
  await user.click(within(question).getByRole('button', { name: 'Wipe' }));
  expect(await screen.findByText('Not done yet: the computer has not been in contact since.')).toBeDefined();
  await user.click(await screen.findByRole('button', { name: 'Take the order back' }));
  await screen.findByRole('button', { name: 'Wipe computer K9LOST' });
  expect(memory.wipes.size).toBe(0);
});
