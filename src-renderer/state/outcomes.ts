import { choosableDispositions, dispositionPath, dispositionTree, type Dispositions } from '#shared/domain/disposition-tree';
import type { DispositionId } from '#shared/domain/ids';
import type { Format } from '../i18n/format.ts';

/** 大 › 中 › 小: what work was closed with, also where that is retired by now; null where it is not known here. */
export function outcomeText(all: Dispositions, id: DispositionId, format: Format): string | null {
  const path = dispositionPath(all, id);
  return path.length === 0 ? null : path.map(({ label }) => format.text(label)).join(' › ');
}

export interface Outcome {
  readonly id: DispositionId;
  readonly text: string;
  /** 大 › 中 ›, where there is anything above it. */
  readonly above: string;
  /** Everything on the way to it, in both languages and as it is read. */
  readonly foundBy: string;
}

/** What work can be closed with, in the order of the tree. */
export function outcomesOf(all: Dispositions, format: Format): readonly Outcome[] {
  const choosable = new Set(choosableDispositions(all).map(({ id }) => id));
  return dispositionTree(all)
    .filter(({ disposition }) => choosable.has(disposition.id))
    .map(({ disposition: { id, label } }) => {
      const path = dispositionPath(all, id);
      return {
        id,
        text: format.text(label),
        above: path
          .slice(0, -1)
          .map((one) => `${format.text(one.label)} › `)
          .join(''),
        foundBy: path.map((one) => `${one.label.ja} ${one.label.en} ${one.reading ?? ''}`).join(' '),
      };
    });
}
