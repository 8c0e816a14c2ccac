import type { DeskContract } from '#shared/contracts/desk';
import { toInstant, type Clock } from '#shared/domain/clock';
import type { ComposerMode, Draft } from '#shared/domain/draft';
import type { ConversationId } from '#shared/domain/ids';
import { TEXT_LIMIT } from '#shared/domain/text';
import type { Client } from '#shared/rpc/contract';

/** Typing settles this long before it is kept. */
const SETTLE_MS = 300;
/** A core that is gone is tried again after this. */
const RETRY_MS = 1_000;
/** Who typed within this is typing still: a draft of another desk waits. */
const TYPING_MS = 3_000;

/** Keeps what is being written in one conversation and one mode, and nothing else's: drafts are never mixed. */
export interface DraftKeeper {
  /** Shows what was kept, and what another desk writes while nobody types here. The returned function keeps the last words and stops. */
  readonly start: (show: (text: string) => void) => () => void;
  readonly write: (text: string) => void;
  /** Keeps at once what has not settled yet. */
  readonly flush: () => void;
  /** The words are being sent, which consumes their draft at the core: from here on no late write brings it back. */
  readonly release: () => void;
}

interface DraftKeeperDeps {
  readonly desk: Client<DeskContract>;
  readonly clock: Clock;
  readonly conversationId: ConversationId;
  readonly mode: ComposerMode;
}

export function createDraftKeeper({ desk, clock, conversationId, mode }: DraftKeeperDeps): DraftKeeper {
  const state = {
    revision: 0,
    text: '',
    isUnsaved: false,
    typedAt: -Infinity,
    cancel: null as (() => void) | null,
    isStopped: false,
    show: (_text: string): void => {},
  };

  function later(ms: number, run: () => void): void {
    state.cancel?.();
    state.cancel = clock.setTimer(ms, run);
  }

  function load(): void {
    desk
      .call('draft.get', { conversationId, mode })
      .then((draft) => {
        if (state.isStopped) return;
        state.revision = Math.max(state.revision, draft?.revision ?? 0);
        showText(draft?.text ?? '');
      })
      .catch(() => {
        // Nothing may be written over a draft that could not be read, so it is read again until it can.
        if (!state.isStopped) later(RETRY_MS, load);
      });
  }

  function showText(text: string): void {
    state.text = text;
    state.show(text);
  }

  function put(): void {
    state.cancel?.();
    state.cancel = null;
    state.isUnsaved = false;
    state.revision += 1;
    const draft = { conversationId, mode, text: state.text.slice(0, TEXT_LIMIT).toWellFormed(), revision: state.revision };
    desk
      .call('draft.put', { ...draft, updatedAt: toInstant(clock.now()) })
      .then((kept) => kept !== null && receive(kept))
      .catch(() => {
        // The words are still in the field; only a core that is gone gets here.
        state.isUnsaved = true;
        if (!state.isStopped) later(RETRY_MS, put);
      });
  }

  /** A draft as another desk, or the hub, has it. */
  function receive(draft: Draft): void {
    if (state.isStopped || draft.revision <= state.revision) return;
    state.revision = draft.revision;
    const isTyping = state.isUnsaved || clock.now() - state.typedAt < TYPING_MS;
    if (!isTyping) showText(draft.text);
    // Who types here wins, and says so with the next revision.
    else if (draft.text !== state.text) write(state.text);
  }

  function write(text: string): void {
    state.text = text;
    state.isUnsaved = true;
    state.typedAt = clock.now();
    later(SETTLE_MS, put);
  }

  function flush(): void {
    if (state.isUnsaved) put();
  }

  return {
    start(show) {
      state.show = show;
      state.isStopped = false;
      load();
      const stop = desk.on('draft.changed', (draft) => {
        if (draft.conversationId === conversationId && draft.mode === mode) receive(draft);
      });
      return () => {
        flush();
        stop();
        state.cancel?.();
        state.isStopped = true;
      };
    },
    write,
    flush,
    release() {
      flush();
      state.text = '';
      state.typedAt = -Infinity;
    },
  };
}
