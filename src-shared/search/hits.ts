import type { SearchFilters, SearchHit } from '../contracts/search.ts';
import { wordsOf } from '../domain/message-part.ts';
import type { Bodies } from '../records/records.ts';
import { foldText } from './fold-text.ts';
import { isHeldBy, placesHeld, type Question, type Range } from './question.ts';
import { wordsOfPerson } from './searched.ts';
import { facetTerms } from './terms.ts';

// What desk and hub do alike with what their index found: look at it again, and show it around the first place that matches.

export type Item = Bodies['message' | 'note'];
type Person = Bodies['customer'];

const SNIPPET_BEFORE = 24;
const SNIPPET_LENGTH = 120;

/** What filters ask of the index; dates are asked by the place of an item instead. */
export function facetsAsked({ channel, customerId, conversationId, agentId, hasAttachment }: SearchFilters): string[] {
  const ids = [customerId, conversationId, agentId].filter((id) => id !== undefined);
  return facetTerms({ ids, channel: channel ?? null, hasAttachment: hasAttachment === true });
}

/** Whether it is within the dates, and holds the words. The index is exact in all other filters. */
export function isHit(item: Item, question: Question, { from, to }: SearchFilters): boolean {
  if ((from !== undefined && item.at < from) || (to !== undefined && item.at >= to)) return false;
  return question.length === 0 || isHeldBy(wordsOf(item), question);
}

export function isNewer(one: { readonly at: string; readonly seq: number }, other: { readonly at: string; readonly seq: number }): boolean {
  return one.at === other.at ? one.seq > other.seq : one.at > other.at;
}

/** Newest first. */
export function byPlace(one: Pick<Item, 'at' | 'seq'>, other: Pick<Item, 'at' | 'seq'>): number {
  return isNewer(one, other) ? -1 : isNewer(other, one) ? 1 : 0;
}

export function isPersonHit(person: Person, question: Question): boolean {
  return question.length > 0 && isHeldBy(wordsOfPerson(person), question);
}

/** Whose name is just this comes before whose name has it. */
export function nearness(person: Person, text: string): number {
  const wanted = foldText(text).replaceAll(/\s/g, '');
  const { family = '', given = '', familyReading = '', givenReading = '' } = person.name ?? {};
  const names = [family, given, family + given, familyReading, givenReading, familyReading + givenReading];
  return names.some((name) => name !== '' && foldText(name) === wanted) ? 0 : 1;
}

export function personHit(person: Person, question: Question): SearchHit {
  const { family, given } = person.name ?? {};
  const points = person.contactPoints.filter(({ kind }) => kind === 'phone' || kind === 'email').map(({ value }) => value);
  const reached = points.find((value) => isHeldBy(value, question)) ?? points[0];
  const snippet = reached ?? [family, given].filter((part) => part !== undefined).join(' ');
  return { customerId: person.id, ...named(person), itemId: null, place: null, snippet, marks: [...placesHeld(snippet, question)] };
}

export function itemHit(item: Item, question: Question, person: Person | undefined): SearchHit {
  const by = 'author' in item ? item.author : { by: 'agent' as const, agentId: item.authorId };
  return {
    customerId: item.customerId,
    ...named(person),
    itemId: item.id,
    place: { at: item.at, seq: item.seq },
    channel: 'channel' in item ? item.channel : null,
    by,
    attachments: (item.attachments ?? []).length,
    ...snippetOf(wordsOf(item), question),
  };
}

function named(person: Person | undefined): Pick<SearchHit, 'customerName'> {
  const name = person?.name ?? null;
  return name === null ? {} : { customerName: name };
}

/** The line around the first match, and where in it the matches are. */
function snippetOf(text: string, question: Question): { snippet: string; marks: Range[] } {
  const line = text.replaceAll(/\s/g, ' ');
  const places = placesHeld(line, question);
  const from = wholeCharacter(line, Math.max(0, (places[0]?.start ?? 0) - SNIPPET_BEFORE));
  const to = wholeCharacter(line, Math.min(line.length, from + SNIPPET_LENGTH));
  const before = from > 0 ? '…' : '';
  const marks = places
    .filter(({ start }) => start < to)
    .map(({ start, end }) => ({ start: start - from + before.length, end: Math.min(end, to) - from + before.length }));
  return { snippet: `${before}${line.slice(from, to)}${to < line.length ? '…' : ''}`, marks };
}

/** Not in the middle of a surrogate pair. */
function wholeCharacter(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff ? index - 1 : index;
}
