import { sql, type Sql } from '#shared/sql';
import type { Db } from '#hub/db/db';

export interface Table {
  readonly name: string;
  /** All but those that the database makes itself. */
  readonly columns: readonly string[];
  /** The primary key, in its order. */
  readonly key: readonly { readonly name: string; readonly type: string }[];
}

/** Who is signed in and on the line now: nothing of it is true of a store that was put back. */
const OF_THE_MOMENT = ['migration', 'session', 'refresh_token', 'sign_in_failure', 'hub_lease', 'desk_connection'];
/** Made from the records, and made again from those that were put back. */
const DERIVED = ['search_entry', 'search_fill'];
const LEFT_OUT = new Set([...OF_THE_MOMENT, ...DERIVED]);

/** What a backup holds, those first that others point to. New tables are in it without being named. */
export async function tablesToKeep(db: Db): Promise<readonly Table[]> {
  const columns = await db.all<{ table: string; name: string; type: string; made: string; place: number | null }>(sql`
    SELECT c.relname::text AS table, a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type,
      a.attgenerated::text AS made, array_position(k.conkey, a.attnum) AS place
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' ORDER BY c.relname, a.attnum`);
  const arrows = await db.all<{ from: string; to: string }>(sql`
    SELECT f.relname::text AS from, t.relname::text AS to FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid
    JOIN pg_class t ON t.oid = k.confrelid WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace`);
  const names = [...new Set(columns.map(({ table }) => table))].filter((name) => !LEFT_OUT.has(name));
  return pointedToFirst(names, arrows).map((name) => {
    const own = columns.filter(({ table }) => table === name);
    const key = own.filter(({ place }) => place !== null).toSorted((one, two) => (one.place ?? 0) - (two.place ?? 0));
    if (key.length === 0) throw new Error(`the table ${name} has no primary key, so it cannot be read in pages`);
    return { name, columns: own.filter(({ made }) => made === '').map((column) => column.name), key };
  });
}

/** Every row, as one line of JSON each, in pages: memory holds one page, and a store of any size can be read. */
export async function* rowsOf(
  db: Db,
  { name, columns, key }: Table,
  { where, page }: { where: Sql; page: number },
): AsyncGenerator<string> {
  const keyColumns = sql.join(key.map((column) => sql.id(column.name)));
  let after: Sql = sql`true`;
  for (;;) {
    const rows = await db.all<{ line: string }>(sql`SELECT row_to_json(page)::text AS line FROM (
      SELECT ${sql.join(columns.map((column) => sql.id(column)))} FROM ${sql.id(name)} WHERE ${where} AND ${after}
      ORDER BY ${keyColumns} LIMIT ${page}) page`);
    for (const { line } of rows) yield line;
    const last = rows.at(-1);
    if (last === undefined || rows.length < page) return;
    // Written by the database a moment ago, so it is an object with these columns.
    const values = JSON.parse(last.line) as Record<string, unknown>;
    const bounds = key.map((column) => sql`${String(values[column.name])}::text::${typeName(column.type)}`);
    after = sql`(${keyColumns}) > (${sql.join(bounds)})`;
  }
}

/** The database's own name of a type; never from outside. */
function typeName(type: string): Sql {
  return { parts: [type], params: [] };
}

function pointedToFirst(names: readonly string[], arrows: readonly { readonly from: string; readonly to: string }[]): readonly string[] {
  const placed = new Set<string>();
  const place = (name: string): void => {
    if (placed.has(name)) return;
    placed.add(name);
    for (const { from, to } of arrows) if (from === name) place(to);
    ordered.push(name);
  };
  const ordered: string[] = [];
  for (const name of names) place(name);
  return ordered.filter((name) => names.includes(name));
}
