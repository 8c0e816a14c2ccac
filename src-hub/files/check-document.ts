import type { FileProblem } from '#shared/files/file-rules';
import { PDF, startsWith } from './signatures.ts';

const END = '%%EOF';
const STREAM = /\bstream\r?\n[\s\S]*?endstream/g;
/** What makes a reader run or start something, also where letters are written as numbers. */
const RUNS = /\/(?:JavaScript|JS|Launch|RichMedia)\b/;

/** A PDF that is whole and starts nothing. What lies in packed streams is not looked into: readers ask before they run it. */
export function checkDocument(bytes: Uint8Array): FileProblem | null {
  if (!startsWith(bytes, PDF)) return 'type_differs';
  const text = Buffer.from(bytes).toString('latin1');
  const end = text.lastIndexOf(END);
  if (end === -1) return 'damaged';
  // Writers leave an empty line or two.
  if (/[^\s\0]/.test(text.slice(end + END.length))) return 'two_in_one';
  const plain = text
    .replaceAll(STREAM, '')
    .replaceAll(/#(?<code>[0-9a-f]{2})/gi, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return RUNS.test(plain) ? 'active_content' : null;
}

/** As systems here write text. The first that fits is taken; every file would fit the one-byte ones of old. */
const ENCODINGS = ['utf-8', 'shift_jis', 'euc-jp'] as const;
/** What a browser, a shell or a mail program would take for its own, whatever the name says. */
const MARKUP = /^(?:<[!?a-z/]|%!PS|MIME-Version:|Content-Type:|From \S+@)/i;
// oxlint-disable-next-line no-control-regex -- the very characters that no text has
const NOT_TEXT = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;

/** Text is what reads as text, and does not begin as a page does. */
export function checkText(bytes: Uint8Array): FileProblem | null {
  const text = decode(bytes);
  if (text === null || NOT_TEXT.test(text)) return 'type_differs';
  return MARKUP.test(text.trimStart()) ? 'active_content' : null;
}

function decode(bytes: Uint8Array): string | null {
  const isWide = startsWith(bytes, [0xff, 0xfe]);
  for (const encoding of isWide ? (['utf-16le'] as const) : ENCODINGS) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // Not this one: the next is tried.
    }
  }
  return null;
}
