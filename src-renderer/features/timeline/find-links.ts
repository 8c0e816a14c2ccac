/** A piece of a text: words, or a link with the address it really opens. */
export type TextPart =
  | { readonly is: 'text'; readonly text: string }
  | {
      readonly is: 'link';
      readonly text: string;
      readonly href: string;
      /** The host it really leads to, in ASCII, where the text as written does not say so. */
      readonly realHost: string | null;
    };

// Stops at spaces, quotes, brackets and Japanese punctuation, and at every invisible or direction-changing character.
const WEB = String.raw`https?://[^\s<>"'｀「」『』（）【】、。，．！？…\p{Cc}\p{Cf}]+`;
const MAIL = String.raw`(?:mailto:)?[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}`;
// Telephone numbers as people write them: +81 90 1234 5678, 03-1234-5678. Bare digits are order numbers as often as not.
const PHONE = String.raw`tel:\+?[0-9-]{5,20}|(?<![\d+-])(?:\+[1-9]\d{0,2}(?:[ -]?\d{1,4}){2,5}|0\d{1,4}-\d{1,4}-\d{3,4})(?![\d-])`;
const LINK = new RegExp(`(${WEB})|(${MAIL})|(${PHONE})`, 'giu');

/** Links of the four kinds the shell opens, found in plain text; whatever could lead elsewhere than it looks stays text. */
export function findLinks(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  const written: { from: number } = { from: 0 };
  const addText = (to: number): void => {
    if (to > written.from) parts.push({ is: 'text', text: text.slice(written.from, to) });
  };
  for (const match of text.matchAll(LINK)) {
    const link = linkOf(match);
    if (link === null) continue;
    addText(match.index);
    parts.push(link);
    written.from = match.index + link.text.length;
  }
  addText(text.length);
  return parts;
}

function linkOf([, web, mail, phone]: RegExpExecArray): Extract<TextPart, { is: 'link' }> | null {
  if (web !== undefined) return webLink(withoutTail(web));
  if (mail !== undefined)
    return { is: 'link', text: mail, href: mail.toLowerCase().startsWith('mailto:') ? mail : `mailto:${mail}`, realHost: null };
  if (phone !== undefined) return { is: 'link', text: phone, href: `tel:${phone.replaceAll(/tel:|[ -]/gi, '')}`, realHost: null };
  return null;
}

function webLink(text: string): Extract<TextPart, { is: 'link' }> | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  // https://bank.example@evil.example looks like the bank's and is not: no link at all.
  if (url === null || url.username !== '' || url.password !== '' || url.hostname === '') return null;
  const writtenHost = /^https?:\/\/([^/?#:]*)/i.exec(text)?.[1]?.toLowerCase() ?? '';
  return { is: 'link', text, href: url.href, realHost: writtenHost === url.hostname ? null : url.hostname };
}

/** A full stop or bracket that ends the sentence is not of the address; a bracket that the address opened is. */
function withoutTail(text: string): string {
  const bare = text.replace(/[.,;:!?'"*_~\]}>]+$/u, '');
  if (!bare.endsWith(')')) return bare;
  const opened = bare.split('(').length;
  const closed = bare.split(')').length;
  return closed > opened ? withoutTail(bare.slice(0, -1)) : bare;
}
