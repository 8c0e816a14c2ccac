import type { Agent } from '#shared/domain/agent';
import { blanksIn, isCannedVariable, type Blank, type CannedVariable } from '#shared/domain/canned-text';
import type { Centre } from '#shared/domain/centre';
import type { PersonName } from '#shared/domain/customer';
import type { Queue } from '#shared/domain/queue';
import type { Locale } from '#shared/domain/text';
import { nameOf } from '#ui/i18n/format';
import { placeName } from './honorific.ts';

/** What a prepared text is filled in from; what is not there stays a blank. */
export interface Filling {
  readonly locale: Locale;
  /** Null where nobody has said who this is. */
  readonly customerName: PersonName | null;
  readonly agent: Pick<Agent, 'publicName'> | undefined;
  readonly centre: Pick<Centre, 'name' | 'timeZone'> | undefined;
  readonly queue: Pick<Queue, 'name'> | undefined;
  readonly now: number;
}

/** A piece of a filled text. `blank`: still to be filled in by the agent. */
export type FilledPart =
  | { readonly is: 'words'; readonly text: string }
  | { readonly is: 'filled'; readonly name: CannedVariable; readonly text: string; readonly isUnverified: boolean }
  | { readonly is: 'blank'; readonly name: string; readonly text: string };

export function fillCanned(template: string, filling: Filling): readonly FilledPart[] {
  const parts: FilledPart[] = [];
  const at = { upTo: 0 };
  const addWords = (text: string): void => void (text !== '' && parts.push({ is: 'words', text }));
  for (const blank of blanksIn(template)) {
    const words = template.slice(at.upTo, blank.start);
    const { part, consumed, trimmed } = fillBlank(blank, template, textOf(parts) + words, filling);
    addWords(words.slice(0, Math.max(0, words.length - trimmed)));
    if (part.text !== '') parts.push(part);
    at.upTo = blank.end + consumed;
  }
  addWords(template.slice(at.upTo));
  return parts;
}

export function textOf(parts: readonly FilledPart[]): string {
  return parts.map(({ text }) => text).join('');
}

interface FilledBlank {
  readonly part: FilledPart;
  /** How much of what follows stands in the part already, and how much of what stands before is left out with it. */
  readonly consumed: number;
  readonly trimmed: number;
}

function fillBlank({ name, start, end }: Blank, template: string, before: string, filling: Filling): FilledBlank {
  const open: FilledBlank = { part: { is: 'blank', name, text: template.slice(start, end) }, consumed: 0, trimmed: 0 };
  if (!isCannedVariable(name)) return open;
  const { customerName } = filling;
  if (name === 'customer.name' || name === 'customer.family') {
    const { text, ...around } = placeName(personOf(name, customerName), before, template.slice(end), filling.locale);
    return { part: { is: 'filled', name, text, isUnverified: customerName?.isUnverified === true }, ...around };
  }
  const value = valueOf(name, filling);
  return value === null ? open : { ...open, part: { is: 'filled', name, text: clean(value), isUnverified: false } };
}

function personOf(name: 'customer.name' | 'customer.family', person: PersonName | null): string | null {
  const whole = nameOf(person);
  // Who has no family name on record is called by the whole of what there is.
  const text = name === 'customer.family' ? clean(person?.family ?? '') || whole : whole;
  return text === null ? null : clean(text);
}

function valueOf(name: Exclude<CannedVariable, 'customer.name' | 'customer.family'>, filling: Filling): string | null {
  const { locale, agent, centre, queue, now } = filling;
  switch (name) {
    case 'agent.name':
      return agent?.publicName[locale] ?? null;
    case 'centre.name':
      return centre?.name[locale] ?? null;
    case 'queue.name':
      return queue?.name[locale] ?? null;
    case 'date':
      return moment(filling, { month: 'long', day: 'numeric', weekday: locale === 'ja' ? 'short' : 'long' }).format(now);
    case 'time':
      return moment(filling, { hour: 'numeric', minute: '2-digit', hour12: false }).format(now);
  }
}

/** By the centre's clock: what is promised for three o'clock is meant there. */
function moment({ locale, centre }: Filling, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const zone = centre === undefined ? {} : { timeZone: centre.timeZone };
  return new Intl.DateTimeFormat(locale === 'ja' ? 'ja-JP' : 'en-GB', { ...options, ...zone });
}

const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** What strangers call themselves is one line of words: no line breaks, no turned writing, no blanks of its own. */
function clean(text: string): string {
  return text
    .replaceAll(CONTROLS, ' ')
    .replaceAll(/[{}｛｝]/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .toWellFormed();
}
