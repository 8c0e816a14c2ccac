import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, onTestFinished, test } from 'vitest';
import { accountOf, draftOf, freeAccountId } from '#ui/features/accounts/account-draft';
import { AdminPage } from '#ui/app/admin-page.tsx';
import type { AccountCheck, AccountState } from '#shared/domain/account-check';
import { AccountId } from '#shared/domain/ids';
import { aChannelAccount, anAgent, aQueue } from '#tests/support/builders';
import { createFakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';
import { giveLayout } from '#tests/support/layout';
import { createMemoryDesk } from '#tests/support/memory-desk';
import { renderDesk } from '#tests/support/render-desk.tsx';

const SMS = aChannelAccount({
  id: 'sms',
  name: { ja: '店の番号', en: 'Shop number' },
  secretsSetAt: { auth_token: '2026-11-20T00:59:00.000Z' },
});
const STATE: AccountState = {
  accountId: SMS.id,
  channel: 'sms',
  queueId: SMS.queueId,
  source: 'centre',
  isRunning: true,
  secretsMissing: [],
  webhookUrl: 'https://hub.example/channels/sms/webhook',
  heardAt: null,
  trouble: null,
};
const FIXED: AccountState = { ...STATE, accountId: AccountId.parse('line'), channel: 'line', source: 'environment' };

async function openAccounts(
  locale: 'ja' | 'en',
  { checks = [], states = [STATE, FIXED] }: { checks?: AccountCheck[]; states?: AccountState[] } = {},
) {
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
      { kind: 'channel_account', id: SMS.id, body: SMS },
    ],
    settings: { locale },
    accountStates: states,
    accountChecks: checks,
  });
  const drawn = await renderDesk(<AdminPage />, { memory, clock, ids, locale });
  onTestFinished(() => {
    cleanup();
    drawn.stop();
  });
  drawn.desk.ui.setState({ adminSection: 'accounts' });
  return { ...drawn, memory, user: userEvent.setup() };
}

const row = (name: RegExp) => screen.findByRole('button', { name });

test('an account that is tested says of each finding what is wrong and what to do, in either language', async () => {
  const checks: AccountCheck[] = [
    { is: 'ok', name: 'credentials' },
    { is: 'failed', name: 'webhook_address', reason: 'webhook_elsewhere', found: 'https://old.example/' },
    { is: 'skipped', name: 'webhook_call' },
  ];
  const { user, unmount } = await openAccounts('en', { checks });
  await user.click(await row(/Shop number/));
  await user.click(screen.getByRole('button', { name: 'Test' }));
  const part = screen.getByRole('region', { name: 'Test the connection' });
  await within(part).findByText('1 thing is wrong.');
  expect(within(part).getByText(/goes elsewhere/)).toBeDefined();
  expect(within(part).getByText('https://old.example/')).toBeDefined();
  expect(screen.getByText('https://hub.example/channels/sms/webhook')).toBeDefined();
  unmount();

  const again = await openAccounts('ja', { checks });
  await again.user.click(await row(/店の番号/));
  await again.user.click(screen.getByRole('button', { name: '確かめる' }));
  await screen.findByText('1件の問題があります。上から順に直してください。');
  expect(screen.getByText(/別の場所に向いています/)).toBeDefined();
});

test('a secret that is set is shown nowhere; replacing it sends it once, to the hub alone', async () => {
  const { user, memory, desk } = await openAccounts('en');
  await user.click(await row(/Shop number/));
  const secrets = screen.getByRole('region', { name: 'Secrets' });
  expect(within(secrets).queryByRole('textbox')).toBeNull();
  await user.click(within(secrets).getByRole('button', { name: 'Replace Auth Token' }));
  const field = within(secrets).getByLabelText('Auth Token');
  expect(field.getAttribute('type')).toBe('password');
  await user.type(field, 'the-new-token{Enter}');
  await waitFor(() => expect(memory.secretsGiven).toEqual([{ accountId: 'sms', name: 'auth_token', value: 'the-new-token' }]));
  await waitFor(() => expect(within(secrets).queryByLabelText('Auth Token')).toBeNull());
  expect(JSON.stringify(desk.ui.getState())).not.toContain('the-new-token');
  expect(memory.submitted).toEqual([]);
});

test('a number is set up by keyboard, as people type numbers; what is wrong stands beside its field', async () => {
  const { user, memory } = await openAccounts('ja');
  await user.click(await screen.findByRole('button', { name: 'チャネルを追加' }));
  await user.click(await screen.findByRole('menuitem', { name: /SMS/ }));
  await user.type(screen.getByLabelText('Account SID'), `AC${'1'.repeat(32)}`);
  await user.type(screen.getByLabelText('電話番号'), '090{Enter}');
  await screen.findByText(/国番号から入力してください/);
  expect(memory.submitted).toEqual([]);
  await user.clear(screen.getByLabelText('電話番号'));
  await user.type(screen.getByLabelText('電話番号'), '＋１ 500-555-0007{Enter}');
  await waitFor(() => expect(memory.submitted).toHaveLength(1));
  expect(memory.submitted[0]).toMatchObject({
    type: 'channel_account.configure',
    account: { id: 'sms-2', channel: 'sms', queueId: 'que_1', isActive: true, details: { is: 'twilio_sms', number: '+15005550007' } },
  });
  // It stands in the list and asks for its secret.
  await screen.findByRole('region', { name: '秘密の値' });
});

test('what the environment sets is tested here and changed there', async () => {
  const { user } = await openAccounts('en');
  await user.click(await row(/LINE/));
  expect(screen.getByText(/set by the environment in which the hub is started/)).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Test' })).toBeDefined();
});

test('the address of a page is taken as people copy it, and a change of the form leaves the rest of a widget alone', () => {
  const draft = {
    ...draftOf('web_chat', undefined, aQueue().id),
    shopName: { ja: 'みどり', en: '' },
    origins: 'https://shop.example/cart?x=1\nhttps://shop.example',
  };
  const made = accountOf(AccountId.parse('chat'), 'web_chat', draft, undefined);
  expect(made.details).toMatchObject({ widget: { shopName: { ja: 'みどり', en: 'みどり' }, allowedOrigins: ['https://shop.example'] } });
  const coloured =
    made.details.is === 'web_chat'
      ? { ...made, details: { ...made.details, widget: { ...made.details.widget, colour: '#123456' } } }
      : made;
  expect(accountOf(made.id, 'web_chat', draft, coloured).details).toEqual(coloured.details);
  expect(freeAccountId('line', new Set(['line', 'line-2']))).toBe('line-3');
});

test('of a time in which no hub was there it says from when to when, and what became of the words, for each vendor', async () => {
  const gap = { from: '2026-11-20T00:12:00.000Z', until: '2026-11-20T00:40:00.000Z', found: 0 };
  const states: AccountState[] = [
    { ...STATE, gaps: [{ ...gap, state: 'fetched', found: 3 }] },
    { ...FIXED, gaps: [{ ...gap, state: 'untold' }] },
  ];
  const { user, unmount } = await openAccounts('en', { states });
  await user.click(await row(/Shop number/));
  const part = await screen.findByRole('region', { name: 'When this hub was away' });
  expect(part.textContent).toMatch(/Between .*\d+:12 and \d+:40, no hub could be told anything/);
  expect(part.textContent).toContain('3 messages had been missed and are here now');
  unmount();

  const again = await openAccounts('ja', { states });
  await again.user.click(await row(/LINE/));
  await screen.findByText(/オフの間に書かれたものは/);
});
