import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DeskContract } from '#shared/contracts/desk';
import type { Clock } from '#shared/domain/clock';
import type { ConversationId } from '#shared/domain/ids';
import type { Client } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';

/** A reply whose Send was pressed and which has not gone yet. */
export interface WaitingSend {
  /** As it stands in its draft. */
  readonly text: string;
  readonly dueAt: number;
  readonly send: () => Promise<unknown>;
}

export interface SendWatcher {
  /** It goes now: from here on the words are no draft. */
  readonly onGo: () => void;
  /** It could not be kept for sending; the words are a draft still. */
  readonly onFailed: (text: string, failure: Failure) => void;
}

/**
 * Replies that can still be taken back. Until one goes, its words are the conversation's draft and nothing else: who closes the window,
 * loses power or signs out has sent nothing and lost nothing. It belongs to the page, so that going to another customer stops nothing.
 */
export interface WaitingSends extends Pick<
  StoreApi<ReadonlyMap<ConversationId, WaitingSend>>,
  'getState' | 'getInitialState' | 'subscribe'
> {
  readonly wait: (conversationId: ConversationId, waiting: WaitingSend) => void;
  readonly cancel: (conversationId: ConversationId) => void;
  readonly cancelAll: () => void;
  readonly goNow: (conversationId: ConversationId) => void;
  readonly watch: (conversationId: ConversationId, watcher: SendWatcher) => () => void;
}

export function createWaitingSends(desk: Client<DeskContract>, clock: Clock): WaitingSends {
  const store = createStore<ReadonlyMap<ConversationId, WaitingSend>>(() => new Map());
  const timers = new Map<ConversationId, () => void>();
  const watchers = new Set<readonly [ConversationId, SendWatcher]>();

  // Another window or desk of this agent changed or sent these words: what is sent must be what stands there.
  desk.on('draft.changed', ({ conversationId, mode, text }) => {
    const waiting = store.getState().get(conversationId);
    if (mode === 'reply' && waiting !== undefined && text !== waiting.text) cancel(conversationId);
  });

  function watchersOf(conversationId: ConversationId): SendWatcher[] {
    return [...watchers].filter(([id]) => id === conversationId).map(([, watcher]) => watcher);
  }

  function cancel(conversationId: ConversationId): void {
    timers.get(conversationId)?.();
    timers.delete(conversationId);
    const left = new Map(store.getState());
    if (left.delete(conversationId)) store.setState(left, true);
  }

  async function go(conversationId: ConversationId): Promise<void> {
    const waiting = store.getState().get(conversationId);
    if (waiting === undefined) return;
    cancel(conversationId);
    for (const watcher of watchersOf(conversationId)) watcher.onGo();
    try {
      await waiting.send();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      for (const watcher of watchersOf(conversationId)) watcher.onFailed(waiting.text, error);
    }
  }

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    wait(conversationId, waiting) {
      cancel(conversationId);
      store.setState(new Map(store.getState()).set(conversationId, waiting), true);
      timers.set(
        conversationId,
        clock.setTimer(waiting.dueAt - clock.now(), () => void go(conversationId)),
      );
    },
    cancel,
    cancelAll() {
      for (const conversationId of store.getState().keys()) cancel(conversationId);
    },
    goNow: (conversationId) => void go(conversationId),
    watch(conversationId, watcher) {
      const entry = [conversationId, watcher] as const;
      watchers.add(entry);
      return () => void watchers.delete(entry);
    },
  };
}
