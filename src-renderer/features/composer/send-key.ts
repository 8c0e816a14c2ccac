import type { KeyboardEvent } from 'react';
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

/** `;` where a line begins: a sign that no Japanese sentence begins with, and one that an input method keeps to itself while it is on. */
export function isToolKey(event: KeyboardEvent<HTMLTextAreaElement>): boolean {
  if (event.key !== ';' || event.ctrlKey || event.metaKey || event.altKey) return false;
  const { value, selectionStart } = event.currentTarget;
  return selectionStart === 0 || value[selectionStart - 1] === '\n';
}
