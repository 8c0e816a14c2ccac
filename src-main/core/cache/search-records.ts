import type { SearchHit } from '#shared/contracts/desk';
import type { CustomerId } from '#shared/domain/ids';
import { wordsOf } from '#shared/domain/message-part';
import type { Bodies } from '#shared/records/records';
import { foldText } from '#shared/search/fold-text';
import { questionOf, type Phrase, type Question } from '#shared/search/terms';
import { sql } from '#shared/sql';
import type { Database } from './open-database.ts';
import { recordIn } from './record-rows.ts';

const PEOPLE_LIMIT = 20;
const ITEM_LIMIT = 80;
const SNIPPET_BEFORE = 24;
const SNIPPET_LENGTH = 120;

interface FoundRow {
  readonly kind: string;
  readonly id: string;
  readonly customerId: CustomerId;
  readonly body: string;
}

/** People whose name or number matches, then items of the timeline, newest first. */
export function searchRecords(db: Database, text: string): SearchHit[] {
  const question = questionOf(text);
  if (question.length === 0) return [];
  const people = foundIn(db, 'names', question, PEOPLE_LIMIT).map(({ customerId, body }): SearchHit => {
    const customer = JSON.parse(body) as Bodies['customer']; // the names column is of customers only
    return { customerId, ...named(customer), itemId: null, place: null, snippet: nameOf(customer) };
  });
  const items = foundIn(db, 'lines', question, ITEM_LIMIT).map(({ customerId, id, body }): SearchHit => {
    const item = JSON.parse(body) as Bodies['message' | 'note']; // the lines column is of messages and notes only
    return {
      customerId,
      ...named(recordIn(db, 'customer', customerId)?.body),
      itemId: id,
      place: { at: item.at, seq: item.seq },
      snippet: snippetOf(wordsOf(item), text),
    };
  });
  return [...people, ...items.toSorted((a, b) => (a.place !== null && b.place !== null && a.place.at < b.place.at ? 1 : -1))];
}

function named(customer: Bodies['customer'] | undefined): Pick<SearchHit, 'customerName'> {
  const name = customer?.name ?? null;
  return name === null ? {} : { customerName: name };
}

function foundIn(db: Database, column: 'names' | 'lines', question: Question, limit: number): FoundRow[] {
  // Rows are numbered as they come, so the newest are found first without sorting all that match.
  return db.all<FoundRow>(sql`
    SELECT record.kind, record.id, record.customer_id AS "customerId", record.body FROM search JOIN record ON record.row = search.rowid
    WHERE search MATCH ${`${column} : (${matchOf(question)})`} ORDER BY search.rowid DESC LIMIT ${limit}`);
}

/** Terms hold letters and digits only, so that nothing typed can become FTS5 syntax. */
function matchOf(question: Question): string {
  return question.map(({ anyOf }) => `(${anyOf.map(phraseOf).join(' OR ')})`).join(' AND ');
}

function phraseOf({ terms, isPrefix }: Phrase): string {
  return `"${terms.join(' ')}"${isPrefix ? '*' : ''}`;
}

function nameOf(customer: Bodies['customer']): string {
  const name = [customer.name?.family, customer.name?.given].filter((part) => part !== undefined).join(' ');
  return name === '' ? (customer.contactPoints[0]?.value ?? '') : name;
}

/** The line around the first match. Folding hardly changes a text's length, so the place in the folded text is near enough. */
function snippetOf(text: string, question: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  const wanted = foldText(question).split(/\s+/)[0] ?? '';
  const found = foldText(line).indexOf(wanted);
  const start = Math.max(0, found - SNIPPET_BEFORE);
  const cut = line.slice(start, start + SNIPPET_LENGTH).toWellFormed();
  return `${start > 0 ? '…' : ''}${cut}${start + SNIPPET_LENGTH < line.length ? '…' : ''}`;
}
