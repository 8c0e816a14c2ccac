import { button, el, icon, setAttribute, setText } from './dom.ts';
import { icons } from './icons.ts';
import { createCompositionGuard } from './ime.ts';
import type { Keep } from './keep.ts';
import type { WidgetText } from './text.ts';

/** TEXT_LIMIT of src-shared, of which only types may come in here; a test holds the two together. */
export const TEXT_LIMIT = 10_000;

export interface Composer {
  readonly node: HTMLElement;
  draw(text: WidgetText, enterSends: boolean): void;
  focus(): void;
  /** This key belongs to the IME. */
  isComposing(event: KeyboardEvent): boolean;
}

interface Actions {
  write(text: string): void;
  typed(isTyping: boolean): void;
}

const DRAFT_KEY = 'draft';

/** A line being written: Enter sends, never while an IME composes; what is half written survives a reload. */
export function createComposer(actions: Actions, tabKeep: Keep, page: Window): Composer {
  const field = el('textarea', { class: 'field', attributes: { rows: '1', autocomplete: 'off' } });
  // Grows with the text: the frame's ::after repeats it and gives the height (styles.ts), no script measures anything.
  const frame = el('div', { class: 'grow' }, field);
  const tooLong = el('div', { class: 'too-long', attributes: { role: 'alert' } });
  const sendWord = el('span');
  const send = button('send', submit, icon(icons.send), sendWord);
  const isComposing = createCompositionGuard(field);
  let drawn: { readonly text: WidgetText; readonly enterSends: boolean } | null = null;

  field.value = tabKeep.get(DRAFT_KEY) ?? '';
  measure();
  field.addEventListener('input', () => {
    tabKeep.set(DRAFT_KEY, field.value);
    actions.typed(field.value !== '');
    measure();
  });
  field.addEventListener('blur', () => actions.typed(false));
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || isComposing(event) || event.shiftKey || event.altKey) return;
    // On a touch screen Enter is the only way to a new line; there the button sends.
    const isPlainSend = drawn?.enterSends === true && !page.matchMedia('(pointer: coarse)').matches;
    if (!isPlainSend && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    submit();
  });

  function measure(): void {
    setAttribute(frame, 'data-copy', `${field.value}\n`);
    const over = field.value.length - TEXT_LIMIT;
    setText(tooLong, over > 0 ? (drawn?.text.tooLong(over) ?? '') : '');
    send.disabled = field.value.trim() === '' || over > 0;
  }

  function submit(): void {
    if (send.disabled) return;
    actions.write(field.value.trim());
    field.value = '';
    tabKeep.remove(DRAFT_KEY);
    measure();
    field.focus();
  }

  return {
    node: el('div', { class: 'composer' }, tooLong, el('div', { class: 'compose-row' }, frame, send)),
    draw(text, enterSends) {
      drawn = { text, enterSends };
      setAttribute(field, 'aria-label', text.input);
      setAttribute(field, 'placeholder', text.placeholder);
      setText(sendWord, text.send);
      measure();
    },
    focus: () => field.focus(),
    isComposing,
  };
}
