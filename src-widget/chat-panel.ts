import type { Locale } from '#shared/domain/text';
import type { PublicWidgetSettings } from '#shared/domain/widget-settings';
import type { ChatView } from './chat.ts';
import type { Composer } from './composer.ts';
import { button, el, icon, setAttribute, setText } from './dom.ts';
import { icons } from './icons.ts';
import type { LineList } from './line-list.ts';
import { createLogo } from './logo.ts';
import type { OpeningForm } from './opening-form.ts';
import type { Opening } from './opening.ts';
import type { PanelMenu } from './panel-menu.ts';
import type { WidgetText } from './text.ts';

export interface ChatPanel {
  readonly node: HTMLDialogElement;
  draw(view: ChatView, look: PanelLook): void;
}

export interface PanelLook {
  readonly text: WidgetText;
  readonly locale: Locale;
  readonly enterSends: boolean;
  /** The customer was asked whether to end the talk, or it is being ended. */
  readonly ending: 'no' | 'asked' | 'running' | 'failed';
  /** After an ended talk the customer pressed "ask something else". */
  readonly isAnew: boolean;
  readonly settings: PublicWidgetSettings;
  readonly opening: Opening | null;
  /** A way to answer was left in this talk. */
  readonly hasLeft: boolean;
}

interface Parts {
  readonly lines: LineList;
  readonly composer: Composer;
  readonly menu: PanelMenu;
  readonly form: OpeningForm;
}

interface Actions {
  readonly close: () => void;
  readonly save: () => void;
  readonly startAnew: () => void;
  readonly endNow: () => void;
  readonly goOn: () => void;
}

/** The window of the talk: who answers, the lines, what is going on, and the place to write. */
export function createChatPanel({ lines, composer, menu, form }: Parts, actions: Actions): ChatPanel {
  const title = el('h2', { attributes: { id: 'title' } });
  const who = el('p', { class: 'who' });
  const close = button('icon-button', actions.close, icon(icons.close));
  const logo = createLogo();
  const header = el('header', {}, logo.node, el('div', { class: 'heading' }, title, who), menu.node, close);

  const notKept = el('p', { class: 'notice' });
  const greeting = el('p', { class: 'greeting' });
  const hours = el('p', { class: 'greeting hours' });
  const trouble = el('p', { class: 'notice trouble', attributes: { role: 'status' } });
  const happening = el('p', { class: 'happening', attributes: { role: 'status' } });
  const typing = el('p', { class: 'typing' });

  const askEnd = el('p', { attributes: { role: 'alert' } });
  const endNow = button('primary', actions.endNow);
  const goOn = button('secondary', actions.goOn);
  const ending = el('div', { class: 'card' }, askEnd, el('div', { class: 'card-row' }, endNow, goOn));

  const anew = button('primary', actions.startAnew);
  const save = button('secondary', actions.save);
  const ended = el('div', { class: 'card' }, el('div', { class: 'card-row' }, anew, save));

  const node = el(
    'dialog',
    { class: 'panel', attributes: { 'aria-labelledby': 'title', tabindex: '-1' } },
    header,
    notKept,
    greeting,
    hours,
    lines.node,
    typing,
    happening,
    trouble,
    form.node,
    ending,
    ended,
    composer.node,
  );

  return {
    node,
    draw(view, look) {
      const { text, locale, settings, opening } = look;
      const isEnded = view.state.is === 'ended' && !look.isAnew;
      setAttribute(node, 'lang', locale);
      setText(title, settings.shopName[locale]);
      logo.draw(settings.logo);
      setText(who, view.state.is === 'with_agent' ? text.withAgent(view.state.agentName[locale]) : text.title);
      who.hidden = title.textContent === who.textContent;
      setAttribute(node, 'data-state', view.state.is);
      setAttribute(close, 'aria-label', text.close);
      show(notKept, view.isKept ? '' : text.notKept);
      show(greeting, view.lines.length === 0 ? (settings.greeting?.[locale] ?? text.greeting) : '');
      show(hours, view.lines.length === 0 ? (settings.openingHours?.[locale] ?? '') : '');
      show(typing, view.isAgentTyping && view.state.is === 'with_agent' ? text.typing(view.state.agentName[locale]) : '');
      show(happening, happeningOf(view, look));
      show(trouble, view.connection === 'lost' ? text.lost : '');
      menu.draw(text, {
        enterSends: look.enterSends,
        maySave: view.lines.length > 0,
        mayEnd: view.state.is === 'waiting' || view.state.is === 'with_agent',
      });
      lines.draw(view.lines, text, locale, view.connection === 'online');
      form.draw(look.ending === 'no' ? opening : null, text, locale);
      setAttribute(node, 'data-asks', opening === null || view.lines.length > 0 ? 'no' : 'yes');
      composer.draw(text, look.enterSends, locale);

      ending.hidden = look.ending === 'no';
      setText(askEnd, look.ending === 'running' ? text.ending : look.ending === 'failed' ? text.endFailed : text.askEnd);
      setText(endNow, text.endNow);
      setText(goOn, text.goOn);
      endNow.disabled = look.ending === 'running';
      ended.hidden = !isEnded || look.ending !== 'no';
      setText(anew, text.again);
      setText(save, text.save);
      composer.node.hidden = isEnded || look.ending !== 'no';
    },
  };
}

function show(element: HTMLElement, words: string): void {
  setText(element, words);
  element.hidden = words === '';
}

function happeningOf(view: ChatView, { text, isAnew, hasLeft }: PanelLook): string {
  switch (view.state.is) {
    case 'idle':
      return view.connection === 'connecting' ? text.connecting : '';
    case 'waiting':
      if (view.state.isStaffed) return text.waiting;
      return hasLeft ? text.unstaffedLeft : text.unstaffed;
    case 'with_agent':
      return '';
    case 'ended':
      if (isAnew) return '';
      return view.state.endedBy === 'agent' ? text.endedByAgent : text.endedByCustomer;
  }
}
