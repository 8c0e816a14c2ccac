import { languageOf } from '#shared/domain/text';

/** Texts longer than this are shown in part, with a button for the rest. */
const FOLD_LINES = 12;
const FOLD_LENGTH = { ja: 420, en: 800 } as const;
/** A fold that hides less than this would cost more than it saves. */
const FOLD_SLACK = 1.3;

/** The part of a wall of text that is shown at first; null where all of it is. */
export function foldText(text: string): string | null {
  const length = FOLD_LENGTH[languageOf(text.slice(0, 200)) ?? 'en'];
  const byLines = headOfLines(text);
  if (text.length <= length * FOLD_SLACK && byLines === null) return null;
  const head = byLines !== null && byLines.length < length ? byLines : text.slice(0, length);
  return withoutHalfGrapheme(head, text).trimEnd();
}

function headOfLines(text: string): string | null {
  const lines = text.split('\n', Math.ceil(FOLD_LINES * FOLD_SLACK) + 1);
  return lines.length > FOLD_LINES * FOLD_SLACK ? lines.slice(0, FOLD_LINES).join('\n') : null;
}

const graphemes = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/** A cut through an emoji or a letter with its accent would show half of it. */
function withoutHalfGrapheme(head: string, text: string): string {
  const around = graphemes.segment(text.slice(0, head.length + 64)).containing(head.length);
  return around === undefined || around.index === head.length ? head : text.slice(0, around.index);
}
