/** One line of the doctor: what was looked at, how it stands, and what to do where it does not stand well. */
export interface Finding {
  readonly subject: string;
  /** `unknown`: it could not be checked from here, which is no fault. */
  readonly level: 'ok' | 'warn' | 'fail' | 'unknown';
  readonly what: string;
  readonly fix?: string;
}

export const ok = (subject: string, what: string): Finding => ({ subject, level: 'ok', what });
export const unknown = (subject: string, what: string): Finding => ({ subject, level: 'unknown', what });
export const warn = (subject: string, what: string, fix: string): Finding => ({ subject, level: 'warn', what, fix });
export const fail = (subject: string, what: string, fix: string): Finding => ({ subject, level: 'fail', what, fix });

/** Nothing keeps the doctor waiting for ever: what takes longer is a finding of its own. */
const PATIENCE_MS = 10_000;

export async function within(subject: string, look: (signal: AbortSignal) => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  const patience = new AbortController();
  const waiting = Promise.withResolvers<readonly Finding[]>();
  const timer = setTimeout(() => {
    waiting.resolve([
      fail(subject, `no answer within ${PATIENCE_MS / 1000} seconds`, 'see whether it runs and whether a firewall stands between'),
    ]);
    patience.abort();
  }, PATIENCE_MS);
  try {
    return await Promise.race([look(patience.signal), waiting.promise]);
  } catch (error) {
    return [fail(subject, `could not be checked: ${error instanceof Error ? error.message : String(error)}`, 'report this as a bug')];
  } finally {
    clearTimeout(timer);
  }
}
