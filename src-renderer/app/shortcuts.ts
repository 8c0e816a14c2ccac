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
  | 'search'
  | 'palette'
  | 'help_map'
  | 'back';

export interface Shortcut {
  readonly id: ShortcutId;
  readonly section: 'inbox' | 'work' | 'everywhere';
  /** As `KeyboardEvent.key` says it, letters in lower case. `mod+` is Ctrl, on a Mac ⌘. */
  readonly keys: readonly string[];
  /** Handled by the list that has the focus; stands in the table so that the map shows it. */
  readonly isNative?: boolean;
}

/** The one table. Single keys do nothing that cannot be undone. */
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
  { id: 'search', section: 'everywhere', keys: ['/'] },
  { id: 'palette', section: 'everywhere', keys: ['mod+k'] },
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
