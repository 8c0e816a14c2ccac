import { Failure } from '#shared/rpc/failure';

/** What a webhook's bytes say, after their sender was proved. */
export function jsonBodyOf(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(rawBody));
  } catch {
    throw new Failure('invalid', 'body: must be JSON in UTF-8', { field: 'body' });
  }
}
