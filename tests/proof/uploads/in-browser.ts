import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';

/** Pages at once: each holds a frame, an object, a picture, a script and a style sheet of each address. */
const AT_ONCE = 25;
const SETTLE_MS = 1_500;

/** Opens addresses in a real Chromium in every way a page can, with their bytes in the page's own frames; answers what ran. */
export async function runInBrowser(addresses: readonly string[]): Promise<readonly string[]> {
  const ran: string[] = [];
  const heard: string[] = [];
  // A page elsewhere: what runs in a file could reach it, and is heard of there or by its dialog.
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/executed') === true) heard.push(request.url);
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>page</title>');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const context = await browser.newContext({ acceptDownloads: false });
    for (let from = 0; from < addresses.length; from += AT_ONCE) {
      const page = await context.newPage();
      page.on('dialog', (dialog) => {
        ran.push(`a dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('request', (request) => request.url().includes('/executed') && ran.push(`a request: ${request.url()}`));
      await page.goto(`http://127.0.0.1:${port}/`);
      await page.evaluate(
        (urls) => {
          for (const url of urls) {
            for (const [tag, name] of [
              ['iframe', 'src'],
              ['object', 'data'],
              ['embed', 'src'],
              ['img', 'src'],
              ['script', 'src'],
              ['link', 'href'],
            ] as const) {
              const element = document.createElement(tag);
              if (tag === 'link') element.setAttribute('rel', 'stylesheet');
              element.setAttribute(name, url);
              document.body.append(element);
            }
          }
        },
        addresses.slice(from, from + AT_ONCE),
      );
      await page.waitForTimeout(SETTLE_MS);
      // As a customer opens a link; a download ends the visit, and that is no error.
      for (const url of addresses.slice(from, from + 3)) await page.goto(url, { timeout: 5_000 }).catch(() => null);
      await page.close();
    }
  } finally {
    await browser.close();
    server.close();
  }
  return [...ran, ...heard];
}
