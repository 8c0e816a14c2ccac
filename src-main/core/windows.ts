import type { DeskContract, View } from '#shared/contracts/desk';
import type { Change } from '#shared/records/records';
import type { Emitter } from '#shared/rpc/contract';
import type { Changed } from './cache/cache-contract.ts';
import { nameOf } from './cache/shown-records.ts';
import type { Edge } from './cache/waiting-window.ts';
import { createShownView, type ShownView } from './shown-view.ts';

type Answer = { readonly changes: readonly Change[]; readonly edges?: readonly Edge[] };

/** One page of the renderer: several may be open on one desk, each with its own views. */
export interface Window {
  readonly emitter: Emitter<DeskContract>;
  /**
   * Opens a view with what `read` answers. Changes that come meanwhile are held back and told after the answer: they are newer,
   * and must not be painted over by it.
   */
  open<T extends Answer>(view: View, read: () => Promise<T>): Promise<T & { viewId: string }>;
  find(viewId: string): ShownView | undefined;
  /** Tells what `read` answers as part of a view, as with `open`. False: the view is closed, or is being read anew as a whole. */
  add(viewId: string, read: () => Promise<readonly Change[]>, onAdded?: () => void): Promise<boolean>;
  close(viewId: string): void;
  /** An inbox of it was not given all that waits. */
  isCut(): boolean;
  closeAll(): void;
  /** `isHistory`: a page of a snapshot; the past in it comes when views are renewed. */
  tell(changed: Changed, isHistory: boolean): void;
  /** Reads every view again and tells what it says; what has come meanwhile is told after it. */
  renew(read: (view: ShownView) => Promise<readonly Change[]>): Promise<void>;
}

interface OpenView {
  readonly shown: ShownView;
  /** While it is being read. */
  held: { readonly changed: Changed; readonly isHistory: boolean }[] | null;
  readings: number;
  /** An opening or a renewal is under way: it sees all there is. */
  isReadWhole: boolean;
  /** How often it was read as a whole: a part that was read before the last of them is older than what is shown. */
  wholes: number;
}

/** `onWork`: work has changed that an inbox which does not hold all of it counts. */
export function createWindow(emitter: Emitter<DeskContract>, onWork: () => void = () => undefined): Window {
  const open = new Map<string, OpenView>();
  const counter = { last: 0 };

  function emit(changes: readonly Change[]): void {
    if (changes.length > 0) emitter.emit('records.changed', { changes: [...changes] });
  }

  function isCut(): boolean {
    return [...open.values()].some(({ shown }) => shown.isCut());
  }

  function release(view: OpenView): void {
    const held = view.held ?? [];
    view.held = null;
    if (open.get(view.shown.id) !== view) return;
    for (const { changed, isHistory } of held) emit(view.shown.take(changed, isHistory));
  }

  function begin(view: OpenView, isWhole: boolean): void {
    view.held ??= [];
    view.readings += 1;
    view.isReadWhole ||= isWhole;
    if (isWhole) view.wholes += 1;
  }

  function end(view: OpenView, isWhole: boolean): void {
    view.readings -= 1;
    if (isWhole) view.isReadWhole = false;
    if (view.readings === 0) release(view);
  }

  return {
    emitter,
    async open(view, read) {
      counter.last += 1;
      const shown = createShownView(`view-${counter.last}`, view);
      const opened: OpenView = { shown, held: null, readings: 0, isReadWhole: false, wholes: 0 };
      open.set(shown.id, opened);
      begin(opened, true);
      try {
        const answer = await read();
        shown.give(answer.changes);
        shown.reach(shown.size(), answer.edges ?? []);
        return { ...answer, viewId: shown.id };
      } catch (error) {
        open.delete(shown.id);
        throw error;
      } finally {
        // After the answer has gone out.
        setImmediate(() => end(opened, true));
      }
    },
    find: (viewId) => open.get(viewId)?.shown,
    async add(viewId, read, onAdded = () => undefined) {
      const view = open.get(viewId);
      if (view === undefined || view.isReadWhole) return false;
      const { wholes } = view;
      begin(view, false);
      try {
        const changes = await read();
        if (open.get(viewId) !== view || view.wholes !== wholes) return false;
        view.shown.give(changes);
        emit(changes);
        onAdded();
        return true;
      } finally {
        end(view, false);
      }
    },
    close: (viewId) => {
      open.delete(viewId);
    },
    isCut,
    closeAll: () => open.clear(),
    tell(changed, isHistory) {
      // One frame for all views, each record once.
      const due = new Map<string, Change>();
      for (const { shown, held } of open.values()) {
        if (held !== null) held.push({ changed, isHistory });
        else for (const change of shown.take(changed, isHistory)) due.set(nameOf(change), change);
      }
      emit([...due.values()]);
      if (changed.changes.some(({ kind }) => kind === 'interaction') && isCut()) onWork();
    },
    async renew(read) {
      for (const view of open.values()) {
        // It is being read already, and so sees what is new.
        if (view.isReadWhole) continue;
        begin(view, true);
        try {
          const changes = await read(view.shown);
          view.shown.give(changes);
          emit(changes);
        } finally {
          end(view, true);
        }
      }
    },
  };
}
