import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { AgentId } from '#shared/domain/ids';
import { createRecordsStore } from '#ui/state/records-store';
import { describeItem } from '#ui/features/timeline/describe-item';
import { snoozeUntil } from '#ui/features/handover/snooze-options';
import { itemsOf } from '#ui/features/timeline/timeline-items';
import { createFormat } from '#ui/i18n/format';
import { createI18n } from '#ui/i18n/i18n';
import { anAgent, anInteraction, aQueue, aSegment } from '#tests/support/builders';
import { openWorkspace } from '#tests/support/open-workspace.tsx';

const AT = '2026-11-20T01:00:00.000Z';
const NOTE = '返金は明日の予定です';

async function openYamada(options: Parameters<typeof openWorkspace>[0] = {}) {
  const opened = await openWorkspace(options);
  await opened.user.click(screen.getByRole('button', { name: /山田 花子/ }));
  await screen.findByText(/返金はいつになりますか/);
  return opened;
}

test('T opens what can be done with the work; it goes back to another queue with a note, and not without', async () => {
  const { user, memory } = await openYamada();
  await user.keyboard('t');
  await user.click(await screen.findByRole('menuitem', { name: 'Give back to a queue…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Give back 山田 花子' });
  const confirm = within(dialog).getByRole('button', { name: 'Give back' });
  expect(confirm).toHaveProperty('disabled', true);
  await user.click(within(dialog).getByRole('button', { name: /Queue/ }));
  await user.click(await screen.findByRole('option', { name: 'English' }));
  await user.type(within(dialog).getByRole('textbox'), '   ');
  expect(confirm).toHaveProperty('disabled', true);
  await user.type(within(dialog).getByRole('textbox'), NOTE);
  await user.click(confirm);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(memory.submitted).toContainEqual(
    expect.objectContaining({ type: 'interaction.give_back', interactionId: 'int_yamada', queueId: 'que_english', note: NOTE }),
  );
});

test('the keys that end a composition hand nothing over; Ctrl and Enter do', async () => {
  const { user, memory, desk, happen } = await openYamada();
  await happen(() => desk.ui.setState({ sheet: 'give_back' }));
  const note = within(await screen.findByRole('dialog')).getByRole('textbox');
  await user.type(note, NOTE);
  fireEvent.keyDown(note, { key: 'Enter', ctrlKey: true, keyCode: 229, isComposing: true });
  expect(memory.submitted.some(({ type }) => type === 'interaction.give_back')).toBe(false);
  await user.keyboard('{Control>}{Enter}{/Control}');
  await waitFor(() => expect(memory.submitted.some(({ type }) => type === 'interaction.give_back')).toBe(true));
});

test('a colleague is asked; who is away is said and cannot be chosen; why it came to nothing is said', async () => {
  const { user, memory, desk, happen } = await openYamada();
  await happen(() => memory.log({ type: 'agent.disconnected', body: { agentId: AgentId.parse('agt_sara'), at: AT } }));
  await happen(() => desk.ui.setState({ sheet: 'hand_over' }));
  const dialog = await screen.findByRole('dialog', { name: 'Hand over 山田 花子' });
  const sara = within(dialog).getByRole('option', { name: /Sara Bennett/ });
  expect(sara.textContent).toContain('Away');
  expect(sara.getAttribute('aria-disabled')).toBe('true');
  expect(within(dialog).queryByRole('option', { name: /Yuki/ })).toBeNull();
  await user.click(within(dialog).getByRole('option', { name: /Kenji Sato/ }));
  await user.type(within(dialog).getByRole('textbox'), NOTE);
  await user.click(within(dialog).getByRole('button', { name: 'Ask' }));
  await screen.findByText('Kenji Sato is being asked to take this. It is yours until then.');
  // Still hers: she can go on writing.
  expect(screen.getByRole('textbox', { name: 'Reply' })).toBeDefined();
  const offer = [...desk.records.getState().records.reservation.values()].find(({ handover }) => handover !== undefined);
  if (offer === undefined) throw new Error('nobody was asked');
  await happen(() =>
    memory.log({
      type: 'reservation.ended',
      body: { reservationId: offer.id, interactionId: offer.interactionId, outcome: 'declined', reason: 'busy', at: offer.offeredAt },
    }),
  );
  await screen.findByText('Kenji Sato declined (Hands full). It is still yours.');
});

test('once the colleague has accepted, the sender sees whose it is', async () => {
  const { user, memory, desk, happen } = await openYamada({ as: 'mika' });
  await happen(() => desk.ui.setState({ sheet: 'hand_over' }));
  await user.click(await screen.findByRole('option', { name: /Kenji Sato/ }));
  await user.type(within(screen.getByRole('dialog')).getByRole('textbox'), NOTE);
  await user.click(screen.getByRole('button', { name: 'Ask' }));
  const offer = await waitFor(() => {
    const found = [...desk.records.getState().records.reservation.values()].find(({ handover }) => handover !== undefined);
    if (found === undefined) throw new Error('nobody was asked yet');
    return found;
  });
  const state = desk.records.getState().records.interaction.get('int_yamada')?.state;
  if (state?.is !== 'handling') throw new Error('it is not hers any more');
  await happen(() =>
    memory.log({
      type: 'interaction.assigned',
      body: {
        interactionId: offer.interactionId,
        agentId: offer.agentId,
        segmentId: 'seg_next' as never,
        reservationId: offer.id,
        how: 'handed_over',
        from: { agentId: state.agentId, segmentId: state.segmentId },
        at: offer.offeredAt,
      },
    }),
  );
  expect(await screen.findByText('Kenji Sato is handling this. You can leave a note.')).toBeDefined();
  expect(screen.queryByRole('textbox', { name: 'Reply' })).toBeNull();
});

test('an offer from a colleague names the colleague and shows the note', async () => {
  const { memory, happen, desk } = await openWorkspace({ as: 'kenji' });
  const interaction = desk.records.getState().records.interaction.get('int_yamada');
  if (interaction === undefined) throw new Error('there is no such work');
  const reservation = {
    id: 'res_h' as never,
    interactionId: interaction.id,
    customerId: interaction.customerId,
    queueId: interaction.queueId,
    agentId: AgentId.parse('agt_kenji'),
    offeredAt: AT,
    expiresAt: '2026-11-20T01:01:00.000Z',
    outcome: 'pending' as const,
    endedAt: null,
    reason: null,
    handover: { fromId: AgentId.parse('agt_mika'), note: NOTE },
  };
  await happen(() => memory.log({ type: 'reservation.offered', body: { reservation } }));
  const card = await screen.findByRole('region', { name: 'Mika Takahashi asks you to take over' });
  expect(card.textContent).toContain(NOTE);
  await happen(() =>
    memory.log({
      type: 'reservation.ended',
      body: { reservationId: reservation.id, interactionId: interaction.id, outcome: 'rescinded', reason: null, at: AT },
    }),
  );
  await screen.findByText('Mika Takahashi took it back.');
});

test('work in a colleague’s hands is taken over in one step', async () => {
  const { user, memory } = await openWorkspace({ as: 'kenji' });
  await user.click(screen.getByRole('radio', { name: /^All/ }));
  await user.click(screen.getByRole('button', { name: /山田 花子/ }));
  await user.click(await screen.findByRole('button', { name: 'Take over' }));
  const wish = { type: 'interaction.take_over', interactionId: 'int_yamada', fromId: 'agt_mika' };
  await waitFor(() => expect(memory.submitted).toContainEqual(expect.objectContaining(wish)));
  expect(await screen.findByRole('textbox', { name: 'Reply' })).toBeDefined();
});

test('work is laid aside from the menu, stands under its own heading, and is woken by hand', async () => {
  const { user, memory, pass } = await openYamada();
  await user.keyboard('t');
  await user.click(await screen.findByRole('menuitem', { name: 'Until the customer writes' }));
  await screen.findByText('Snoozed until the customer writes.');
  // Rows keep their place under a pointer that has just moved.
  await pass(2_000);
  expect(screen.getByText(/^Snoozed/, { selector: 'h2' })).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'Wake up' }));
  await waitFor(() => expect(screen.queryByText('Snoozed until the customer writes.')).toBeNull());
  expect(memory.submitted.map(({ type }) => type)).toEqual(expect.arrayContaining(['interaction.snooze', 'interaction.wake']));
});

test('answered work that waits for the customer is found by a filter', async () => {
  const { user, desk } = await openYamada();
  await user.type(screen.getByRole('textbox', { name: 'Reply' }), '本日返金します{Enter}');
  await waitFor(() => expect(desk.records.getState().records.interaction.get('int_yamada')?.waitingSince).toBeNull());
  await user.click(screen.getByRole('radio', { name: /^Answered/ }));
  const list = within(screen.getByRole('list', { name: 'Inbox' }));
  expect(list.getByRole('button', { name: /山田 花子/ })).toBeDefined();
  expect(list.queryByRole('button', { name: /Jonathan Smith/ })).toBeNull();
});

test.each([
  ['hour', 3_600_000],
  ['three_hours', 3 * 3_600_000],
  ['answer', 30 * 24 * 3_600_000],
] as const)('laid aside for %s is so long', (option, ms) => {
  expect(Date.parse(snoozeUntil(option, 1_000_000)) - 1_000_000).toBe(ms);
});

test('tomorrow is nine in the morning, whenever today is', () => {
  const late = new Date(2026, 11, 31, 23, 59).getTime();
  expect(new Date(snoozeUntil('tomorrow', late))).toEqual(new Date(2027, 0, 1, 9));
});

const segment = (id: string, agentId: string, over: object) => aSegment({ id, agentId, ...over });
const LATER = '2026-11-20T01:05:00.000Z';

test.each([
  [
    'en',
    [
      'Arrived in Orders by SMS',
      'Mika Sato accepted',
      'Back in the queue, from Mika Sato',
      'Mika Sato took it from the queue',
      'Mika Sato took it from Mika Sato, who handed it over',
      'Mika Sato took it over from Mika Sato',
    ],
  ],
  [
    'ja',
    [
      'SMSで「注文」に到着',
      '佐藤 美香が対応を開始',
      '佐藤 美香からキューに戻りました',
      '佐藤 美香がキューから引き受け',
      '佐藤 美香から佐藤 美香へ引き継ぎ',
      '佐藤 美香が佐藤 美香から引き取り',
    ],
  ],
] as const)('the timeline tells every change of hands once (%s)', (locale, words) => {
  const segments = [
    segment('seg_1', 'agt_mika', { endedAt: LATER, endedAs: 'given_back' }),
    segment('seg_2', 'agt_mika', { how: 'taken', startedAt: LATER, endedAt: LATER, endedAs: 'handed_over' }),
    segment('seg_3', 'agt_mika', { how: 'handed_over', fromId: 'agt_mika', startedAt: LATER, endedAt: LATER, endedAs: 'taken_over' }),
    segment('seg_4', 'agt_mika', { how: 'taken_over', fromId: 'agt_mika', startedAt: LATER }),
  ];
  const records = createRecordsStore();
  records.applyChanges([
    { kind: 'agent', id: 'agt_mika', body: anAgent() },
    { kind: 'queue', id: 'que_1', body: aQueue() },
  ]);
  const i18n = createI18n(locale);
  const format = createFormat(locale, 'Asia/Tokyo', { customer: '', colleague: '', justNow: '' });
  const t = i18n.getFixedT(locale, ['timeline', 'common', 'errors', 'unsent']);
  const items = itemsOf({ messages: [], notes: [], interactions: [anInteraction()], segments }, false);
  const told = items.map((item) => describeItem(item, t as never, format, records.getState().records).text);
  expect(told).toEqual(words);
});
