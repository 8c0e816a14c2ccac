import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AdminPage } from '#ui/app/admin-page.tsx';
import { draftOf, originFaults, originsOf, settingsOf, shownOf } from '#ui/features/widget-settings/widget-draft';
import { shrinkLogo } from '#ui/features/widget-settings/shrink-logo';
import { AccountId } from '#shared/domain/ids';
import type { WidgetSettings } from '#shared/domain/widget-settings';
import { aChannelAccount, anAgent, aQueue } from '#tests/support/builders';
import { createFakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';
import { giveLayout } from '#tests/support/layout';
import { createMemoryDesk } from '#tests/support/memory-desk';
import { renderDesk } from '#tests/support/render-desk.tsx';

const WIDGET: WidgetSettings = {
  shopName: { ja: 'みどり商店', en: 'Midori Shop' },
  colour: '#0b6e4f',
  side: 'right',
  language: 'page',
  preChat: [{ field: 'name', isRequired: true }],
  allowedOrigins: ['https://shop.example'],
  hasSignedIdentity: false,
};
const CHAT = aChannelAccount({
  id: 'chat',
  channel: 'chat',
  name: { ja: 'チャット', en: 'Chat' },
  details: { is: 'web_chat', widget: WIDGET },
});

async function openEditor(locale: 'ja' | 'en' = 'en') {
  giveLayout({ width: 1440 });
  const clock = createFakeClock();
  const ids = createFakeIds();
  const admin = anAgent({ id: 'agt_admin', loginName: 'admin', role: 'admin' });
  const memory = createMemoryDesk({
    clock,
    ids,
    people: [admin],
    loginName: 'admin',
    records: [
      { kind: 'agent', id: admin.id, body: admin },
      { kind: 'queue', id: 'que_1', body: aQueue() },
      { kind: 'channel_account', id: CHAT.id, body: CHAT },
    ],
    settings: { locale },
    accountStates: [
      {
        accountId: AccountId.parse('chat'),
        channel: 'chat',
        queueId: CHAT.queueId,
        source: 'centre',
        isRunning: true,
        secretsMissing: [],
        webhookUrl: 'https://hub.example/channels/chat/webhook',
        heardAt: null,
        trouble: null,
      },
    ],
  });
  const drawn = await renderDesk(<AdminPage />, { memory, clock, ids, locale });
  onTestFinished(() => {
    cleanup();
    drawn.stop();
  });
  drawn.desk.ui.setState({ adminSection: 'widget' });
  await screen.findByRole('form');
  return { ...drawn, memory, user: userEvent.setup() };
}

/** The preview's own tree: what a customer would see. */
function preview(): ShadowRoot {
  const root = [...screen.getByTestId('widget-preview').children].map(({ shadowRoot }) => shadowRoot).find((found) => found !== null);
  if (root === null || root === undefined) throw new Error('there is no preview');
  return root;
}

test('what is edited is drawn at once by the widget’s own code, before anything is saved', async () => {
  const { user, desk } = await openEditor();
  await waitFor(() => expect(preview().querySelector('h2')?.textContent).toBe('Midori Shop'));
  const evil = '<img src=x onerror=alert(1)>';
  fireEvent.change(within(screen.getByRole('group', { name: 'Shop name' })).getByLabelText('English'), { target: { value: evil } });
  await waitFor(() => expect(preview().querySelector('h2')?.textContent).toBe(evil));
  expect(preview().querySelectorAll('img')).toHaveLength(0);
  await user.click(screen.getByRole('button', { name: '日本語' }));
  await waitFor(() => expect(preview().querySelector('h2')?.textContent).toBe('みどり商店'));
  await user.click(screen.getByRole('button', { name: 'Nobody there' }));
  await waitFor(() => expect(preview().querySelector('.opening-head')?.textContent).toContain('担当者がいません'));
  await user.click(screen.getByRole('button', { name: 'Closed' }));
  await waitFor(() => expect(preview().querySelector('dialog')?.hasAttribute('open')).toBe(false));
  expect(desk.records.getState().outbox).toEqual([]);
});

test('by keyboard alone: questions are added, ordered, required and dropped, and saved as they stand', async () => {
  const { user, desk } = await openEditor();
  const press = async (name: string): Promise<void> => {
    screen.getByRole('button', { name }).focus();
    await user.keyboard('{Enter}');
  };
  await press('+ Email');
  await press('Move Email up');
  screen.getByRole('checkbox', { name: 'Require Email' }).focus();
  await user.keyboard(' ');
  await press('Save');
  await waitFor(() => {
    const details = desk.records.getState().records.channel_account.get('chat')?.details;
    expect(details?.is === 'web_chat' ? details.widget.preChat : null).toEqual([
      { field: 'email', isRequired: true },
      { field: 'name', isRequired: true },
    ]);
  });
});

test('what cannot be is said beside its field, and nothing is saved', async () => {
  const { user, desk } = await openEditor();
  fireEvent.change(screen.getByRole('textbox', { name: 'Colour' }), { target: { value: 'green' } });
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText('Write it like #0b6e4f.');
  fireEvent.change(screen.getByRole('textbox', { name: 'Colour' }), { target: { value: '#FFFFCC' } });
  expect(screen.getByText(/A light colour/)).toBeDefined();
  fireEvent.change(screen.getByLabelText('Sites that may carry the chat'), { target: { value: 'shop.example' } });
  expect(screen.getByText('shop.example: begin with https://.')).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText('Write each like https://shop.example, at most 50.');
  expect(desk.records.getState().records.channel_account.get('chat')?.details).toEqual(CHAT.details);
});

test('the snippet names the hub as the world reaches it', async () => {
  await openEditor('ja');
  const snippet = '<script src="https://hub.example/widget.js" data-account="chat" async></script>';
  expect(await screen.findByText(snippet)).toBeDefined();
});

describe('sites', () => {
  test.for([
    ['https://shop.example/cart?x=1', ['https://shop.example'], []],
    ['HTTPS://Shop.Example:443/', ['https://shop.example'], []],
    ['https://店.example', ['https://xn--hxt.example'], []],
    ['ｈｔｔｐｓ：／／shop.example、https://www.shop.example', ['https://shop.example', 'https://www.shop.example'], []],
    ['http://shop.example', ['http://shop.example'], ['http']],
    ['http://localhost:*', ['http://localhost:*'], []],
    ['www.shop.example', ['www.shop.example'], ['no_scheme']],
    ['https://*.example', ['https://*.example'], ['not_origin']],
  ] as const)('%s', ([written, origins, faults]) => {
    expect(originsOf(written)).toEqual(origins);
    expect(originFaults(written).map(({ fault }) => fault)).toEqual(faults);
  });
});

test('settings come out of the form as they went in; what is half done is drawn as it was', () => {
  const full: WidgetSettings = { ...WIDGET, greeting: { ja: 'やあ', en: 'Hi' }, consent: { ja: '同意', en: 'Agree' } };
  expect(settingsOf(draftOf(full))).toEqual(full);
  expect(settingsOf({ ...draftOf(WIDGET), greeting: { ja: 'やあ', en: ' ' } }).greeting).toEqual({ ja: 'やあ', en: 'やあ' });
  expect(shownOf({ ...draftOf(full), colour: '#12' }, WIDGET).colour).toBe(WIDGET.colour);
  expect(() => settingsOf({ ...draftOf(WIDGET), colour: '#12' })).toThrow(/colour/);
});

test.for([
  ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'type'],
  ['text/html', '<b>', 'type'],
  ['', 'x', 'type'],
] as const)('a logo of type %s is refused before it is read', async ([type, content, fault]) => {
  expect(await shrinkLogo(new Blob([content], { type }))).toEqual({ fault });
});
