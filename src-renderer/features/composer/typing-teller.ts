import type { DeskContract } from '#shared/contracts/desk';
import type { Clock } from '#shared/domain/clock';
import type { ConversationId } from '#shared/domain/ids';
import { TYPING_MS } from '#shared/domain/signal';
import type { Client } from '#shared/rpc/contract';

/** Said again before the other side lets it fade. */
const SAY_AGAIN_MS = TYPING_MS / 2;

/** Tells the customer that somebody is typing: when it begins, now and then while it lasts, and when it ends. */
export interface TypingTeller {
  readonly typed: () => void;
  readonly stopped: () => void;
}

export function createTypingTeller(desk: Client<DeskContract>, clock: Clock, conversationId: ConversationId): TypingTeller {
  const state = { toldAt: null as number | null, cancel: null as (() => void) | null };

  function tell(isTyping: boolean): void {
    // Lossy by nature: what is not told now is not worth telling later.
    desk.call('typing.set', { conversationId, isTyping }).catch(() => {});
  }

  function stopped(): void {
    state.cancel?.();
    state.cancel = null;
    if (state.toldAt === null) return;
    state.toldAt = null;
    tell(false);
  }

  return {
    typed() {
      state.cancel?.();
      state.cancel = clock.setTimer(TYPING_MS, stopped);
      if (state.toldAt !== null && clock.now() - state.toldAt < SAY_AGAIN_MS) return;
      state.toldAt = clock.now();
      tell(true);
    },
    stopped,
  };
}
