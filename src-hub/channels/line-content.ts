import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '#shared/rpc/failure';
import { CONTENT_SOURCE } from './line-webhook.ts';
import { readAtMost } from './read-at-most.ts';

export interface ContentOptions {
  readonly dataBaseUrl: string;
  /** Where an emulator stands, its pictures do too; null for LINE itself. */
  readonly emulatorUrl: string | null;
  readonly channelAccessToken: string;
  readonly limit: number;
  readonly timeoutMs: number;
}

/** Where LINE's profile pictures are. */
const PICTURE_HOSTS = [/(?:^|\.)line-scdn\.net$/, /(?:^|\.)line-apps\.com$/];
/** A video is converted first; LINE answers 202 until it is. */
const ASK_AGAIN_AFTER_MS = 500;

/**
 * A file that LINE keeps. Over fetch and not LINE's package, which cannot give up a download that is too large. Only from LINE: an
 * address in a message must never make the hub fetch what is inside our own network.
 */
export async function fetchLineContent(source: string, options: ContentOptions): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  const { url, headers } = requestFor(source, options);
  for (;;) {
    // A redirect would be followed with our token in hand.
    const response = await fetch(url, { headers, redirect: 'error', signal });
    if (response.status === 202) {
      await response.body?.cancel();
      await sleep(ASK_AGAIN_AFTER_MS, undefined, { signal });
      continue;
    }
    if (response.ok) return readAtMost(response, options.limit);
    await response.body?.cancel();
    throw new Failure('not_found', `the file cannot be had: HTTP ${response.status}`, { retryable: response.status >= 500 });
  }
}

function requestFor(
  source: string,
  { dataBaseUrl, emulatorUrl, channelAccessToken }: ContentOptions,
): { readonly url: URL; readonly headers: Record<string, string> } {
  if (source.startsWith(CONTENT_SOURCE)) {
    const id = encodeURIComponent(source.slice(CONTENT_SOURCE.length));
    return { url: new URL(`/v2/bot/message/${id}/content`, dataBaseUrl), headers: { authorization: `Bearer ${channelAccessToken}` } };
  }
  const url = URL.canParse(source) ? new URL(source) : null;
  const isLines = url?.protocol === 'https:' && url.port === '' && PICTURE_HOSTS.some((host) => host.test(url.hostname));
  const isEmulators = emulatorUrl !== null && url?.origin === new URL(emulatorUrl).origin;
  if (url === null || !(isLines || isEmulators)) throw new Failure('denied', 'the file is not at LINE');
  return { url, headers: {} };
}
