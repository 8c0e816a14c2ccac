import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { aCannedResponse, aCentre } from '#tests/support/builders';
import { openWorkspace } from '#tests/support/open-workspace.tsx';

const REFUND = aCannedResponse({
  id: 'crs_refund',
  title: { ja: '返金のご案内', en: 'Refund' },
  shortcut: 'hk',
  reading: 'へんきんのごあんない',
  text: { ja: '{{customer.name}} 様\n{{centre.name}}の{{agent.name}}です。', en: 'Dear {{customer.name}},\nthis is {{agent.name}}.' },
});
const ORDER = aCannedResponse({
  id: 'crs_order',
  title: { ja: '注文の確認', en: 'Order' },
  shortcut: null,
  reading: 'ちゅうもんのかくにん',
  text: { ja: '注文{{注文番号}}を{{日時}}にお届けします。' },
});

async function openReply() {
  const opened = await openWorkspace({ locale: 'ja' });
  await opened.happen(() =>
    opened.memory.log(
      { type: 'centre.configured', body: { centre: aCentre() } },
      { type: 'canned_response.configured', body: { cannedResponse: REFUND } },
      { type: 'canned_response.configured', body: { cannedResponse: ORDER } },
      {
        type: 'canned_response.configured',
        body: { cannedResponse: aCannedResponse({ id: 'crs_old', isRetired: true, shortcut: 'old' }) },
      },
    ),
  );
  await opened.user.click(screen.getByRole('button', { name: /山田 花子/ }));
  const reply = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: '返信' });
  await waitFor(() => expect(reply.readOnly).toBe(false));
  return { ...opened, reply, sent: () => opened.memory.submitted.filter(({ type }) => type === 'message.send') };
}

const search = () => screen.findByRole('combobox', { name: '定型文を探す' });

test('; at the beginning of a line opens it, romaji finds it, Enter puts it in filled, and it goes out as it stands', async () => {
  const { user, reply, sent } = await openReply();
  await user.click(reply);
  await user.keyboard(';');
  await user.type(await search(), 'henkin');
  const options = within(screen.getByRole('listbox', { name: '定型文' })).getAllByRole('option');
  expect(options.map(({ textContent }) => textContent)).toEqual(['返金のご案内hk']);
  expect(screen.getByRole('region', { name: '差し込み後の文面' }).textContent).toContain('山田 花子 様\nみどり商店の高橋です。');
  await user.keyboard('{Enter}');
  await waitFor(() => expect(reply.value).toBe('山田 花子 様\nみどり商店の高橋です。'));
  expect(document.activeElement).toBe(reply);
  await user.keyboard('よろしく{Enter}');
  await waitFor(() => expect(sent()).toMatchObject([{ text: '山田 花子 様\nみどり商店の高橋です。よろしく' }]));
});

test('; elsewhere is the sign itself, twice it is too, and Esc leaves everything as it was', async () => {
  const { user, reply } = await openReply();
  await user.type(reply, 'a;b');
  expect(screen.queryByRole('combobox')).toBeNull();
  await user.keyboard('{Shift>}{Enter}{/Shift};');
  await search();
  await user.keyboard(';');
  await waitFor(() => expect(reply.value).toBe('a;b\n;'));
  await user.keyboard('{Control>};{/Control}');
  await user.type(await search(), 'henkin{Escape}');
  await waitFor(() => expect(screen.queryByRole('combobox')).toBeNull());
  expect(reply.value).toBe('a;b\n;');
  await waitFor(() => expect(document.activeElement).toBe(reply));
});

test('an input method keeps its keys, in the field and in the search', async () => {
  const { user, reply } = await openReply();
  await user.click(reply);
  fireEvent.compositionStart(reply);
  fireEvent.keyDown(reply, { key: ';', keyCode: 229, isComposing: true });
  fireEvent.compositionEnd(reply, { data: '；' });
  expect(screen.queryByRole('combobox')).toBeNull();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await user.keyboard(';');
  const field = await search();
  fireEvent.compositionStart(field);
  fireEvent.change(field, { target: { value: 'へんきん' } });
  fireEvent.keyDown(field, { key: 'Enter', keyCode: 229, isComposing: true });
  fireEvent.compositionEnd(field, { data: 'へんきん' });
  expect(screen.getByRole('combobox')).toBe(field);
  expect(reply.value).toBe('');
  await new Promise((resolve) => setTimeout(resolve, 5));
  await user.keyboard('{Enter}');
  await waitFor(() => expect(reply.value).toContain('山田 花子 様'));
});

test('the other language is one key away; what has none of it says so', async () => {
  const { user, reply } = await openReply();
  await user.click(reply);
  await user.keyboard(';');
  await user.type(await search(), 'hk{Control>};{/Control}');
  expect(screen.getByRole('region', { name: '差し込み後の文面' }).textContent).toContain('Dear 山田 花子,');
  await user.clear(await search());
  await user.type(await search(), 'chuumon');
  expect(screen.getByRole('region', { name: '差し込み後の文面' }).textContent).toContain('日本語のみ');
});

test('what is still to be filled in is selected, named, and keeps the reply from going out until it is', async () => {
  const { user, reply, sent } = await openReply();
  await user.click(reply);
  await user.keyboard(';');
  await user.type(await search(), 'chuumon{Enter}');
  await waitFor(() => expect(reply.value).toBe('注文{{注文番号}}を{{日時}}にお届けします。'));
  expect(reply.value.slice(reply.selectionStart, reply.selectionEnd)).toBe('{{注文番号}}');
  expect(screen.getByText('まだ記入していないところがあります：注文番号、日時')).toBeTruthy();
  expect(screen.getByRole('button', { name: '送信' })).toHaveProperty('disabled', true);
  await user.keyboard('A-1{Enter}');
  expect(sent()).toEqual([]);
  // Enter went to what is missing instead.
  expect(reply.value.slice(reply.selectionStart, reply.selectionEnd)).toBe('{{日時}}');
  await user.keyboard('明日{Enter}');
  await waitFor(() => expect(sent()).toMatchObject([{ text: '注文A-1を明日にお届けします。' }]));
});

test('what was used last comes first, and what is retired never', async () => {
  const { user, reply } = await openReply();
  await user.click(reply);
  const titles = async () => {
    await user.keyboard('{Control>};{/Control}');
    await search();
    return screen.getAllByRole('option').map(({ textContent }) => textContent);
  };
  expect(await titles()).toEqual(['注文の確認', '返金のご案内hk']);
  await user.type(await search(), 'hk{Enter}');
  await waitFor(() => expect(reply.value).not.toBe(''));
  expect(await titles()).toEqual(['返金のご案内hk', '注文の確認']);
});

test('braces that are meant as braces go out once that is said of these very words', async () => {
  const { user, reply, sent } = await openReply();
  await user.click(reply);
  await user.paste('{{name}} と書いてください');
  await user.keyboard('{Enter}');
  expect(sent()).toEqual([]);
  await user.click(await screen.findByRole('button', { name: '記号のまま送る' }));
  await user.click(reply);
  await user.keyboard('。');
  // Other words by now: asked again.
  expect(screen.getByRole('button', { name: '記号のまま送る' })).toBeDefined();
  await user.click(screen.getByRole('button', { name: '記号のまま送る' }));
  await user.click(screen.getByRole('button', { name: '送信' }));
  await waitFor(() => expect(sent()).toMatchObject([{ text: '{{name}} と書いてください。' }]));
});
