// Variants of kanji in Japanese names that Unicode keeps apart but people do not: 髙橋 is looked for as 高橋.
const NAME_VARIANTS = new Map(
  [
    '高髙',
    '崎﨑嵜',
    '斎斉齋齊',
    '辺邊邉',
    '沢澤',
    '浜濱',
    '広廣',
    '国國',
    '桜櫻',
    '島嶋嶌',
    '真眞',
    '恵惠',
    '吉𠮷',
    '竜龍',
    '滝瀧',
    '栄榮',
  ].flatMap(([first = '', ...variants]) => variants.map((variant) => [variant, first] as const)),
);

const TO_HIRAGANA = 0x60;
/** Everything that people type for a hyphen, a minus or a long vowel. */
const DASH = /^[-\u2010-\u2015\u2212\u2500\u301c~\u30fc]$/;
/** What is not seen: joiners, selectors of a look, soft hyphens, the colour of a hand. */
const UNSEEN = /[\u00ad\u200b-\u200d\u2060\ufeff]|\p{VS}|\p{EMod}/gu;
const MARK = /\p{M}/u;
const MARKS = /\p{M}/gu;
const BEGINS_LATIN = /^\p{Script=Latin}/u;
const HAN = /^\p{Script=Han}$/u;

/** A text as it is compared, and of each of its characters (UTF-16) where in the written text it comes from. */
export interface Folded {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * A text as it is compared: width, case, kana and accents folded (ﾍﾝｷﾝ = ヘンキン = へんきん, Ｔシャツ = Tシャツ, é = e), long
 * vowels left out (サーバー = サーバ), 々 spelled out, variants of kanji in names made one. Index and question fold alike.
 */
export function foldText(text: string): string {
  let folded = '';
  foldPieces(text, (piece) => {
    folded += piece;
  });
  return folded;
}

export function foldWithPlaces(text: string): Folded {
  let folded = '';
  const starts: number[] = [];
  const ends: number[] = [];
  foldPieces(text, (piece, start, end) => {
    for (let unit = 0; unit < piece.length; unit += 1) {
      starts.push(start);
      ends.push(end);
    }
    // A long vowel that is left out belongs to what stands before it.
    if (piece === '' && ends.length > 0) ends[ends.length - 1] = end;
    folded += piece;
  });
  return { text: folded, starts, ends };
}

/** Character by character, each with the marks that change it: what stands around it matters only to 々 and to long vowels. */
function foldPieces(text: string, take: (folded: string, start: number, end: number) => void): void {
  let last = '';
  for (let start = 0; start < text.length;) {
    const end = endOfPiece(text, start);
    let piece = foldPiece(text, start, end);
    if (piece === '々' && HAN.test(last)) piece = last;
    else if (piece === '-' && isHiragana(last)) piece = '';
    take(piece, start, end);
    if (piece !== '') last = lastCharacter(piece);
    start = end;
  }
}

function endOfPiece(text: string, start: number): number {
  let end = start + lengthAt(text, start);
  while (end < text.length && joinsBefore(text.codePointAt(end) ?? 0)) end += lengthAt(text, end);
  return end;
}

function lengthAt(text: string, index: number): 1 | 2 {
  return (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
}

/** Marks, voicing of half-width kana, the later parts of a Korean syllable, what joins an emoji. */
function joinsBefore(code: number): boolean {
  if (code < 0x300) return false;
  if (code >= 0x3041 && code <= 0xd7ff) return code === 0x3099 || code === 0x309a || (code >= 0xa66f && code < 0xac00 && isMark(code));
  if (code === 0xff9e || code === 0xff9f || (code >= 0x1160 && code <= 0x11ff)) return true;
  return isMark(code);
}

function isMark(code: number): boolean {
  return MARK.test(String.fromCodePoint(code));
}

function foldPiece(text: string, start: number, end: number): string {
  const code = text.charCodeAt(start);
  if (end === start + 1) {
    if (code < 0x80) return code >= 0x41 && code <= 0x5a ? String.fromCharCode(code + 0x20) : code === 0x7e ? '-' : text.charAt(start);
    if (code >= 0x3041 && code <= 0x3096) return text.charAt(start);
    if (code >= 0x30a1 && code <= 0x30f6) return String.fromCharCode(code - TO_HIRAGANA);
    if (code >= 0x4e00 && code <= 0x9fff) return NAME_VARIANTS.get(text.charAt(start)) ?? text.charAt(start);
  }
  const plain = text.slice(start, end).replaceAll(UNSEEN, '').normalize('NFKC').toLowerCase();
  const bare = BEGINS_LATIN.test(plain) ? plain.normalize('NFD').replaceAll(MARKS, '') : plain;
  return Array.from(bare, foldCharacter).join('');
}

function foldCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (code >= 0x30a1 && code <= 0x30f6) return String.fromCharCode(code - TO_HIRAGANA);
  if (DASH.test(character)) return '-';
  return NAME_VARIANTS.get(character) ?? character;
}

function isHiragana(character: string): boolean {
  return character >= '\u3041' && character <= '\u3096';
}

function lastCharacter(text: string): string {
  const code = text.charCodeAt(text.length - 1);
  return code >= 0xdc00 && code <= 0xdfff ? text.slice(-2) : text.slice(-1);
}
