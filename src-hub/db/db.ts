import type { Sql } from '#shared/sql';

/**
 * A PostgreSQL, embedded or real: the shape both drivers are cut to. Inside `transaction` everything goes through the `tx` given:
 * the embedded one has a single connection, and a question beside the transaction would wait for itself.
 */
export interface Db {
  readonly kind: 'postgres' | 'pglite';
  all<T>(statement: Sql): Promise<T[]>;
  transaction<T>(run: (tx: Db) => Promise<T>): Promise<T>;
  /** Several statements without parameters: migrations. */
  script(text: string): Promise<void>;
  /** Names this very store; a restored copy has another name (see log/epoch.ts). */
  mark(): Promise<string>;
  close(): Promise<void>;
}

/** PostgreSQL's own words for "two transactions stood in each other's way; do it again". */
export function isCollision(error: unknown): boolean {
  return codeOf(error) === '40P01' || codeOf(error) === '40001';
}

/** The SQLSTATE, or Node's own code, of an error. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
