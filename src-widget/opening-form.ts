import type { WidgetDetails } from '#shared/contracts/widget';
import type { Locale } from '#shared/domain/text';
import type { PreChatField } from '#shared/domain/widget-settings';
import { button, el, setAttribute, setText } from './dom.ts';
import type { Keep } from './keep.ts';
import { detailsOf, faultsOf, type Filled, type Opening } from './opening.ts';
import { readJson } from './read-json.ts';
import type { WidgetText } from './text.ts';

export interface OpeningForm {
  readonly node: HTMLElement;
  draw(opening: Opening | null, text: WidgetText, locale: Locale): void;
  /** What goes with a line, or alone; undefined: nothing is asked with it; null: something is not right, and has the focus. */
  read(as: 'with_line' | 'alone'): WidgetDetails | undefined | null;
  /** It has gone up: the next talk asks afresh for the agreement, and knows the rest. */
  taken(): void;
}

interface Row {
  readonly node: HTMLElement;
  readonly label: HTMLElement;
  readonly input: HTMLInputElement;
  readonly fault: HTMLElement;
}

const KEY = 'details';
const FIELDS = ['name', 'email', 'phone', 'order_number'] as const satisfies readonly PreChatField[];
/** As browsers and their keyboards know these. */
const INPUT: Readonly<Record<PreChatField, Readonly<Record<string, string>>>> = {
  name: { type: 'text', autocomplete: 'name', maxlength: '100' },
  email: { type: 'text', inputmode: 'email', autocomplete: 'email', autocapitalize: 'off', maxlength: '320' },
  phone: { type: 'text', inputmode: 'tel', autocomplete: 'tel', maxlength: '60' },
  order_number: { type: 'text', autocomplete: 'off', maxlength: '100' },
};

/** What the shop asks before a talk, and how to answer a message that is left. What was typed survives a reload. */
export function createOpeningForm(leave: () => void, tabKeep: Keep): OpeningForm {
  const head = el('p', { class: 'opening-head' });
  const rows = new Map<PreChatField, Row>(FIELDS.map((field) => [field, createRow(field)]));
  const agree = el('input', { attributes: { type: 'checkbox', id: 'agree', 'aria-describedby': 'agree-fault' } });
  const agreed = el('label', { class: 'agreed', attributes: { for: 'agree' } });
  const agreeFault = el('p', { class: 'fault', attributes: { id: 'agree-fault' } });
  const consent = el('div', { class: 'consent' }, el('div', { class: 'agree-row' }, agree, agreed), agreeFault);
  const submit = button('primary', leave);
  const node = el('div', { class: 'opening' }, head, ...[...rows.values()].map((row) => row.node), consent, submit);
  node.hidden = true;
  let drawn: { readonly opening: Opening; readonly text: WidgetText; readonly locale: Locale } | null = null;
  // Nothing is called wrong before it was handed in.
  let isJudged = false;

  const kept = readJson(tabKeep.get(KEY));
  for (const [field, { input }] of rows) {
    const value = kept[field];
    if (typeof value === 'string') input.value = value;
    input.addEventListener('input', changed);
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.isComposing && drawn?.opening.isAlone === true) leave();
    });
  }
  agree.addEventListener('change', changed);

  function changed(): void {
    tabKeep.set(KEY, JSON.stringify(filled().values));
    if (isJudged) judge();
  }

  function filled(): Filled {
    const values = Object.fromEntries([...rows].map(([field, { input }]) => [field, input.value]));
    return { values, hasAgreed: agree.checked };
  }

  function judge(): HTMLElement | null {
    if (drawn === null) return null;
    const { opening, text } = drawn;
    const faults = isJudged ? faultsOf(opening, filled()) : new Map<PreChatField | 'consent', never>();
    let first: HTMLElement | null = null;
    for (const [field, { input, fault }] of rows) {
      const found = faults.get(field);
      setText(fault, found === undefined ? '' : text.faults[found]);
      setAttribute(input, 'aria-invalid', String(found !== undefined));
      if (found !== undefined) first ??= input;
    }
    setText(agreeFault, faults.has('consent') ? text.faults.no_consent : '');
    setAttribute(agree, 'aria-invalid', String(faults.has('consent')));
    return first ?? (faults.has('consent') ? agree : null);
  }

  return {
    node,
    draw(opening, text, locale) {
      node.hidden = opening === null;
      drawn = opening === null ? null : { opening, text, locale };
      if (opening === null) return;
      setText(head, opening.isAlone ? text.leaveWay : opening.isMessageLeft ? text.leaveMessage : '');
      head.hidden = head.textContent === '';
      for (const [field, { node: row, label, input }] of rows) {
        const asked = opening.fields.find((one) => one.field === field);
        row.hidden = asked === undefined;
        setText(label, text.fields[field]);
        setAttribute(label, 'data-note', asked?.isRequired === true ? text.required : text.optional);
        setAttribute(input, 'aria-required', String(asked?.isRequired === true));
      }
      // In the order of the shop's settings.
      opening.fields.forEach(({ field }, index) => {
        const row = rows.get(field)?.node;
        if (row !== undefined && node.children[index + 1] !== row) node.insertBefore(row, node.children[index + 1] ?? null);
      });
      consent.hidden = opening.consent === null;
      setText(agreed, opening.consent?.[locale] ?? '');
      submit.hidden = !opening.isAlone;
      setText(submit, text.leave);
      judge();
    },
    read(as) {
      if (drawn?.opening.isAlone !== (as === 'alone')) return undefined;
      isJudged = true;
      const wrong = judge();
      if (wrong !== null) {
        wrong.focus();
        return null;
      }
      return detailsOf(drawn.opening, filled(), drawn.opening.consent?.[drawn.locale] ?? null);
    },
    taken() {
      isJudged = false;
      agree.checked = false;
    },
  };
}

function createRow(field: PreChatField): Row {
  const id = `ask-${field}`;
  const label = el('label', { class: 'ask', attributes: { for: id } });
  const input = el('input', { class: 'answer', attributes: { id, 'aria-describedby': `${id}-fault`, ...INPUT[field] } });
  const fault = el('p', { class: 'fault', attributes: { id: `${id}-fault` } });
  return { node: el('div', { class: 'asked' }, label, input, fault), label, input, fault };
}
