import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import type { Opened } from './processes.ts';

declare global {
  interface Window {
    /** When what was looked for had been painted, by the wall's clock. */
    painted?: Promise<number>;
  }
}

export interface FirstPaint {
  /** Everything that the page names itself has come. */
  readonly loadedMs: number;
  /** Two frames after what was looked for stood in the page. */
  readonly paintedMs: number;
}

/** The wall's clock with fractions: a page's and this process's are the same then. */
export function wallClock(): number {
  return performance.timeOrigin + performance.now();
}

/** From the order to go to a page, in a window that has never seen it, until what `selector` names is on the screen. */
export async function firstPaint(browser: Browser, address: string, selector: string): Promise<FirstPaint> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  try {
    const page = await context.newPage();
    await page.addInitScript((wanted) => {
      window.painted = new Promise((resolve) => {
        const look = (): void => {
          if (document.querySelector(wanted) === null) return;
          observer.disconnect();
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now())));
        };
        const observer = new MutationObserver(look);
        observer.observe(document, { childList: true, subtree: true });
      });
    }, selector);
    const startedAt = wallClock();
    await page.goto(address);
    const [paintedAt, loadedAt] = await page.evaluate(async () => {
      const at = await window.painted;
      const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]; // of that type
      return [at ?? 0, performance.timeOrigin + (entry?.loadEventEnd ?? 0)] as const;
    });
    return { loadedMs: loadedAt - startedAt, paintedMs: paintedAt - startedAt };
  } finally {
    await context.close();
  }
}

/** A page of one word. */
export async function serveBlankPage(opened: Opened): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>blank</title><main>blank</main>');
  }).listen(0, '127.0.0.1');
  opened.later(async () => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  return `http://127.0.0.1:${port}/`;
}
