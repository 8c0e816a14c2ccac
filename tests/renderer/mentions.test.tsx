import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { AgentId, ConversationId, CustomerId, InteractionId, NoteId, QueueId } from '#shared/domain/ids';
import { CallingText } from '#ui/features/timeline/calling-text.tsx';
import { createFixtures } from '#tests/support/desk-fixtures';
import { createFakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';
import { createMemoryDesk } from '#tests/support/memory-desk';
import { renderDesk } from '#tests/support/render-desk.tsx';
import { openWorkspace } from '#tests/support/open-workspace.tsx';

const AT = '2026-11-20T01:00:00.000Z';

async function openNote() {
  const opened = await openWorkspace({ locale: 'ja' });
  await opened.user.click(screen.getByRole('button', { name: /山田 花子/ }));
  const note = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'メモ' });
  await waitFor(() => expect(note.readOnly).toBe(false));
  await opened.user.click(note);
  return { ...opened, note, noted: () => opened.memory.submitted.filter(({ type }) => type === 'note.add') };
}

const offered = () => screen.findByRole('listbox', { name: 'メモで呼びかける相手' });

test('@ offers colleagues; Enter puts the name in, and the note says whom it calls', async () => {
  const { user, note, noted } = await openNote();
  await user.keyboard('確認を@');
  expect(within(await offered()).getAllByRole('option').length).toBeGreaterThan(3);
  await user.keyboard('ken');
  expect(within(await offered()).getAllByRole('option')).toHaveLength(1);
  await user.keyboard('{Enter}');
  await waitFor(() => expect(note.value).toBe('確認を@佐藤 健二 '));
  expect(noted()).toEqual([]);
  await user.keyboard('お願いします{Enter}');
  await waitFor(() => expect(noted()).toMatchObject([{ text: '確認を@佐藤 健二 お願いします', mentions: ['agt_kenji'] }]));
});

test('whom a note calls stands out in it, the reader most; who was only named does not', async () => {
  const clock = createFakeClock();
  const memory = createMemoryDesk({ clock, ids: createFakeIds(1), ...createFixtures({ now: clock.now() }), loginName: 'mika' });
  const [mika, kenji] = [AgentId.parse('agt_mika'), AgentId.parse('agt_kenji')];
  const text = '@高橋 美香 と @佐藤 健二 へ。@Sara Bennett には後で。';
  const { container } = await renderDesk(<CallingText text={text} mentions={[mika, kenji]} />, { memory, clock, ids: createFakeIds(2) });
  await waitFor(() => expect(container.querySelectorAll('bdi')).toHaveLength(2));
  expect([...container.querySelectorAll('bdi')].map((called) => [called.textContent, called.dataset['me']])).toEqual([
    ['@高橋 美香', 'true'],
    ['@佐藤 健二', 'false'],
  ]);
  expect(container.textContent).toBe(text);
});

test('Esc leaves the words as they are and the field open; an address calls nobody', async () => {
  const { user, note, noted } = await openNote();
  await user.keyboard('@ken');
  await offered();
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('listbox')).toBeNull());
  expect(document.activeElement).toBe(note);
  await user.keyboard(' mail@ken');
  expect(screen.queryByRole('listbox')).toBeNull();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(noted()).toHaveLength(1));
  expect(noted()[0]).not.toHaveProperty('mentions');
});

test('an input method keeps its Enter while names are offered', async () => {
  const { user, note, noted } = await openNote();
  await user.keyboard('@');
  await offered();
  fireEvent.compositionStart(note);
  fireEvent.input(note, { target: { value: '@佐藤' } });
  fireEvent.keyDown(note, { key: 'Enter', keyCode: 229, isComposing: true });
  fireEvent.compositionEnd(note, { data: '佐藤' });
  expect(note.value).toBe('@佐藤');
  await new Promise((resolve) => setTimeout(resolve, 5));
  await user.keyboard('{Enter}');
  await waitFor(() => expect(note.value).toBe('@佐藤 健二 '));
  expect(noted()).toEqual([]);
});

test('who may not see the customer is offered with the reason, cannot be chosen, and being named says that it tells nobody', async () => {
  const { user, note, noted } = await openNote();
  await user.keyboard('@admin');
  const option = within(await offered()).getByRole('option');
  expect(option.getAttribute('aria-disabled')).toBe('true');
  expect(option.textContent).toContain('見られません');
  await user.keyboard('{Escape}');
  await user.clear(note);
  await user.keyboard('@管理 担当 さん');
  await screen.findByText('管理 担当さんはこのお客様を見られないため、通知されません。');
  await user.keyboard('{Enter}');
  await waitFor(() => expect(noted()).toHaveLength(1));
  expect(noted()[0]).not.toHaveProperty('mentions');
});

test('who is called is told, and sees it in the inbox until it is read', async () => {
  const { memory, happen, desk } = await openWorkspace({ locale: 'ja' });
  await happen(() => memory.emitShell('window.focused', { isFocused: false }));
  const [interactionId, conversationId, me] = [
    InteractionId.parse('int_suzuki'),
    ConversationId.parse('cnv_suzuki'),
    AgentId.parse('agt_mika'),
  ];
  const note = {
    id: NoteId.parse('not_called'),
    customerId: CustomerId.parse('cus_suzuki'),
    conversationId,
    interactionId,
    queueId: QueueId.parse('que_orders'),
    authorId: AgentId.parse('agt_kenji'),
    text: '@高橋 美香 お願いします',
    mentions: [me],
    at: AT,
  };
  await happen(() => memory.log({ type: 'note.added', body: { note } }));
  expect(memory.shellCalls).toContainEqual({
    call: 'notify',
    input: { title: '佐藤 健二さんがメモであなたに呼びかけました', body: '鈴木 一郎 様', interactionId },
  });
  expect(screen.getAllByText('メンション')).toHaveLength(1);
  const upToSeq = desk.records.getState().records.interaction.get(interactionId)?.mentions?.[me]?.seq ?? -1;
  await happen(() => memory.log({ type: 'conversation.read', body: { agentId: me, conversationId, upToSeq, at: AT } }));
  expect(screen.queryByText('メンション')).toBeNull();
});
