// Twilio's error codes (https://www.twilio.com/docs/api/errors) in the words that the desk translates; another vendor's codes come to
// the same words. A code that is not here keeps its number, which the vendor's pages explain.
const REASONS: Readonly<Record<string, string>> = {
  '20003': 'account_refused',
  '21211': 'invalid_number',
  '21212': 'invalid_sender',
  '21217': 'invalid_number',
  '21408': 'country_not_enabled',
  '21606': 'invalid_sender',
  '21610': 'opted_out',
  '21612': 'unreachable',
  '21614': 'not_mobile',
  '21617': 'too_long',
  '30001': 'queue_full',
  '30002': 'account_refused',
  '30003': 'unreachable',
  '30004': 'blocked',
  '30005': 'unknown_number',
  '30006': 'not_mobile',
  '30007': 'filtered',
  '30008': 'unknown_error',
};

/** Why Twilio could not deliver. */
export function twilioReason(code: string | number | null | undefined): string {
  if (code === undefined || code === null || code === '') return 'unknown_error';
  return REASONS[String(code)] ?? `twilio_${code}`;
}
