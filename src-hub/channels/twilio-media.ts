import { Failure } from '#shared/rpc/failure';
import { readAtMost } from './read-at-most.ts';

/** Where Twilio's media addresses lead: its own delivery network, and the store behind it. */
const MEDIA_HOSTS = [/^[a-z0-9-]+\.twiliocdn\.com$/, /^s3(?:-[a-z0-9-]+|\.[a-z0-9-]+)?\.amazonaws\.com$/];
const MAX_REDIRECTS = 3;

interface MediaOptions {
  readonly apiBaseUrl: string;
  readonly authorization: string;
  readonly limit: number;
  readonly timeoutMs: number;
}

/** The bytes of an MMS file. Only from Twilio: an address in a message must never make the hub fetch what is inside our own network. */
export async function fetchMedia(source: string, { apiBaseUrl, authorization, limit, timeoutMs }: MediaOptions): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(timeoutMs);
  const api = new URL(apiBaseUrl).origin;
  let url = new URL(source);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const isApi = url.origin === api;
    const isStore = hop > 0 && url.protocol === 'https:' && url.port === '' && MEDIA_HOSTS.some((host) => host.test(url.hostname));
    if (!isApi && !isStore) throw new Failure('denied', 'the file is not at Twilio');
    const response = await fetch(url, { headers: isApi ? { authorization } : {}, redirect: 'manual', signal });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      url = new URL(location, url);
      continue;
    }
    if (!response.ok)
      throw new Failure('not_found', `the file cannot be had: HTTP ${response.status}`, { retryable: response.status >= 500 });
    return readAtMost(response, limit);
  }
  throw new Failure('denied', 'the file is behind too many redirects');
}
