import { wordsOf } from '../domain/message-part.ts';
import type { Bodies, Change } from '../records/records.ts';
import { facetTerms, termsOf } from './terms.ts';

/** What is searched of a record: its words, and what it can be filtered by, as terms. */
export interface Searched {
  readonly text: string;
  readonly facets: readonly string[];
}

/** Null for kinds that are not searched. */
export function searchedOf(change: Change): Searched | null {
  if (change.body === null) return null;
  switch (change.kind) {
    case 'customer':
      return { text: wordsOfPerson(change.body), facets: [] };
    case 'message': {
      const { author, channel, attachments } = change.body;
      return {
        text: wordsOf(change.body),
        facets: itemFacets(change.body, author.by === 'agent' ? author.agentId : null, channel, attachments),
      };
    }
    case 'note':
      // It went over no channel, so a filter by channel leaves it out.
      return { text: change.body.text, facets: itemFacets(change.body, change.body.authorId, null, change.body.attachments ?? []) };
    case 'conversation':
    case 'interaction':
    case 'segment':
    case 'reservation':
    case 'agent':
    case 'queue':
    case 'disposition':
    case 'centre':
    case 'canned_response':
    case 'channel_account':
    case 'config_change':
    case 'read_marker':
    case 'grant':
      return null;
  }
}

export function isSearchedAlike(one: Searched, other: Searched): boolean {
  return one.text === other.text && one.facets.join(' ') === other.facets.join(' ');
}

/** All terms of an entry of the index. */
export function entryTerms({ text, facets }: Searched): string[] {
  return [...termsOf(text), ...facets];
}

/** Both names together, as Japanese is written, and each alone; the person that this record became is found in its stead. */
export function wordsOfPerson({ name, contactPoints, joinedInto }: Bodies['customer']): string {
  if (joinedInto !== undefined) return '';
  const { family = '', given = '', familyReading = '', givenReading = '' } = name ?? {};
  const reached = contactPoints.filter(({ kind }) => kind === 'phone' || kind === 'email').map(({ value }) => value);
  return [family + given, family, given, familyReading + givenReading, familyReading, givenReading, ...reached].join('\n');
}

function itemFacets(
  { customerId, conversationId, at }: Pick<Bodies['message' | 'note'], 'customerId' | 'conversationId' | 'at'>,
  agentId: string | null,
  channel: string | null,
  attachments: readonly unknown[],
): string[] {
  const ids = [customerId, conversationId, agentId].filter((id) => id !== null);
  return facetTerms({ ids, channel, hasAttachment: attachments.length > 0, month: at.slice(0, 7) });
}
