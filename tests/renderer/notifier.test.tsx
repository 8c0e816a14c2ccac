import { screen, waitFor } from '@testing-library/react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { toInstant } from '#shared/domain/clock';
import { AgentId, CustomerId } from '#shared/domain/ids';
import { DEFAULT_NOTICES } from '#shared/domain/notice';
import { putSettings } from '#ui/state/put-settings';
import { aMessage, aReservation } from '#tests/support/builders';
import { openWorkspace, type WorkspaceOptions } from '#tests/support/open-workspace.tsx';

async function lookingElsewhere(options: WorkspaceOptions = {}) {
  const world = await openWorkspace(options);
  await world.happen(() => world.memory.emitShell('window.focused', { isFocused: false }));
  const writes = (text: string, id = 'msg_new') =>
    world.happen(() => {
      const at = toInstant(world.clock.now());
      const about = { customerId: 'cus_suzuki', conversationId: 'cnv_suzuki', interactionId: 'int_suzuki', queueId: 'que_orders' };
      const { seq: _seq, ...message } = aMessage({ id, ...about, channel: 'sms', text, at, receivedAt: at });
      world.memory.log({ type: 'message.received', body: { message } });
    });
  const notices = () => world.memory.shellCalls.filter(({ call }) => call === 'notify').map(({ input }) => input);
  return { ...world, writes, notices };
}

test('a new line in own work is told to an agent who looks elsewhere', async () => {
  const { writes, notices } = await lookingElsewhere();
  await writes('もしもし');
  expect(notices()).toEqual([{ title: '鈴木 一郎', body: 'もしもし', interactionId: 'int_suzuki' }]);
});

test('without previews a notice shows none of the customer’s words', async () => {
  const { desk, writes, notices } = await lookingElsewhere();
  desk.session.setState(({ settings }) => ({ settings: { ...settings, showsPreviews: false } }));
  await writes('暗証番号は1234です');
  expect(notices()).toEqual([{ title: '鈴木 一郎', body: 'New message', interactionId: 'int_suzuki' }]);
});

test('an agent who looks at the desk gets no notice', async () => {
  const { memory, happen, writes, notices } = await lookingElsewhere();
  await happen(() => memory.emitShell('window.focused', { isFocused: true }));
  await writes('もしもし');
  expect(notices()).toEqual([]);
});

test('what the shell cannot do is not asked of it', async () => {
  const { memory, writes } = await lookingElsewhere({ capabilities: { notifies: false, hasBadge: false } });
  await writes('もしもし');
  expect(memory.shellCalls).toEqual([]);
});

test('a new offer is told, and its notice opens the customer it is about', async () => {
  const { memory, happen, notices, clock } = await lookingElsewhere();
  const times = { offeredAt: toInstant(clock.now()), expiresAt: toInstant(clock.now() + 20_000) };
  const reservation = aReservation({ interactionId: 'int_smith', customerId: 'cus_smith', queueId: 'que_english', ...times });
  await happen(() => memory.log({ type: 'reservation.offered', body: { reservation } }));
  expect(notices()).toEqual([{ title: 'New offer', body: 'Jonathan Smith · English', interactionId: 'int_smith' }]);
  await happen(() => memory.emitShell('notification.opened', { interactionId: reservation.interactionId }));
  await screen.findByRole('heading', { level: 1, name: 'Jonathan Smith' });
});

test('badge and title count the unread of own work', async () => {
  const { memory, desk, happen } = await lookingElsewhere();
  await waitFor(() => expect(document.title).toBe('(3) Madoguchi'));
  const { conversationId } = memory.openInteractions().find(({ id }) => id === 'int_suzuki') ?? { conversationId: '' as never };
  await happen(() => void desk.submit({ type: 'conversation.mark_read', conversationId, upToSeq: 1_000 }, 0));
  await waitFor(() => expect(document.title).toBe('(2) Madoguchi'));
  expect(memory.shellCalls.at(-1)).toEqual({ call: 'badge.set', input: { count: 2 } });
});

/** A browser's notifications, as far as a page can tell: what it was asked, and what it shows. */
function aBrowser(permission: NotificationPermission, answer: NotificationPermission = 'granted') {
  const shown: { title: string; body: string; tag: string; press: () => void }[] = [];
  class PageNotification extends EventTarget {
    static permission = permission;
    static requestPermission(): Promise<NotificationPermission> {
      PageNotification.permission = answer;
      return Promise.resolve(answer);
    }
    constructor(title: string, { body = '', tag = '' }: NotificationOptions) {
      super();
      shown.push({ title, body, tag, press: () => this.dispatchEvent(new Event('click')) });
    }
    close(): void {}
  }
  vi.stubGlobal('Notification', PageNotification);
  onTestFinished(() => void vi.unstubAllGlobals());
  return shown;
}

const BROWSER = { capabilities: { notifies: false, hasBadge: false } };

test('in a browser the page itself notifies, once the agent has allowed it, and its notice opens the customer it is about', async () => {
  const shown = aBrowser('default');
  const { user, happen, writes, desk } = await lookingElsewhere(BROWSER);
  await writes('聞こえますか');
  expect(shown).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Settings' }));
  await user.click(await screen.findByRole('button', { name: 'Allow notifications' }));
  await screen.findByRole('switch', { name: /Show the customer's words/ });
  await happen(() => desk.session.setState({ isFocused: false }));
  await writes('もしもし', 'msg_again');
  expect(shown).toMatchObject([{ title: '鈴木 一郎', body: 'もしもし', tag: 'int_suzuki' }]);
  await happen(() => shown[0]?.press());
  await screen.findByRole('heading', { level: 1, name: '鈴木 一郎' });
});

test('a browser that refuses is not asked again, and one that cannot notify is not mentioned', async () => {
  aBrowser('default', 'denied');
  const { user, unmount } = await openWorkspace(BROWSER);
  await user.click(screen.getByRole('button', { name: 'Settings' }));
  await user.click(await screen.findByRole('button', { name: 'Allow notifications' }));
  await screen.findByText(/Your browser refuses notifications/);
  expect(screen.queryByRole('button', { name: 'Allow notifications' })).toBeNull();
  unmount();
  vi.unstubAllGlobals();
  const again = await openWorkspace(BROWSER);
  await again.user.click(screen.getByRole('button', { name: 'Settings' }));
  await screen.findByText('Appearance');
  expect(screen.queryByText('Notifications')).toBeNull();
});

test('an offer rings until it is answered; who is not ready is left in peace; the volume is the agent’s', async () => {
  const { memory, happen, played, pass, desk, clock } = await lookingElsewhere();
  const ready = {
    type: 'agent.intent_set',
    body: { agentId: AgentId.parse('agt_mika'), intent: { is: 'ready' }, at: toInstant(0) },
  } as const;
  await happen(() => memory.log(ready));
  await happen(() => void putSettings(desk, { notices: { ...DEFAULT_NOTICES, volume: 35 } }));
  const times = { offeredAt: toInstant(clock.now()), expiresAt: toInstant(clock.now() + 60_000) };
  const reservation = aReservation({ interactionId: 'int_smith', customerId: 'cus_smith', queueId: 'que_english', ...times });
  await happen(() => memory.log({ type: 'reservation.offered', body: { reservation } }));
  await pass(8_000);
  expect(played).toEqual(['offer 35', 'offer 35', 'offer 35']);
  const { id: reservationId, interactionId } = reservation;
  const ended = { reservationId, interactionId, outcome: 'declined' as const, reason: 'busy' as const, at: toInstant(clock.now()) };
  await happen(() => memory.log({ type: 'reservation.ended', body: ended }));
  await pass(20_000);
  expect(played).toHaveLength(3);
});

test('what is written in own work sounds unless the agent looks at it, or is away, or wishes no sound of it', async () => {
  const { memory, happen, writes, played, desk } = await lookingElsewhere();
  const intent = (is: 'ready' | 'not_ready') =>
    happen(() =>
      memory.log({
        type: 'agent.intent_set',
        body: { agentId: AgentId.parse('agt_mika'), intent: is === 'ready' ? { is } : { is, reason: 'meal' }, at: toInstant(0) },
      }),
    );
  await intent('ready');
  await writes('もしもし', 'msg_a');
  expect(played).toEqual(['message 60']);
  await intent('not_ready');
  await writes('もしもし', 'msg_b');
  expect(played).toHaveLength(1);
  await intent('ready');
  await happen(() => memory.emitShell('window.focused', { isFocused: true }));
  await happen(() => desk.ui.setState({ customerId: CustomerId.parse('cus_suzuki') }));
  await writes('もしもし', 'msg_c');
  expect(played).toHaveLength(1);
  await happen(() => desk.ui.setState({ customerId: null }));
  const silent = { ...DEFAULT_NOTICES.ways, message: { sounds: false, notifies: true } };
  await happen(() => void putSettings(desk, { notices: { ...DEFAULT_NOTICES, ways: silent } }));
  await writes('もしもし', 'msg_d');
  expect(played).toHaveLength(1);
});

test('settings have a switch and a test for each kind of news, and a volume', async () => {
  const { user, played, desk, happen } = await openWorkspace();
  await happen(() => desk.ui.setState({ place: 'settings' }));
  await user.click(await screen.findByRole('button', { name: 'Play: Abuse reported (leads)' }));
  expect(played).toEqual(['abuse 60']);
  await user.click(screen.getByRole('switch', { name: 'Sound: A message in your own work' }));
  await waitFor(() => expect(desk.session.getState().settings.notices.ways.message).toEqual({ sounds: false, notifies: true }));
  const slider = screen.getByRole('slider', { name: 'Volume' });
  slider.focus();
  await user.keyboard('{ArrowRight}');
  await waitFor(() => expect(desk.session.getState().settings.notices.volume).toBe(65));
});
