import { act, cleanup, createEvent, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { AttachmentList } from '#ui/features/timeline/attachment-list.tsx';
import { PdfPreview } from '#ui/features/timeline/pdf-preview.tsx';
import { Composer } from '#ui/features/composer/composer.tsx';
import type { OpenPdf } from '#ui/wire/open-pdf';
import { BlobId, ConversationId, InteractionId } from '#shared/domain/ids';
import type { Attachment } from '#shared/domain/message';
import { aGif, aPdf, aPng } from '#tests/support/files/good-files';
import { createFixtures } from '#tests/support/desk-fixtures';
import { createFakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';
import { createMemoryDesk } from '#tests/support/memory-desk';
import { renderDesk } from '#tests/support/render-desk.tsx';

afterEach(cleanup);

const CHAT = InteractionId.parse('int_yamada');

async function openDesk(element = <Composer interactionId={CHAT} />, files: Readonly<Record<string, string>> = {}) {
  const clock = createFakeClock();
  const ids = createFakeIds(1);
  const memory = createMemoryDesk({
    clock,
    ids,
    ...createFixtures({ now: clock.now() }),
    loginName: 'mika',
    settings: { locale: 'en' },
    files,
  });
  await renderDesk(element, { memory, clock, ids });
  const sent = () => memory.submitted.filter(({ type }) => type === 'message.send' || type === 'note.add');
  return { memory, sent };
}

async function field(name: 'Reply' | 'Note'): Promise<HTMLTextAreaElement> {
  const found = await screen.findByRole<HTMLTextAreaElement>('textbox', { name });
  await waitFor(() => expect(found.readOnly).toBe(false));
  return found;
}

const png = (name = 'screen.png') => new File([new Uint8Array(aPng())], name, { type: 'image/png' });
const pdf = (name = 'receipt.pdf') => new File([new Uint8Array(aPdf())], name, { type: 'application/pdf' });

function paste(target: Element, files: readonly File[], text = ''): void {
  const event = createEvent.paste(target, {});
  Object.defineProperty(event, 'clipboardData', { value: { files, types: ['Files'], getData: () => text } });
  fireEvent(target, event);
}

function drop(target: Element, files: readonly File[]): void {
  for (const type of ['dragOver', 'drop'] as const) {
    const event = createEvent[type](target);
    Object.defineProperty(event, 'dataTransfer', { value: { files, types: ['Files'], dropEffect: 'none' } });
    fireEvent(target, event);
  }
}

const chips = (): Promise<HTMLElement[]> =>
  screen.findByRole('list', { name: 'Files to send' }).then((list) => within(list).findAllByRole('listitem'));

describe('files of what is being written', () => {
  test('a pasted image and a dropped PDF go with the words, and the composer is empty then', async () => {
    const { sent } = await openDesk();
    const reply = await field('Reply');
    paste(reply, [png('image.png')]);
    drop(reply, [pdf()]);
    await waitFor(async () => expect(await chips()).toHaveLength(2));
    await userEvent.type(reply, 'Here you are.{Enter}');
    await waitFor(() => expect(sent()).toHaveLength(1));
    expect(sent()).toMatchObject([
      {
        type: 'message.send',
        text: 'Here you are.',
        attachments: [
          { name: expect.stringMatching(/^Pasted image .*\.png$/) as string, mediaType: 'image/png' },
          { name: 'receipt.pdf', mediaType: 'application/pdf' },
        ],
      },
    ]);
    await waitFor(() => expect(screen.queryByRole('list', { name: 'Files to send' })).toBeNull());
  });

  test('a file without words may be sent', async () => {
    const { sent } = await openDesk();
    const reply = await field('Reply');
    drop(reply, [png()]);
    await chips();
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    await waitFor(() => expect(sent()).toMatchObject([{ text: '', attachments: [{ name: 'screen.png' }] }]));
  });

  test('a note’s file stays with the note', async () => {
    const { sent } = await openDesk();
    const note = await field('Note');
    fireEvent.focus(note);
    drop(note, [pdf()]);
    await chips();
    await userEvent.type(await field('Reply'), 'Hello{Enter}');
    await waitFor(() => expect(sent()).toHaveLength(1));
    expect(sent()[0]).not.toHaveProperty('attachments');
    await userEvent.type(await field('Note'), 'See the receipt{Enter}');
    await waitFor(() => expect(sent()[1]).toMatchObject({ type: 'note.add', attachments: [{ name: 'receipt.pdf' }] }));
  });

  test('a file that is still being read when the agent goes on in the note stays with the reply', async () => {
    const { sent } = await openDesk();
    const gate: { open?: () => void } = {};
    const opened = new Promise<void>((resolve) => (gate.open = resolve));
    const slow = png('slow.png');
    const slice = slow.slice.bind(slow);
    slow.slice = (...range) => {
      const piece = slice(...range);
      const read = piece.arrayBuffer.bind(piece);
      piece.arrayBuffer = () => opened.then(read);
      return piece;
    };
    drop(await field('Reply'), [slow]);
    const note = await field('Note');
    fireEvent.focus(note);
    await userEvent.type(note, 'only for us{Enter}');
    await waitFor(() => expect(sent()).toHaveLength(1));
    await act(async () => gate.open?.());
    await chips();
    expect(sent()[0]).not.toHaveProperty('attachments');
    fireEvent.focus(await field('Reply'));
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    await waitFor(() => expect(sent()[1]).toMatchObject({ type: 'message.send', attachments: [{ name: 'slow.png' }] }));
  });

  test('what cannot be sent is said in a sentence before anything leaves the page', async () => {
    const { memory } = await openDesk();
    const reply = await field('Reply');
    drop(reply, [new File(['MZ'], 'setup.exe'), new File(['<svg/>'], 'logo.svg', { type: 'image/svg+xml' }), new File([], 'empty.txt')]);
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('setup.exe: Programs cannot be sent.');
    expect(alert.textContent).toContain('logo.svg: Files that contain scripts cannot be sent.');
    expect(alert.textContent).toContain('empty.txt: An empty file cannot be sent.');
    expect(memory.files.list(ConversationId.parse('cnv_yamada'), 'reply')).toEqual([]);
  });

  test('five at once are four, and the fifth is told', async () => {
    await openDesk();
    drop(
      await field('Reply'),
      [1, 2, 3, 4, 5].map((n) => png(`${n}.png`)),
    );
    expect((await screen.findByRole('alert')).textContent).toContain('5.png: At most 4 files can be sent at once.');
    expect(await chips()).toHaveLength(4);
  });

  test('what the hub refuses holds the message back until it is taken away', async () => {
    const { memory, sent } = await openDesk();
    memory.files.refuseNext({ code: 'invalid', message: 'x', retryable: false, field: 'file.two_in_one' });
    const reply = await field('Reply');
    drop(reply, [png()]);
    expect((await screen.findByRole('alert')).textContent).toBe('It hides a second file, so it cannot be sent.');
    await userEvent.type(reply, 'Hello{Enter}');
    expect(sent()).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Remove screen.png' }));
    await userEvent.type(reply, '{Enter}');
    await waitFor(() => expect(sent()).toMatchObject([{ text: 'Hello' }]));
  });

  test('words copied with their picture from a sheet are pasted as words', async () => {
    const { memory } = await openDesk();
    paste(await field('Reply'), [png()], 'A1\tB1');
    expect(memory.files.list(ConversationId.parse('cnv_yamada'), 'reply')).toEqual([]);
    expect(screen.queryByRole('list', { name: 'Files to send' })).toBeNull();
  });
});

describe('files of messages', () => {
  const anAttachment = (over: Partial<Attachment>): Attachment => ({
    blobId: BlobId.parse('blb_1'),
    name: 'screen.png',
    mediaType: 'image/png',
    size: 120,
    ...over,
  });

  test('a picture is shown, opens large with Enter, and the arrows go to the next', async () => {
    const pictures = [anAttachment({}), anAttachment({ blobId: BlobId.parse('blb_2'), name: 'move.gif', mediaType: 'image/gif' })];
    await openDesk(<AttachmentList itemId="msg_1" attachments={pictures} />, {
      blb_1: aPng().toString('base64'),
      blb_2: aGif().toString('base64'),
    });
    const first = await screen.findByRole('img', { name: 'Image: screen.png' });
    expect(first.getAttribute('src')).toMatch(/^blob:/);
    screen.getByRole('button', { name: 'Show the image larger: screen.png' }).focus();
    await userEvent.keyboard('{Enter}');
    const dialog = await screen.findByRole('dialog', { name: 'screen.png' });
    expect(within(dialog).getByText(/1 of 2/)).toBeTruthy();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Next' }));
    await screen.findByRole('dialog', { name: 'move.gif' });
    await userEvent.keyboard('{ArrowLeft}');
    await screen.findByRole('dialog', { name: 'screen.png' });
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  test.each([
    ['is something else', aPdf()],
    ['has more pixels than may be opened', aPng(4, 4, { claims: { width: 90_000, height: 90_000 } })],
  ])('what is called a picture and %s is a file to save', async (_what, bytes) => {
    await openDesk(<AttachmentList itemId="msg_1" attachments={[anAttachment({})]} />, { blb_1: bytes.toString('base64') });
    await screen.findByRole('button', { name: /^Save File: screen\.png/ });
    expect(screen.queryByRole('img')).toBeNull();
  });

  test('a document is a card with its name, its size and Save', async () => {
    const { memory } = await openDesk(
      <AttachmentList itemId="msg_1" attachments={[anAttachment({ name: '領収書.pdf', mediaType: 'application/pdf', size: 120_000 })]} />,
      { blb_1: 'AAAA' },
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Save File: 領収書.pdf, 120 kB' }));
    await waitFor(() => expect(memory.shellCalls).toEqual([{ call: 'file.save', input: { name: '領収書.pdf', base64: 'AAAA' } }]));
  });

  test('a document of a kind that nothing here opens is saved after a sentence that says so', async () => {
    const docx = anAttachment({ name: '見積.docx', mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' });
    const { memory } = await openDesk(<AttachmentList itemId="msg_1" attachments={[docx]} />, { blb_1: 'AAAA' });
    expect(screen.queryByRole('button', { name: /^Show/ })).toBeNull();
    await userEvent.click(await screen.findByRole('button', { name: /^Save File: 見積.docx/ }));
    const asked = await screen.findByRole('dialog', { name: 'This file is only saved, not opened' });
    expect(memory.shellCalls).toEqual([]);
    await userEvent.click(within(asked).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(memory.shellCalls).toEqual([{ call: 'file.save', input: { name: '見積.docx', base64: 'AAAA' } }]));
  });

  test('text is shown as letters, also as Japanese Windows writes it, and never as a page', async () => {
    const text = anAttachment({ name: '一覧.csv', mediaType: 'text/csv' });
    const sjis = Buffer.concat([Buffer.from([0x93, 0xfa, 0x96, 0x7b]), Buffer.from(',<script>alert(1)</script>')]);
    await openDesk(<AttachmentList itemId="msg_1" attachments={[text]} />, { blb_1: sjis.toString('base64') });
    await userEvent.click(await screen.findByRole('button', { name: 'Show 一覧.csv' }));
    const dialog = await screen.findByRole('dialog', { name: '一覧.csv' });
    expect((await within(dialog).findByLabelText('一覧.csv')).textContent).toBe('日本,<script>alert(1)</script>');
    expect(dialog.querySelector('script')).toBeNull();
  });

  test('a page of a PDF is drawn as an image of it, and the worker ends with what it opened', async () => {
    const drawn: number[] = [];
    const open = (): Promise<OpenPdf> =>
      Promise.resolve({ pages: 3, draw: (page) => Promise.resolve(void drawn.push(page)), close: () => void drawn.push(0) });
    const opened: number[] = [];
    const view = (page: number) => <PdfPreview bytes={BYTES} name="receipt.pdf" page={page} onOpened={count(opened)} open={open} />;
    await openDesk(view(1));
    await screen.findByRole('img', { name: 'receipt.pdf, page 1 of 3' });
    expect([drawn, opened]).toEqual([[1], [3]]);
    cleanup();
    expect(drawn).toEqual([1, 0]);
  });

  test('a PDF that is broken is said to be, and nothing else happens', async () => {
    await openDesk(<PdfPreview bytes={BYTES} name="x.pdf" page={1} onOpened={NOTHING} open={REFUSES} />);
    expect((await screen.findByRole('alert')).textContent).toContain('This file cannot be shown: it is damaged');
    expect(screen.queryByRole('img')).toBeNull();
  });

  test('the card says what is kept here, what comes when the line is back, and what is gone', async () => {
    const files = ['blb_1', 'blb_2', 'blb_3'].map((id) =>
      anAttachment({ blobId: BlobId.parse(id), name: `${id}.pdf`, mediaType: 'application/pdf' }),
    );
    const clock = createFakeClock();
    const memory = createMemoryDesk({
      clock,
      ids: createFakeIds(1),
      ...createFixtures({ now: clock.now() }),
      loginName: 'mika',
      settings: { locale: 'en' },
      files: { blb_1: 'AAAA', blb_2: 'AAAA' },
      keptFiles: ['blb_1'],
    });
    await renderDesk(<AttachmentList itemId="msg_1" attachments={files} />, { memory, clock, ids: createFakeIds(1) });
    const card = (n: number): string => screen.getAllByRole('listitem')[n]?.textContent ?? '';
    await waitFor(() => expect(card(0)).toContain('kept on this computer'));
    expect(card(1)).not.toContain('comes when');
    await userEvent.click(screen.getByRole('button', { name: /^Save File: blb_3/ }));
    await waitFor(() => expect(card(2)).toContain('This file is no longer there.'));
    act(() => memory.setConnection({ is: 'offline', lastSyncedAt: null }));
    await waitFor(() => expect(card(1)).toContain('comes when the line is back'));
    expect(card(0)).toContain('kept on this computer');
    act(() => memory.emitDesk('blob.changed', { kept: [BlobId.parse('blb_2')], dropped: [BlobId.parse('blb_1')] }));
    await waitFor(() => expect([card(0).includes('kept'), card(1).includes('kept')]).toEqual([false, true]));
  });
});

const BYTES = new Uint8Array(4);
const NOTHING = (): void => {};
const REFUSES = (): Promise<OpenPdf> => Promise.reject(new Error('no document'));
const count = (opened: number[]) => (pages: number) => void opened.push(pages);
