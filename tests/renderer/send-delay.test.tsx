import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ConversationId } from '#shared/domain/ids';
import { putSettings } from '#ui/state/put-settings';
import { openWorkspace } from '#tests/support/open-workspace.tsx';

const WORDS = '本日発送いたしました。\n  よろしくお願いいたします。 ';
const YAMADA = ConversationId.parse('cnv_yamada');

async function openReply(sendDelay = 5) {
  const opened = await openWorkspace({ locale: 'ja' });
  await opened.happen(() => void putSettings(opened.desk, { sendDelay }));
  await opened.user.click(screen.getByRole('button', { name: /山田 花子/ }));
  const reply = await field();
  return {
    ...opened,
    reply,
    sent: () => opened.memory.submitted.filter(({ type }) => type === 'message.send'),
    draft: () => opened.memory.drafts.get(`${YAMADA} reply`)?.text,
  };
}

async function field(): Promise<HTMLTextAreaElement> {
  return screen.findByRole<HTMLTextAreaElement>('textbox', { name: '返信' });
}

async function pressSend({ user, reply }: Awaited<ReturnType<typeof openReply>>): Promise<void> {
  await waitFor(() => expect(reply.readOnly).toBe(false));
  await user.click(reply);
  await user.paste(WORDS);
  await user.keyboard('{Enter}');
  await screen.findByText('送信まで 5 秒');
}

test('the words stand still and are a draft until the time is over; then they go out once', async () => {
  const opened = await openReply();
  await pressSend(opened);
  const { reply, pass, sent, draft } = opened;
  expect([reply.value, reply.readOnly, draft()]).toEqual([WORDS, true, WORDS]);
  await pass(4_000);
  expect(screen.getByText('送信まで 1 秒')).toBeTruthy();
  expect(sent()).toEqual([]);
  await pass(1_000);
  await waitFor(() => expect(sent()).toMatchObject([{ text: WORDS.trimEnd() }]));
  await waitFor(() => expect([reply.value, reply.readOnly, draft()]).toEqual(['', false, '']));
  await pass(60_000);
  expect(sent()).toHaveLength(1);
  expect(draft()).toBe('');
});

test.each(['{Escape}', '{Control>}z{/Control}'])('%s takes them back exactly, and they can be written on', async (key) => {
  const opened = await openReply();
  await pressSend(opened);
  const { user, reply, pass, sent } = opened;
  await user.keyboard(key);
  await waitFor(() => expect(reply.readOnly).toBe(false));
  expect(reply.value).toBe(WORDS);
  expect(document.activeElement).toBe(reply);
  await pass(60_000);
  expect(sent()).toEqual([]);
  await user.keyboard('追伸');
  expect(reply.value).toBe(`${WORDS}追伸`);
});

test('going to another customer neither stops nor loses it; coming back shows it waiting', async () => {
  const opened = await openReply();
  await pressSend(opened);
  const { user, pass, sent, draft } = opened;
  await user.click(screen.getByRole('button', { name: /鈴木/ }));
  await waitFor(async () => expect((await field()).value).not.toBe(WORDS));
  await pass(1_000);
  await user.click(screen.getByRole('button', { name: /山田 花子/ }));
  await screen.findByText('送信まで 4 秒');
  await waitFor(async () => expect((await field()).value).toBe(WORDS));
  await user.click(screen.getByRole('button', { name: /鈴木/ }));
  await pass(4_000);
  await waitFor(() => expect(sent()).toMatchObject([{ conversationId: YAMADA, text: WORDS.trimEnd() }]));
  expect(draft()).toBe('');
});

test('a window that closes has sent nothing, and the next one has the words', async () => {
  const opened = await openReply();
  await pressSend(opened);
  const { unmount, memory, pass, sent, draft } = opened;
  unmount();
  memory.closePort();
  await pass(60_000);
  expect(sent()).toEqual([]);
  expect(draft()).toBe(WORDS);
});

test('who signs out, loses the work, or writes on at another desk has sent nothing', async () => {
  const opened = await openReply();
  await pressSend(opened);
  const { memory, happen, pass, sent, draft, reply } = opened;
  const other = {
    conversationId: YAMADA,
    mode: 'reply',
    text: 'もう一台から',
    revision: 99,
    updatedAt: '2026-11-20T01:00:00.000Z',
  } as const;
  await happen(() => memory.emitDesk('draft.changed', other));
  await pass(60_000);
  expect(sent()).toEqual([]);
  await pressSend(await openAgain(opened));
  await happen(() => memory.emitDesk('session.changed', { is: 'signed_out', hubUrl: 'http://127.0.0.1:7310', isKeyFile: false }));
  await pass(60_000);
  expect(sent()).toEqual([]);
  expect(draft()).toContain(WORDS);
  expect(reply.isConnected).toBe(false);
});

async function openAgain(opened: Awaited<ReturnType<typeof openReply>>): Promise<typeof opened> {
  await waitFor(() => expect(opened.reply.readOnly).toBe(false));
  await opened.user.clear(opened.reply);
  return opened;
}

test('0 sends at once, and a note never waits', async () => {
  const { user, reply, sent, desk, happen, memory } = await openReply(0);
  await waitFor(() => expect(reply.readOnly).toBe(false));
  await user.type(reply, 'はい{Enter}');
  await waitFor(() => expect(sent()).toHaveLength(1));
  await happen(() => void putSettings(desk, { sendDelay: 10 }));
  await user.type(screen.getByRole('textbox', { name: 'メモ' }), '社内用{Enter}');
  await waitFor(() => expect(memory.submitted).toContainEqual(expect.objectContaining({ type: 'note.add', text: '社内用' })));
});
