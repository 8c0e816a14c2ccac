import { blanksIn } from '#shared/domain/canned-text';

/** Puts words where the cursor stands, as if they were typed: they can be undone, and the first blank in them is ready to be written over. */
export function insertText(field: HTMLTextAreaElement, words: string): void {
  const start = field.selectionStart;
  if (!typeInto(field, words)) {
    field.setRangeText(words, start, field.selectionEnd, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  const blank = blanksIn(words)[0];
  if (blank !== undefined) field.setSelectionRange(start + blank.start, start + blank.end);
}

/** The one way to write into a field that its undo knows of; its document's own words for it are old, and nothing newer does it. */
function typeInto(field: HTMLTextAreaElement, words: string): boolean {
  const page: { execCommand?: (command: string, hasUi: boolean, value: string) => boolean } = field.ownerDocument;
  return page.execCommand?.('insertText', false, words) === true;
}
