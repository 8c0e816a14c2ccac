import { cleanup, createEvent, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import { AttachmentList } from '#ui/features/timeline/attachment-list.tsx';
import { Composer } from '#ui/features/composer/composer.tsx';
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
    await openDesk(<AttachmentList attachments={pictures} />, { blb_1: aPng().toString('base64'), blb_2: aGif().toString('base64') });
    const first = await screen.findByRole('img', { name: 'Image: screen.png' });
    expect(first.getAttribute('src')).toMatch(/^blob:/);
    screen.getByRole('button', { name: 'Show the image larger: screen.png' }).focus();
    await userEvent.keyboard('{Enter}');
    const dialog = await screen.findByRole('dialog', { name: 'screen.png' });
    expect(within(dialog).getByText(/1 of 2/)).toBeTruthy();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Next image' }));
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
    await openDesk(<AttachmentList attachments={[anAttachment({})]} />, { blb_1: bytes.toString('base64') });
    await screen.findByRole('button', { name: /^Save File: screen\.png/ });
    expect(screen.queryByRole('img')).toBeNull();
  });

  test('a document is a card with its name, its size and Save', async () => {
    const { memory } = await openDesk(
      <AttachmentList attachments={[anAttachment({ name: '領収書.pdf', mediaType: 'application/pdf', size: 120_000 })]} />,
      { blb_1: 'AAAA' },
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Save File: 領収書.pdf, 120 kB' }));
    await waitFor(() => expect(memory.shellCalls).toEqual([{ call: 'file.save', input: { name: '領収書.pdf', base64: 'AAAA' } }]));
  });
});
