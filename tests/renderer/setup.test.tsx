import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { MEMORY_TEMPORARY } from '#tests/support/memory-desk';
import { openWorkspace } from '#tests/support/open-workspace.tsx';

const OPEN = { isSetUp: false, needsCode: false };
const PASSWORD = 'a long enough password';

async function openSetup(needsCode = false) {
  const workspace = await openWorkspace({ as: null, setupState: { ...OPEN, needsCode } });
  const form = await screen.findByRole('form', { name: 'Set up your centre' });
  const field = (name: string) => within(form).getByLabelText(new RegExp(`^${name}`));
  const submit = () => workspace.user.click(within(form).getByRole('button', { name: 'Set up and begin' }));
  const fill = async () => {
    const names = within(form).getAllByLabelText('日本語');
    await workspace.user.type(names[0] as HTMLElement, 'さくら文具');
    await workspace.user.type(names[1] as HTMLElement, 'お問い合わせ');
    await workspace.user.type(field('Family name'), '青木');
    await workspace.user.type(field('Name in Latin letters'), 'Naoko Aoki');
    await workspace.user.type(field('Sign-in name'), 'aoki');
    await workspace.user.type(field('New password$'), PASSWORD);
    await workspace.user.type(field('New password, once more'), PASSWORD);
  };
  return { ...workspace, form, field, submit, fill };
}

test('a hub that nobody administers opens with its set-up, and its administrator lands in the admin place', async () => {
  const { fill, submit, memory, desk } = await openSetup();
  await fill();
  await submit();
  await waitFor(() => expect(memory.setupsRun).toHaveLength(1));
  expect(memory.setupsRun[0]).toMatchObject({
    centre: { name: { ja: 'さくら文具', en: 'さくら文具' }, timeZone: 'Asia/Tokyo', locales: ['en', 'ja'] },
    queue: { name: { ja: 'お問い合わせ', en: 'お問い合わせ' } },
    admin: { loginName: 'aoki', name: { family: '青木' }, publicName: { ja: '青木', en: 'Naoko Aoki' }, password: PASSWORD },
  });
  await waitFor(() => expect(desk.ui.getState()).toMatchObject({ place: 'admin', adminSection: 'people' }));
});

test('what is wrong is said at every field at once, and nothing is sent', async () => {
  const { submit, form, memory, user, field } = await openSetup(true);
  await user.type(field('Sign-in name'), 'with space');
  await user.type(field('New password$'), 'short');
  await submit();
  for (const words of [
    'Enter a name.',
    'Enter the family name.',
    /without spaces\.$/,
    'Use at least 12 characters.',
    /not the set-up code/,
  ]) {
    expect(within(form).getByText(words)).toBeDefined();
  }
  expect(within(form).getByRole('alert').textContent).toContain('Nothing was set up yet');
  expect(memory.setupsRun).toEqual([]);
});

test('what the hub refuses stands at its field, and what was typed stays', async () => {
  const { fill, submit, memory, field, user, form } = await openSetup(true);
  await fill();
  await user.type(screen.getByRole('textbox', { name: 'Set-up code' }), 'AAAA-AAAA-AAAA');
  memory.refuseSetup({ code: 'denied', message: 'code', retryable: false, field: 'code' });
  await submit();
  expect(await within(form).findByText(/not the set-up code/)).toBeDefined();
  expect(field('Sign-in name')).toHaveProperty('value', 'aoki');
});

test('a time zone is found by a part of its name', async () => {
  const { fill, submit, memory, user, form } = await openSetup();
  await fill();
  const zone = within(form).getByRole('combobox', { name: 'Time zone' });
  await user.clear(zone);
  await user.type(zone, 'new_yo');
  await user.click(await screen.findByRole('option', { name: 'America/New_York' }));
  await submit();
  await waitFor(() => expect(memory.setupsRun[0]).toMatchObject({ centre: { timeZone: 'America/New_York' } }));
});

test('who meant another hub gets to the sign-in page', async () => {
  const { user } = await openSetup();
  await user.click(screen.getByRole('button', { name: 'Sign in to another hub' }));
  expect(await screen.findByRole('textbox', { name: 'Hub address' })).toBeDefined();
});

test('a temporary password leads to choosing one’s own, and not past it', async () => {
  const { user, desk } = await openWorkspace({ as: null });
  await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'mika');
  await user.type(screen.getByLabelText('Password'), `${MEMORY_TEMPORARY}{Enter}`);
  await screen.findByRole('heading', { name: 'Choose your own password' });
  expect(desk.session.getState().session).toMatchObject({ is: 'signed_out' });

  await user.type(screen.getByLabelText(/^New password$/), 'too short');
  await user.click(screen.getByRole('button', { name: 'Save and sign in' }));
  expect(screen.getByText('Use at least 12 characters.')).toBeDefined();
  await user.clear(screen.getByLabelText(/^New password$/));
  await user.type(screen.getByLabelText(/^New password$/), MEMORY_TEMPORARY);
  await user.type(screen.getByLabelText(/once more/), MEMORY_TEMPORARY);
  await user.click(screen.getByRole('button', { name: 'Save and sign in' }));
  expect(await screen.findByText(/differs from the current password/)).toBeDefined();
  await user.type(screen.getByLabelText(/^New password$/), '!');
  await user.type(screen.getByLabelText(/once more/), '!');
  await user.click(screen.getByRole('button', { name: 'Save and sign in' }));
  await screen.findByRole('list', { name: 'Inbox' });
});
