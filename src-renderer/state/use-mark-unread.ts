import { useCallback } from 'react';
import type { Interaction } from '#shared/domain/interaction';
import { useMe, useSubmit } from '../wire/desk.tsx';
import { unreadFrom } from './selectors.ts';

/** To come back to it: unread by this agent, on every desk, until read again. Answers whether there was anything to mark. */
export function useMarkUnread(): (interaction: Interaction) => boolean {
  const submit = useSubmit();
  const { id: me } = useMe();
  return useCallback(
    (interaction) => {
      const fromSeq = unreadFrom(interaction, me);
      if (fromSeq === null || fromSeq < 1) return false;
      void submit({ type: 'conversation.mark_unread', conversationId: interaction.conversationId, fromSeq }, fromSeq);
      return true;
    },
    [submit, me],
  );
}
