const PATIENCE_MS = 10_000;

/** Absent on pages that are no secure context, whatever the type says. */
function locksOf(page: Window): LockManager | undefined {
  return page.navigator.locks as LockManager | undefined;
}

/**
 * Runs while no other tab of this page runs the same. Where the browser has no locks (an http: page), or another tab hangs, it runs all
 * the same: the hub takes every line once, whoever sends it.
 */
export async function oneTabAtATime<T>(page: Window, name: string, run: () => Promise<T>): Promise<T> {
  const locks = locksOf(page);
  if (locks === undefined) return run();
  const patience = new AbortController();
  const timer = page.setTimeout(() => patience.abort(), PATIENCE_MS);
  let hasStarted = false;
  const whenGranted = async (): Promise<T> => {
    hasStarted = true;
    page.clearTimeout(timer);
    return run();
  };
  try {
    return await locks.request(`madoguchi:${name}`, { signal: patience.signal }, whenGranted);
  } catch (error) {
    if (hasStarted) throw error;
    return run();
  }
}

/**
 * Runs unless another tab is at the same, or was until `lingerMs` ago: null then. What one tab stores another reads a moment later, not
 * at once, and in that moment it must not take what it does not see for what is not there.
 */
export async function unlessAnotherTab<T>(page: Window, name: string, lingerMs: number, run: () => Promise<T>): Promise<T | null> {
  const locks = locksOf(page);
  if (locks === undefined) return run();
  return new Promise((resolve, reject) => {
    const whenAsked = async (lock: Lock | null): Promise<void> => {
      if (lock === null) return resolve(null);
      await run().then(resolve, reject);
      await new Promise((lingered) => page.setTimeout(lingered, lingerMs));
    };
    locks.request(`madoguchi:${name}`, { ifAvailable: true }, whenAsked).catch(reject);
  });
}
