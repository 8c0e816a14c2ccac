import type { CDPSession, Page } from 'playwright-core';
import type { LongTimeline } from './seed-timelines.ts';

const LONGEST_WAIT_MS = 30_000;
/** A hard flick of the wheel. */
const SCROLL_PX_PER_SECOND = 6_000;

/** Milliseconds from the press on a row of the inbox to the second frame after the newest words are in the timeline. */
export async function openTimeline(page: Page, { name, newest }: LongTimeline): Promise<number> {
  return page.evaluate(
    ([wantedName, wantedText, longestMs]) =>
      new Promise<number>((resolve, reject) => {
        const rows = [...document.querySelectorAll<HTMLButtonElement>('[role="list"] button')];
        const row = rows.find(({ textContent }) => textContent.includes(wantedName));
        if (row === undefined) return reject(new Error(`${wantedName} is not in the inbox`));
        const timer = setTimeout(() => reject(new Error(`the timeline of ${wantedName} did not open`)), longestMs);
        const observer = new MutationObserver(() => {
          if (document.querySelector('[role="log"]')?.textContent.includes(wantedText) !== true) return;
          observer.disconnect();
          clearTimeout(timer);
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - startedAt)));
        });
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
        const startedAt = performance.now();
        row.click();
      }),
    [name, newest, LONGEST_WAIT_MS] as const,
  );
}

/** All frames of the page while something happens, as the milliseconds between them. */
export async function framesDuring(page: Page, act: () => Promise<unknown>): Promise<readonly number[]> {
  const recorder = await page.evaluateHandle(() => {
    const frames: number[] = [];
    const state = { last: performance.now(), isOver: false };
    const onFrame = (now: number): void => {
      frames.push(now - state.last);
      state.last = now;
      if (!state.isOver) requestAnimationFrame(onFrame);
    };
    requestAnimationFrame(onFrame);
    return { frames, state };
  });
  await act();
  return recorder.evaluate(({ frames, state }) => {
    state.isOver = true;
    // The first one began before there was anything to measure.
    return frames.slice(1);
  });
}

/** Turns the wheel over the timeline, in the browser's own input path; up is towards the past. */
export async function scroll(page: Page, devtools: CDPSession, direction: 'up' | 'down', pixels: number): Promise<void> {
  const box = await page.getByRole('log', { name: 'Timeline' }).boundingBox();
  if (box === null) throw new Error('there is no timeline to scroll');
  await devtools.send('Input.synthesizeScrollGesture', {
    x: Math.round(box.x + box.width / 2),
    y: Math.round(box.y + box.height / 2),
    yDistance: direction === 'up' ? pixels : -pixels,
    speed: SCROLL_PX_PER_SECOND,
    gestureSourceType: 'mouse',
    preventFling: true,
  });
}

/** Goes to the top until nothing older is left: the whole past is in the page then. Answers how high the list is. */
export async function loadAll(page: Page): Promise<number> {
  return page.getByRole('log', { name: 'Timeline' }).evaluate(async (list) => {
    const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    while (!list.textContent.includes('The timeline begins here')) {
      list.scrollTop = 0;
      await nextFrame();
    }
    return list.scrollHeight;
  });
}

export async function scrollTo(page: Page, share: number): Promise<void> {
  await page.getByRole('log', { name: 'Timeline' }).evaluate(async (list, of) => {
    list.scrollTop = (list.scrollHeight - list.clientHeight) * of;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }, share);
}
