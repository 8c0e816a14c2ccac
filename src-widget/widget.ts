import type { Locale } from '#shared/domain/text';
import { createChatPanel, type PanelLook } from './chat-panel.ts';
import { createChat } from './chat.ts';
import { createComposer } from './composer.ts';
import type { WidgetConfig } from './config.ts';
import { el } from './dom.ts';
import { openKeep } from './keep.ts';
import { createLauncher } from './launcher.ts';
import { createLineList } from './line-list.ts';
import { createPanelMenu } from './panel-menu.ts';
import { createScreen } from './screen.ts';
import { applyStyles } from './styles.ts';
import { en } from './text.en.ts';
import { ja } from './text.ja.ts';
import { saveText, transcriptOf } from './transcript.ts';

const TEXTS = { ja, en } as const;
const LOCALE_KEY = 'locale';
const ENTER_KEY = 'enter-sends';
const OPEN_KEY = 'open';

/** Wires the widget into a page: a launcher in the corner, the panel above it, all inside one shadow root. */
export function createWidget(config: WidgetConfig, page: Window): HTMLElement {
  const host = document.createElement('madoguchi-widget');
  const root = host.attachShadow({ mode: 'open' });
  const prefix = `madoguchi:${new URL(config.hubUrl).host}:${config.account}:`;
  const keep = openKeep(prefix, () => page.localStorage, page);
  const tabKeep = openKeep(prefix, () => page.sessionStorage, page);
  const screen = createScreen(page, applyStyles(root));
  const chat = createChat(config, keep, page);
  let ending: PanelLook['ending'] = 'no';
  let isAnew = false;
  let isDrawing = false;

  const launcher = createLauncher(() => (panel.node.open ? close() : open()));
  const lines = createLineList({ retry: (key) => chat.retry(key), discard: (key) => chat.discard(key) });
  const composer = createComposer({ write, typed: (isTyping) => chat.typed(isTyping) }, tabKeep, page);
  const menu = createPanelMenu({ save, end: () => ask('asked'), toggleEnterSends, switchLanguage });
  const panel = createChatPanel({ lines, composer, menu }, { close, save, startAnew, endNow: () => void endNow(), goOn });
  const content = el('div', { class: 'widget' }, launcher.node, panel.node);

  root.append(content);
  // The shop's own shortcuts must not fire on what is typed in here.
  for (const type of ['keydown', 'keyup', 'keypress'] as const) root.addEventListener(type, (event) => event.stopPropagation());
  panel.node.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || composer.isComposing(event)) return;
    event.preventDefault();
    if (menu.isOpen()) menu.close();
    else if (ending !== 'no') goOn();
    else close();
  });
  // A phone's "back" closes a modal dialog without any key.
  panel.node.addEventListener('close', draw);
  screen.onKindChange(() => {
    if (!panel.node.open) return;
    panel.node.close();
    showPanel();
  });
  chat.onChange(draw);
  document.addEventListener('visibilitychange', draw);
  document.body.append(host);
  draw();
  chat.resume();
  if (tabKeep.get(OPEN_KEY) !== null && !screen.isPhone()) open(false);

  return host;

  function locale(): Locale {
    const chosen = keep.get(LOCALE_KEY);
    return chosen === 'ja' || chosen === 'en' ? chosen : config.locale;
  }

  function enterSends(): boolean {
    return keep.get(ENTER_KEY) !== 'no';
  }

  function open(takesFocus = true): void {
    showPanel();
    tabKeep.set(OPEN_KEY, 'yes');
    chat.begin(locale());
    draw();
    lines.toEnd();
    // On a phone the keyboard would hide the talk before the customer has seen it.
    if (takesFocus) (screen.isPhone() ? panel.node : composer).focus();
  }

  function showPanel(): void {
    // Above everything and alone on a phone; beside the shop on a larger screen, which stays usable and keeps its focus: show() would take it.
    if (screen.isPhone()) panel.node.showModal();
    else panel.node.setAttribute('open', '');
  }

  function close(): void {
    panel.node.close();
    tabKeep.remove(OPEN_KEY);
    draw();
    launcher.focus();
  }

  function draw(): void {
    if (isDrawing) return;
    isDrawing = true;
    // Several changes of one task are one picture.
    queueMicrotask(() => {
      isDrawing = false;
      drawNow();
    });
  }

  function drawNow(): void {
    const isOpen = panel.node.open;
    const view = chat.view();
    const text = TEXTS[locale()];
    // Anew lasts until the talk has begun again; ending until it has ended.
    if (view.state.is !== 'ended') isAnew = false;
    if (view.state.is === 'ended' || view.state.is === 'idle') ending = 'no';
    content.lang = locale();
    content.classList.toggle('is-open', isOpen);
    launcher.draw(text, isOpen, view.unread);
    if (!isOpen) return;
    panel.draw(view, { text, locale: locale(), enterSends: enterSends(), ending, isAnew });
    if (document.visibilityState === 'visible') chat.seen();
  }

  function write(written: string): void {
    chat.write(written, locale());
  }

  function ask(next: PanelLook['ending']): void {
    ending = next;
    drawNow();
    if (next === 'asked') panel.node.querySelector<HTMLButtonElement>('.card:not([hidden]) .primary')?.focus();
  }

  async function endNow(): Promise<void> {
    ask('running');
    const isEnded = await chat.end();
    ask(isEnded ? 'no' : 'failed');
  }

  function goOn(): void {
    ask('no');
    composer.focus();
  }

  function startAnew(): void {
    isAnew = true;
    drawNow();
    composer.focus();
  }

  function save(): void {
    const view = chat.view();
    const text = TEXTS[locale()];
    const shopName = view.shopName ?? { ja: ja.title, en: en.title };
    const day = new Date().toISOString().slice(0, 10);
    saveText(`${text.transcriptFile}-${day}.txt`, transcriptOf(view.lines, shopName, text, locale(), Date.now()));
  }

  function toggleEnterSends(): void {
    if (enterSends()) keep.set(ENTER_KEY, 'no');
    else keep.remove(ENTER_KEY);
    drawNow();
  }

  function switchLanguage(): void {
    keep.set(LOCALE_KEY, locale() === 'ja' ? 'en' : 'ja');
    drawNow();
  }
}
