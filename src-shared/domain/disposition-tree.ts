import type { DispositionId } from './ids.ts';
import type { Disposition } from './interaction.ts';

/** 大・中・小分類. */
export const DISPOSITION_LEVELS = 3;

export type Dispositions = ReadonlyMap<string, Disposition>;

/** From the top down to this one. Where a parent is missing, or they go in a ring, it ends there. */
export function dispositionPath(all: Dispositions, id: DispositionId): readonly Disposition[] {
  const path: Disposition[] = [];
  for (let at = all.get(id); at !== undefined && !path.includes(at); at = at.parentId === undefined ? undefined : all.get(at.parentId)) {
    path.unshift(at);
  }
  return path;
}

/** Those that may end work: in use like everything above them, and without anything in use below them. */
export function choosableDispositions(all: Dispositions): readonly Disposition[] {
  const branches = new Set([...all.values()].filter(({ isRetired }) => !isRetired).map(({ parentId }) => parentId));
  return [...all.values()].filter(({ id }) => !branches.has(id) && dispositionPath(all, id).every(({ isRetired }) => !isRetired));
}

export interface DispositionNode {
  readonly disposition: Disposition;
  /** 0 at the top. */
  readonly level: number;
  /** Itself or something above it is. */
  readonly isRetired: boolean;
}

/** The whole tree from top to bottom: those in use before the retired ones, each with its own below it. */
export function dispositionTree(all: Dispositions): readonly DispositionNode[] {
  const below = Map.groupBy(all.values(), ({ parentId }) => (parentId !== undefined && all.has(parentId) ? parentId : null));
  const branch = (parentId: DispositionId | null, level: number, isUnderRetired: boolean): DispositionNode[] =>
    (below.get(parentId) ?? [])
      .toSorted((a, b) => Number(a.isRetired) - Number(b.isRetired) || (a.id < b.id ? -1 : 1))
      .flatMap((disposition) => {
        const isRetired = isUnderRetired || disposition.isRetired;
        return [{ disposition, level, isRetired }, ...branch(disposition.id, level + 1, isRetired)];
      });
  return branch(null, 0, false);
}

/** How many levels it has below it, itself included. */
export function dispositionHeight(all: Dispositions, id: DispositionId): number {
  const below = [...all.values()].filter(({ parentId }) => parentId === id);
  return 1 + Math.max(0, ...below.map((child) => dispositionHeight(all, child.id)));
}

/** Whether one is another, or stands above it. */
export function isAbove(all: Dispositions, id: DispositionId, other: DispositionId): boolean {
  return dispositionPath(all, other).some((one) => one.id === id);
}
