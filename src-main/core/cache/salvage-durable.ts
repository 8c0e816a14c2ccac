import { sql } from '#shared/sql';
import { DamagedDatabase, openDatabase, type Database } from './open-database.ts';

/** What could be read of a damaged durable.db. */
export interface Salvaged {
  readonly wishes: number;
  readonly drafts: number;
  readonly files: number;
}

type Row = Record<string, unknown>;

/** Rows whose numbers follow a row that cannot be read are tried one by one: a page has no more of them than this. */
const TRIES = 2_000;
/** Every page may be damaged; a connection that met one is not asked again. */
const OPENINGS = 200;

/**
 * Copies row by row what a damaged file still gives into a fresh one: from the beginning as far as it goes, over single rows that cannot
 * be read, and from the end. The damaged file is only read. Null: nothing in it can be read, because its head or its key is lost.
 */
export function salvageDurable(damaged: { readonly path: string; readonly key: string }, fresh: Database): Salvaged | null {
  const state = { openings: 0, source: null as Database | null };

  /** Undefined: that part of the file cannot be read. */
  function read<T>(ask: (source: Database) => T): { readonly got: T } | undefined {
    try {
      state.source ??= open();
      return state.source === null ? undefined : { got: ask(state.source) };
    } catch (error) {
      if (!(error instanceof DamagedDatabase)) throw error;
      state.source?.close();
      state.source = null;
      return undefined;
    }
  }

  function open(): Database | null {
    state.openings += 1;
    if (state.openings > OPENINGS) return null;
    return openDatabase({ ...damaged, isReadOnly: true, synchronous: 'NORMAL', onSlowQuery: () => {} });
  }

  /** Tables that both files know, with the columns of the fresh one; an older file lacks what came later. */
  function copy(table: string): void {
    const columns = fresh.all<{ name: string; pk: number }>(sql`SELECT name, pk FROM pragma_table_info(${table})`);
    const known = read((source) => source.all<{ name: string }>(sql`SELECT name FROM pragma_table_info(${table})`))?.got ?? [];
    const shared = columns.filter(({ name }) => known.some((one) => one.name === name)).map(({ name }) => name);
    if (shared.length === 0) return;
    const put = (row: Row): void => insert(fresh, table, shared, row);
    if (hasRowid(fresh, table)) copyByNumber(table, shared, put);
    else
      copyFromBothEnds(
        table,
        columns.filter(({ pk }) => pk > 0).map(({ name }) => name),
        shared,
        put,
      );
  }

  function copyByNumber(table: string, columns: readonly string[], put: (row: Row) => void): void {
    const from = (at: number, isUp: boolean) =>
      read((source) =>
        source.first<Row & { salvage_row: number }>(
          isUp
            ? sql`SELECT rowid AS salvage_row, ${names(columns)} FROM ${sql.id(table)} WHERE rowid > ${at} ORDER BY rowid LIMIT 1`
            : sql`SELECT rowid AS salvage_row, ${names(columns)} FROM ${sql.id(table)} WHERE rowid < ${at} ORDER BY rowid DESC LIMIT 1`,
        ),
      );
    let reached = 0;
    for (const isUp of [true, false]) {
      let at = isUp ? 0 : Number.MAX_SAFE_INTEGER;
      let failed = 0;
      while (failed < TRIES && (isUp || at > reached)) {
        const found = from(at, isUp);
        if (found === undefined) {
          failed += 1;
          at += isUp ? 1 : -1;
          continue;
        }
        if (found.got === undefined) return;
        failed = 0;
        at = found.got.salvage_row;
        if (isUp) reached = at;
        if (at >= reached) put(found.got);
      }
    }
  }

  function copyFromBothEnds(table: string, keys: readonly string[], columns: readonly string[], put: (row: Row) => void): void {
    for (const isUp of [true, false]) {
      const order = sql.join(keys.map((key) => (isUp ? sql`${sql.id(key)}` : sql`${sql.id(key)} DESC`)));
      let last: Row | null = null;
      for (;;) {
        const beyond: Row | null = last;
        const found: { readonly got: Row | undefined } | undefined = read((source): Row | undefined => {
          const where: ReturnType<typeof sql> =
            beyond === null
              ? sql`1`
              : sql`(${names(keys)}) ${isUp ? sql`>` : sql`<`} (${sql.join(keys.map((key) => sql`${beyond[key]}`))})`;
          return source.first<Row>(sql`SELECT ${names(columns)} FROM ${sql.id(table)} WHERE ${where} ORDER BY ${order} LIMIT 1`);
        });
        if (found?.got === undefined) break;
        put(found.got);
        last = found.got;
      }
    }
  }

  try {
    const isReadable = read((source) => source.all(sql`SELECT name FROM sqlite_master`)) !== undefined;
    if (!isReadable) return null;
    fresh.transaction(() => {
      for (const { name } of fresh.all<{ name: string }>(TABLES)) copy(name);
      dropBrokenFiles(fresh);
    });
    return {
      wishes: countOf(fresh, sql`SELECT count(*) AS n FROM outbox`),
      drafts: countOf(fresh, sql`SELECT count(*) AS n FROM draft WHERE text <> ''`),
      files: countOf(fresh, sql`SELECT count(*) AS n FROM file`),
    };
  } finally {
    state.source?.close();
  }
}

const TABLES = sql`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`;

/** A file is whole or not there: half of a picture is never sent. */
function dropBrokenFiles(db: Database): void {
  db.run(sql`DELETE FROM file WHERE received <> coalesce(
    (SELECT sum(length(bytes)) FROM file_piece WHERE file_piece.blob_id = file.blob_id), 0)`);
  db.run(sql`DELETE FROM file_piece WHERE blob_id NOT IN (SELECT blob_id FROM file)`);
}

function insert(db: Database, table: string, columns: readonly string[], row: Row): void {
  db.run(sql`INSERT OR IGNORE INTO ${sql.id(table)} (${names(columns)})
    VALUES (${sql.join(columns.map((column) => sql`${row[column]}`))})`);
}

function names(columns: readonly string[]) {
  return sql.join(columns.map((column) => sql.id(column)));
}

function hasRowid(db: Database, table: string): boolean {
  return db.first<{ wr: number }>(sql`SELECT wr FROM pragma_table_list WHERE name = ${table}`)?.wr === 0;
}

function countOf(db: Database, question: ReturnType<typeof sql>): number {
  return db.first<{ n: number }>(question)?.n ?? 0;
}
