const BEFORE_THE_REQUEST = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** True of an error of fetch where the connection never stood: then not a byte of the message has left. */
export function surelyNotSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string') return BEFORE_THE_REQUEST.has(error.code);
  // Several addresses of one host failed: each of them must have.
  if (error.cause instanceof AggregateError) return error.cause.errors.every((each) => surelyNotSent(each));
  return error.cause === undefined ? false : surelyNotSent(error.cause);
}
