import { useEffect, useState } from 'react';
import type { AgentId, ConversationId } from '#shared/domain/ids';
import { TYPING_MS } from '#shared/domain/signal';
import { useDesk } from '#ui/wire/desk.tsx';

export interface Typing {
  readonly isCustomer: boolean;
  /** Colleagues, with the moment each began. */
  readonly agents: readonly { readonly id: AgentId; readonly since: number }[];
}

const NOBODY: Typing = { isCustomer: false, agents: [] };

/** Who is typing in a conversation now, besides the agent. It fades by itself when nobody says it again. */
export function useTyping(conversationId: ConversationId, me: AgentId): Typing {
  const desk = useDesk();
  const [typing, setTyping] = useState<Typing>(NOBODY);
  useEffect(() => {
    const fading = new Map<string, () => void>();
    const set = (who: AgentId | null, isTyping: boolean): void => {
      const key = who ?? 'customer';
      fading.get(key)?.();
      fading.delete(key);
      if (isTyping)
        fading.set(
          key,
          desk.clock.setTimer(TYPING_MS, () => set(who, false)),
        );
      setTyping((now) => {
        if (who === null) return { ...now, isCustomer: isTyping };
        const others = now.agents.filter(({ id }) => id !== who);
        const since = now.agents.find(({ id }) => id === who)?.since ?? desk.clock.now();
        return { ...now, agents: isTyping ? [...others, { id: who, since }] : others };
      });
    };
    const stop = desk.desk.on('signal', (signal) => {
      if (signal.conversationId !== conversationId) return;
      switch (signal.is) {
        case 'customer_typing':
          set(null, signal.isTyping);
          return;
        case 'agent_typing':
          if (signal.agentId !== me) set(signal.agentId, signal.isTyping);
          return;
      }
    });
    return () => {
      stop();
      for (const cancel of fading.values()) cancel();
      setTyping(NOBODY);
    };
  }, [desk, conversationId, me]);
  return typing;
}
