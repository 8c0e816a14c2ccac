import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from 'vitest';
import type { OutboxItem } from '#shared/contracts/desk';
import { toInstant } from '#shared/domain/clock';
import { AgentId, CustomerId, SegmentId } from '#shared/domain/ids';
import type { Message } from '#shared/domain/message';
import type { Change } from '#shared/records/records';
import { Timeline } from '#ui/features/timeline/timeline.tsx';
import { aCustomer, aMessage, anInteraction, aNote, aSegment } from '#tests/support/builders';
import { createFixtures } from '#tests/support/desk-fixtures';
import { createFakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';
import { createMemoryDesk } from '#tests/support/memory-desk';
import { renderDesk } from '#tests/support/render-desk.tsx';

// happy-dom lays nothing out: every row is 40 px high here, in a window of 2,000. Places and scrolling are proved in Chromium
// (tests/journeys).
let hasFocus: MockInstance<() => boolean>;
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(2_000);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(700);
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(40);
  hasFocus = vi.spyOn(document, 'hasFocus').mockReturnValue(true);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const HANAKO = CustomerId.parse('cus_hanako');
const about = { customerId: HANAKO, conversationId: 'cnv_h', interactionId: 'int_h', channel: 'chat' } as const;
const NOW = '2026-11-20T05:00:00.000Z';
const at = (minutesAgo: number) => new Date(Date.parse(NOW) - minutesAgo * 60_000).toISOString();

function said(seq: number, text: string, over: object = {}): Message {
  return aMessage({ ...about, id: `msg_${seq}`, seq, text, at: at(100 - seq), receivedAt: at(100 - seq), ...over });
}

function answered(seq: number, text: string, over: object = {}): Message {
  const delivery = { state: 'delivered', at: NOW } as const;
  return said(seq, text, { author: { by: 'agent', agentId: 'agt_mika' }, delivery, ...over });
}

async function openTimeline(
  messages: readonly Message[],
  others: readonly Change[] = [],
  locale: 'ja' | 'en' = 'en',
  how = { keepsPast: true, isOffline: false },
) {
  const clock = createFakeClock(NOW);
  const ids = createFakeIds(4);
  const customer = aCustomer({ id: HANAKO, name: { family: '山田', given: '花子' } });
  const interaction = anInteraction({
    id: 'int_h',
    customerId: HANAKO,
    conversationId: 'cnv_h',
    channel: 'chat',
    queueId: 'que_returns',
    arrivedAt: at(99),
    state: { is: 'handling', agentId: 'agt_mika', segmentId: 'seg_h', since: at(98) },
  });
  const segment = aSegment({ id: 'seg_h', interactionId: 'int_h', customerId: HANAKO, startedAt: at(98) });
  const memory = createMemoryDesk({
    clock,
    ids,
    people: createFixtures({ now: clock.now() }).people,
    records: [
      ...createFixtures({ now: clock.now() }).records,
      { kind: 'customer', id: customer.id, body: customer },
      { kind: 'interaction', id: interaction.id, body: interaction },
      { kind: 'segment', id: segment.id, body: segment },
      ...messages.map((body): Change => ({ kind: 'message', id: body.id, body })),
      ...others,
    ],
    loginName: 'mika',
    settings: { locale },
    keepsPast: how.keepsPast,
  });
  if (how.isOffline) memory.setConnection({ is: 'offline', lastSyncedAt: NOW });
  const drawn = await renderDesk(<Timeline customerId={HANAKO} itemId={null} tools={null} onItemShown={() => {}} />, {
    memory,
    clock,
    ids,
    locale,
  });
  const log = within(await screen.findByRole('log', { name: locale === 'ja' ? 'タイムライン' : 'Timeline' }));
  if (messages.length > 0) await log.findAllByRole('article');
  return { ...drawn, memory, clock, log };
}

describe('a timeline', () => {
  test('shows words, notes and the story of the work in one order', async () => {
    const note = aNote({ ...about, id: 'not_3', seq: 3, at: at(97), authorId: 'agt_kenji', text: 'label sent' });
    const { log } = await openTimeline([said(1, 'where is it'), answered(4, 'on its way')], [{ kind: 'note', id: note.id, body: note }]);
    const text = log.getAllByText(/Arrived in|where is it|accepted|label sent|on its way/).map(({ textContent }) => textContent);
    expect(text).toEqual([
      'Arrived in Returns and refunds by Web chat',
      'where is it',
      'Mika Takahashi accepted',
      'label sent',
      'on its way',
    ]);
  });

  test('names customers with 様 and agents as the language writes them', async () => {
    const { log } = await openTimeline([said(1, 'まだですか'), answered(2, '本日です')], [], 'ja');
    expect(log.getByText('山田 花子 様')).toBeDefined();
    expect(log.getByText('高橋 美香（あなた）')).toBeDefined();
  });

  test('what a visitor filled in stands beside the words, and says that nobody proved it', async () => {
    const details = { name: '<b>花子</b>', phone: '+819012345678', consent: { text: 'I agree', isOther: true }, answerBy: 'phone' };
    const { log } = await openTimeline([said(1, 'call me', { details })]);
    expect(log.getByText('Filled in by the customer (unverified)')).toBeDefined();
    expect(log.getByText('<b>花子</b>')).toBeDefined();
    expect(log.getByText('Message left while nobody was there; answer by phone')).toBeDefined();
    expect(log.getByText(/not the words set now/)).toBeDefined();
  });

  test('an answer that no page has shown yet is said to be unseen, after a while', async () => {
    const delivery = { state: 'sent', at: at(0) };
    const { log, clock } = await openTimeline([answered(1, 'here it is', { delivery })]);
    expect(log.queryByText(/has not seen this yet/)).toBeNull();
    await act(async () => clock.advance(60_000));
    expect(await log.findByText(/has not seen this yet/)).toBeDefined();
  });

  test('a note carries its label and says who cannot see it', async () => {
    const note = aNote({ ...about, id: 'not_2', seq: 2, at: at(50), text: 'careful' });
    const { log } = await openTimeline([said(1, 'hello')], [{ kind: 'note', id: note.id, body: note }]);
    const block = within(log.getByText('careful').closest('article') ?? document.body);
    expect(block.getByText('Note')).toBeDefined();
    expect(block.getByText('Not visible to the customer')).toBeDefined();
  });

  test('says which words came late, and which were sent later than they were written', async () => {
    const { log } = await openTimeline([
      said(1, 'from the train', { receivedAt: at(90) }),
      answered(2, 'from the tunnel', { writtenAt: at(120) }),
      said(3, 'in time', { receivedAt: new Date(Date.parse(at(97)) + 59_000).toISOString() }),
    ]);
    expect(log.getAllByText(/Arrived late: written/)).toHaveLength(1);
    expect(log.getAllByText(/^Written .*, sent /)).toHaveLength(1);
  });

  test('each word has its own language and direction, and links go through the shell', async () => {
    const { log, memory } = await openTimeline([said(1, '詳しくは https://shop.example/a です'), said(2, 'שלום A-1')]);
    expect(log.getByText(/詳しくは/).closest('p')).toMatchObject({ lang: 'ja', dir: 'auto' });
    expect(log.getByText(/שלום/).closest('p')).toMatchObject({ dir: 'auto' });
    await userEvent.click(log.getByRole('link', { name: 'https://shop.example/a' }));
    expect(memory.shellCalls).toContainEqual({ call: 'external.open', input: { url: 'https://shop.example/a' } });
  });

  test('markup in a message is text', async () => {
    const { log, container } = await openTimeline([said(1, '<img src=x onerror=alert(1)><b>bold</b>')]);
    expect(log.getByText('<img src=x onerror=alert(1)><b>bold</b>')).toBeDefined();
    expect(container.querySelector('b, img')).toBeNull();
  });

  test('a wall of text is folded and opens when asked', async () => {
    const { log } = await openTimeline([said(1, `${'あ'.repeat(2_000)}終`)]);
    expect(log.queryByText(/終/)).toBeNull();
    await userEvent.click(log.getByRole('button', { name: 'Show all (2,001 characters)' }));
    expect(log.getByText(/終/)).toBeDefined();
  });

  test('a customer who has said nothing yet still has the story of the work', async () => {
    const { container } = await openTimeline([]);
    expect(container.textContent).toContain('Arrived in');
  });
});

describe('deliveries', () => {
  test.each([
    ['pending', 'Queued'],
    ['sending', 'Sending'],
    ['sent', 'Sent'],
    ['delivered', 'Delivered'],
    ['read', 'Read'],
    ['failed', 'Not sent'],
    ['unknown', 'Perhaps sent'],
  ])('%s is said as “%s”', async (state, words) => {
    const { log } = await openTimeline([answered(1, 'hello', { delivery: { state, at: NOW } })]);
    expect(log.getByText(words)).toBeDefined();
  });

  test('what the channel refused shows its reason and is sent again when asked', async () => {
    const { log, memory } = await openTimeline([answered(1, 'hello', { delivery: { state: 'failed', at: NOW, reason: 'landline' } })]);
    expect(log.getByText('The channel says: landline')).toBeDefined();
    await userEvent.click(log.getByRole('button', { name: 'Resend' }));
    await waitFor(() => expect(log.getByText('Sent')).toBeDefined());
    expect(log.queryByText(/not sent yet/)).toBeNull();
    expect(memory.submitted).toContainEqual({ type: 'message.resend', conversationId: 'cnv_h', messageId: 'msg_1' });
  });

  test('the reasons that the hub knows are said in words', async () => {
    const { log } = await openTimeline([answered(1, 'hello', { delivery: { state: 'failed', at: NOW, reason: 'opted_out' } })]);
    expect(log.getByText('The channel says: the customer has asked to receive no messages.')).toBeDefined();
  });

  test('perhaps sent: says that resending may send it twice', async () => {
    const { log } = await openTimeline([answered(1, 'hello', { delivery: { state: 'unknown', at: NOW } })]);
    expect(log.getByText(/may send it twice/)).toBeDefined();
    expect(log.getByRole('button', { name: 'Resend' })).toBeDefined();
  });

  test('what the hub refused stays, with Retry, and Discard that asks once more', async () => {
    const { log, memory, desk } = await openTimeline([said(1, 'hello')]);
    memory.refuseNext({ code: 'conflict', message: 'closed', retryable: false });
    const { id: interactionId, conversationId } = memory.all('interaction').find(({ id }) => id === 'int_h')?.body ?? fail();
    await act(() =>
      desk.submit({ type: 'message.send', interactionId, conversationId, messageId: desk.ids.message(), text: 'too late' }, 1),
    );
    const bubble = within((await log.findByText('too late')).closest('article') ?? document.body);
    expect(bubble.getByText(/changed in the meantime/)).toBeDefined();
    expect(bubble.getByRole('button', { name: 'Retry' })).toBeDefined();
    await userEvent.click(bubble.getByRole('button', { name: 'Edit' }));
    expect(desk.ui.getState()).toMatchObject({ interactionId, takenBack: { conversationId, mode: 'reply', text: 'too late' } });
    await userEvent.click(bubble.getByRole('button', { name: 'Discard' }));
    expect(log.getByText('too late')).toBeDefined();
    await userEvent.click(bubble.getByRole('button', { name: 'Discard for good' }));
    await waitFor(() => expect(log.queryByText('too late')).toBeNull());
  });

  test('held words of work that somebody else has say so, and are not offered for sending', async () => {
    const { log, memory, desk } = await openTimeline([said(1, 'hello')]);
    act(() => memory.setConnection({ is: 'offline', lastSyncedAt: NOW }));
    const { id: interactionId, conversationId } = memory.all('interaction').find(({ id }) => id === 'int_h')?.body ?? fail();
    await act(() => desk.submit({ type: 'message.send', interactionId, conversationId, messageId: desk.ids.message(), text: 'mine' }, 1));
    const held = memory
      .unsent()
      .map(({ command }): OutboxItem => ({ command, state: { is: 'held', reasons: ['customer_wrote'], seq: 1 } }));
    act(() => memory.putOutbox(held));
    const bubble = within((await log.findByText('mine')).closest('article') ?? document.body);
    await userEvent.click(bubble.getByRole('button', { name: 'Send anyway' }));
    expect(memory.retried).toEqual([{ commandId: held[0]?.command.commandId, basis: 1 }]);

    act(() => memory.putOutbox(held));
    const taken = {
      interactionId,
      reservationId: null,
      agentId: AgentId.parse('agt_kenji'),
      how: 'taken_over',
      at: toInstant(Date.parse(NOW)),
    } as const;
    const from = { agentId: AgentId.parse('agt_mika'), segmentId: SegmentId.parse('seg_h') };
    act(() => memory.log({ type: 'interaction.assigned', body: { ...taken, from, segmentId: SegmentId.parse('seg_k') } }));
    await bubble.findByText(/somebody else has this customer now/);
    expect(bubble.getAllByRole('button').map(({ textContent }) => textContent)).toEqual(['Discard']);
  });

  test('offline, words wait for the line in sight', async () => {
    const { log, memory, desk } = await openTimeline([said(1, 'hello')]);
    act(() => memory.setConnection({ is: 'offline', lastSyncedAt: NOW }));
    const { id: interactionId, conversationId } = memory.all('interaction').find(({ id }) => id === 'int_h')?.body ?? fail();
    await act(() => desk.submit({ type: 'message.send', interactionId, conversationId, messageId: desk.ids.message(), text: 'later' }, 1));
    await log.findByText('later');
    expect(log.getByText('Waiting for the line')).toBeDefined();
    expect(log.getByText(/^Written .+, not sent yet$/)).toBeDefined();
    act(() => memory.setConnection({ is: 'connected', lastSyncedAt: NOW }));
    await waitFor(() => expect(log.getByText('Sent')).toBeDefined());
  });
});

test('what an outage cut off is no beginning, and comes when the line is back', async () => {
  const log = within(document.body);
  const { memory } = await openTimeline([said(1, 'hello')], [], 'en', { keepsPast: false, isOffline: true });
  expect(log.getByText('Anything older comes when the connection is back')).toBeDefined();
  expect(log.queryByText('The timeline begins here')).toBeNull();
  act(() => memory.setConnection({ is: 'connected', lastSyncedAt: NOW }));
  await log.findByText('The timeline begins here');
});

describe('reading', () => {
  test('what was on the screen of a focused window is read after a moment', async () => {
    const { memory, clock, log } = await openTimeline([said(1, 'one'), said(2, 'two')]);
    expect(log.getByText('Unread from here')).toBeDefined();
    expect(memory.submitted).toEqual([]);
    await act(() => clock.advance(500));
    await waitFor(() => expect(memory.submitted).toMatchObject([{ type: 'conversation.mark_read', conversationId: 'cnv_h', upToSeq: 2 }]));
    expect(log.getByText('Unread from here')).toBeDefined();
  });

  test('nothing is read while the window is elsewhere', async () => {
    hasFocus.mockReturnValue(false);
    const { memory, clock } = await openTimeline([said(1, 'one')]);
    await act(() => clock.advance(5_000));
    expect(memory.submitted).toEqual([]);
    hasFocus.mockReturnValue(true);
    act(() => void window.dispatchEvent(new Event('focus')));
    await act(() => clock.advance(500));
    await waitFor(() => expect(memory.submitted).toMatchObject([{ type: 'conversation.mark_read' }]));
  });

  test('a new word is read out, and the list itself stays silent', async () => {
    const { memory, log } = await openTimeline([said(1, 'one')]);
    const { seq, ...message } = said(9, 'are you there?');
    act(() => memory.log({ type: 'message.received', body: { message } }));
    await log.findByText('are you there?');
    expect(seq).toBe(9);
    expect(document.querySelector('[data-announcer]')?.textContent).toBe('山田 花子: are you there?');
    expect(screen.getByRole('log').getAttribute('aria-live')).toBe('off');
  });
});

test('a file that the channel would not hand over says so, and offers nothing to save', async () => {
  const attachments = [{ blobId: 'blb_1', name: 'photo.jpg', mediaType: 'image/jpeg', size: 0, isMissing: true as const }];
  const { log } = await openTimeline([said(1, 'see here', { attachments })]);
  expect(log.getByText('photo.jpg')).toBeDefined();
  expect(log.getByText('The file could not be fetched from the channel.')).toBeDefined();
  expect(log.queryByRole('button', { name: /Save/ })).toBeNull();
});

test('a file that is still at the channel is on its way, and offers nothing to save yet', async () => {
  const attachments = [{ blobId: 'blb_1', name: 'photo.jpg', mediaType: 'image/jpeg', size: 0, isPending: true as const }];
  const { log } = await openTimeline([said(1, 'see here', { attachments })]);
  expect(log.getByText('Coming in…')).toBeDefined();
  expect(log.queryByRole('button', { name: /Save/ })).toBeNull();
});

test('a file is fetched and saved by the shell; one that cannot be had says so', async () => {
  const attachments = [{ blobId: 'blb_1', name: 'box\u202Egpj.exe', mediaType: 'image/jpeg', size: 2_345_678 }];
  const { log } = await openTimeline([said(1, 'see here', { attachments })]);
  expect(log.getByText('boxgpj.exe')).toBeDefined();
  expect(log.getByText('2.3 MB')).toBeDefined();
  await userEvent.click(log.getByRole('button', { name: /^Save/ }));
  expect((await log.findByRole('alert')).textContent).toContain('no longer there');
});

function fail(): never {
  throw new Error('the record is not there');
}
