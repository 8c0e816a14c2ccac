import { useEffect, useState } from 'react';

interface KeyLike {
  readonly isComposing?: boolean;
  readonly keyCode?: number;
  readonly nativeEvent?: { readonly isComposing?: boolean; readonly keyCode?: number };
}

/** The key code that browsers give while an input method has the key. */
const IME_KEY_CODE = 229;

export interface ImeGuard {
  /** True for a key that belongs to the input method: do nothing with it. React's and the DOM's own events both fit. */
  ownsKey(event: KeyLike): boolean;
  /** Watches compositions inside the target; the returned function stops. */
  watch(target: EventTarget): () => void;
}

/**
 * Some engines end a composition before the keydown of the Enter that ended it, some after: so a key still belongs to the input
 * method until the next macrotask after compositionend (field-guide 4.14).
 */
export function createImeGuard(): ImeGuard {
  const state = { isEnding: false };
  const onEnd = (): void => {
    state.isEnding = true;
    setTimeout(() => {
      state.isEnding = false;
    }, 0);
  };
  return {
    ownsKey(event) {
      const key = event.nativeEvent ?? event;
      return key.isComposing === true || key.keyCode === IME_KEY_CODE || state.isEnding;
    },
    watch(target) {
      target.addEventListener('compositionend', onEnd, { capture: true });
      return () => target.removeEventListener('compositionend', onEnd, { capture: true });
    },
  };
}

/** The guard for a component's own key handlers; compositions anywhere in the page count. */
export function useIme(): Pick<ImeGuard, 'ownsKey'> {
  const [guard] = useState(createImeGuard);
  useEffect(() => guard.watch(document), [guard]);
  return guard;
}
