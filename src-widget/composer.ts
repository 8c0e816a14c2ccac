import type { Locale } from '#shared/domain/text';
import type { Attach } from './attach.ts';
import { button, el, icon, setAttribute, setText } from './dom.ts';
import { icons } from './icons.ts';
import { createCompositionGuard } from './ime.ts';
import type { Keep } from './keep.ts';
import type { WidgetText } from './text.ts';

/** TEXT_LIMIT of src-shared, of which only types may come in here; a test holds the two together. */
export const TEXT_LIMIT = 10_000;

export interface Composer {
  readonly node: HTMLElement;
  draw(text: WidgetText, enterSends: boolean, locale: Locale): void;
  focus(): void;
  /** This key belongs to the IME. */
  isComposing(event: KeyboardEvent): boolean;
}

interface Actions {
  /** False: it was not taken, and stays where it is. */
  write(text: string): boolean;
  typed(isTyping: boolean): void;
}

const DRAFT_KEY = 'draft';

/** A line being written: Enter sends, never while an IME composes; what is half written survives a reload. */
export function createComposer(actions: Actions, tabKeep: Keep, page: Window, attach: Attach | null): Composer {
  const field = el('textarea', { class: 'field', attributes: { rows: '1', autocomplete: 'off' } });
  // Grows with the text: the frame's ::after repeats it and gives the height (styles.ts), no script measures anything.
  const frame = el('div', { class: 'grow' }, field);
  const tooLong = el('div', { class: 'too-long', attributes: { role: 'alert' } });
  const sendWord = el('span');
  const send = button('send', submit, icon(icons.send), sendWord);
  const isComposing = createCompositionGuard(field);
  let drawn: { readonly text: WidgetText; readonly enterSends: boolean } | null = null;

  const row = el('div', { class: 'compose-row' }, ...(attach === null ? [] : [attach.button]), frame, send);
  const node = el('div', { class: 'composer' }, tooLong, ...(attach === null ? [] : [attach.slot]), row);

  // By the time the button is pressed it is here: a browser opens its file chooser only right after a press.
  if (attach !== null) for (const soon of ['focusin', 'pointerenter']) node.addEventListener(soon, () => attach.load(), { once: true });
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
    const isEmpty = field.value.trim() === '' && (attach === null || attach.given().length === 0);
    send.disabled = isEmpty || over > 0 || attach?.isBusy() === true;
  }

  function submit(): void {
    if (send.disabled) return;
    if (!actions.write(field.value.trim())) return;
    field.value = '';
    tabKeep.remove(DRAFT_KEY);
    measure();
    field.focus();
  }

  return {
    node,
    draw(text, enterSends, locale) {
      attach?.draw(text.attach, locale);
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
