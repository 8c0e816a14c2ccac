import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { BlobId } from '#shared/domain/ids';
import { useDesk } from './desk.tsx';

/** Whether this computer keeps the file; undefined while nobody has said. */
export function useKept(blobId: BlobId): boolean | undefined {
  const { keptBlobs } = useDesk();
  useEffect(() => keptBlobs.ask(blobId), [keptBlobs, blobId]);
  return useStore(keptBlobs.store, ({ kept }) => kept.get(blobId));
}
