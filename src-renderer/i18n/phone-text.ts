const JAPAN = 'Asia/Tokyo';
/** Japanese numbers whose parts are of a known length: mobile and IP, freephone, Tokyo and Osaka. The others depend on their area. */
const KNOWN: readonly RegExp[] = [
  /^([5-9]0)(\d{4})(\d{4})$/,
  /^(120|570)(\d{3})(\d{3})$/,
  /^(800)(\d{3})(\d{4})$/,
  /^(3|6)(\d{4})(\d{4})$/,
];

/** A number as people write it where this desk stands: 090-1234-5678 in Japan, +81 90-1234-5678 elsewhere. What is no number stays. */
export function phoneText(value: string, timeZone: string = Intl.DateTimeFormat().resolvedOptions().timeZone): string {
  const national = /^\+81(\d{9,10})$/.exec(value)?.[1];
  if (national === undefined) return value;
  const parts = KNOWN.map((known) => known.exec(national)?.slice(1)).find((found) => found !== undefined) ?? [national];
  return `${timeZone === JAPAN ? '0' : '+81 '}${parts.join('-')}`;
}
