import type { DeskContract, View } from '#shared/contracts/desk';
import type { Change } from '#shared/records/records';
import type { Emitter } from '#shared/rpc/contract';
import type { Changed } from './cache/cache-contract.ts';
import { nameOf } from './cache/shown-records.ts';
import { belongsTo } from './view-changes.ts';

/** What one window looks at. */
export interface OpenView {
  readonly id: string;
  readonly view: View;
}

/** One page of the renderer: several may be open on one desk, each with its own views. */
export interface Window {
  readonly emitter: Emitter<DeskContract>;
  /**
   * Opens a view with what `read` answers. Changes that come meanwhile are held back and told after the answer: they are newer,
   * and must not be painted over by it.
   */
  open<T extends { readonly changes: readonly Change[] }>(view: View, read: () => Promise<T>): Promise<T & { viewId: string }>;
  find(viewId: string): OpenView | undefined;
  /** Records the view was given by an answer, so that their going is told too. */
  given(viewId: string, changes: readonly Change[]): void;
  close(viewId: string): void;
  closeAll(): void;
  tell(changed: Changed): void;
  views(): readonly OpenView[];
  /** Replaces what a view shows by what is now true of it. */
  renew(viewId: string, changes: readonly Change[]): void;
}

interface Shown extends OpenView {
  readonly names: Map<string, Change>;
  held: Changed[] | null;
}

export function createWindow(emitter: Emitter<DeskContract>): Window {
  const shown = new Map<string, Shown>();
  const counter = { last: 0 };

  function emit(changes: readonly Change[]): void {
    if (changes.length > 0) emitter.emit('records.changed', { changes: [...changes] });
  }

  /** One frame for all views, each record once. */
  function tell(changed: Changed): void {
    const due = new Map<string, Change>();
    for (const view of shown.values()) {
      if (view.held !== null) view.held.push(changed);
      else for (const change of take(view, changed)) due.set(nameOf(change), change);
    }
    emit([...due.values()]);
  }

  return {
    emitter,
    async open(view, read) {
      counter.last += 1;
      const opened: Shown = { id: `view-${counter.last}`, view, names: new Map(), held: [] };
      shown.set(opened.id, opened);
      try {
        const answer = await read();
        give(opened, answer.changes);
        return { ...answer, viewId: opened.id };
      } catch (error) {
        shown.delete(opened.id);
        throw error;
      } finally {
        // After the answer has gone out.
        setImmediate(() => release(opened));
      }
    },
    find: (viewId) => shown.get(viewId),
    given(viewId, changes) {
      const view = shown.get(viewId);
      if (view !== undefined) give(view, changes);
    },
    close: (viewId) => {
      shown.delete(viewId);
    },
    closeAll: () => shown.clear(),
    tell,
    views: () => [...shown.values()],
    renew(viewId, changes) {
      const view = shown.get(viewId);
      if (view === undefined) return;
      const now = new Set(changes.map(nameOf));
      const gone = [...view.names].filter(([name]) => !now.has(name)).map(([, { kind, id }]) => ({ kind, id, body: null }) as Change); // a removal of its kind
      for (const change of gone) view.names.delete(nameOf(change));
      give(view, changes);
      emit([...changes, ...gone]);
    },
  };

  function release(view: Shown): void {
    const held = view.held ?? [];
    view.held = null;
    if (shown.get(view.id) === view) for (const changed of held) emit(take(view, changed));
  }
}

function give(view: Shown, changes: readonly Change[]): void {
  for (const change of changes) view.names.set(nameOf(change), { ...change, body: null } as Change); // only its name is kept
}

/** What of a change concerns a view. */
function take(view: Shown, { changes, around }: Changed): readonly Change[] {
  const mine = changes.filter((change) => (change.body !== null && belongsTo(view.view, change)) || view.names.has(nameOf(change)));
  const people = view.view.is === 'inbox' ? around.filter((change) => !view.names.has(nameOf(change)) && isNamedBy(mine, change)) : [];
  const due = [...people, ...mine];
  give(
    view,
    due.filter(({ body }) => body !== null),
  );
  for (const change of due) if (change.body === null) view.names.delete(nameOf(change));
  return due;
}

function isNamedBy(changes: readonly Change[], person: Change): boolean {
  return changes.some(
    ({ kind, body }) => kind === 'interaction' && body !== null && (body.customerId === person.id || body.conversationId === person.id),
  );
}
