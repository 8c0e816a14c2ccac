import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { aCentre } from '#tests/support/builders';
import { openWorkspace } from '#tests/support/open-workspace.tsx';

async function openDialog() {
  const opened = await openWorkspace({ locale: 'ja' });
  await opened.happen(() => opened.memory.log({ type: 'centre.configured', body: { centre: aCentre({ timeZone: 'Asia/Tokyo' }) } }));
  await opened.user.click(screen.getByRole('button', { name: /山田 花子/ }));
  await screen.findByText(/返金はいつになりますか/);
  await opened.user.keyboard('t');
  await opened.user.click(await screen.findByRole('menuitem', { name: '日時を選ぶ…' }));
  const dialog = within(await screen.findByRole('dialog', { name: '山田 花子 様の対応を後にする' }, { timeout: 10_000 }));
  const put = (label: string, value: string) => fireEvent.change(dialog.getByLabelText(label), { target: { value } });
  const snoozes = () => opened.memory.submitted.filter(({ type }) => type === 'interaction.snooze');
  return { ...opened, dialog, put, snoozes };
}

test('work is laid aside until any day and time, by the centre’s clock', async () => {
  const { user, dialog, put, snoozes } = await openDialog();
  put('日付', '2099-11-24');
  put('時刻', '15:30');
  await user.click(dialog.getByRole('button', { name: '後にする' }));
  await waitFor(() => expect(snoozes()).toMatchObject([{ interactionId: 'int_yamada', until: '2099-11-24T06:30:00.000Z' }]));
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('a time that is past is refused in words, and no time is none', async () => {
  const { dialog, put, snoozes } = await openDialog();
  put('日付', '2020-01-01');
  expect(dialog.getByText('過ぎた時刻です。これからの日時を選んでください。')).toBeTruthy();
  expect(dialog.getByRole('button', { name: '後にする' })).toHaveProperty('disabled', true);
  put('日付', '');
  expect(dialog.getByRole('button', { name: '後にする' })).toHaveProperty('disabled', true);
  expect(snoozes()).toEqual([]);
});
