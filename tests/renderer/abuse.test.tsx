import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { AgentId, InteractionId } from '#shared/domain/ids';
import type { DomainEvent } from '#shared/events/index';
import { openWorkspace } from '#tests/support/open-workspace.tsx';

const AT = '2026-11-20T01:00:00.000Z';
const flagged: DomainEvent = {
  type: 'abuse.flagged',
  body: { interactionId: InteractionId.parse('int_yamada'), byId: AgentId.parse('agt_mika'), evidence: [], at: AT },
};

async function openYamada(options: Parameters<typeof openWorkspace>[0] = {}) {
  const opened = await openWorkspace(options);
  await opened.user.click(screen.getByRole('button', { name: /山田 花子/ }));
  await screen.findByText(/返金はいつになりますか/);
  return opened;
}

test('one key says it, in the middle of writing too; the warning is put where the agent writes, and a slip is taken back', async () => {
  const { user, memory } = await openYamada();
  const composer = await screen.findByRole('textbox', { name: /Reply/ });
  await user.click(composer);
  await user.keyboard('{F8}');
  const line = await screen.findByRole('group', { name: 'Report of abuse' });
  expect(memory.submitted).toContainEqual(expect.objectContaining({ type: 'abuse.flag', interactionId: 'int_yamada' }));
  await user.click(screen.getByRole('button', { name: 'Insert the warning' }));
  await waitFor(() => expect((composer as HTMLTextAreaElement).value).toContain('暴言や威圧的なご発言はお控え'));
  expect(memory.submitted.some(({ type }) => type === 'message.send')).toBe(false);
  await user.click(within(line).getByRole('button', { name: 'Withdraw the report' }));
  await waitFor(() => expect(screen.queryByRole('group', { name: 'Report of abuse' })).toBeNull());
});

test('the agent steps out and takes a break in one press', async () => {
  const { user, memory } = await openYamada();
  await user.keyboard('{F8}');
  await user.click(await screen.findByRole('button', { name: 'Step out and take a break' }));
  await waitFor(() => expect(memory.submitted.slice(-2).map(({ type }) => type)).toEqual(['abuse.step_out', 'agent.set_intent']));
});

test('a lead is told wherever the lead looks, sees it in the list of work, and says that it was seen', async () => {
  const { user, memory, desk, happen } = await openWorkspace({ as: 'ryo' });
  await happen(() => desk.ui.setState({ place: 'team' }));
  await screen.findByRole('grid', { name: 'Work' });
  await happen(() => memory.log(flagged));
  expect(await screen.findByText(/Abuse reported.*Mika Takahashi.*山田 花子/)).toBeDefined();
  expect(within(screen.getByRole('grid', { name: 'Work' })).getByText('Abuse')).toBeDefined();
  const found = desk.records.getState().records.interaction.get('int_yamada');
  if (found === undefined) throw new Error('the work is not there');
  await happen(() => desk.ui.setState({ place: 'inbox', customerId: found.customerId, interactionId: found.id }));
  await user.click(await screen.findByRole('button', { name: 'I have seen it' }));
  await waitFor(() => expect(memory.submitted).toContainEqual(expect.objectContaining({ type: 'abuse.acknowledge' })));
});

test('spam is closed and its sender blocked with a reason; that is said above the composer', async () => {
  const { user, memory, desk, happen } = await openYamada();
  await happen(() => desk.ui.setState({ sheet: 'spam' }));
  const dialog = await screen.findByRole('dialog');
  await user.click(within(dialog).getByRole('button', { name: /Messages from now on/ }));
  await user.click(await screen.findByRole('option', { name: 'Block: spam' }));
  await user.type(within(dialog).getByRole('textbox', { name: 'Why' }), '広告');
  await user.click(within(dialog).getByRole('button', { name: 'Close and block' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const [block, close] = memory.submitted.slice(-2);
  expect(block).toMatchObject({ type: 'customer.block', reason: 'spam', note: '広告' });
  expect(close).toMatchObject({ type: 'interaction.close_as_spam', fromId: 'agt_mika' });
  expect(await screen.findByText(/^Blocked by Mika Takahashi/)).toBeDefined();
});
