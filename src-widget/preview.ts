import type { WidgetState } from '#shared/contracts/widget';
import type { Locale, LocalizedText } from '#shared/domain/text';
import type { PublicWidgetSettings } from '#shared/domain/widget-settings';
import type { ChatView } from './chat.ts';
import { createFace } from './face.ts';
import type { Keep } from './keep.ts';
import type { Line } from './lines.ts';
import { openingOf } from './opening.ts';
import { applyStyles, PHONE_PANEL } from './styles.ts';
import { en } from './text.en.ts';
import { ja } from './text.ja.ts';

export { contrastOf } from './appearance.ts';

export interface PreviewLook {
  readonly settings: PublicWidgetSettings;
  readonly locale: Locale;
  /** `talk`: an agent has answered. */
  readonly scene: 'closed' | 'opening' | 'talk';
  readonly isStaffed: boolean;
  readonly isNarrow: boolean;
}

export interface Preview {
  draw(look: PreviewLook): void;
  /** Takes it away. */
  stop(): void;
}

const TEXTS = { ja, en } as const;
const AGENT: LocalizedText = { ja: '佐藤', en: 'Sato' };
const SAMPLE = {
  ja: { asked: '注文した商品はいつ届きますか。', answered: 'お調べします。少々お待ちください。' },
  en: { asked: 'When will my order arrive?', answered: 'Let me look it up for you. One moment, please.' },
} as const;
/** A frame of the page stands for the shop's page. */
const IN_FRAME = `
:host { position: absolute !important; inset: auto var(--right) 20px var(--left) !important; }
.panel { height: min(600px, calc(var(--frame-height) - 116px)); }
:host(.narrow) { inset: 0 !important; }
:host(.narrow) .launcher-place { position: absolute; inset: auto var(--right) 20px var(--left); }
:host(.narrow) .panel { ${PHONE_PANEL} position: absolute; inset: 0; width: 100%; height: 100%; }
`;

/**
 * The widget as a shop's customers see it, with settings that nobody has saved yet: the same code that draws it in a shop's page, without
 * hub, storage and socket. `frame` is a positioned element that clips.
 */
export function createPreview(frame: HTMLElement, onToggle: () => void): Preview {
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  const rule = applyStyles(root);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(IN_FRAME);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  let look: PreviewLook | null = null;
  let written: readonly Line[] = [];

  const face = createFace(
    {
      toggle: onToggle,
      close: onToggle,
      // What is asked is asked here too, so that whoever sets it up feels it.
      write: (text) => take(text),
      leave: () => void face.form.read('alone'),
      typed: nothing,
      retry: nothing,
      discard: nothing,
      save: nothing,
      askToEnd: nothing,
      endNow: nothing,
      goOn: nothing,
      startAnew: nothing,
      toggleEnterSends: nothing,
      switchLanguage: nothing,
    },
    memory(),
    window,
    rule,
  );
  root.append(face.node);
  for (const type of ['keydown', 'keyup', 'keypress'] as const) root.addEventListener(type, (event) => event.stopPropagation());
  frame.append(host);
  const resized = new ResizeObserver(measure);
  resized.observe(frame);

  function measure(): void {
    rule?.style.setProperty('--frame-height', `${frame.clientHeight}px`);
  }

  function take(text: string): boolean {
    if (look === null || face.form.read('with_line') === null) return false;
    written = [...written, lineOf(`w${written.length}`, 'customer', text)];
    drawNow(look);
    return true;
  }

  function drawNow(now: PreviewLook): void {
    const { settings, locale, scene, isNarrow } = now;
    const text = TEXTS[locale];
    const isOpen = scene !== 'closed';
    host.classList.toggle('narrow', isNarrow);
    face.panel.node.toggleAttribute('open', isOpen);
    const view = viewOf(now, written);
    const opening = openingOf(view, settings, { isAnew: false, hasLeft: false, known: new Set() });
    face.draw(view, { settings, locale, text, enterSends: true, ending: 'no', isAnew: false, opening, hasLeft: false, isOpen });
  }

  return {
    draw(next) {
      if (look?.scene !== next.scene || look.locale !== next.locale || look.isStaffed !== next.isStaffed) written = [];
      look = next;
      measure();
      drawNow(next);
    },
    stop() {
      resized.disconnect();
      host.remove();
    },
  };
}

function viewOf({ scene, locale, isStaffed }: PreviewLook, written: readonly Line[]): ChatView {
  const sample = SAMPLE[locale];
  const asked = lineOf('a', 'customer', sample.asked);
  const lines = scene === 'talk' ? [asked, ...(isStaffed ? [lineOf('b', 'agent', sample.answered)] : []), ...written] : written;
  return {
    lines,
    state: stateOf(lines, scene, isStaffed),
    connection: 'online',
    isAgentTyping: false,
    unread: 0,
    isKept: true,
    isVouched: false,
  };
}

function stateOf(lines: readonly Line[], scene: PreviewLook['scene'], isStaffed: boolean): WidgetState {
  if (lines.length === 0) return { is: 'idle', isStaffed };
  return scene === 'talk' && isStaffed ? { is: 'with_agent', agentName: AGENT, readUpToSeq: 1 } : { is: 'waiting', isStaffed };
}

function lineOf(key: string, by: 'customer' | 'agent', text: string): Line {
  return { key, by, agentName: by === 'agent' ? AGENT : null, text, at: Date.now(), mark: by === 'customer' ? 'sent' : null };
}

function nothing(): void {
  // A preview tells nobody.
}

function memory(): Keep {
  const values = new Map<string, string>();
  return {
    isLasting: () => true,
    get: (key) => values.get(key) ?? null,
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
    keys: () => [...values.keys()],
    onChanged: nothing,
  };
}
