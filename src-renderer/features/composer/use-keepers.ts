import { useEffect, useRef, useState, type RefObject } from 'react';
import type { ComposerMode } from '#shared/domain/draft';
import type { ConversationId } from '#shared/domain/ids';
import { useDesk } from '#ui/wire/desk.tsx';
import { createDraftKeeper } from './draft-keeper.ts';
import { createTypingTeller } from './typing-teller.ts';

/** The draft and the typing signal of one field; both end with it. */
export function useKeepers(
  { mode, conversationId }: { readonly mode: ComposerMode; readonly conversationId: ConversationId },
  field: RefObject<HTMLTextAreaElement | null>,
  onShown: (text: string) => void,
) {
  const { desk, clock } = useDesk();
  const [keeper] = useState(() => createDraftKeeper({ desk, clock, conversationId, mode }));
  const [teller] = useState(() => createTypingTeller(desk, clock, conversationId));
  const shown = useRef(onShown);
  useEffect(() => {
    const stop = keeper.start((text) => {
      if (field.current !== null && field.current.value !== text) field.current.value = text;
      shown.current(text);
    });
    // A page that goes away keeps what was typed a moment before.
    const onHide = (): void => keeper.flush();
    window.addEventListener('pagehide', onHide);
    return () => {
      window.removeEventListener('pagehide', onHide);
      teller.stopped();
      stop();
    };
  }, [keeper, teller, field]);
  return { keeper, teller };
}
