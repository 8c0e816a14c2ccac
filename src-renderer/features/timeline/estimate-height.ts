import { languageOf } from '#shared/domain/text';
import { isPicture } from '#ui/wire/use-picture';
import { foldText } from './fold-text.ts';
import type { TimelineItem } from './timeline-items.ts';
import type { TimelineRow } from './timeline-rows.ts';

// Heights in px at 100 %, as the style sheet gives them. A row is measured when it is drawn; a good guess before that keeps the
// scroll bar still and a jump exact.
const LINE_JA = 22;
const LINE_LATIN = 20;
const CHARACTER_JA = 14;
const CHARACTER_LATIN = 7;
const HEAD = 24;
const BUBBLE = 18;
const GAP_HEADED = 12;
const GAP = 4;
const MILESTONE = 32;
const SEPARATOR = 36;
const FILE = 36;
const PICTURE = 166;
const PART = 64;

const guesses = new WeakMap<TimelineItem, { readonly width: number; readonly height: number }>();

/** `width`: of the text, in px. */
export function estimateHeight(row: TimelineRow, width: number): number {
  const around = (row.dayAfter === null ? 0 : SEPARATOR) + (row.isUnreadAfter ? SEPARATOR : 0) + (row.hasHeader ? GAP_HEADED : GAP);
  const { item } = row;
  if (item.is === 'milestone') return around + MILESTONE;
  const known = guesses.get(item);
  const height = known?.width === width ? known.height : textHeight(item, width);
  if (known?.width !== width) guesses.set(item, { width, height });
  return around + height + (row.hasHeader || item.is === 'note' ? HEAD : 0);
}

function textHeight(item: Exclude<TimelineItem, { is: 'milestone' }>, width: number): number {
  const { text } = item.is === 'message' ? item.message : item.note;
  const { attachments = [] } = item.is === 'message' ? item.message : item.note;
  const parts = item.is === 'message' ? (item.message.parts?.length ?? 0) : 0;
  const files = attachments.reduce((sum, one) => sum + (isPicture(one) ? PICTURE : FILE), parts * PART);
  const shown = foldText(text);
  const isJapanese = languageOf(text.slice(0, 80)) === 'ja';
  const perLine = Math.max(8, Math.floor(width / (isJapanese ? CHARACTER_JA : CHARACTER_LATIN)));
  const lines = (shown ?? text).split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / perLine)), 0);
  return BUBBLE + lines * (isJapanese ? LINE_JA : LINE_LATIN) + (shown === null ? 0 : LINE_JA) + files;
}
