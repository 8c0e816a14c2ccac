const PATIENCE_MS = 10_000;

/**
 * Runs while no other tab of this page runs the same. Where the browser has no locks (an http: page), or another tab hangs, it runs all
 * the same: the hub takes every line once, whoever sends it.
 */
export async function oneTabAtATime<T>(page: Window, name: string, run: () => Promise<T>): Promise<T> {
  // Absent on pages that are no secure context, whatever the type says.
  const locks = page.navigator.locks as LockManager | undefined;
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
