import type { Change } from '#shared/records/records';
import { entryTerms, searchedOf } from '#shared/search/searched';
import { sql, type Sql } from '#shared/sql';

/** A tsvector holds a megabyte; of a text of more terms than this the rest is not found, and the log goes on. */
const MOST_TERM_BYTES = 500_000;

/** Puts what can be searched of these records into the index, takes out what is gone; what is there already stays, where `isNewer` is not. */
export function writeEntries(changes: readonly Change[], { isNewer }: { readonly isNewer: boolean }): readonly Sql[] {
  const rows = changes.flatMap((change) => {
    const searched = searchedOf(change);
    if (searched === null) return [];
    const item = (change.kind === 'message' || change.kind === 'note') && change.body !== null ? change.body : null;
    return [{ id: change.id, kind: change.kind, at: item?.at ?? null, seq: item?.seq ?? null, terms: asMany(entryTerms(searched)) }];
  });
  const gone = changes.filter(({ kind, body }) => body === null && isSearchable(kind)).map(({ id }) => id);
  const onConflict = isNewer
    ? sql`DO UPDATE SET at = excluded.at, seq = excluded.seq, terms = excluded.terms
        WHERE (search_entry.at, search_entry.seq, search_entry.terms) IS DISTINCT FROM (excluded.at, excluded.seq, excluded.terms)`
    : sql`DO NOTHING`;
  return [
    ...(rows.length === 0
      ? []
      : [
          sql`INSERT INTO search_entry (id, kind, at, seq, terms)
            SELECT id, kind, at, seq, array_to_tsvector(terms) FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
              AS x(id text, kind text, at text, seq bigint, terms text[])
            ON CONFLICT (id) ${onConflict}`,
        ]),
    ...(gone.length === 0 ? [] : [sql`DELETE FROM search_entry WHERE id = ANY(${gone}::text[])`]),
  ];
}

export const SEARCHED_KINDS = ['customer', 'message', 'note'] as const;

function isSearchable(kind: string): boolean {
  return SEARCHED_KINDS.some((one) => one === kind);
}

function asMany(terms: readonly string[]): readonly string[] {
  let bytes = 0;
  return terms.filter((term) => (bytes += Buffer.byteLength(term)) <= MOST_TERM_BYTES);
}
