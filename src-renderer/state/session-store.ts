import { createStore } from 'zustand/vanilla';
import type { Connection, Session, Settings } from '#shared/contracts/desk';
import type { ShellCapabilities } from '#shared/contracts/shell';
import { DEFAULT_NOTICES } from '#shared/domain/notice';

export interface SessionState {
  /** The wire to the desk core: `connecting` until it first answers, `lost` while it is being started again. */
  readonly core: 'connecting' | 'open' | 'lost';
  /** Null until the core has said. */
  readonly session: Session | null;
  readonly connection: Connection;
  readonly settings: Settings;
  readonly capabilities: ShellCapabilities;
  /** What the page itself can do where its shell does not notify: ask, notify, or nothing. */
  readonly pageNotices: PageNotices;
  /** Whether the window has the agent's eyes; notifications are for when it has not. */
  readonly isFocused: boolean;
}

/** `absent`: there is nothing to ask for. `askable`: the agent has not been asked. */
export type PageNotices = 'absent' | 'askable' | 'granted' | 'denied';

export type SessionStore = ReturnType<typeof createSessionStore>;

export function createSessionStore(settings: Settings) {
  return createStore<SessionState>(() => ({
    core: 'connecting',
    session: null,
    connection: { is: 'offline', lastSyncedAt: null },
    settings,
    capabilities: { shell: 'browser', notifies: false, hasBadge: false, savesFiles: false, zooms: false },
    pageNotices: 'absent',
    isFocused: true,
  }));
}

/** Before anybody chose: the system's language and theme. */
export function defaultSettings(languages: readonly string[]): Settings {
  const isJapanese = languages[0]?.toLowerCase().startsWith('ja') ?? true;
  return {
    locale: isJapanese ? 'ja' : 'en',
    theme: 'system',
    sendKey: 'enter',
    zoom: 100,
    showsPreviews: true,
    sendDelay: 0,
    fileBudgetMb: 500,
    notices: DEFAULT_NOTICES,
  };
}
