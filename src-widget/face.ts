import type { WidgetDetails } from '#shared/contracts/widget';
import type { PublicWidgetSettings } from '#shared/domain/widget-settings';
import type { Attach } from './attach.ts';
import { coloursOf } from './appearance.ts';
import { createChatPanel, type ChatPanel, type PanelLook } from './chat-panel.ts';
import type { ChatView } from './chat.ts';
import { createComposer, type Composer } from './composer.ts';
import { el } from './dom.ts';
import type { Keep } from './keep.ts';
import { createLauncher, type Launcher } from './launcher.ts';
import { createLineList, type LineList } from './line-list.ts';
import { createOpeningForm, type OpeningForm } from './opening-form.ts';
import { createPanelMenu, type PanelMenu } from './panel-menu.ts';

/** All that a customer sees of the widget, drawn from what it is told; the preview of its settings draws the same. */
export interface Face {
  readonly node: HTMLElement;
  readonly launcher: Launcher;
  readonly panel: ChatPanel;
  readonly lines: LineList;
  readonly composer: Composer;
  readonly menu: PanelMenu;
  readonly form: OpeningForm;
  draw(view: ChatView, look: FaceLook): void;
}

export interface FaceLook extends PanelLook {
  readonly isOpen: boolean;
}

export interface FaceActions {
  readonly toggle: () => void;
  readonly close: () => void;
  /** False: it was not taken. */
  readonly write: (text: string) => boolean;
  /** What is filled in is handed in without a line. */
  readonly leave: () => void;
  readonly typed: (isTyping: boolean) => void;
  readonly retry: (key: string) => void;
  readonly discard: (key: string) => void;
  readonly save: () => void;
  readonly askToEnd: () => void;
  readonly endNow: () => void;
  readonly goOn: () => void;
  readonly startAnew: () => void;
  readonly toggleEnterSends: () => void;
  readonly switchLanguage: () => void;
}

/** `rule`: of `:host`, where the shop's colour and side are written. `attach`: null where nothing is sent. */
export function createFace(
  actions: FaceActions,
  tabKeep: Keep,
  page: Window,
  rule: CSSStyleRule | null,
  attach: Attach | null = null,
): Face {
  const launcher = createLauncher(actions.toggle);
  const lines = createLineList(actions, attach);
  const composer = createComposer(actions, tabKeep, page, attach);
  const menu = createPanelMenu({ ...actions, end: actions.askToEnd });
  const form = createOpeningForm(actions.leave, tabKeep);
  const panel = createChatPanel({ lines, composer, menu, form }, actions);
  const node = el('div', { class: 'widget' }, launcher.node, panel.node);

  return {
    node,
    launcher,
    panel,
    lines,
    composer,
    menu,
    form,
    draw(view, look) {
      node.lang = look.locale;
      node.classList.toggle('is-open', look.isOpen);
      if (rule !== null) dress(rule, look.settings);
      launcher.draw(look.text, look.isOpen, view.unread);
      if (look.isOpen) panel.draw(view, look);
    },
  };
}

const FAR = 'auto';
const NEAR = { left: 'max(20px, env(safe-area-inset-left))', right: 'max(20px, env(safe-area-inset-right))' } as const;

function dress(rule: CSSStyleRule, { colour, side }: PublicWidgetSettings): void {
  const isLeft = side === 'left';
  const places = {
    '--left': isLeft ? NEAR.left : FAR,
    '--right': isLeft ? FAR : NEAR.right,
    '--panel-left': isLeft ? '0' : FAR,
    '--panel-right': isLeft ? FAR : '0',
  };
  for (const [name, value] of Object.entries({ ...coloursOf(colour), ...places })) {
    if (rule.style.getPropertyValue(name) !== value) rule.style.setProperty(name, value);
  }
}

/** What the customer left as a way to answer, as a line of the talk. */
export function wayOf({ email, phone }: WidgetDetails): string {
  return [email, phone].filter((way) => way !== undefined).join(' / ');
}
