import type { AgentId, DeskId } from '#shared/domain/ids';
import type { Scope } from '#shared/domain/scope';
import { knownEvent, type LoggedEvent } from '#shared/events/index';

/** One desk on the line, as far as telling it things goes. */
export interface Listener {
  readonly socketId: string;
  readonly agentId: AgentId;
  readonly deskId: DeskId;
  readonly sessionId: string;
  /** The seq of the last event sent, or withheld: what the next push names as its `after`. */
  lastSent: number;
  /** False where so much is unsent that the desk must pull instead. */
  canTake(): boolean;
  /** Something was withheld; it must be told to pull once it can take a word again. */
  isBehind: boolean;
}

/** The same events after the same place, for as many desks as are due them. */
export interface Push {
  readonly after: number;
  readonly events: readonly LoggedEvent[];
  readonly socketIds: readonly string[];
}

export interface DeskAudience {
  /**
   * Lets a desk in. Who holds what is read from the store meanwhile; what the log says in that time is kept and laid on top,
   * so nothing falls between the two.
   */
  join(listener: Listener, readHeld: () => Promise<readonly Scope[]>, position: () => number): Promise<void>;
  leave(listener: Listener): void;
  /** The log went on: moves scopes as it says, and answers what to send to whom. */
  follow(events: readonly LoggedEvent[]): readonly Push[];
  holdersOf(scopes: readonly Scope[]): ReadonlySet<Listener>;
  all(): readonly Listener[];
}

interface ScopeMove {
  readonly agentId: AgentId;
  readonly scope: Scope;
  readonly isHeld: boolean;
}

export function createDeskAudience(): DeskAudience {
  const holders = new Map<Scope, Set<Listener>>();
  const listeners = new Set<Listener>();
  const joining = new Set<ScopeMove[]>();

  function give(listener: Listener, scope: Scope): void {
    const set = holders.get(scope) ?? new Set();
    holders.set(scope, set);
    set.add(listener);
  }

  function take(listener: Listener, scope: Scope): void {
    const set = holders.get(scope);
    set?.delete(listener);
    if (set?.size === 0) holders.delete(scope);
  }

  function apply({ agentId, scope, isHeld }: ScopeMove, listener: Listener): void {
    if (listener.agentId === agentId) (isHeld ? give : take)(listener, scope);
  }

  function holdersOf(scopes: readonly Scope[]): Set<Listener> {
    const found = new Set<Listener>();
    for (const scope of scopes) for (const listener of holders.get(scope) ?? []) found.add(listener);
    return found;
  }

  return {
    async join(listener, readHeld, position) {
      const meanwhile: ScopeMove[] = [];
      joining.add(meanwhile);
      try {
        const held = await readHeld();
        for (const scope of held) give(listener, scope);
        for (const move of meanwhile) apply(move, listener);
        listener.lastSent = position();
        listeners.add(listener);
      } finally {
        joining.delete(meanwhile);
      }
    },
    leave(listener) {
      listeners.delete(listener);
      for (const scope of holders.keys()) take(listener, scope);
    },
    follow(events) {
      const due = new Map<Listener, LoggedEvent[]>();
      for (const event of events) {
        for (const listener of holdersOf(event.scopes)) {
          const batch = due.get(listener);
          if (batch === undefined) due.set(listener, [event]);
          else batch.push(event);
        }
        // After the event itself: who loses a scope is told so, who gains one hears from the next event on.
        const move = scopeMoveOf(event);
        if (move === null) continue;
        for (const kept of joining) kept.push(move);
        for (const listener of listeners) apply(move, listener);
      }
      return pushesOf(due);
    },
    holdersOf,
    all: () => [...listeners],
  };
}

/** One push for all desks that are due the same: it is encoded once. */
function pushesOf(due: ReadonlyMap<Listener, LoggedEvent[]>): Push[] {
  const pushes = new Map<string, { after: number; events: readonly LoggedEvent[]; socketIds: string[] }>();
  for (const [listener, events] of due) {
    const after = listener.lastSent;
    listener.lastSent = events.at(-1)?.seq ?? after;
    if (!listener.canTake()) {
      listener.isBehind = true;
      continue;
    }
    const name = `${after} ${events.map(({ seq }) => seq).join(' ')}`;
    const push = pushes.get(name) ?? { after, events, socketIds: [] };
    pushes.set(name, push);
    push.socketIds.push(listener.socketId);
  }
  return [...pushes.values()];
}

function scopeMoveOf(event: LoggedEvent): ScopeMove | null {
  if (event.type !== 'scope.granted' && event.type !== 'scope.revoked') return null;
  const known = knownEvent(event);
  if (known === 'no_body' || known === 'unknown') return null;
  if (known.type !== 'scope.granted' && known.type !== 'scope.revoked') return null;
  return { agentId: known.body.agentId, scope: known.body.scope, isHeld: known.type === 'scope.granted' };
}
