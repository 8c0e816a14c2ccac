import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openWorkspace } from '#tests/support/open-workspace.tsx';

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
const status = () => screen.getByRole('status', { name: 'Connection' });

/** A page that is not in the first JavaScript has to come first. */
const SLOW = { timeout: 5_000 };

test('the agent sets ready and not ready with a reason, and sees for how long', async () => {
  const { user, memory, pass } = await openWorkspace({ as: 'ryo' });
  const button = screen.getByRole('button', { name: 'Agent state' });
  expect(button.textContent).toContain('Meeting');
  expect(button.textContent).toContain('7:00');
  await user.click(button);
  await user.click(await screen.findByRole('menuitemradio', { name: 'Ready' }));
  await waitFor(() => expect(memory.submitted).toEqual([{ type: 'agent.set_intent', intent: { is: 'ready' } }]));
  await waitFor(() => expect(button.textContent).toContain('Ready'));
  await pass(3_000);
  expect(button.textContent).toContain('0:03');
});

test('the connection is said honestly: connected, catching up, offline as of when, signed out elsewhere', async () => {
  const { user, memory, happen, desk } = await openWorkspace({ isDemo: true });
  const lastSyncedAt = '2026-11-20T01:41:07.000Z';
  const seen = () => screen.getByRole('button', { name: /What works and what does not/ });
  await happen(() => memory.setConnection({ is: 'connected', lastSyncedAt }));
  expect(status().textContent).toBe('Connected');
  expect(seen().textContent).toMatch(/^ConnectedLast synced \d+:41:07$/);
  await happen(() => memory.setConnection({ is: 'catching_up', lastSyncedAt, eventsLeft: 87_700, eventsDone: 12_300 }));
  expect(status().textContent).toBe('Catching up');
  expect(seen().textContent).toMatch(/^Catching up 12,300 of 100,000Last synced \d+:41:07$/);
  await happen(() => memory.setConnection({ is: 'offline', lastSyncedAt }));
  expect(status().textContent).toBe('Offline');
  expect(seen().textContent).toMatch(/^OfflineLast synced \d+:41:07$/);
  expect(document.title).toBe('Offline (3) Madoguchi');
  expect(screen.getByText(/Replies and notes are kept and sent once the connection is back/)).toBeDefined();
  // By one key: what works, what does not, and the way to try at once.
  await user.keyboard('l');
  const panel = await screen.findByRole('dialog', { name: 'Connection' });
  expect(within(panel).getByText(/Replies, notes and files: they are kept/)).toBeDefined();
  expect(within(panel).getByText(/Accepting offers/)).toBeDefined();
  expect(within(panel).queryByText(/practice/)).toBeNull();
  await user.keyboard('{Enter}{Escape}');
  expect(memory.tries).toEqual(['agent']);
  await happen(() => memory.setConnection({ is: 'offline', lastSyncedAt, reason: 'portal' }));
  expect(screen.getByText(/may want a sign-in page/)).toBeDefined();
  await happen(() => memory.setConnection({ is: 'signed_out_elsewhere', lastSyncedAt: null }));
  fireEvent.click(screen.getByRole('button', { name: 'Sign in again' }));
  await screen.findByRole('button', { name: 'Sign in' });
  expect(screen.getByText(/You signed in on another desk, or your session was ended/)).toBeDefined();
  expect(desk.records.getState().records.customer.size).toBe(0);
});

test('in a demo, and nowhere else, an outage is practised, and it is said that it is practice', async () => {
  const { user, memory, happen } = await openWorkspace({ locale: 'ja' });
  await user.keyboard('l');
  await screen.findByRole('dialog', { name: '接続状態' });
  expect(screen.queryByRole('button', { name: '回線を切る（練習）' })).toBeNull();
  await user.keyboard('{Escape}');
  await happen(() => memory.setConnection({ is: 'connected', lastSyncedAt: '2026-11-20T01:41:07.000Z', isDemo: true }));
  await user.keyboard('l');
  await user.click(await screen.findByRole('button', { name: '回線を切る（練習）' }));
  await screen.findByText(/練習中：このデスクの回線を切っています/);
  await user.keyboard('{Escape}');
  await user.click(screen.getAllByRole('button', { name: '練習を終えて、つなぐ' })[0] ?? document.body);
  await waitFor(() => expect(screen.queryByText(/練習中/)).toBeNull());
});

test('a desk or a hub that is too old for the other says so, and what to do', async () => {
  const { memory, happen } = await openWorkspace();
  await happen(() => memory.setConnection({ is: 'offline', lastSyncedAt: null, reason: 'desk_too_old' }));
  expect(status().textContent).toContain('Desk needs an update');
  expect(screen.getByText(/install the newest version/)).toBeDefined();
  await happen(() => memory.setConnection({ is: 'offline', lastSyncedAt: null, reason: 'hub_too_old' }));
  expect(screen.getByText(/ask your administrator to update the hub/)).toBeDefined();
});

test('unsent work that could not be read is named with its place, until the agent has read it', async () => {
  const { user, memory, happen } = await openWorkspace();
  const file = '/home/mika/窓口/durable.db.damaged-1';
  await happen(() => memory.setAside(file));
  expect(screen.getByText(/could not be read/).textContent).toContain(file);
  await user.click(screen.getByRole('button', { name: 'Close' }));
  expect(screen.queryByText(/could not be read/)).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Settings' }));
  await screen.findByText('File that could not be read');
  expect(screen.getByText(/was not deleted but moved/).textContent).toContain(file);
});

test('when the core is started again the page goes on where it was, with what happened meanwhile', async () => {
  const { user, memory, happen } = await openWorkspace();
  await user.click(screen.getByRole('button', { name: /山田 花子/ }));
  await screen.findByText(/返金はいつになりますか/);
  await happen(() => memory.closePort());
  expect(status().textContent).toBe('Desk is restarting…');
  memory.log({
    type: 'interaction.abandoned',
    body: { interactionId: memory.openInteractions().at(-1)?.id ?? ('' as never), at: '2026-11-20T01:00:00.000Z' },
  });
  await happen(() => memory.openPort());
  await waitFor(() => expect(status().textContent).toBe('Connected'));
  expect(screen.getByText(/返金はいつになりますか/)).toBeDefined();
  await screen.findByRole('radio', { name: 'My queues 7' });
});

test('a core that does not come back asks for the agent', async () => {
  const { memory, happen, pass } = await openWorkspace();
  await happen(() => memory.closePort());
  expect(screen.getByText(/The desk is restarting/)).toBeDefined();
  await pass(10_000);
  expect(screen.getByText(/Please open the desk again/)).toBeDefined();
});

test('refused words are written anew: back in the composer, and never mixed with what stands there unless the agent says so', async () => {
  const { user, memory, desk } = await openWorkspace();
  await user.click(screen.getByRole('button', { name: /山田 花子/ }));
  let reply = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Reply' });
  await waitFor(() => expect(reply.readOnly).toBe(false));
  const refuse = async (words: string): Promise<void> => {
    memory.refuseNext({ code: 'invalid', message: 'no', retryable: false });
    await user.type(reply, `${words}{Enter}`);
    await screen.findByRole('button', { name: '1 unsent' });
    expect(reply.value).toBe('');
  };
  const edit = async (): Promise<void> => {
    await user.click(screen.getByRole('button', { name: '1 unsent' }));
    await user.click(await screen.findByRole('button', { name: /^Edit/ }, SLOW));
    reply = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Reply' });
    await waitFor(() => expect(reply.readOnly).toBe(false));
  };
  await refuse('one');
  await edit();
  await waitFor(() => expect(reply.value).toBe('one'));
  await waitFor(() => expect(desk.records.getState().outbox).toEqual([]));
  await user.clear(reply);
  await refuse('two');
  await user.type(reply, 'three');
  await edit();
  await user.click(await screen.findByRole('button', { name: 'Cancel' }));
  expect([reply.value, desk.records.getState().outbox.length]).toEqual(['three', 1]);
  await edit();
  await user.click(await screen.findByRole('button', { name: 'Add below it' }));
  await waitFor(() => expect(reply.value).toBe('three\ntwo'));
  await waitFor(() => expect(desk.records.getState().outbox).toEqual([]));
});

test('the palette finds commands and messages, and Enter of the input method chooses nothing', async () => {
  const { user, desk, pass } = await openWorkspace();
  await user.keyboard('{Control>}k{/Control}');
  const field = await screen.findByRole('searchbox');
  await user.type(field, '返金');
  await pass(200);
  await within(await screen.findByRole('menu')).findByText(/まだ口座に入っていない/);
  fireEvent.keyDown(field, { key: 'Enter', keyCode: 229, isComposing: true });
  expect(screen.queryByRole('searchbox')).not.toBeNull();
  await user.click(within(screen.getByRole('menu')).getByText(/まだ口座に入っていない/));
  await waitFor(() => expect(desk.ui.getState()).toMatchObject({ customerId: 'cus_yamada', sheet: null }));
});

test('the language is switched live, and nothing of the desk stays behind in the other', async () => {
  const { user, desk, container } = await openWorkspace({ as: 'kenji', locale: 'ja' });
  await user.click(screen.getByRole('button', { name: '設定' }));
  await user.click(await screen.findByRole('button', { name: /言語/ }));
  await user.click(await screen.findByRole('option', { name: 'English' }));
  await screen.findByRole('heading', { name: 'Settings' });
  const words = [...container.querySelectorAll('main, nav, header')]
    .map((part) => part.textContent)
    .join(' ')
    .replaceAll('日本語', '')
    .replaceAll('窓', '');
  expect(words).not.toMatch(JAPANESE);
  expect(desk.session.getState().settings.locale).toBe('en');
});

test('a lead gives a colleague queues and takes them away; an agent sees no team', async () => {
  const { user, memory } = await openWorkspace({ as: 'ryo' });
  await user.click(screen.getByRole('button', { name: 'Team' }));
  await user.click(await screen.findByRole('button', { name: 'Change queues of Kenji Sato' }));
  await user.click(await screen.findByRole('checkbox', { name: 'English' }));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  const queueIds = ['que_orders', 'que_returns'];
  await waitFor(() => expect(memory.submitted).toContainEqual({ type: 'agent.set_queues', agentId: 'agt_kenji', queueIds }));
});

test('an agent has no way to the team', async () => {
  await openWorkspace();
  expect(screen.queryByRole('button', { name: 'Team' })).toBeNull();
});

test('the next person at a desk begins with nothing of the last one on the screen', async () => {
  const { user, desk } = await openWorkspace();
  await user.click(screen.getByRole('button', { name: /山田 花子/ }));
  await user.click(screen.getByRole('button', { name: 'Settings' }));
  await user.click(await screen.findByRole('button', { name: 'Sign out' }));
  await user.click(await screen.findByRole('button', { name: /Kenji Sato/ }));
  await screen.findByRole('list', { name: 'Inbox' });
  expect(desk.ui.getState()).toMatchObject({ place: 'inbox', customerId: null, interactionId: null });
  expect(screen.queryByRole('log', { name: 'Timeline' })).toBeNull();
});

test('? shows the map of keys, Escape closes it', async () => {
  const { user } = await openWorkspace();
  await user.keyboard('?');
  await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('below 1200 the customer is a sheet, below 800 there is one column', async () => {
  const medium = await openWorkspace({ width: 1024 });
  await medium.user.click(screen.getByRole('button', { name: /山田 花子/ }));
  expect(screen.queryByRole('region', { name: 'Customer' })).toBeNull();
  await medium.user.click(screen.getByRole('button', { name: 'Show or hide the customer panel' }));
  await screen.findByRole('region', { name: 'Customer' });
});

test('in one column the timeline takes the place of the inbox, and back brings it back', async () => {
  const { user } = await openWorkspace({ width: 700 });
  await user.click(screen.getByRole('button', { name: /山田 花子/ }));
  expect(screen.queryByRole('list', { name: 'Inbox' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Back' }));
  await screen.findByRole('list', { name: 'Inbox' });
});

test('whose work is no conversation begins where the centre is set up', async () => {
  const { desk } = await openWorkspace({ as: 'ryo' });
  expect(desk.ui.getState().place).toBe('inbox');
  const admin = await openWorkspace({ as: 'admin' });
  expect(admin.desk.ui.getState().place).toBe('admin');
});
