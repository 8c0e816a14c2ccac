import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { commandPolicy, type CommandType } from '#shared/commands/index';
import { cannotWaitOf } from '#ui/state/cannot-wait';
import { outboxItemOf } from '#ui/state/selectors';
import { openWorkspace } from '#tests/support/open-workspace.tsx';

const OFFLINE = { is: 'offline', lastSyncedAt: '2026-11-20T01:00:00.000Z' } as const;
const NOTE = '返金は明日の予定です';

async function offlineAt(name: RegExp, locale: 'ja' | 'en' = 'en') {
  const opened = await openWorkspace({ locale });
  await opened.user.click(screen.getByRole('button', { name }));
  await opened.happen(() => opened.memory.setConnection(OFFLINE));
  return opened;
}

test('every wish that cannot wait has its sentence, and one that waits has none', () => {
  // The table has every command as its key.
  for (const type of Object.keys(commandPolicy) as CommandType[]) {
    expect([type, cannotWaitOf(type) === null]).toEqual([type, commandPolicy[type].whenOffline === 'queue']);
  }
});

test.each([
  ['en', /Take/, /Work can only be taken while the desk is connected/],
  ['ja', /引き受ける/, /引き受けは接続中にしかできません/],
] as const)('without a line, taking work is refused at once in words (%s)', async (locale, button, words) => {
  const { user, memory, happen } = await openWorkspace({ locale });
  await happen(() => memory.setConnection(OFFLINE));
  const [take] = screen.getAllByRole('button', { name: button });
  if (take === undefined) throw new Error('nothing waits here');
  await user.click(take);
  await screen.findByText(words);
  expect(memory.submitted).toEqual([]);
});

test('the agent’s own state is no wish for later, and that is said', async () => {
  const { user, memory } = await offlineAt(/山田 花子/);
  await user.click(screen.getByRole('button', { name: 'Agent state' }));
  const [break_] = await screen.findAllByRole('menuitemradio', { name: /Break/ });
  if (break_ === undefined) throw new Error('no reason to be away');
  await user.click(break_);
  await screen.findByText(/Your state can only be changed while the desk is connected/);
  expect(memory.submitted.some(({ type }) => type === 'agent.set_intent')).toBe(false);
});

test('work is given back for later, is the agent’s till then, and can be kept after all', async () => {
  const { user, desk, happen } = await offlineAt(/山田 花子/);
  await happen(() => desk.ui.setState({ sheet: 'give_back' }));
  const dialog = await screen.findByRole('dialog', {}, { timeout: 5_000 });
  expect(dialog.textContent).toContain('goes out when the connection is back');
  await user.type(within(dialog).getByRole('textbox'), NOTE);
  await user.click(within(dialog).getByRole('button', { name: 'Give back' }));
  await screen.findByText(/then it goes back to/);
  console.log(
    JSON.stringify([...desk.records.getState().records.note.values()].slice(-1)),
    JSON.stringify(desk.records.getState().outbox).slice(0, 400),
    document.querySelector('[data-copy]') !== null,
  );
  // Its note stands in the timeline as one that waits; the work is the agent’s own.
  const { records, outbox } = desk.records.getState();
  const note = [...records.note.values()].find(({ text }) => text === NOTE);
  expect(note !== undefined && outboxItemOf(outbox, note.id)?.state).toEqual({ is: 'waiting' });
  expect(desk.records.getState().records.interaction.get('int_yamada')?.state).toMatchObject({ is: 'handling', agentId: 'agt_mika' });
  await user.click(screen.getByRole('button', { name: 'Do not' }));
  await waitFor(() => expect(desk.records.getState().outbox).toEqual([]));
  expect([...desk.records.getState().records.note.values()].some(({ text }) => text === NOTE)).toBe(false);
});

test('work is laid aside without a line, says that the hub does not know yet, and is so when the line is back', async () => {
  const { user, memory, desk, happen } = await offlineAt(/山田 花子/);
  await user.keyboard('t');
  await user.click(await screen.findByRole('menuitem', { name: 'For an hour' }));
  await screen.findByText(/Snoozed until/);
  expect(screen.getByText(/Not with the hub yet/)).toBeDefined();
  await happen(() => memory.setConnection({ is: 'connected', lastSyncedAt: OFFLINE.lastSyncedAt }));
  await waitFor(() => expect(desk.records.getState().outbox).toEqual([]));
  expect(screen.getByText(/Snoozed until/)).toBeDefined();
  expect(screen.queryByText(/Not with the hub yet/)).toBeNull();
});
