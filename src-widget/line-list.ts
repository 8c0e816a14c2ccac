import type { Locale } from '#shared/domain/text';
import type { Attach } from './attach.ts';
import { button, el, icon, setAttribute, setText } from './dom.ts';
import { icons } from './icons.ts';
import type { Line } from './lines.ts';
import { splitLinks } from './links.ts';
import type { WidgetText } from './text.ts';
import { speakerOf } from './transcript.ts';

export interface LineList {
  readonly node: HTMLElement;
  /** `isSettled`: what comes from now on is news, and is announced. */
  draw(lines: readonly Line[], text: WidgetText, locale: Locale, isSettled: boolean): void;
  toEnd(): void;
}

interface Actions {
  retry(key: string): void;
  discard(key: string): void;
}

const NEAR_END_PX = 48;
/** The lines that were there before are in the accessibility tree by then, and are not read out as news. */
const QUIET_MS = 1_000;

/** The lines of the talk: an element stays the same from "sending" to "read", what is being read never moves, and news is announced. */
export function createLineList(actions: Actions, attach: Attach | null): LineList {
  const rows = new Map<string, Row>();
  const list = el('ol', { class: 'lines' });
  const log = el(
    'div',
    { class: 'log', attributes: { role: 'log', tabindex: '0', 'aria-live': 'off', 'aria-relevant': 'additions' } },
    list,
  );
  const toNews = el('span');
  const newsButton = button('news', toEnd, icon(icons.down), toNews);
  newsButton.hidden = true;
  let drawnIn: Locale | null = null;
  let formats = formatsOf('ja');
  let quiet = 0;

  // Who is at the end stays there, whatever takes height away (a keyboard, a growing composer), until they scroll up themselves.
  let isFollowing = true;
  let lastTop = 0;
  log.addEventListener('scroll', () => {
    if (isAtEnd()) {
      isFollowing = true;
      newsButton.hidden = true;
    } else if (log.scrollTop < lastTop) isFollowing = false;
    lastTop = log.scrollTop;
  });
  new ResizeObserver(() => {
    if (isFollowing) toEnd();
  }).observe(log);

  function isAtEnd(): boolean {
    return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;
  }

  function toEnd(): void {
    isFollowing = true;
    log.scrollTop = log.scrollHeight;
    newsButton.hidden = true;
  }

  return {
    node: el('div', { class: 'log-frame' }, log, newsButton),
    toEnd,
    draw(lines, text, locale, isSettled) {
      setAttribute(log, 'aria-label', text.log);
      setText(toNews, text.newLines);
      if (drawnIn !== locale) {
        // Another language is not news.
        setAttribute(log, 'aria-live', 'off');
        for (const row of rows.values()) row.node.remove();
        rows.clear();
        drawnIn = locale;
        formats = formatsOf(locale);
      }
      const keys = new Set(lines.map((line) => line.key));
      for (const [key, row] of rows) {
        if (keys.has(key)) continue;
        row.node.remove();
        rows.delete(key);
      }
      let hasNews = false;
      let isOwnNews = false;
      let day = '';
      lines.forEach((line, index) => {
        let row = rows.get(line.key);
        if (row === undefined) {
          row = createRow(line, text, locale, formats.time, actions, attach);
          rows.set(line.key, row);
          hasNews = true;
          isOwnNews = line.by === 'customer';
        }
        const lineDay = formats.day.format(line.at);
        row.draw(line, text, lineDay === day ? '' : lineDay);
        day = lineDay;
        if (list.children[index] !== row.node) list.insertBefore(row.node, list.children[index] ?? null);
      });
      if (isFollowing || isOwnNews) toEnd();
      else if (hasNews) newsButton.hidden = false;
      clearTimeout(quiet);
      if (isSettled && log.getAttribute('aria-live') === 'off')
        quiet = setTimeout(() => setAttribute(log, 'aria-live', 'polite'), QUIET_MS);
    },
  };
}

interface Row {
  readonly node: HTMLElement;
  draw(line: Line, text: WidgetText, day: string): void;
}

interface Formats {
  readonly day: Intl.DateTimeFormat;
  readonly time: Intl.DateTimeFormat;
}

/** Made once: a formatter costs more than a hundred of its answers. */
function formatsOf(locale: Locale): Formats {
  return {
    day: new Intl.DateTimeFormat(locale, { dateStyle: 'full' }),
    time: new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }),
  };
}

function createRow(first: Line, text: WidgetText, locale: Locale, time: Intl.DateTimeFormat, actions: Actions, attach: Attach | null): Row {
  const day = el('div', { class: 'day' });
  const when = el('time', {
    text: time.format(first.at),
    attributes: { datetime: new Date(first.at).toISOString() },
  });
  const mark = el('span', { class: 'mark' });
  const remedies = el(
    'span',
    { class: 'remedies' },
    button('plain', () => actions.retry(first.key), document.createTextNode(text.retry)),
    button('plain', () => actions.discard(first.key), document.createTextNode(text.discard)),
  );
  const words = el('div', { class: 'words', attributes: { dir: 'auto', ...languageAttribute(first.text) } }, ...wordsOf(first.text, text));
  const speaker = el('span', { class: first.by === 'customer' ? 'speaker quiet' : 'speaker', text: speakerOf(first, text, locale) });
  words.hidden = first.text === '';
  const files = el('div', { class: 'files' });
  let areThere: boolean | null = null;
  const bubble = el('div', { class: 'bubble' }, speaker, words, files, el('div', { class: 'below' }, when, mark, remedies));
  const node = el('li', { class: `line by-${first.by}` }, day, bubble);
  return {
    node,
    draw(line, drawnText, newDay) {
      // Once as what is being sent, and once more when the hub has it and it can be opened.
      const isThere = line.mark === null || line.mark === 'sent' || line.mark === 'read';
      if (line.files !== undefined && areThere !== isThere) attach?.show(files, line.files, isThere);
      areThere = isThere;
      setText(day, newDay);
      day.hidden = newDay === '';
      setText(mark, line.mark === null ? '' : drawnText.marks[line.mark]);
      setAttribute(node, 'data-mark', line.mark ?? '');
      remedies.hidden = line.mark !== 'refused';
    },
  };
}

function wordsOf(written: string, text: WidgetText): readonly Node[] {
  return splitLinks(written).map((part) => {
    if (part.href === null) return document.createTextNode(part.text);
    return el('a', {
      text: part.text,
      attributes: { href: part.href, target: '_blank', rel: 'noopener noreferrer nofollow', title: text.opensNewTab },
    });
  });
}

function languageAttribute(written: string): Record<string, string> {
  return /[\u3040-\u30ff\u3400-\u9fff]/.test(written) ? { lang: 'ja' } : {};
}
