import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Clock } from '#shared/domain/clock';
import type { CommandId } from '#shared/domain/ids';

/** What the agent has decided about a wish that waited for a decision. */
export type DecisionKind = 'send' | 'note' | 'discard';

export interface Decision {
  readonly what: DecisionKind;
  readonly dueAt: number;
  readonly run: () => Promise<unknown>;
}

/** So long a decision made with a single key can be taken back. */
export const UNDO_MS = 6_000;

/**
 * Decisions about unsent work, each carried out a few seconds later, so that one key may mean one and a slip of the finger means none.
 * Till then nothing has happened: who closes the window has decided nothing and lost nothing. They belong to the page as a whole, so that
 * looking elsewhere takes none of them back.
 */
export interface Decisions extends Pick<StoreApi<ReadonlyMap<CommandId, Decision>>, 'getState' | 'getInitialState' | 'subscribe'> {
  readonly decide: (commandId: CommandId, what: DecisionKind, run: () => Promise<unknown>) => void;
  /** The newest one, or that one; answers whose it was. */
  readonly undo: (commandId?: CommandId) => CommandId | null;
  /** Another person sits here. */
  readonly undoAll: () => void;
}

export function createDecisions(clock: Clock): Decisions {
  const store = createStore<ReadonlyMap<CommandId, Decision>>(() => new Map());
  const timers = new Map<CommandId, () => void>();

  function forget(commandId: CommandId): void {
    timers.get(commandId)?.();
    timers.delete(commandId);
    const left = new Map(store.getState());
    if (left.delete(commandId)) store.setState(left, true);
  }

  async function carryOut(commandId: CommandId): Promise<void> {
    const decision = store.getState().get(commandId);
    timers.delete(commandId);
    // In sight as decided until it is done: what cannot be done is there to be decided again.
    try {
      await decision?.run();
    } finally {
      forget(commandId);
    }
  }

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    decide(commandId, what, run) {
      forget(commandId);
      store.setState(new Map(store.getState()).set(commandId, { what, dueAt: clock.now() + UNDO_MS, run }), true);
      timers.set(
        commandId,
        clock.setTimer(UNDO_MS, () => void carryOut(commandId)),
      );
    },
    undo(commandId) {
      // What is being carried out has no timer any more, and cannot be taken back.
      const open = [...store.getState().keys()].filter((id) => timers.has(id));
      const found = commandId === undefined ? open.at(-1) : open.find((id) => id === commandId);
      if (found !== undefined) forget(found);
      return found ?? null;
    },
    undoAll() {
      for (const commandId of timers.keys()) forget(commandId);
    },
  };
}
