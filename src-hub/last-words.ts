import { Failure } from '#shared/rpc/failure';
import { codeOf } from './db/db.ts';
import { errorForLog } from './error-for-log.ts';

/** What the hub says on stderr when it cannot go on: one line that says what to do, where we know; else where the bug is, never on what. */
export function lastWords(error: unknown): string {
  if (error instanceof Failure) return error.message;
  if (codeOf(error) === 'EADDRINUSE') return 'the port is taken: end the other program, or choose another port with --port N';
  if (codeOf(error) === 'EACCES') return 'this port may not be opened here: choose one above 1023 with --port N';
  const told = errorForLog(error);
  return 'message' in told ? `${told.type}: ${told.message}${told.code === undefined ? '' : ` (${told.code})`}\n${told.stack}` : told.type;
}
