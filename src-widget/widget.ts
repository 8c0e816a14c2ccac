import type { Locale } from '#shared/domain/text';
import { createAttach } from './attach.ts';
import type { PanelLook } from './chat-panel.ts';
import { createChat } from './chat.ts';
import type { WidgetConfig } from './config.ts';
import { createFace, wayOf } from './face.ts';
import type { Identity } from './identity.ts';
import type { Keep } from './keep.ts';
import { openingOf } from './opening.ts';
import { createScreen } from './screen.ts';
import { createSettings } from './settings.ts';
import { applyStyles } from './styles.ts';
import { en } from './text.en.ts';
import { ja } from './text.ja.ts';
import { saveText, transcriptOf } from './transcript.ts';

const TEXTS = { ja, en } as const;
const LOCALE_KEY = 'locale';
const ENTER_KEY = 'enter-sends';
const OPEN_KEY = 'open';
/** A way to answer was left in the talk that goes on. */
const LEFT_KEY = 'left';

export interface Widget {
  /** Takes it off the page; what the customer wrote stays kept. */
  stop(): void;
}

interface Deps {
  readonly config: WidgetConfig;
  readonly identity: () => Identity | null;
  /** Of this visitor: over all pages, and of this tab. */
  readonly keep: Keep;
  readonly tabKeep: Keep;
  readonly page: Window;
}

/** Wires the widget into a page: a launcher in the corner, the panel above it, all inside one shadow root. */
export function createWidget({ config, identity, keep, tabKeep, page }: Deps): Widget {
  const end = new AbortController();
  const life = end.signal;
  const host = document.createElement('madoguchi-widget');
  const root = host.attachShadow({ mode: 'open' });
  const rule = applyStyles(root);
  const screen = createScreen(page, rule, life);
  const settings = createSettings(config, keep, page, draw);
  const chat = createChat({ config, keep, page, identity, onSettings: (given) => settings.set(given), life });
  let ending: PanelLook['ending'] = 'no';
  let isAnew = false;
  let isDrawing = false;

  const attach = createAttach({
    config,
    chat,
    onChange: draw,
    page,
  });
  const face = createFace(
    {
      toggle: () => (panel.open ? close() : open()),
      close,
      write,
      leave,
      typed: (isTyping) => chat.typed(isTyping),
      retry: (key) => chat.retry(key),
      discard: (key) => chat.discard(key),
      save,
      askToEnd: () => ask('asked'),
      endNow: () => void endNow(),
      goOn,
      startAnew,
      toggleEnterSends,
      switchLanguage,
    },
    tabKeep,
    page,
    rule,
    attach,
  );
  const { composer, menu, lines, form, launcher } = face;
  const panel = face.panel.node;

  root.append(face.node);
  // The shop's own shortcuts must not fire on what is typed in here.
  for (const type of ['keydown', 'keyup', 'keypress'] as const) root.addEventListener(type, (event) => event.stopPropagation());
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || composer.isComposing(event)) return;
    event.preventDefault();
    if (menu.isOpen()) menu.close();
    else if (ending !== 'no') goOn();
    else close();
  });
  // A phone's "back" closes a modal dialog without any key.
  panel.addEventListener('close', draw);
  screen.onKindChange(() => {
    if (!panel.open) return;
    panel.close();
    showPanel();
  });
  chat.onChange(draw);
  document.addEventListener('visibilitychange', draw, { signal: life });
  // Nobody sees it in a colour or a corner that is not the shop's.
  void settings.ready().then(() => {
    if (life.aborted) return;
    document.body.append(host);
    draw();
    chat.resume();
    if (tabKeep.get(OPEN_KEY) !== null && !screen.isPhone()) open(false);
  });

  return {
    stop() {
      end.abort();
      host.remove();
    },
  };

  function locale(): Locale {
    const chosen = keep.get(LOCALE_KEY);
    if (chosen === 'ja' || chosen === 'en') return chosen;
    const { language } = settings.current();
    return language === 'page' ? config.locale : language;
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
    if (takesFocus) (screen.isPhone() ? panel : composer).focus();
  }

  function showPanel(): void {
    // Above everything and alone on a phone; beside the shop on a larger screen, which stays usable and keeps its focus: show() would take it.
    if (screen.isPhone()) panel.showModal();
    else panel.setAttribute('open', '');
  }

  function close(): void {
    panel.close();
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
    const isOpen = panel.open;
    const view = chat.view();
    const { state } = view;
    // Anew lasts until the talk has begun again; ending until it has ended.
    if (state.is !== 'ended') isAnew = false;
    if (state.is === 'ended' || state.is === 'idle') ending = 'no';
    const shop = settings.current();
    const known = (view.isVouched ? identity()?.known : undefined) ?? new Set();
    const hasLeft = keep.get(LEFT_KEY) !== null;
    const opening = openingOf(view, shop, { isAnew, hasLeft, known });
    const text = TEXTS[locale()];
    face.draw(view, { text, locale: locale(), enterSends: enterSends(), ending, isAnew, settings: shop, opening, hasLeft, isOpen });
    if (isOpen && document.visibilityState === 'visible') chat.seen();
  }

  function write(written: string): boolean {
    const details = form.read('with_line');
    if (details === null) return false;
    if (details?.answerBy !== undefined) keep.set(LEFT_KEY, 'yes');
    form.taken();
    chat.write(written, locale(), details, attach.given());
    attach.clear();
    return true;
  }

  function leave(): void {
    const details = form.read('alone');
    if (details === null || details === undefined) return;
    keep.set(LEFT_KEY, 'yes');
    form.taken();
    chat.write(TEXTS[locale()].answerTo(wayOf(details)), locale(), details);
    composer.focus();
  }

  function ask(next: PanelLook['ending']): void {
    ending = next;
    drawNow();
    if (next === 'asked') panel.querySelector<HTMLButtonElement>('.card:not([hidden]) .primary')?.focus();
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
    keep.remove(LEFT_KEY);
    drawNow();
    composer.focus();
  }

  function save(): void {
    const text = TEXTS[locale()];
    const day = new Date().toISOString().slice(0, 10);
    const content = transcriptOf(chat.view().lines, settings.current().shopName, text, locale(), Date.now());
    saveText(`${text.transcriptFile}-${day}.txt`, content);
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
