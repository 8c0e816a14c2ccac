import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BlobId } from '#shared/domain/ids';

export interface KeptBlobsState {
  /** Of the files that were asked about: whether this computer keeps them. */
  readonly kept: ReadonlyMap<BlobId, boolean>;
}

/** Which files of messages and notes can be seen without a line; asked once for each, then told. */
export interface KeptBlobs {
  readonly store: StoreApi<KeptBlobsState>;
  /** Cards are drawn by the dozen: their questions go out together. */
  ask(blobId: BlobId): void;
  changed(changed: { readonly kept: readonly BlobId[]; readonly dropped: readonly BlobId[] }): void;
  clear(): void;
}

export function createKeptBlobs(read: (blobIds: BlobId[]) => Promise<readonly BlobId[]>): KeptBlobs {
  const store = createStore<KeptBlobsState>(() => ({ kept: new Map() }));
  const asked = new Set<BlobId>();
  const due = new Set<BlobId>();

  function put(blobIds: readonly BlobId[], isKept: boolean): void {
    const known = blobIds.filter((id) => asked.has(id));
    if (known.length === 0) return;
    store.setState(({ kept }) => ({ kept: new Map([...kept, ...known.map((id) => [id, isKept] as const)]) }));
  }

  function askAll(): void {
    const blobIds = [...due];
    due.clear();
    read(blobIds).then(
      (kept) => {
        const here = new Set(kept);
        put(
          blobIds.filter((id) => !here.has(id)),
          false,
        );
        put(kept, true);
      },
      // Asked again when they are next drawn.
      () => blobIds.forEach((id) => asked.delete(id)),
    );
  }

  return {
    store,
    ask(blobId) {
      if (asked.has(blobId)) return;
      asked.add(blobId);
      if (due.size === 0) queueMicrotask(askAll);
      due.add(blobId);
    },
    changed({ kept, dropped }) {
      put(dropped, false);
      put(kept, true);
    },
    clear() {
      asked.clear();
      store.setState({ kept: new Map() });
    },
  };
}
