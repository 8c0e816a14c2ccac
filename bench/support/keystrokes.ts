import type { Locator, Page } from 'playwright-core';

interface Keyed {
  __painted?: Promise<number>;
}

/** What tells that a result stands: an element by its text, or by an attribute. */
export interface Result {
  readonly of: Locator;
  readonly attribute?: string;
}

/** Pressed one by one, each with its time on the page's own clock: from the key to the frame that shows what it led to. */
export async function timeKeys(
  page: Page,
  keys: readonly string[],
  { of: settled, attribute }: Result,
  pauseMs: number,
): Promise<number[]> {
  const read = (): Promise<string | null> => (attribute === undefined ? settled.textContent() : settled.getAttribute(attribute));
  await page.evaluate(() => {
    const scope = globalThis as typeof globalThis & Keyed;
    addEventListener(
      'keydown',
      ({ timeStamp }) => {
        scope.__painted = new Promise((resolve) => {
          // What is posted in a frame is heard after it was painted.
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => resolve(performance.now() - timeStamp);
            port2.postMessage(null);
          });
        });
      },
      { capture: true },
    );
  });
  const times: number[] = [];
  for (const key of keys) {
    await page.keyboard.press(key);
    const ms = await page.evaluate(() => (globalThis as typeof globalThis & Keyed).__painted ?? Number.NaN);
    const shown = await read();
    await page.waitForTimeout(pauseMs);
    // Time stops only when the result stands: a list that comes later would be a list that nobody measured.
    if ((await read()) !== shown) throw new Error(`the result of ${key} was not painted in the frame after it`);
    times.push(ms);
  }
  return times;
}

/** As people look for something: words typed and taken back again. */
export function keysOf(words: readonly string[]): string[] {
  return words.flatMap((word) => [...word.split(''), ...Array.from(word, () => 'Backspace')]);
}

/** A field and as many plain rows, without any framework: what the browser alone takes. */
export async function openPlainList(page: Page, rows: number): Promise<Locator> {
  await page.setContent('<input aria-label="plain" autofocus><p role="status"></p><div style="height:600px;overflow:auto"></div>');
  await page.evaluate((count) => {
    const [input, status, list] = [document.querySelector('input'), document.querySelector('p'), document.querySelector('div')];
    if (input === null || status === null || list === null) throw new Error('the page is empty');
    for (let n = 0; n < count; n += 1)
      list.append(Object.assign(document.createElement('div'), { textContent: `Delivery explained ${n} c${n}` }));
    const all = [...list.children] as HTMLElement[];
    input.addEventListener('input', () => {
      for (const row of all) row.hidden = !(row.textContent ?? '').toLowerCase().includes(input.value.toLowerCase());
      status.textContent = `${all.filter((row) => !row.hidden).length} entries`;
    });
  }, rows);
  await page.locator('input').focus();
  return page.getByRole('status');
}
