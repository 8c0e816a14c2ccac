import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test, vi } from 'vitest';
import type { DraftFile, OutboxItem } from '#shared/contracts/desk';
import { BlobId, ConversationId } from '#shared/domain/ids';
import { UNDO_MS } from '#ui/state/decisions';
import { unsentGroups } from '#ui/features/unsent/unsent-order';
import { beforeAndSince } from '#ui/features/unsent/since';
import { aMessage } from '#tests/support/builders';
import { openWorkspace } from '#tests/support/open-workspace.tsx';
import { leaveUnsent, unsentId } from '#tests/support/unsent-work';
import { waitUntil } from '#tests/support/wait-until';

/** A page that is not in the first JavaScript has to come first. */
const SLOW = { timeout: 5_000 };

async function openUnsent(count: number, locale: 'ja' | 'en' = 'en') {
  const opened = await openWorkspace({ locale, extraInteractions: count });
  await opened.happen(() => leaveUnsent(opened.memory, count, opened.clock.now()));
  await opened.user.keyboard('o');
  await screen.findByRole('heading', { name: locale === 'en' ? 'Unsent' : '未送信' }, SLOW);
  return opened;
}

const detail = (): HTMLElement => screen.getByRole('article', { name: 'What is unsent' });
const reading = (name: RegExp): Promise<HTMLElement> => within(detail()).findByRole('button', { name });
const canSend = (): boolean => document.querySelector('[data-shortcut="send_anyway"]:not([disabled])') !== null;
/** The row that has the focus: what the next key is about. */
const focused = (): string | undefined => document.activeElement?.id.replace('unsent-', '');

describe('the page of what is unsent', () => {
  test('forty held items are worked through with keys alone, and nothing happens before it can be taken back', async () => {
    const { user, memory, desk, pass } = await openUnsent(40);
    const pressed: string[] = [];
    for (let step = 0; step < 40; step += 1) {
      const id = focused();
      const state = desk.records.getState().outbox.find(({ command }) => command.commandId === id)?.state;
      if (state === undefined) throw new Error(`nothing has the focus at step ${step}`);
      const reason = state.is === 'held' ? state.reasons[0] : 'refused';
      const key = { customer_wrote: 's', colleague_answered: 's', reassigned: 'n', closed: 'x', window_closed: 'x', refused: 's' }[
        reason ?? 'refused'
      ];
      // What has come since is read before it can be sent over: the button says so.
      if (key === 's') await waitUntil(canSend, { what: 'what has come since to be there' });
      await user.keyboard(key);
      pressed.push(key);
    }
    expect(memory.retried).toEqual([]);
    expect(memory.submitted).toEqual([]);
    expect(desk.records.getState().outbox).toHaveLength(40);
    await pass(UNDO_MS);
    await waitFor(() => expect(desk.records.getState().outbox).toEqual([]));
    expect([memory.retried.length, memory.submitted.length]).toEqual([
      pressed.filter((key) => key === 's').length,
      pressed.filter((key) => key === 'n').length,
    ]);
    await screen.findByText('Everything has been sent.');
  }, 60_000);

  test('shows side by side what was seen and what has come since, and sends with what has been seen', async () => {
    const { user, memory, pass } = await openUnsent(1);
    const since = within(detail()).getByRole('region', { name: 'Since then' });
    await within(since).findByText(/やはり解決しました/);
    expect(within(detail()).getByRole('region', { name: 'What you answered' }).textContent).toContain('お待たせしております');
    expect(detail().textContent).toContain('Held: the customer has written again since you wrote this.');
    await user.keyboard('s');
    await pass(UNDO_MS);
    await waitFor(() =>
      expect(memory.retried).toEqual([
        { commandId: unsentId(0), basis: memory.all('message').find(({ id }) => id === 'msg_since0')?.body?.seq },
      ]),
    );
  });

  test('what somebody else has now cannot be sent, and is handed on as a note in one step', async () => {
    const { user, memory, pass } = await openUnsent(3);
    await user.keyboard('jj');
    await within(detail())
      .findByText('佐藤 健二 has it now')
      .catch(() => within(detail()).findByText(/has it now/));
    expect(detail().textContent).toContain('It cannot be sent: somebody else has this customer now.');
    await user.keyboard('s');
    await user.keyboard('n');
    await pass(UNDO_MS);
    await waitFor(() => expect(memory.submitted).toHaveLength(1));
    expect(memory.submitted[0]).toMatchObject({ type: 'note.add', insteadOf: unsentId(2) });
    expect(JSON.stringify(memory.submitted[0])).toContain('お待たせしております');
    expect(memory.retried).toEqual([]);
  });

  test('a decision is taken back with Z, which goes back to it', async () => {
    const { user, memory, desk, pass } = await openUnsent(4);
    const first = focused();
    await user.keyboard('x');
    expect(focused()).not.toBe(first);
    await user.keyboard('z');
    expect(focused()).toBe(first);
    await pass(UNDO_MS * 2);
    expect(desk.records.getState().outbox).toHaveLength(4);
    expect(memory.submitted).toEqual([]);
  });

  test('the words are copied with one key', async () => {
    const { user } = await openUnsent(1);
    const copied = vi.spyOn(navigator.clipboard, 'writeText');
    await user.keyboard('c');
    expect(copied).toHaveBeenCalledWith(expect.stringContaining('お待たせしております'));
  });

  test('a record that left this desk leaves the agent’s own words, the reason, and the way to hand them on', async () => {
    const { user, memory, happen, pass } = await openUnsent(1);
    await happen(() =>
      memory.emitDesk('records.changed', {
        changes: (['customer', 'conversation', 'interaction'] as const).flatMap((kind) =>
          memory
            .all(kind)
            .filter(({ id, body }) => id === 'cus_smith' || (body !== null && 'customerId' in body && body.customerId === 'cus_smith'))
            .map(({ id }) => ({ kind, id, body: null })),
        ),
      }),
    );
    await screen.findByRole('heading', { name: 'A customer no longer shown here' });
    expect(detail().textContent).toContain('お待たせしております');
    expect(detail().textContent).toContain('you may no longer see this customer');
    await user.keyboard('n');
    await pass(UNDO_MS);
    await waitFor(() => expect(memory.submitted).toMatchObject([{ type: 'note.add', customerId: 'cus_smith', insteadOf: unsentId(0) }]));
  });

  test('each file of unsent words says how far it is', async () => {
    const { memory, happen } = await openUnsent(1);
    const [item] = memory.unsent();
    if (item === undefined || item.command.body.type !== 'message.send') throw new Error('no reply is unsent');
    const attachment = { blobId: BlobId.parse('blb_1'), name: '領収書.pdf', mediaType: 'application/pdf', size: 1_000 };
    const body = { ...item.command.body, attachments: [attachment] };
    await happen(() => memory.putOutbox([{ ...item, command: { ...item.command, body } }]));
    const { conversationId } = body;
    const tell = (state: DraftFile['state']): Promise<void> =>
      happen(() => memory.emitDesk('file.changed', { conversationId, mode: 'reply', attachment, state }));
    await tell({ is: 'waiting', sent: 250 });
    expect(within(detail()).getByText('領収書.pdf').closest('li')?.textContent).toContain('25%');
    await tell({ is: 'ready' });
    expect(detail().textContent).toContain('at the hub');
    await tell({ is: 'refused', failure: { code: 'invalid', message: 'no', retryable: false, field: 'file.macro' } });
    expect(detail().textContent).toContain('Documents with macros cannot be sent.');
  });

  test('words begun in a conversation that left this desk before the hub had them are shown, and go only when discarded', async () => {
    const { user, memory, happen } = await openWorkspace();
    await happen(() => memory.setConnection({ is: 'offline', lastSyncedAt: null }));
    const draft = {
      conversationId: ConversationId.parse('cnv_gone'),
      mode: 'reply' as const,
      revision: 1,
      updatedAt: '2026-11-20T01:00:00.000Z',
    };
    memory.drafts.set('cnv_gone reply', { ...draft, text: '書きかけの返事' });
    await user.keyboard('o');
    await screen.findByText('書きかけの返事', undefined, SLOW);
    await user.click(screen.getByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(screen.queryByText('書きかけの返事')).toBeNull());
    expect(memory.drafts.get('cnv_gone reply')?.text).toBe('');
  });

  test('none is said to be none, with what this page is for', async () => {
    const { user } = await openWorkspace({ locale: 'ja' });
    await user.keyboard('o');
    await screen.findByText('すべて送信済みです。', undefined, SLOW);
    expect(screen.getByText(/接続が戻ると自動で送信されます/)).toBeDefined();
  });

  test('refused words are said why in words, tried again, and the rail says how many need the agent', async () => {
    const { user, memory, desk, happen, pass } = await openWorkspace();
    memory.refuseNext({ code: 'denied', message: 'no', retryable: false });
    const work = { interactionId: 'int_yamada', conversationId: 'cnv_yamada' };
    await happen(() => void desk.submit({ type: 'message.send', ...work, messageId: 'msg_x', text: '返金は明日です' } as never, 0)); // branded ids
    await user.click(await screen.findByRole('button', { name: 'Unsent, 1 unsent, 1 needs you' }));
    await screen.findByRole('heading', { name: '山田 花子' }, SLOW);
    expect(detail().textContent).toContain('you may no longer do this');
    expect(detail().textContent).not.toContain('denied');
    await waitFor(async () => expect(await reading(/^Try again/)).toHaveProperty('disabled', false));
    await user.keyboard('s');
    await pass(UNDO_MS);
    await screen.findByText('Everything has been sent.');
  });
});

describe('the order of what is unsent', () => {
  const item = (n: number, customer: number, is: 'held' | 'refused' | 'waiting'): OutboxItem =>
    ({
      command: {
        commandId: `cmd_${n}`,
        writtenAt: `2026-11-20T01:0${n}:00.000Z`,
        body: { type: 'message.send', conversationId: `cnv_${customer}` },
      },
      state:
        is === 'held'
          ? { is, reasons: ['closed'] }
          : is === 'refused'
            ? { is, failure: { code: 'denied', message: '', retryable: false } }
            : { is },
    }) as unknown as OutboxItem; // only what the order looks at

  test('held before refused before waiting, oldest first, and a conversation together in the order in which it goes out', () => {
    const groups = unsentGroups([
      item(1, 1, 'waiting'),
      item(2, 2, 'refused'),
      item(3, 3, 'waiting'),
      item(4, 3, 'held'),
      item(5, 4, 'held'),
    ]);
    expect(
      groups.map(({ lane, entries }) => [
        lane,
        ...entries.map(({ item: { command }, place, of }) => `${command.commandId} ${place}/${of}`),
      ]),
    ).toEqual([
      ['cnv_3', 'cmd_3 1/2', 'cmd_4 2/2'],
      ['cnv_4', 'cmd_5 1/1'],
      ['cnv_2', 'cmd_2 1/1'],
      ['cnv_1', 'cmd_1 1/1'],
    ]);
  });

  test('what has come since is told by the log’s order, not by the clock: a late arrival has come since', () => {
    const late = aMessage({ id: 'msg_late', seq: 9, at: '2026-11-20T00:00:00.000Z' });
    const early = aMessage({ id: 'msg_early', seq: 3, at: '2026-11-20T00:30:00.000Z' });
    const message = new Map([late, early].map((one) => [one.id, one]));
    const { before, since } = beforeAndSince({ message, note: new Map() }, late.conversationId, 5);
    expect([before.map(({ item: { id } }) => id), since.map(({ item: { id } }) => id)]).toEqual([['msg_early'], ['msg_late']]);
  });
});

test('what is decided is undone where another person signs in before its time', async () => {
  const { user, memory, desk, pass } = await openUnsent(2);
  await user.keyboard('x');
  expect(desk.decisions.getState().size).toBe(1);
  await act(async () => desk.takeSession({ is: 'signed_out', hubUrl: '', isKeyFile: false }));
  await pass(UNDO_MS);
  expect(desk.decisions.getState().size).toBe(0);
  expect(memory.submitted).toEqual([]);
});
