import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openWorkspace } from '#tests/support/open-workspace.tsx';

async function openPeople() {
  const workspace = await openWorkspace({ as: 'admin' });
  await workspace.happen(() => workspace.desk.ui.setState({ place: 'admin', adminSection: 'people' }));
  const list = await screen.findByRole('list', { name: 'People' }, { timeout: 10_000 });
  const search = screen.getByRole('searchbox', { name: /./ });
  const open = async (name: string) => {
    await workspace.user.click(within(list).getByRole('button', { name: new RegExp(name) }));
    return screen.findByRole('form', { name: new RegExp(name) });
  };
  return { ...workspace, list, search, open };
}

test('people are found by name and sign-in name as one types, whatever the width', async () => {
  const { list, search, user } = await openPeople();
  for (const words of ['takahashi', 'ＭＩＫＡ', 'mika taka']) {
    await user.clear(search);
    await user.type(search, words);
    expect([
      words,
      within(list)
        .getAllByRole('button')
        .map((row) => row.textContent?.includes('Mika Takahashi')),
    ]).toEqual([words, [true]]);
  }
});

test('somebody new is added whole, and the temporary password is shown once', async () => {
  const { user, memory } = await openPeople();
  await user.click(screen.getByRole('button', { name: 'Add a person' }));
  const form = await screen.findByRole('form', { name: 'New person' });
  await user.click(within(form).getByRole('button', { name: /Save/ }));
  expect(await within(form).findByText('Enter the family name.')).toBeDefined();
  await user.type(within(form).getByLabelText('Family name'), '伊藤');
  await user.type(within(form).getByLabelText(/Latin/), 'Aoi Ito');
  await user.type(within(form).getByLabelText('Sign-in name'), 'i to');
  await user.click(within(form).getByRole('button', { name: /Save/ }));
  expect(await within(form).findByText('Enter a sign-in name without spaces.')).toBeDefined();
  await user.clear(within(form).getByLabelText('Sign-in name'));
  await user.type(within(form).getByLabelText('Sign-in name'), 'ito');
  await user.click(within(form).getByRole('radio', { name: /^Lead/ }));
  await user.click(within(form).getByRole('button', { name: /Save/ }));

  const dialog = await screen.findByRole('dialog', { name: 'Aoi Ito was added' });
  expect(within(dialog).getByText('temp-word-number-0')).toBeDefined();
  expect(memory.submitted.at(-1)).toMatchObject({
    type: 'agent.configure',
    agent: { loginName: 'ito', role: 'lead', publicName: { ja: '伊藤', en: 'Aoi Ito' }, capacity: { chat: 3, sms: 5, line: 5 } },
  });
  await user.click(within(dialog).getAllByRole('button', { name: 'Close' })[0] as HTMLElement);
  await waitFor(() => expect(screen.queryByText('temp-word-number-0')).toBeNull());
  expect(JSON.stringify(memory.submitted)).not.toContain('temp-word');
});

test('a refusal stands beside its field', async () => {
  const { user, memory, open } = await openPeople();
  const form = await open('Kenji Sato');
  memory.refuseNext({ code: 'conflict', message: 'taken', retryable: false, field: 'loginName' });
  await user.type(within(form).getByLabelText('Sign-in name'), '2');
  await user.click(within(form).getByRole('button', { name: /Save/ }));
  expect(await within(form).findByText('Somebody else signs in with this name.')).toBeDefined();
});

test('who leaves with work in hand is asked where it goes', async () => {
  const { user, memory, open } = await openPeople();
  const form = await open('Mika Takahashi');
  await user.click(within(form).getByRole('button', { name: 'Deactivate' }));
  const dialog = await screen.findByRole('dialog', { name: 'Deactivate Mika Takahashi?' });
  await within(dialog).findByText(/in hand\. Where/);
  await user.click(within(dialog).getByRole('button', { name: 'Deactivate' }));
  await waitFor(() =>
    expect(memory.submitted.at(-1)).toMatchObject({ type: 'agent.configure', agent: { isActive: false }, openWork: { to: 'queues' } }),
  );
});

test('the last administrator is told why she stays', async () => {
  const { user, memory, open, desk } = await openPeople();
  const me = desk.session.getState().session;
  const name = me?.is === 'signed_in' ? me.agent.latinName : '';
  const form = await open(name);
  expect(within(form).getByText('You change your own password in Settings.')).toBeDefined();
  memory.refuseNext({ code: 'conflict', message: 'last', retryable: false, field: 'role' });
  await user.click(within(form).getByRole('radio', { name: /^Agent/ }));
  await user.click(within(form).getByRole('button', { name: /Save/ }));
  expect(await within(form).findByText(/last administrator/)).toBeDefined();
});

test('a list is looked at before anything happens; wrong rows stay out, the rest is done with passwords to hand out', async () => {
  const { user, memory } = await openPeople();
  await user.click(screen.getByRole('button', { name: 'Import CSV' }));
  const dialog = await screen.findByRole('dialog', { name: 'Import people from CSV' });
  await user.click(within(dialog).getByRole('textbox', { name: /paste/ }));
  await user.paste('ログイン名,姓,役割\nito,伊藤,担当者\nono,小野,店長\nmika,高橋,');
  await user.click(within(dialog).getByRole('button', { name: 'Check it' }));
  expect(await within(dialog).findByText('1 new · 0 changed · 1 unchanged · 1 wrong')).toBeDefined();
  expect(within(dialog).getByText('role: there is no role “店長”')).toBeDefined();
  expect(memory.submitted).toEqual([]);
  await user.click(within(dialog).getByRole('button', { name: 'Import 1 row' }));
  expect(await within(dialog).findByText('Done: 1 person added or updated.')).toBeDefined();
  expect(memory.submitted).toMatchObject([{ type: 'agent.configure', agent: { loginName: 'ito', role: 'agent' } }]);
  expect(within(dialog).getByRole('button', { name: 'Save the temporary passwords' })).toBeDefined();
});
