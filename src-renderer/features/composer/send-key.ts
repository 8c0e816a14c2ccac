import type { Settings } from '#shared/contracts/desk';

interface Press {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Whether a key sends. Whether it belongs to an input method is asked before. */
export function isSendKey({ key, shiftKey, ctrlKey, metaKey, altKey }: Press, sendKey: Settings['sendKey']): boolean {
  if (key !== 'Enter' || shiftKey || altKey) return false;
  return ctrlKey || metaKey || sendKey === 'enter';
}
