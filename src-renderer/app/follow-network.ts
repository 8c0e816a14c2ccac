import type { Desk } from '../wire/create-desk.ts';

/**
 * The page is told when its network comes or goes. That is a hint to look, and never the truth: a network may be there and the hub
 * not, and the desk's core finds out by itself.
 */
export function followNetwork({ desk, session }: Pick<Desk, 'desk' | 'session'>, page: Pick<Window, 'addEventListener'>): void {
  const hint = (): void => {
    // Where there is no core to tell, it dials by itself when it starts.
    if (session.getState().session?.is === 'signed_in') desk.call('line.try', { by: 'network' }).catch(() => {});
  };
  page.addEventListener('online', hint);
  page.addEventListener('offline', hint);
}
