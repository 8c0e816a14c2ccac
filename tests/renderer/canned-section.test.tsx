import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { aCannedResponse, aCentre } from '#tests/support/builders';
import { openWorkspace } from '#tests/support/open-workspace.tsx';

const SLOW = { timeout: 10_000 };

async function openSection() {
  const opened = await openWorkspace({ as: 'ryo', locale: 'ja' });
  await opened.happen(() =>
    opened.memory.log(
      { type: 'centre.configured', body: { centre: aCentre() } },
      { type: 'canned_response.configured', body: { cannedResponse: aCannedResponse() } },
    ),
  );
  await opened.happen(() => opened.desk.ui.setState({ place: 'admin', adminSection: 'canned' }));
  await screen.findByRole('button', { name: '新しい定型文' }, SLOW);
  const put = (name: string, value: string) => fireEvent.change(screen.getByLabelText(name), { target: { value } });
  const saved = () => opened.memory.submitted.flatMap((body) => (body.type === 'canned_response.configure' ? [body.cannedResponse] : []));
  return { ...opened, put, saved };
}

test('a lead writes one, sees what customers of every kind would read, and saves it', async () => {
  const { user, put, saved } = await openSection();
  // Nothing else of the set-up is a lead's to change.
  expect(within(screen.getByRole('navigation', { name: '管理' })).getAllByRole('button')).toHaveLength(1);
  await user.click(screen.getByRole('button', { name: '新しい定型文' }));
  const form = within(await screen.findByRole('form', { name: '新しい定型文' }, SLOW));
  fireEvent.change(form.getByLabelText('日本語'), { target: { value: 'お礼' } });
  put('ショートカット', 'orei');
  put('本文（日本語）', '{{customer.name}}様、{{品名}}をありがとうございます。');
  const preview = () => form.getByRole('region', { name: '差し込み後の文面' }).textContent;
  expect(preview()).toBe('山田 花子様、品名をありがとうございます。');
  expect(form.getByText('使う人が記入する空欄：品名')).toBeTruthy();
  await user.click(form.getByRole('button', { name: /見本のお客様/ }));
  await user.click(await screen.findByRole('option', { name: '氏名がわからない' }));
  expect(preview()).toBe('お客様、品名をありがとうございます。');
  await user.click(form.getByRole('button', { name: /見本のお客様/ }));
  await user.click(await screen.findByRole('option', { name: /「様」/ }));
  expect(preview()).toBe('山田様、品名をありがとうございます。');
  await user.click(form.getByRole('button', { name: '保存する' }));
  await waitFor(() =>
    expect(saved()).toMatchObject([
      {
        title: { ja: 'お礼', en: 'お礼' },
        shortcut: 'orei',
        reading: null,
        text: { ja: '{{customer.name}}様、{{品名}}をありがとうございます。' },
      },
    ]),
  );
  expect(saved()[0]?.text).not.toHaveProperty('en');
});

test('a shortcut that another has is said beside its field, and nothing entered is lost', async () => {
  const { user, memory, put } = await openSection();
  await user.click(screen.getByRole('button', { name: /配送のご案内/ }));
  await screen.findByRole('form', { name: '定型文の編集' }, SLOW);
  put('ショートカット', 'taken');
  memory.refuseNext({ code: 'conflict', message: 'another canned response has this shortcut', retryable: false, field: 'shortcut' });
  await user.click(screen.getByRole('button', { name: '保存する' }));
  expect((await screen.findAllByText(/ほかの定型文で使われています/)).length).toBeGreaterThan(0);
  expect(screen.getByLabelText('ショートカット')).toHaveProperty('value', 'taken');
});

test('one is retired and used again', async () => {
  const { user, saved } = await openSection();
  await user.click(screen.getByRole('button', { name: /配送のご案内/ }));
  await user.click(await screen.findByRole('button', { name: '使用を終了する' }, SLOW));
  await user.click(await screen.findByRole('button', { name: '使用を再開する' }));
  await waitFor(() => expect(saved().map(({ isRetired }) => isRetired)).toEqual([true, false]));
});
