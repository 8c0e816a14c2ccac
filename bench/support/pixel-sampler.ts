import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

/** A webhook, ready to be posted, and the words of it that will be seen. */
export interface Post {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Milliseconds on the page's own clock, one for each, in their order. */
export interface Sampler {
  desk(posts: readonly Post[]): Promise<number[]>;
  echo(texts: readonly string[]): Promise<number[]>;
}

interface PageSampler {
  desk(posts: readonly Post[], everyMs: number): Promise<number[]>;
  echo(texts: readonly string[], everyMs: number): Promise<number[]>;
}

declare global {
  interface Window {
    sampler?: PageSampler;
    /** The browser build of socket.io-client. */
    io?: (
      url: string,
      options: object,
    ) => { emit(name: string, payload: unknown): void; on(name: string, listener: (payload: { text: string }) => void): void };
  }
}

interface Options {
  readonly echoUrl: string;
  readonly everyMs: number;
}

const SOCKET_IO = fileURLToPath(import.meta.resolve('socket.io-client/dist/socket.io.js'));

/** Puts the stopwatch into the page. */
export async function createSampler(page: Page, { echoUrl, everyMs }: Options): Promise<Sampler> {
  await page.addScriptTag({ path: SOCKET_IO });
  await page.evaluate(installSampler, echoUrl);
  return {
    desk: (posts) => page.evaluate(([given, every]) => window.sampler?.desk(given, every) ?? [], [posts, everyMs] as const),
    echo: (texts) => page.evaluate(([given, every]) => window.sampler?.echo(given, every) ?? [], [texts, everyMs] as const),
  };
}

/** Runs in the page, so it may use nothing from outside itself. */
function installSampler(echoUrl: string): void {
  const LONGEST_WAIT_MS = 30_000;
  const waiting = new Map<string, (at: number) => void>();

  /** Where the text is drawn, seen by the same means on both ways: the DOM changed, and two frames later it was painted. */
  function watch(place: Element): void {
    new MutationObserver((mutations) => {
      const changed = mutations.flatMap(({ type, addedNodes, target }) => (type === 'characterData' ? [target] : [...addedNodes]));
      const texts = changed.map(({ textContent }) => textContent ?? '');
      for (const [text, seen] of waiting) {
        if (!texts.some((found) => found.includes(text))) continue;
        waiting.delete(text);
        requestAnimationFrame(() => requestAnimationFrame(() => seen(performance.now())));
      }
    }).observe(place, { childList: true, subtree: true, characterData: true });
  }

  const timeline = document.querySelector('[role="log"]');
  if (timeline === null) throw new Error('no timeline is open');
  watch(timeline);

  const panel = document.createElement('div');
  panel.style.cssText =
    'position:fixed; right:0; bottom:0; width:20rem; height:6rem; overflow:hidden; display:flex; flex-direction:column-reverse';
  document.body.append(panel);
  watch(panel);
  const socket = window.io?.(echoUrl, { transports: ['websocket'] });
  if (socket === undefined) throw new Error('socket.io-client did not load');
  socket.on('echo', ({ text }) => {
    const line = document.createElement('p');
    line.textContent = text;
    panel.prepend(line);
  });

  function sampleEach<T extends { readonly text: string }>(
    samples: readonly T[],
    everyMs: number,
    send: (sample: T) => void,
  ): Promise<number[]> {
    const startedAt = performance.now();
    return Promise.all(
      samples.map(async (sample, index) => {
        await new Promise((resolve) => setTimeout(resolve, startedAt + index * everyMs - performance.now()));
        return new Promise<number>((resolve, reject) => {
          setTimeout(() => reject(new Error(`never seen: ${sample.text}`)), LONGEST_WAIT_MS);
          const sentAt = performance.now();
          waiting.set(sample.text, (at) => resolve(at - sentAt));
          send(sample);
        });
      }),
    );
  }

  window.sampler = {
    desk: (posts, everyMs) =>
      sampleEach(posts, everyMs, ({ url, body, headers }) => {
        void fetch(url, { method: 'POST', body, headers }).then(({ ok, status }) => {
          if (!ok) throw new Error(`the hub answered ${status}`);
        });
      }),
    echo: (texts, everyMs) =>
      sampleEach(
        texts.map((text) => ({ text })),
        everyMs,
        (sample) => socket.emit('echo', sample),
      ),
  };
}
