const LOOK_AGAIN_MS = 10;

interface WaitOptions {
  readonly timeoutMs?: number;
  readonly what?: string;
}

/**
 * Looks until the answer is there (neither undefined, null nor false), and gives it. For what can only be seen by
 * looking, such as another process's file; where there is an event, await the event.
 */
export async function waitUntil<T>(
  look: () => T | Promise<T>,
  { timeoutMs = 10_000, what = look.toString() }: WaitOptions = {},
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await look();
    // Excluded by the three comparisons, which the compiler does not follow for a bare type parameter.
    if (answer !== undefined && answer !== null && answer !== false) return answer as Exclude<T, undefined | null | false>;
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
