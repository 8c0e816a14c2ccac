import type { CountryCode } from 'libphonenumber-js';
import type { Centre } from '#shared/domain/centre';

/** Where a centre of this time zone is; of others the language says. */
const COUNTRY_OF_ZONE: Readonly<Record<string, CountryCode>> = {
  'Asia/Tokyo': 'JP',
  'Asia/Seoul': 'KR',
  'Asia/Taipei': 'TW',
  'Asia/Hong_Kong': 'HK',
  'Asia/Singapore': 'SG',
  'Asia/Bangkok': 'TH',
  'Asia/Manila': 'PH',
  'Australia/Sydney': 'AU',
  'Australia/Melbourne': 'AU',
  'Australia/Brisbane': 'AU',
  'Australia/Perth': 'AU',
  'Pacific/Auckland': 'NZ',
  'America/New_York': 'US',
  'America/Chicago': 'US',
  'America/Denver': 'US',
  'America/Los_Angeles': 'US',
  'America/Toronto': 'CA',
  'America/Vancouver': 'CA',
  'Europe/London': 'GB',
  'Europe/Dublin': 'IE',
  'Europe/Paris': 'FR',
  'Europe/Berlin': 'DE',
};

/** The country of numbers that are typed without one. */
export function homeCountryOf(centre: Centre | undefined): CountryCode {
  if (centre === undefined) return 'JP';
  return COUNTRY_OF_ZONE[centre.timeZone] ?? (centre.locales[0] === 'en' ? 'US' : 'JP');
}
