import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openWorkspace } from '#tests/support/open-workspace.tsx';

test('one press signs in as a person of the demo centre', async () => {
  const { user, desk } = await openWorkspace({ as: null });
  await user.click(await screen.findByRole('button', { name: /Mika Takahashi/ }));
  await screen.findByRole('list', { name: 'Inbox' });
  expect(desk.session.getState().session).toMatchObject({ is: 'signed_in', agent: { loginName: 'mika' } });
});

test('where there is no demo centre there are no demo people', async () => {
  await openWorkspace({ as: null, isDemo: false });
  await screen.findByRole('textbox', { name: 'Hub address' });
  expect(screen.queryByText('Mika Takahashi')).toBeNull();
});

test('a wrong password says so and keeps what was typed', async () => {
  const { user } = await openWorkspace({ as: null });
  await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'mika');
  await user.type(screen.getByLabelText('Password'), 'wrong');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  await waitFor(() => expect(screen.getByRole('alert').textContent).toBe('The name or the password is not right.'));
  expect(screen.getByRole('textbox', { name: 'Name' })).toHaveProperty('value', 'mika');
});

test('a hub that cannot be reached is said to be so', async () => {
  const { user, memory, happen } = await openWorkspace({ as: null });
  await happen(() => memory.setConnection({ is: 'offline', lastSyncedAt: null }));
  await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'mika');
  await user.type(screen.getByLabelText('Password'), 'madoguchi-demo{Enter}');
  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('cannot be reached'));
});

test('the language is chosen before anybody has signed in', async () => {
  const { user } = await openWorkspace({ as: null, locale: 'ja' });
  await user.click(await screen.findByRole('button', { name: /言語/ }));
  await user.click(await screen.findByRole('option', { name: 'English' }));
  expect(await screen.findByRole('button', { name: 'Sign in' })).toBeDefined();
});
