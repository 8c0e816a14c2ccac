import { useCallback } from 'react';
import type { Interaction } from '#shared/domain/interaction';
import type { MessagePart } from '#shared/domain/message-part';
import { basisOf } from '#ui/state/selectors';
import { useDesk, useSubmit } from '#ui/wire/desk.tsx';

/** Sends a part without words, as a message of its own. False: it was not kept, and the agent was told why. */
export function useSendPart({ id: interactionId, conversationId }: Interaction): (part: MessagePart) => Promise<boolean> {
  const { ids, records } = useDesk();
  const submit = useSubmit();
  return useCallback(
    (part) =>
      submit(
        { type: 'message.send', interactionId, conversationId, messageId: ids.message(), text: '', parts: [part] },
        basisOf(records.getState(), interactionId),
      ),
    [submit, ids, records, interactionId, conversationId],
  );
}
