import { useEffect } from 'react';
import { createImeGuard } from '../ui/ime.ts';
import { useDesk } from '../wire/desk.tsx';
import { shortcutFor, type ShortcutId } from './shortcuts.ts';

/** Puts the table of shortcuts to work for as long as the workspace is there. */
export function useShortcuts(): void {
  const { ui } = useDesk();
  useEffect(() => {
    const ime = createImeGuard();
    const stopWatching = ime.watch(document);
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || ime.ownsKey(event)) return;
      // Arrows belong to whatever has the focus; with nothing focused they enter the inbox.
      if (event.key.startsWith('Arrow') && event.target !== document.body) return;
      const id = shortcutFor(event, isTyping(event.target));
      if (id === null || (isInDialog(event.target) && id !== 'palette')) return;
      if (run(id)) event.preventDefault();
    };

    function run(id: ShortcutId): boolean {
      switch (id) {
        case 'search':
        case 'palette':
          ui.setState({ sheet: 'palette' });
          return true;
        case 'help_map':
          ui.setState({ sheet: 'shortcuts' });
          return true;
        case 'next':
          return moveInList('ArrowDown');
        case 'previous':
          return moveInList('ArrowUp');
        case 'back':
          if (ui.getState().place === 'inbox') return false;
          ui.setState({ place: 'inbox' });
          return true;
        case 'accept':
        case 'decline':
        case 'wrap_up':
        case 'transfer':
        case 'abuse':
        case 'canned':
        case 'reply':
        case 'note':
        case 'find':
        case 'mark_unread':
        case 'connection':
          return trigger(id);
        case 'send_anyway':
        case 'edit_unsent':
        case 'copy_unsent':
        case 'discard':
        case 'undo':
          return trigger(id);
        case 'unsent':
          ui.setState({ place: 'unsent' });
          return true;
        case 'open':
        case 'as_note':
          return false;
      }
    }

    document.addEventListener('keydown', onKeyDown);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
      stopWatching();
    };
  }, [ui]);
}

/** A button is pressed, a field is focused; so is the button that ends a talk, because a single key does nothing that cannot be undone. */
function trigger(id: ShortcutId): boolean {
  const target = document.querySelector<HTMLElement>(`[data-shortcut="${id}"]`);
  if (target === null) return false;
  if (id === 'wrap_up' || target.matches('textarea, input, [contenteditable="true"]')) target.focus();
  else target.click();
  return true;
}

/** In the inbox, or in what is unsent: one of them is on the screen at a time. */
function moveInList(key: 'ArrowDown' | 'ArrowUp'): boolean {
  const list = document.querySelector('[data-shortcut="inbox"], [data-shortcut="unsent"]');
  const row = list?.querySelector<HTMLElement>('button[tabindex="0"]') ?? null;
  if (row === null) return false;
  // The first press goes to the row that is chosen; the next ones move on from there.
  if (list?.contains(document.activeElement) !== true) row.focus();
  else row.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  return true;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('textarea, select, [role="textbox"], input:not([type="checkbox"], [type="radio"], [type="button"])'))
  );
}

function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null;
}
