import { scopesOf, type Change, type Kind } from '#shared/records/records';
import { sql, type Sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import { writeEntries } from '#hub/search/entries';
import type { Projected } from './project.ts';

/** Events, bodies, records and whatever belongs to the same moment, in one statement: one trip while the log is held. */
export async function storeEvents(tx: Db, { events, changes }: Projected, alongside: readonly Sql[]): Promise<void> {
  const logged = events.length === 0 ? [] : [insertEnvelopes(events), insertBodies(events)];
  const searched = writeEntries(
    changes.map(({ change }) => change),
    { isNewer: true },
  );
  const writes = [...logged, ...saves(changes), ...searched, ...alongside];
  if (writes.length === 0) return;
  const steps = writes.map((write, index) => sql`${sql.id(`w${index}`)} AS (${write})`);
  await tx.all(sql`WITH ${sql.join(steps)} SELECT 1`);
}

function insertEnvelopes(events: Projected['events']): Sql {
  const rows = events.map(({ seq, at, type, scopes, causedBy }) => ({ seq, at, type, scopes, caused_by: causedBy }));
  return sql`INSERT INTO event_envelope (seq, at, type, scopes, caused_by)
    SELECT seq, at, type, scopes, caused_by FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS x(seq bigint, at text, type text, scopes text[], caused_by text)`;
}

function insertBodies(events: Projected['events']): Sql {
  const rows = events.map(({ seq, body }) => ({ seq, body }));
  return sql`INSERT INTO event_body (seq, body)
    SELECT seq, body FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS x(seq bigint, body jsonb)`;
}

function saves(changes: Projected['changes']): readonly Sql[] {
  const kinds = [...new Set(changes.map(({ change }) => change.kind))];
  return kinds.flatMap((kind) =>
    saveKind(
      kind,
      changes.filter(({ change }) => change.kind === kind),
    ),
  );
}

function saveKind(kind: Kind, changes: Projected['changes']): readonly Sql[] {
  const table = sql.id(kind);
  const kept = changes.filter(({ change }) => change.body !== null);
  const gone = changes.filter(({ change }) => change.body === null).map(({ change }) => change.id);
  const rows = kept.map(({ change, rev }) => rowOf(change, rev));
  return [
    ...(rows.length === 0
      ? []
      : [
          sql`INSERT INTO ${table} (id, rev, scopes, body)
            SELECT id, rev, scopes, body FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
              AS x(id text, rev bigint, scopes text[], body jsonb)
            ON CONFLICT (id) DO UPDATE SET rev = excluded.rev, scopes = excluded.scopes, body = excluded.body`,
        ]),
    ...(gone.length === 0 ? [] : [sql`DELETE FROM ${table} WHERE id = ANY(${gone}::text[])`]),
  ];
}

function rowOf(change: Change, rev: number): object {
  return { id: change.id, rev, scopes: scopesOf(change), body: change.body };
}
