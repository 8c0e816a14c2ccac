import type { Locale } from '#shared/domain/text';

/** What people add to their own names; サン and 殿 end names of their own (ハサン, 鵜殿), so they stay. */
const AT_END = /(?<!^)[\s\u3000]*(?:様|さま|さん|-san|-sama)[^\p{L}\p{N}]*$/iu;
/** A title or an addressee in its own right: nothing comes after it. */
const OWN_TITLE = /(?:御中|先生|各位)$/u;
/** 様々 and 様子 are other words. */
const HONOUR = '様(?![々子式相])|さま|サマ|ｻﾏ|さん|サン|ｻﾝ|殿|どの|氏|先生|御中|各位|ちゃん|くん|君|-(?:san|sama)\\b';
/** What a text has after a name: perhaps closing brackets, perhaps a space, and the honour, however often it was written. */
const AFTER = new RegExp(`^([)）」』】\\]]*)([ \\t\\u3000\\u00a0]*)(${HONOUR})(?:[ \\t\\u3000]*(?:${HONOUR}))*`, 'u');
const NOBODY = /^(?:お?客|ゲスト|匿名|名無し|様|さま|さん|guest|anonymous|customer)$/iu;
const STRANGER = 'お客様';

/** A name as it can be honoured: without an honour of its own. Null where nobody is named by it. */
export function bareName(name: string): string | null {
  let bare = name.trim();
  for (let shorter = bare.replace(AT_END, ''); shorter !== bare; shorter = bare.replace(AT_END, '')) bare = shorter;
  return bare === '' || NOBODY.test(bare) || !/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(bare) ? null : bare;
}

/** A name in its place: what stands there, and how much of what follows it takes the place of. */
export interface Placed {
  readonly text: string;
  readonly consumed: number;
  /** How much of what stands before is left out with it. */
  readonly trimmed: number;
}

/** 様 is never doubled, and whoever has no name is お客様. */
export function placeName(name: string | null, before: string, after: string, locale: Locale): Placed {
  const bare = name === null ? null : bareName(name);
  return locale === 'ja' ? inJapanese(bare, after) : inEnglish(bare, before, after);
}

function inJapanese(bare: string | null, after: string): Placed {
  const [whole = '', brackets = '', space = '', honour = ''] = AFTER.exec(after) ?? [];
  const consumed = whole.length;
  if (consumed === 0) return { text: bare ?? STRANGER, consumed, trimmed: 0 };
  if (bare === null) return { text: `${STRANGER}${brackets}`, consumed, trimmed: 0 };
  if (OWN_TITLE.test(bare)) return { text: `${bare}${brackets}`, consumed, trimmed: 0 };
  return { text: `${bare}${brackets}${space}${honour}`, consumed, trimmed: 0 };
}

/** A stranger is called as one is called in that place: "Hi there", "Dear Customer", or not at all. */
function inEnglish(bare: string | null, before: string, after: string): Placed {
  if (bare !== null) return { text: bare, consumed: 0, trimmed: 0 };
  const consumed = AFTER.exec(after)?.[0].length ?? 0;
  const title = /\b(?:Mr|Ms|Mrs|Mx|Dr)\.?\s+$/u.exec(before)?.[0].length ?? 0;
  const spoken = before.slice(0, before.length - title);
  if (/\bdear\s+$/iu.test(spoken)) return { text: 'Customer', consumed, trimmed: title };
  if (/\b(?:hi|hello|hey)\s+$/iu.test(spoken)) return { text: 'there', consumed, trimmed: title };
  const comma = /,\s*$/u.exec(spoken)?.[0].length ?? 0;
  if (comma > 0) return { text: '', consumed, trimmed: title + comma };
  const isCalled = /(?:^|\n)$/u.test(spoken) && /^[,!]/u.test(after.slice(consumed));
  return { text: isCalled ? 'Hello' : 'customer', consumed, trimmed: title };
}
