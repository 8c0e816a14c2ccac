import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { AgentId, ConversationId, DispositionId, InteractionId, QueueId } from '#shared/domain/ids';
import { planOf, wayBack, wishFor } from '#ui/features/team/direct-plan';
import { workOf } from '#ui/features/team/work-of';
import { createRecordsStore } from '#ui/state/records-store';
import { anAgent, anInteraction, aQueue } from '#tests/support/builders';
import { openWorkspace } from '#tests/support/open-workspace.tsx';

const handling = { is: 'handling', agentId: 'agt_mika', segmentId: 'seg_1', since: '2026-11-20T01:00:00.000Z' } as const;
const kenji = AgentId.parse('agt_kenji');
const [one, two] = [QueueId.parse('que_1'), QueueId.parse('que_2')];

function records() {
  const store = createRecordsStore();
  store.applyChanges([
    { kind: 'agent', id: kenji, body: anAgent({ id: kenji, loginName: 'kenji', queueIds: [one] }) },
    { kind: 'queue', id: one, body: aQueue({ id: one }) },
  ]);
  return store.getState().records;
}

test('what would happen is known before: who has it already, does not serve the queue or is in wrap-up is left out', () => {
  const work = [
    anInteraction({ id: 'int_1' }),
    anInteraction({ id: 'int_2', queueId: 'que_2' }),
    anInteraction({ id: 'int_3', state: { ...handling, agentId: 'agt_kenji' } }),
    anInteraction({ id: 'int_4', state: { ...handling, is: 'wrap_up', endedBy: 'agent' } }),
  ];
  const left = (direction: Parameters<typeof planOf>[0]) => planOf(direction, work, records()).map(({ leftOut }) => leftOut);
  expect(left({ is: 'assign', agentId: kenji })).toEqual([null, 'not_serving', 'has_it', 'wrap_up']);
  expect(left({ is: 'move', queueId: two })).toEqual([null, 'there', null, 'wrap_up']);
  expect(left({ is: 'close', dispositionId: DispositionId.parse('dsp_done') })).toEqual([null, null, null, null]);
  expect(left({ is: 'reopen' })).toEqual(['open', 'open', 'open', 'open']);
});

test('the wish names whom the lead saw, and the way back leads to how it was', () => {
  const inHand = anInteraction({ id: 'int_1', state: handling });
  const of = { interactionId: InteractionId.parse('int_1'), conversationId: ConversationId.parse('cnv_1') };
  expect(wishFor({ is: 'assign', agentId: kenji }, inHand)).toEqual({
    type: 'interaction.assign',
    ...of,
    fromId: 'agt_mika',
    agentId: kenji,
  });
  expect(wayBack({ is: 'assign', agentId: kenji }, inHand)).toEqual([
    { type: 'interaction.assign', ...of, fromId: kenji, agentId: 'agt_mika' },
  ]);
  expect(wayBack({ is: 'assign', agentId: kenji }, anInteraction())).toEqual([
    { type: 'interaction.move', ...of, fromId: kenji, queueId: one },
  ]);
  expect(wayBack({ is: 'move', queueId: two }, inHand)).toEqual([
    { type: 'interaction.move', ...of, fromId: null, queueId: one },
    { type: 'interaction.assign', ...of, fromId: null, agentId: 'agt_mika' },
  ]);
  expect(wayBack({ is: 'close', dispositionId: DispositionId.parse('dsp_done') }, anInteraction())).toEqual([
    { type: 'interaction.reopen', ...of },
  ]);
});

test('who waits longest for a word of ours comes first, and work of other queues is not there', () => {
  const store = createRecordsStore();
  const at = (minute: number): string => `2026-11-20T01:0${minute}:00.000Z`;
  const bodies = [
    anInteraction({ id: 'int_1', waitingSince: null, arrivedAt: at(0) }),
    anInteraction({ id: 'int_2', waitingSince: at(5), arrivedAt: at(1) }),
    anInteraction({ id: 'int_3', waitingSince: at(3), arrivedAt: at(2) }),
    anInteraction({ id: 'int_4', queueId: 'que_2', waitingSince: at(1) }),
  ];
  store.applyChanges(bodies.map((body) => ({ kind: 'interaction', id: body.id, body })));
  expect(workOf(store.getState().records, [one], 'open').map(({ id }) => id)).toEqual(['int_3', 'int_2', 'int_1']);
});

test('a lead chooses work by key, sees what will happen, does it to all of it, and takes it back', async () => {
  const { user, memory, desk, happen } = await openWorkspace({ as: 'ryo' });
  await happen(() => desk.ui.setState({ place: 'team' }));
  const table = await screen.findByRole('grid', { name: 'Work' });
  const rows = within(table).getAllByRole('row').slice(1);
  expect(rows.length).toBeGreaterThan(1);
  await user.click(within(table).getByRole('checkbox', { name: 'Choose all' }));
  expect(screen.getByText(`${rows.length} chosen`)).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'Close…' }));
  const dialog = await screen.findByRole('dialog');
  const confirm = within(dialog).getByRole('button', { name: /^Close \d/ });
  expect(confirm).toHaveProperty('disabled', true);
  const [first] = within(dialog).getAllByRole('option');
  if (first === undefined) throw new Error('there is nothing to choose');
  await user.click(first);
  expect(within(dialog).getByText(`${rows.length} will be closed. You can open them again.`)).toBeDefined();
  await user.click(confirm);
  await within(dialog).findByText(`${rows.length} closed.`);
  expect(memory.submitted.filter(({ type }) => type === 'interaction.close')).toHaveLength(rows.length);
  await user.click(within(dialog).getByRole('button', { name: /^Put \d+ back$/ }));
  await waitFor(() => expect(within(dialog).getByText(/put back\.$/)).toBeDefined());
  expect(memory.submitted.some(({ type }) => type === 'interaction.reopen')).toBe(true);
});
