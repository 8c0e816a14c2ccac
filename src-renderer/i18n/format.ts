import { fromInstant, type Instant } from '#shared/domain/clock';
import type { Agent } from '#shared/domain/agent';
import type { Customer, PersonName } from '#shared/domain/customer';
import { languageOf, type Locale, type LocalizedText } from '#shared/domain/text';
import { phoneText } from './phone-text.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** As much of a customer as it takes to call them something. */
type Named = Pick<Customer, 'name'> & Partial<Pick<Customer, 'contactPoints'>>;

/** Times, numbers and names as the agent's language writes them. */
export interface Format {
  readonly locale: Locale;
  /** Relative under an hour, then the clock, then the date: "3分前", "14:02", "11月20日". */
  when(at: Instant, now: number): string;
  clock(at: Instant): string;
  clockWithSeconds(at: Instant): string;
  /** The whole of it, for hovering: "2026年11月20日(金) 14:02:05 JST". */
  full(at: Instant): string;
  /** For day separators: today, yesterday, else the date with its weekday. */
  day(at: Instant, now: number): string;
  /** Sorts and groups by the agent's own days. */
  dayKey(at: Instant): string;
  /** A running time: "0:48", "12:05", "1:02:03". Never negative. */
  duration(milliseconds: number): string;
  number(value: number): string;
  text(text: LocalizedText): string;
  /** A customer in a list: "山田 花子", "J. Smith"; without a name the phone number, which tells one from another, or お客様. */
  name(customer: Named | undefined): string;
  /** A customer who is addressed: "山田 花子 様". */
  addressed(customer: Named | undefined): string;
  /** The reading, where it says more than the name. */
  reading(name: PersonName | null): string | null;
  /** A colleague: "佐藤 健二", in English "Kenji Sato". */
  agent(agent: Pick<Agent, 'name' | 'latinName'> | undefined): string;
}

export interface FormatWords {
  /** For a customer without a name. */
  readonly customer: string;
  /** For a colleague who is not in the records. */
  readonly colleague: string;
  readonly justNow: string;
}

type Formatters = ReturnType<typeof createFormatters>;
// Dear to make, and every component that shows a time or a number wants them: made once for a language and a time zone.
const formatters = new Map<string, Formatters>();

function formattersOf(locale: Locale, timeZone: string): Formatters {
  const key = `${locale} ${timeZone}`;
  const made = formatters.get(key) ?? createFormatters(locale, timeZone);
  formatters.set(key, made);
  return made;
}

function createFormatters(locale: Locale, timeZone: string) {
  const tag = locale === 'ja' ? 'ja-JP' : 'en-GB';
  const month = locale === 'ja' ? 'long' : 'short';
  const intl = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, { ...options, timeZone });
  return {
    clock: intl({ hour: 'numeric', minute: '2-digit', hour12: false }),
    clockWithSeconds: intl({ hour: 'numeric', minute: '2-digit', second: '2-digit', hour12: false }),
    date: intl({ month, day: 'numeric' }),
    dateOfYear: intl({ year: 'numeric', month, day: 'numeric' }),
    weekday: intl({ weekday: 'short', month, day: 'numeric' }),
    weekdayOfYear: intl({ year: 'numeric', weekday: 'short', month, day: 'numeric' }),
    full: intl({
      year: 'numeric',
      month,
      day: 'numeric',
      weekday: 'short',
      hour: 'numeric',
      minute: '2-digit',
      second: '2-digit',
      hour12: false,
      timeZoneName: 'short',
    }),
    // Sortable whatever the language: 2026-11-20.
    key: new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }),
    relative: new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style: 'short' }),
    number: new Intl.NumberFormat(tag),
  };
}

export function createFormat(locale: Locale, timeZone: string, words: FormatWords): Format {
  const { clock, clockWithSeconds, date, dateOfYear, weekday, weekdayOfYear, full, key, relative, number } = formattersOf(locale, timeZone);
  const dayKey = (milliseconds: number): string => key.format(milliseconds);
  const isSameYear = (a: number, b: number): boolean => dayKey(a).slice(0, 4) === dayKey(b).slice(0, 4);
  const name = (customer: Named | undefined): string => nameOf(customer?.name ?? null) ?? numberOf(customer, timeZone) ?? words.customer;

  return {
    locale,
    when(at, now) {
      const then = fromInstant(at);
      const age = now - then;
      if (age < MINUTE_MS && age > -MINUTE_MS) return words.justNow;
      if (age > 0 && age < HOUR_MS) return relative.format(-Math.floor(age / MINUTE_MS), 'minute');
      if (dayKey(then) === dayKey(now)) return clock.format(then);
      return isSameYear(then, now) ? date.format(then) : dateOfYear.format(then);
    },
    clock: (at) => clock.format(fromInstant(at)),
    clockWithSeconds: (at) => clockWithSeconds.format(fromInstant(at)),
    full: (at) => full.format(fromInstant(at)),
    day(at, now) {
      const then = fromInstant(at);
      const days = daysBetween(dayKey(then), dayKey(now));
      if (days === 0 || days === -1) return capitalised(relative.format(days, 'day'));
      return isSameYear(then, now) ? weekday.format(then) : weekdayOfYear.format(then);
    },
    dayKey: (at) => dayKey(fromInstant(at)),
    duration: durationOf,
    number: (value) => number.format(value),
    text: (text) => text[locale],
    name,
    addressed(customer) {
      const known = nameOf(customer?.name ?? null);
      if (known === null) return name(customer);
      return locale === 'ja' ? `${known} 様` : known;
    },
    reading: readingOf,
    agent(agent) {
      if (agent === undefined) return words.colleague;
      return locale === 'en' ? agent.latinName : (nameOf(agent.name) ?? agent.latinName);
    },
  };
}

/** 姓 名 where the name is written in Japanese, given name first where it is written in Latin letters. */
export function nameOf(name: PersonName | null): string | null {
  if (name === null) return null;
  const { family, given } = name;
  const isLatin = languageOf(`${family ?? ''}${given ?? ''}`) === 'en';
  const text = (isLatin ? [given, family] : [family, given]).filter((part) => part !== undefined && part !== '').join(' ');
  return text === '' ? null : text;
}

function numberOf(customer: Named | undefined, timeZone: string): string | null {
  const phone = customer?.contactPoints?.find(({ kind }) => kind === 'phone');
  return phone === undefined ? null : phoneText(phone.value, timeZone);
}

function readingOf(name: PersonName | null): string | null {
  const text = [name?.familyReading, name?.givenReading].filter((part) => part !== undefined && part !== '').join(' ');
  return text === '' ? null : text;
}

function durationOf(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / SECOND_MS));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** For a line of its own: "Today". */
function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function daysBetween(day: string, today: string): number {
  return Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / (24 * HOUR_MS));
}
