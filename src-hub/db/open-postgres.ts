import pg from 'pg';
import { Failure } from '#shared/rpc/failure';
import { postgresText, type Sql } from '#shared/sql';
import { codeOf, type Db } from './db.ts';

interface PostgresOptions {
  readonly url: string;
  readonly poolSize?: number;
  /** An idle connection broke; the pool opens another one when asked. */
  readonly onConnectionLost?: (error: Error) => void;
}

const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_IN_TRANSACTION_MS = 10_000;
const INT8 = 20;

// Seqs and milliseconds are far below 2^53; a string would be a trap in every comparison.
const types = new pg.TypeOverrides();
types.setTypeParser(INT8, Number);

export function openPostgres({ url, poolSize = POOL_SIZE, onConnectionLost = () => undefined }: PostgresOptions): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    types,
    keepAlive: true,
    // A hub that stands still, or whose machine is gone, must not hold lanes and the log against all others.
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    // The statements of one transaction leave without waiting for each other's answers, where nobody asked for the answer yet.
    pipeline: true,
  });
  pool.on('error', onConnectionLost);
  // For its whole life: a connection that breaks while lent out, or while it is put away, would end the process without a listener.
  pool.on('connect', (client) => client.on('error', onConnectionLost));
  return {
    ...overConnection(pool),
    async transaction(run) {
      const client = await pool.connect().catch(asFailure);
      let broken: Error | undefined;
      try {
        // Not awaited: it travels together with the first statement, which fails if this does.
        const begun = client.query('BEGIN');
        begun.catch(() => undefined);
        const tx: Db = { ...overConnection(client), transaction: (inner) => inner(tx) };
        const result = await run(tx);
        await begun;
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch((failed: Error) => {
          broken = failed;
        });
        return asFailure(error);
      } finally {
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}

function overConnection(connection: pg.Pool | pg.PoolClient): Db {
  const db: Db = {
    kind: 'postgres',
    async all<T>({ parts, params }: Sql): Promise<T[]> {
      const result = await connection.query({ text: postgresText({ parts, params }), values: [...params] }).catch(asFailure);
      // The caller names the columns and knows their types; every query runs in a test on both drivers.
      return result.rows as T[];
    },
    async script(text) {
      await connection.query(text).catch(asFailure);
    },
    // The cluster and its timeline, the database, and the table itself: a dump that was read back has new tables,
    // a cluster that was recovered to a point in time has a new timeline.
    async mark() {
      const tables = `(SELECT oid FROM pg_database WHERE datname = current_database()) || ':' || 'log_state'::regclass::oid`;
      try {
        const { rows } = await connection.query<{ mark: string }>(
          `SELECT s.system_identifier || ':' || c.timeline_id || ':' || ${tables} AS mark FROM pg_control_system() s, pg_control_checkpoint() c`,
        );
        return rows[0]?.mark ?? '';
      } catch (error) {
        // Some hosts forbid the control functions; the tables' own names are left.
        if (codeOf(error) !== '42501') throw error;
        const { rows } = await connection.query<{ mark: string }>(`SELECT ${tables} AS mark`);
        return rows[0]?.mark ?? '';
      }
    },
    transaction: () => Promise.reject(new Error('a transaction needs a connection of its own')),
    close: () => Promise.resolve(),
  };
  return db;
}

const UNREACHABLE = /^(?:08|57P0|25P03|53300|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/;
/** What the driver says of a line that is gone carries no code. */
const LINE_GONE = /^(?:Connection terminated|timeout exceeded|Client has encountered a connection error|Client was closed)/;

/** A store that cannot be reached now may be reached soon: whoever asked may ask again. Everything else is a bug and stays what it is. */
function asFailure(error: unknown): never {
  const isGone = UNREACHABLE.test(codeOf(error) ?? '') || (error instanceof Error && LINE_GONE.test(error.message));
  throw isGone ? new Failure('internal', 'the database cannot be reached now', { retryable: true, cause: error }) : error;
}
