/** What a key may do. Each acts on the element that carries `data-shortcut` with its name, or on a dialog of the workspace. */
export type ShortcutId =
  | 'next'
  | 'previous'
  | 'open'
  | 'accept'
  | 'decline'
  | 'reply'
  | 'note'
  | 'wrap_up'
  | 'transfer'
  | 'abuse'
  | 'canned'
  | 'find'
  | 'mark_unread'
  | 'send_anyway'
  | 'as_note'
  | 'edit_unsent'
  | 'copy_unsent'
  | 'discard'
  | 'undo'
  | 'unsent'
  | 'search'
  | 'palette'
  | 'help_map'
  | 'connection'
  | 'back';

export interface Shortcut {
  readonly id: ShortcutId;
  readonly section: 'inbox' | 'work' | 'unsent' | 'everywhere';
  /** As `KeyboardEvent.key` says it, letters in lower case. `mod+` is Ctrl, on a Mac ⌘. */
  readonly keys: readonly string[];
  /** Handled by the list that has the focus; stands in the table so that the map shows it. */
  readonly isNative?: boolean;
}

/** The one table. Single keys do nothing that cannot be undone. One key may mean one thing in a conversation and another on the page of what is unsent: what is there is pressed. */
export const SHORTCUTS: readonly Shortcut[] = [
  { id: 'next', section: 'inbox', keys: ['j', 'ArrowDown'] },
  { id: 'previous', section: 'inbox', keys: ['k', 'ArrowUp'] },
  { id: 'open', section: 'inbox', keys: ['Enter'], isNative: true },
  { id: 'accept', section: 'work', keys: ['a'] },
  { id: 'decline', section: 'work', keys: ['d'] },
  { id: 'reply', section: 'work', keys: ['r'] },
  { id: 'note', section: 'work', keys: ['n'] },
  { id: 'wrap_up', section: 'work', keys: ['w'] },
  { id: 'transfer', section: 'work', keys: ['t'] },
  { id: 'abuse', section: 'work', keys: ['F8'] },
  { id: 'canned', section: 'work', keys: ['mod+;'] },
  { id: 'find', section: 'work', keys: ['f', 'mod+f'] },
  { id: 'mark_unread', section: 'work', keys: ['u'] },
  { id: 'send_anyway', section: 'unsent', keys: ['s'] },
  // The key for a note, on a page without a field for one.
  { id: 'as_note', section: 'unsent', keys: ['n'], isNative: true },
  { id: 'edit_unsent', section: 'unsent', keys: ['e'] },
  { id: 'copy_unsent', section: 'unsent', keys: ['c'] },
  { id: 'discard', section: 'unsent', keys: ['x'] },
  { id: 'undo', section: 'unsent', keys: ['z'] },
  { id: 'unsent', section: 'everywhere', keys: ['o'] },
  { id: 'search', section: 'everywhere', keys: ['/'] },
  { id: 'palette', section: 'everywhere', keys: ['mod+k'] },
  { id: 'connection', section: 'everywhere', keys: ['l'] },
  { id: 'help_map', section: 'everywhere', keys: ['?'] },
  { id: 'back', section: 'everywhere', keys: ['Escape'] },
];

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const FUNCTION_KEY = /^F\d{1,2}$/;

/** `isTyping`: the focus is in a text field, where only keys with Ctrl or ⌘, and function keys, are shortcuts. */
export function shortcutFor(press: KeyPress, isTyping: boolean, table: readonly Shortcut[] = SHORTCUTS): ShortcutId | null {
  if (press.altKey) return null;
  const hasMod = press.ctrlKey || press.metaKey;
  if (isTyping && !hasMod && !FUNCTION_KEY.test(press.key)) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const name = hasMod ? `mod+${key}` : key;
  return table.find(({ keys, isNative }) => isNative !== true && keys.includes(name))?.id ?? null;
}

/** As printed in the map and beside commands. */
export function keyText(key: string, isMac: boolean): string {
  const names: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc', Enter: '⏎' };
  if (key.startsWith('mod+')) return `${isMac ? '⌘' : 'Ctrl+'}${key.slice(4).toUpperCase()}`;
  return names[key] ?? key.toUpperCase();
}
