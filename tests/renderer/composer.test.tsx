import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import type { Draft } from '#shared/domain/draft';
import { ConversationId, InteractionId } from '#shared/domain/ids';
import { Composer } from '#ui/features/composer/composer.tsx';
import { createFixtures } from '#tests/support/desk-fixtures';
import { createFakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';
import { createMemoryDesk, type MemoryDeskOptions } from '#tests/support/memory-desk';
import { renderDesk } from '#tests/support/render-desk.tsx';

afterEach(cleanup);

const CHAT = InteractionId.parse('int_yamada');
const AT = '2026-11-20T01:00:00.000Z';
const SMS = InteractionId.parse('int_suzuki');

async function openComposer(interactionId = CHAT, over: Partial<MemoryDeskOptions> = {}, drafts: readonly Draft[] = []) {
  const clock = createFakeClock();
  const ids = createFakeIds(1);
  const memory = createMemoryDesk({
    clock,
    ids,
    ...createFixtures({ now: clock.now() }),
    loginName: 'mika',
    settings: { locale: 'en' },
    ...over,
  });
  for (const draft of drafts) memory.drafts.set(`${draft.conversationId} ${draft.mode}`, draft);
  const drawn = await renderDesk(<Composer interactionId={interactionId} />, { memory, clock, ids });
  await screen.findByRole('textbox', { name: 'Note' });
  const sent = () => memory.submitted.filter(({ type }) => type === 'message.send' || type === 'note.add');
  return { ...drawn, memory, clock, sent };
}

/** A field that has read its draft and may be typed in. */
async function field(name: 'Reply' | 'Note'): Promise<HTMLTextAreaElement> {
  const found = await screen.findByRole<HTMLTextAreaElement>('textbox', { name });
  await waitFor(() => expect(found.readOnly).toBe(false));
  return found;
}

/** Text as an input method leaves it in the field, without keys. */
function put(target: HTMLTextAreaElement, text: string): void {
  fireEvent.input(target, { target: { value: text } });
}

const nextTask = () => act(() => new Promise((resolve) => setTimeout(resolve, 5)));

describe('sending', () => {
  test('Enter sends the reply, empties the field, and Shift+Enter is a new line', async () => {
    const { sent } = await openComposer();
    const reply = await field('Reply');
    await userEvent.type(reply, 'Dear customer,{Shift>}{Enter}{/Shift}it is on its way.{Enter}');
    await waitFor(() => expect(sent()).toMatchObject([{ type: 'message.send', text: 'Dear customer,\nit is on its way.' }]));
    expect(reply.value).toBe('');
  });

  test('with Ctrl+Enter chosen, Enter is a new line and Ctrl+Enter sends', async () => {
    const { sent } = await openComposer(CHAT, { settings: { locale: 'en', sendKey: 'ctrl_enter' } });
    const reply = await field('Reply');
    await userEvent.type(reply, 'one{Enter}two');
    expect(sent()).toEqual([]);
    await userEvent.type(reply, '{Control>}{Enter}{/Control}');
    await waitFor(() => expect(sent()).toMatchObject([{ text: 'one\ntwo' }]));
  });

  test('blank words cannot be sent', async () => {
    const { sent } = await openComposer();
    await userEvent.type(await field('Reply'), '   {Enter}');
    expect(sent()).toEqual([]);
    expect(screen.getByRole('button', { name: 'Send' })).toHaveProperty('disabled', true);
  });

  test('what could not be kept comes back into the field, with a word on it', async () => {
    const { memory, sent } = await openComposer();
    const reply = await field('Reply');
    await userEvent.type(reply, 'Please wait');
    memory.closePort();
    await userEvent.type(reply, '{Enter}');
    await screen.findByRole('alert');
    expect(screen.getByRole('alert').textContent).toContain('still here');
    expect(reply.value).toBe('Please wait');
    expect(sent()).toEqual([]);
  });
});

describe('an input method owns its keys', () => {
  test('the Enter that ends a composition does not send, where compositionend comes after it (Chromium)', async () => {
    const { sent } = await openComposer();
    const reply = await field('Reply');
    fireEvent.compositionStart(reply);
    put(reply, 'へんきん');
    fireEvent.keyDown(reply, { key: 'Enter', keyCode: 229, isComposing: true });
    put(reply, '返金');
    fireEvent.compositionEnd(reply, { data: '返金' });
    await nextTask();
    expect(sent()).toEqual([]);
    expect(reply.value).toBe('返金');
  });

  test('nor where compositionend comes before it (WebKit)', async () => {
    const { sent } = await openComposer();
    const reply = await field('Reply');
    fireEvent.compositionStart(reply);
    put(reply, '返金');
    fireEvent.compositionEnd(reply, { data: '返金' });
    fireEvent.keyDown(reply, { key: 'Enter', keyCode: 13 });
    await nextTask();
    expect(sent()).toEqual([]);
    fireEvent.keyDown(reply, { key: 'Enter', keyCode: 13 });
    await waitFor(() => expect(sent()).toMatchObject([{ text: '返金' }]));
  });

  test('while somebody composes, news of the log changes nothing in the field', async () => {
    const { memory } = await openComposer();
    const reply = await field('Reply');
    reply.focus();
    fireEvent.compositionStart(reply);
    put(reply, 'へんきｎ');
    const draft = { conversationId: ConversationId.parse('cnv_yamada'), mode: 'reply', text: 'other desk', revision: 99 } as const;
    act(() => memory.emitDesk('draft.changed', { ...draft, updatedAt: '2026-11-20T01:00:00.000Z' }));
    act(() => memory.log({ type: 'agent.disconnected', body: { agentId: memory.all('agent')[1]?.body?.id ?? fail(), at: AT } }));
    await nextTask();
    expect(reply.value).toBe('へんきｎ');
    expect(document.activeElement).toBe(reply);
  });
});

function fail(): never {
  throw new Error('there is no such agent');
}

describe('a note is never a reply', () => {
  test('words in the field Note go out as a note, whatever stands in Reply', async () => {
    const { sent } = await openComposer();
    put(await field('Reply'), 'to the customer');
    const note = await field('Note');
    await userEvent.click(note);
    expect(screen.queryByRole('button', { name: 'Send' })).toBeNull();
    await userEvent.type(note, 'the customer is angry');
    await userEvent.click(screen.getByRole('button', { name: 'Add note' }));
    await waitFor(() => expect(sent()).toMatchObject([{ type: 'note.add', text: 'the customer is angry' }]));
    expect((await field('Reply')).value).toBe('to the customer');
  });
});

describe('drafts', () => {
  const kept = (memory: Awaited<ReturnType<typeof openComposer>>['memory'], key: string) => memory.drafts.get(key)?.text;

  test('are kept once typing settles, each in its own place', async () => {
    const { memory, clock } = await openComposer();
    put(await field('Reply'), 'half a reply');
    put(await field('Note'), 'half a note');
    expect(memory.drafts.size).toBe(0);
    await act(() => clock.advance(300));
    await waitFor(() => expect(kept(memory, 'cnv_yamada reply')).toBe('half a reply'));
    expect(kept(memory, 'cnv_yamada note')).toBe('half a note');
  });

  test('are kept at once when the field is left, and when the composer is closed', async () => {
    const { memory, unmount } = await openComposer();
    const reply = await field('Reply');
    put(reply, 'left in the middle');
    fireEvent.blur(reply);
    await waitFor(() => expect(kept(memory, 'cnv_yamada reply')).toBe('left in the middle'));
    put(reply, 'left in the middle, again');
    unmount();
    await waitFor(() => expect(kept(memory, 'cnv_yamada reply')).toBe('left in the middle, again'));
  });

  test('come back where they were written, and nowhere else', async () => {
    const about = { conversationId: ConversationId.parse('cnv_suzuki'), revision: 4, updatedAt: AT };
    const drafts: Draft[] = [
      { ...about, mode: 'reply', text: 'for Suzuki' },
      { ...about, mode: 'note', text: 'about Suzuki' },
    ];
    await openComposer(SMS, {}, drafts);
    expect((await field('Reply')).value).toBe('for Suzuki');
    expect((await field('Note')).value).toBe('about Suzuki');
    cleanup();
    await openComposer(CHAT, {}, drafts);
    expect((await field('Reply')).value).toBe('');
    expect((await field('Note')).value).toBe('');
  });

  test('a reply goes on after the draft that was kept, with a higher revision', async () => {
    const kept = {
      conversationId: ConversationId.parse('cnv_yamada'),
      mode: 'reply',
      text: 'so far',
      revision: 41,
      updatedAt: AT,
    } as const;
    const { memory, clock } = await openComposer(CHAT, {}, [kept]);
    await userEvent.type(await field('Reply'), ', and on');
    await act(() => clock.advance(300));
    await waitFor(() => expect(memory.drafts.get('cnv_yamada reply')).toMatchObject({ text: 'so far, and on', revision: 42 }));
  });

  test('a draft of another desk is shown while nobody types here', async () => {
    const { memory } = await openComposer();
    const reply = await field('Reply');
    const draft = { conversationId: ConversationId.parse('cnv_yamada'), mode: 'reply', text: 'from the other desk', revision: 7 } as const;
    act(() => memory.emitDesk('draft.changed', { ...draft, updatedAt: AT }));
    await waitFor(() => expect(reply.value).toBe('from the other desk'));
  });

  test('who types here wins over another desk, with a higher revision', async () => {
    const { memory, clock } = await openComposer();
    const reply = await field('Reply');
    put(reply, 'mine');
    const draft = { conversationId: ConversationId.parse('cnv_yamada'), mode: 'reply', text: 'theirs', revision: 7 } as const;
    act(() => memory.emitDesk('draft.changed', { ...draft, updatedAt: AT }));
    await nextTask();
    expect(reply.value).toBe('mine');
    await act(() => clock.advance(300));
    await waitFor(() => expect(memory.drafts.get('cnv_yamada reply')).toMatchObject({ text: 'mine', revision: 8 }));
  });

  test('sending consumes the draft, and no late write brings it back', async () => {
    const { memory, clock, sent } = await openComposer();
    await userEvent.type(await field('Reply'), 'on its way{Enter}');
    await waitFor(() => expect(sent()).toHaveLength(1));
    await act(() => clock.advance(5_000));
    await waitFor(() => expect(kept(memory, 'cnv_yamada reply')).toBe(''));
  });
});

describe('who may reply', () => {
  test.each([
    ['int_nakamura', 'Kenji Sato is handling this'],
    ['int_smith', 'Nobody handles this yet'],
    ['int_tanaka', 'The conversation has ended'],
    ['int_ito', 'This work is closed'],
  ])('%s: %s', async (id, words) => {
    await openComposer(InteractionId.parse(id));
    expect(screen.queryByRole('textbox', { name: 'Reply' })).toBeNull();
    expect(screen.getByText(new RegExp(words))).toBeDefined();
  });

  test('who takes waiting work can reply at once', async () => {
    const { memory } = await openComposer(InteractionId.parse('int_smith'));
    await userEvent.click(screen.getByRole('button', { name: 'Take' }));
    const reply = await field('Reply');
    await waitFor(() => expect(document.activeElement).toBe(reply));
    expect(memory.submitted).toMatchObject([{ type: 'interaction.take' }]);
  });

  test('a supervisor reads along: no reply, but a note', async () => {
    await openComposer(CHAT, { loginName: 'yuki' });
    expect(screen.queryByRole('textbox', { name: 'Reply' })).toBeNull();
    expect(screen.getByText(/cannot reply/)).toBeDefined();
  });

  test('a customer who leaves in the middle of an answer does not take the agent’s words along', async () => {
    const { memory } = await openComposer();
    const reply = await field('Reply');
    reply.focus();
    put(reply, 'almost done');
    const interaction = memory.all('interaction').find(({ id }) => id === CHAT)?.body;
    const segmentId = interaction?.state.is === 'handling' ? interaction.state.segmentId : fail();
    act(() => memory.log({ type: 'wrap_up.started', body: { interactionId: CHAT, segmentId, endedBy: 'customer', at: AT } }));
    expect(await screen.findByText('almost done')).toBeDefined();
    expect(screen.queryByRole('textbox', { name: 'Reply' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(memory.drafts.get('cnv_yamada reply')?.text).toBe(''));
    expect(screen.queryByText('almost done')).toBeNull();
  });

  test('an SMS conversation has no end: one may still write in wrap-up', async () => {
    const { memory } = await openComposer(SMS);
    const interaction = memory.all('interaction').find(({ id }) => id === SMS)?.body;
    const segmentId = interaction?.state.is === 'handling' ? interaction.state.segmentId : fail();
    act(() => memory.log({ type: 'wrap_up.started', body: { interactionId: SMS, segmentId, endedBy: 'agent', at: AT } }));
    expect(await field('Reply')).toBeDefined();
  });
});

describe('what the channel takes', () => {
  test('an SMS shows its parts as the carrier counts them', async () => {
    await openComposer(SMS);
    put(await field('Reply'), 'あ'.repeat(71));
    expect(screen.getByText('2 SMS, 63 left in the last')).toBeDefined();
  });

  test('too long for the channel: said, and not sent', async () => {
    const { sent } = await openComposer(SMS);
    const reply = await field('Reply');
    put(reply, 'a'.repeat(1_603));
    expect(within(screen.getByRole('region', { name: 'Answer' })).getByRole('alert').textContent).toContain('by 3');
    fireEvent.keyDown(reply, { key: 'Enter' });
    await nextTask();
    expect(sent()).toEqual([]);
    expect(reply.value).toHaveLength(1_603);
  });
});

describe('typing', () => {
  test('the customer is told that somebody types, now and then, and when it ends; a note tells nobody', async () => {
    const { memory, clock } = await openComposer();
    const reply = await field('Reply');
    put(await field('Note'), 'between us');
    put(reply, 'a');
    put(reply, 'ab');
    await act(() => clock.advance(3_500));
    put(reply, 'abc');
    await waitFor(() => expect(memory.typingTold).toEqual([true, true]));
    await act(() => clock.advance(6_000));
    await waitFor(() => expect(memory.typingTold).toEqual([true, true, false]));
    put(reply, 'abcd');
    fireEvent.keyDown(reply, { key: 'Enter' });
    await waitFor(() => expect(memory.typingTold).toEqual([true, true, false, true, false]));
  });

  test('the customer’s typing is shown and fades by itself', async () => {
    const { memory, clock } = await openComposer();
    const conversationId = ConversationId.parse('cnv_yamada');
    act(() => memory.emitDesk('signal', { is: 'customer_typing', conversationId, isTyping: true }));
    expect(await screen.findByText('The customer is typing…')).toBeDefined();
    await act(() => clock.advance(6_000));
    await waitFor(() => expect(screen.queryByText('The customer is typing…')).toBeNull());
  });

  test('a colleague who writes in the same place is named', async () => {
    const { memory } = await openComposer();
    const conversationId = ConversationId.parse('cnv_yamada');
    const agentId = memory.all('agent').find(({ id }) => id === 'agt_kenji')?.body?.id ?? fail();
    act(() => memory.emitDesk('signal', { is: 'agent_typing', conversationId, agentId, isTyping: true }));
    expect(await screen.findByText(/Kenji Sato is writing, 0:00/)).toBeDefined();
  });
});
