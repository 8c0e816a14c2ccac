import type { Clock } from '#shared/domain/clock';
import type { AccountId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';

const WINDOW_MS = 60_000;
/** Nobody types faster; a script does. */
const LINES_OF_VISITOR = 30;
/** Per address: an office, a school or a telephone company may share one. */
const LINES_OF_ADDRESS = 300;
const SESSIONS_OF_ADDRESS = 120;
/** Beyond it the windows that are over are swept; those that count are far fewer. */
const SWEEP_ABOVE = 10_000;

/** What a stranger's page may do in a minute at this hub. A line beyond it is kept by the widget, which tries again later. */
export interface VisitorLimits {
  /** Failure('too_many') where the address asks for more sessions than people behind it can open. */
  session(address: string): void;
  /** Failure('too_many') where a visitor, or all of an address, write more than people can. */
  line(accountId: AccountId, visitor: string, address: string): void;
}

interface Window {
  count: number;
  readonly endsAt: number;
}

/** Counted in this process: a visitor's page holds to one hub, and a limit that is a few times higher is one still. */
export function createVisitorLimits(clock: Pick<Clock, 'now'>): VisitorLimits {
  const windows = new Map<string, Window>();

  function take(key: string, limit: number): void {
    const now = clock.now();
    if (windows.size > SWEEP_ABOVE) for (const [name, { endsAt }] of windows) if (endsAt <= now) windows.delete(name);
    const known = windows.get(key);
    const window = known === undefined || known.endsAt <= now ? { count: 0, endsAt: now + WINDOW_MS } : known;
    windows.set(key, window);
    window.count += 1;
    if (window.count > limit) throw new Failure('too_many', 'too much in too short a time; it may be tried again in a minute');
  }

  return {
    session: (address) => take(`session ${networkOf(address)}`, SESSIONS_OF_ADDRESS),
    line(accountId, visitor, address) {
      take(`visitor ${accountId} ${visitor}`, LINES_OF_VISITOR);
      take(`address ${networkOf(address)}`, LINES_OF_ADDRESS);
    },
  };
}

/** Whoever has one address of IPv6 has a whole /64 of them. */
function networkOf(address: string): string {
  return address.includes(':') ? address.split(':').slice(0, 4).join(':') : address;
}
