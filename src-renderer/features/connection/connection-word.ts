import type { Connection } from '#shared/contracts/desk';

/** What the line's state is called in a word or two; each is a key of the words. */
export function connectionWord(connection: Connection) {
  return connection.is === 'offline' ? (connection.reason ?? 'offline') : connection.is;
}

/** An outage on purpose. */
export function isPractice(connection: Connection): boolean {
  return connection.is === 'offline' && connection.reason === 'cut';
}
