import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';

const E164 = /^\+[1-9]\d{4,14}$/;
/** Shops and banks write from three to eight digits without a country. */
const SHORT_CODE = /^\d{3,8}$/;

/**
 * A number as it stands in a contact point: E.164, whatever the width of its digits and its separators; null where it is none.
 * A number that only a newer numbering plan knows is kept as it came: turning a customer away is worse.
 */
export function normalizePhoneNumber(written: string, country: CountryCode): string | null {
  const text = written.normalize('NFKC').trim();
  const parsed = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false });
  // Without a country in front only a real number will do, else any row of digits became a number of this country.
  if (parsed !== undefined && (text.startsWith('+') ? parsed.isPossible() : parsed.isValid())) return parsed.number;
  const bare = text.replaceAll(/[\s().-]/g, '');
  return E164.test(bare) || SHORT_CODE.test(bare) ? bare : null;
}
