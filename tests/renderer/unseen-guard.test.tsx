import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { AgentId, ConversationId, CustomerId, InteractionId, MessageId, QueueId } from '#shared/domain/ids';
import { Author, type Message } from '#shared/domain/message';
import { readMarkerId, type ReadMarker } from '#shared/records/records';
import { Composer } from '#ui/features/composer/composer.tsx';
import { unseenBy } from '#ui/features/composer/unseen';
import { createInSight } from '#ui/state/in-sight';
import { aMessage } from '#tests/support/builders';
import { createFixtures } from '#tests/support/desk-fixtures';
import { createFakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';
import { createMemoryDesk } from '#tests/support/memory-desk';
import { renderDesk } from '#tests/support/render-desk.tsx';

afterEach(cleanup);

const YAMADA = ConversationId.parse('cnv_yamada');
const MIKA = AgentId.parse('agt_mika');

describe('what counts as seen', () => {
  const said = (seq: number, author: object = { by: 'customer' }, over: Partial<Message> = {}): Message =>
    aMessage({ id: MessageId.parse(`msg_${seq}`), conversationId: YAMADA, seq, author: Author.parse(author), ...over });
  const byMika = { by: 'agent', agentId: 'agt_mika' };
  const byRyo = { by: 'agent', agentId: 'agt_ryo' };

  function unseen(messages: readonly Message[], { shown = [] as number[], readUpTo = 0, openedAt = 0 } = {}): number[] {
    const inSight = createInSight();
    inSight.show(shown.map((seq) => ({ id: MessageId.parse(`msg_${seq}`), conversationId: YAMADA })));
    const marker = { agentId: MIKA, conversationId: YAMADA, upToSeq: readUpTo, at: '2026-11-20T01:00:00.000Z' } as ReadMarker;
    const records = {
      message: new Map(messages.map((message) => [message.id, message])),
      read_marker: new Map(readUpTo === 0 ? [] : [[readMarkerId(MIKA, YAMADA), marker]]),
    };
    return unseenBy(records, inSight, { conversationId: YAMADA, me: MIKA, openedAt }).map(({ seq }) => seq);
  }

  test.each<[string, Message[], Parameters<typeof unseen>[1], number[]]>([
    ['nothing is there', [], {}, []],
    ['the newest is in sight', [said(1), said(2), said(3)], { shown: [3] }, []],
    ['two came below the fold', [said(1), said(2), said(3)], { shown: [1] }, [2, 3]],
    [
      'one was delivered late, and stands above what is in sight',
      [said(7, undefined, { at: '2026-11-19T01:00:00.000Z' }), said(6)],
      { shown: [6] },
      [7],
    ],
    ['one’s own words are no news', [said(1), said(2, byMika)], { shown: [1] }, []],
    ['nor the centre’s', [said(1), said(2, { by: 'centre' })], { shown: [1] }, []],
    ['a colleague’s are', [said(1), said(2, byRyo)], { shown: [1] }, [2]],
    [
      'another conversation is another',
      [said(1), said(2, undefined, { conversationId: ConversationId.parse('cnv_other') })],
      { shown: [1] },
      [],
    ],
    ['read at another desk', [said(1), said(2)], { shown: [1], readUpTo: 2 }, []],
    ['nobody showed it, and it was there when the field was opened', [said(1)], { openedAt: 1 }, []],
    ['nobody showed it, and it came after', [said(1), said(2)], { openedAt: 1 }, [2]],
    ['a timeline shows the conversation: being there is not enough', [said(1), said(2)], { shown: [1], openedAt: 2 }, [2]],
    ['what nobody has confirmed is one’s own', [said(1), said(Number.MAX_SAFE_INTEGER)], { shown: [1] }, []],
  ])('%s', (_what, messages, given, expected) => {
    expect(unseen(messages, given)).toEqual(expected);
  });
});

describe('Send', () => {
  async function openReply(locale: 'ja' | 'en' = 'en') {
    const clock = createFakeClock();
    const ids = createFakeIds(1);
    const memory = createMemoryDesk({ clock, ids, ...createFixtures({ now: clock.now() }), loginName: 'mika', settings: { locale } });
    const drawn = await renderDesk(<Composer interactionId={InteractionId.parse('int_yamada')} />, { memory, clock, ids, locale });
    const reply = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: locale === 'ja' ? '返信' : 'Reply' });
    await waitFor(() => expect(reply.readOnly).toBe(false));
    let count = 0;
    const comes = (text: string): void => {
      count += 1;
      const of = { customerId: CustomerId.parse('cus_yamada'), conversationId: YAMADA, interactionId: InteractionId.parse('int_yamada') };
      const { seq: _seq, ...message } = aMessage({
        ...of,
        queueId: QueueId.parse('que_chat'),
        id: MessageId.parse(`msg_new${count}`),
        text,
      });
      act(() => memory.log({ type: 'message.received', body: { message } }));
    };
    const sent = () => memory.submitted.filter(({ type }) => type === 'message.send');
    return { ...drawn, memory, reply, comes, sent, user: userEvent.setup({ delay: null }) };
  }

  test('level and with nothing new it never asks', async () => {
    const { user, reply, sent } = await openReply();
    await user.type(reply, '明日届きます。{Enter}');
    await waitFor(() => expect(sent()).toHaveLength(1));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  test('shows what came, with Look first; Escape leaves everything as it was, and the words go only when told to', async () => {
    const { user, reply, comes, sent, desk } = await openReply();
    await user.type(reply, 'It arrives tomorrow.');
    comes('解決しました');
    comes('ありがとうございました\n失礼します');
    await user.type(reply, '{Enter}');
    const dialog = await screen.findByRole('dialog', { name: '2 messages have arrived that you have not seen' });
    expect(
      within(dialog)
        .getAllByRole('listitem')
        .map((line) => line.textContent),
    ).toEqual([expect.stringContaining('解決しました'), expect.stringContaining('ありがとうございました')]);
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Look'));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect([reply.value, sent().length]).toEqual(['It arrives tomorrow.', 0]);
    await waitFor(() => expect(document.activeElement).toBe(reply));

    await user.keyboard('{Enter}');
    await screen.findByRole('dialog');
    await user.keyboard('{Enter}');
    await waitFor(() => expect(desk.ui.getState().itemId).toBe('msg_new1'));
    expect([reply.value, sent().length]).toEqual(['It arrives tomorrow.', 0]);

    await user.click(reply);
    await user.keyboard('{Enter}');
    await user.click(await screen.findByRole('button', { name: 'Send anyway' }));
    await waitFor(() => expect(sent()).toMatchObject([{ text: 'It arrives tomorrow.' }]));
    expect(reply.value).toBe('');
    // What stood in the question was seen.
    await user.type(reply, 'Anything else?{Enter}');
    await waitFor(() => expect(sent()).toHaveLength(2));
  });

  test('while the desk catches up it asks whatever is known, and lists what comes under the question', async () => {
    const { user, reply, comes, sent, memory } = await openReply('ja');
    const at = '2026-11-20T01:00:00.000Z';
    act(() => memory.setConnection({ is: 'catching_up', lastSyncedAt: at, eventsLeft: 900 }));
    await user.type(reply, '明日届きます。{Enter}');
    await screen.findByRole('dialog', { name: 'まだ見ていないメッセージがあるかもしれません' });
    comes('解決しました');
    await screen.findByRole('dialog', { name: 'まだ見ていないメッセージが1件届いています' });
    expect(sent()).toEqual([]);
    act(() => memory.setConnection({ is: 'connected', lastSyncedAt: at }));
    await user.click(screen.getByRole('button', { name: 'このまま送信' }));
    await waitFor(() => expect(sent()).toHaveLength(1));
  });

  test('a note to colleagues is never asked about', async () => {
    const { user, comes, memory } = await openReply();
    comes('解決しました');
    await user.type(screen.getByRole('textbox', { name: 'Note' }), 'Looks solved.{Enter}');
    await waitFor(() => expect(memory.submitted.some(({ type }) => type === 'note.add')).toBe(true));
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});
