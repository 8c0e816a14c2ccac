import { button, el, icon, setAttribute, setText } from './dom.ts';
import { icons } from './icons.ts';
import type { WidgetText } from './text.ts';

export interface Launcher {
  readonly node: HTMLElement;
  draw(text: WidgetText, isOpen: boolean, unread: number): void;
  focus(): void;
}

const MOST_SHOWN = 99;

/** The round button in the corner of the page, with what is unread. */
export function createLauncher(onPress: () => void): Launcher {
  const badge = el('span', { class: 'badge', attributes: { 'aria-hidden': 'true' } });
  const news = el('span', { class: 'unseen', attributes: { role: 'status' } });
  const press = button('launcher', onPress, icon(icons.chat), badge);
  return {
    node: el('div', { class: 'launcher-place' }, press, news),
    draw(text, isOpen, unread) {
      const words = unread === 0 ? '' : text.unread(unread);
      setAttribute(press, 'aria-label', words === '' ? text.open : `${text.open} – ${words}`);
      setAttribute(press, 'aria-expanded', String(isOpen));
      setAttribute(press, 'title', text.open);
      setText(badge, unread > MOST_SHOWN ? `${MOST_SHOWN}+` : String(unread));
      badge.hidden = unread === 0;
      // With the panel open the log itself announces.
      setText(news, isOpen ? '' : words);
    },
    focus: () => press.focus(),
  };
}
