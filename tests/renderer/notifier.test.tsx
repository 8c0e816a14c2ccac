import { screen, waitFor } from '@testing-library/react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { toInstant } from '#shared/domain/clock';
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
