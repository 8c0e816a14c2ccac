export interface TextPart {
  readonly text: string;
  /** Only ever http: or https:. */
  readonly href: string | null;
}

const ADDRESS = /https?:\/\/[^\s<>"'「」『』（）、。]+/g;
/** What ends a sentence, and not an address. */
const TRAILING = /[.,!?;:)\]]+$/;

/** Cuts a text into plain parts and web addresses. Pure. */
export function splitLinks(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, '');
    if (match.index > end) parts.push({ text: text.slice(end, match.index), href: null });
    parts.push({ text: address, href: address });
    end = match.index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), href: null });
  return parts;
}
