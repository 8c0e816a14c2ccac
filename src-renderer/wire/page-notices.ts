import type { InteractionId } from '#shared/domain/ids';
import type { PageNotices, SessionStore } from '../state/session-store.ts';

interface Notice {
  readonly title: string;
  readonly body: string;
  readonly interactionId: InteractionId;
}

/** Where the shell is a page of a browser, the page's own notices; whoever changes the permission elsewhere comes back with the focus. */
export function followPageNotices(session: SessionStore, page: Window): () => void {
  const look = (): void => {
    const { capabilities, core, pageNotices } = session.getState();
    const isOurs = core === 'open' && capabilities.shell === 'browser' && !capabilities.notifies;
    const now = isOurs ? permissionOf() : 'absent';
    if (now !== pageNotices) session.setState({ pageNotices: now });
  };
  const stop = session.subscribe(look);
  page.addEventListener('focus', look);
  return () => {
    stop();
    page.removeEventListener('focus', look);
  };
}

/** From a press of the agent's only: browsers answer nothing else. */
export async function askForPageNotices(session: SessionStore): Promise<void> {
  await Notification.requestPermission();
  session.setState({ pageNotices: permissionOf() });
}

/** Several pages of one desk tell the same: the tag makes it one notice. */
export function showPageNotice({ title, body, interactionId }: Notice, onPressed: () => void): void {
  const notice = new Notification(title, { body, tag: interactionId });
  notice.addEventListener('click', () => {
    window.focus();
    onPressed();
    notice.close();
  });
}

function permissionOf(): PageNotices {
  // Absent in an insecure context and in some browsers, whatever the type says.
  if (!('Notification' in globalThis)) return 'absent';
  const { permission } = Notification;
  return permission === 'default' ? 'askable' : permission;
}
