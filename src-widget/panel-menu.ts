import { button, el, icon, setAttribute, setText } from './dom.ts';
import { icons } from './icons.ts';
import type { WidgetText } from './text.ts';

export interface PanelMenu {
  readonly node: HTMLElement;
  draw(text: WidgetText, shown: { readonly enterSends: boolean; readonly mayEnd: boolean; readonly maySave: boolean }): void;
  isOpen(): boolean;
  close(): void;
}

interface Actions {
  readonly save: () => void;
  readonly end: () => void;
  readonly toggleEnterSends: () => void;
  readonly switchLanguage: () => void;
}

/** What is wanted now and then, behind one button. A plain list of buttons: Tab goes through it, Escape leaves it. */
export function createPanelMenu(actions: Actions): PanelMenu {
  const save = item(actions.save);
  const end = item(actions.end);
  const enterSends = item(actions.toggleEnterSends);
  const language = item(actions.switchLanguage);
  const list = el('div', { class: 'menu-list' }, save, enterSends, language, end);
  list.hidden = true;
  const toggle = button('icon-button', () => show(list.hidden === true), icon(icons.more));
  const node = el('div', { class: 'menu' }, toggle, list);
  // Focus or a press elsewhere closes it.
  node.addEventListener('focusout', (event) => {
    if (event.relatedTarget instanceof Node && !node.contains(event.relatedTarget)) show(false);
  });

  function item(action: () => void): HTMLButtonElement {
    return button('menu-item', () => {
      show(false);
      toggle.focus();
      action();
    });
  }

  function show(isShown: boolean): void {
    list.hidden = !isShown;
    setAttribute(toggle, 'aria-expanded', String(isShown));
    if (isShown) list.querySelector<HTMLButtonElement>('button:not([hidden])')?.focus();
  }

  return {
    node,
    isOpen: () => !list.hidden,
    close() {
      show(false);
      toggle.focus();
    },
    draw(text, shown) {
      setAttribute(toggle, 'aria-label', text.menu);
      setAttribute(toggle, 'aria-expanded', String(!list.hidden));
      setText(save, text.save);
      setText(end, text.end);
      setText(enterSends, text.enterSends);
      setText(language, text.otherLanguage);
      enterSends.setAttribute('aria-pressed', String(shown.enterSends));
      save.hidden = !shown.maySave;
      end.hidden = !shown.mayEnd;
    },
  };
}
