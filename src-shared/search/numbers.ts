/** Digits as people write telephone and order numbers: with spaces, brackets, dots, hyphens or a plus sign. */
const NUMBER = /\+?\d[\d\s().-]{7,22}\d/g;
const DATE = /^(?:19|20)\d\d[-.]\d\d?[-.]\d\d?\b/;
const MIN_DIGITS = 9;

/** Long numbers of a folded text, as digits alone. */
export function numbersIn(folded: string): string[] {
  return [...folded.matchAll(NUMBER)]
    .filter(([written]) => !DATE.test(written))
    .map(([written]) => phoneDigits(written))
    .filter((digits) => digits.length >= MIN_DIGITS);
}

/** The national form, so that +81 90 1234 5678 and 090-1234-5678 are one number. */
export function phoneDigits(text: string): string {
  const digits = text.replaceAll(/\D/g, '');
  const isJapanese = /^\s*\+\s*81/.test(text) || digits.startsWith('0081') || /^81[1-9]\d{8,9}$/.test(digits);
  return isJapanese ? `0${digits.replace(/^(?:0081|81)0?/, '')}` : digits;
}
