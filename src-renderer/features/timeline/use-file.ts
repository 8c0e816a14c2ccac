import { useEffect, useState } from 'react';
import type { BlobId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { useDesk } from '#ui/wire/desk.tsx';

/** `waiting`: not kept here, and there is no line now; `gone`: the hub has it no more, or gives it no more. */
export type FileRead =
  | { readonly is: 'loading' | 'waiting' | 'gone' | 'failed' }
  | { readonly is: 'here'; readonly bytes: Uint8Array<ArrayBuffer> };

/** The bytes of a file that a message or note names, for as long as it is looked at. */
export function useFile(blobId: BlobId, itemId: string): FileRead {
  const { desk } = useDesk();
  const [read, setRead] = useState<FileRead>({ is: 'loading' });
  useEffect(() => {
    const looking = { isOver: false };
    const show = (next: FileRead): void => {
      if (!looking.isOver) setRead(next);
    };
    show({ is: 'loading' });
    desk.call('blob.read', { blobId, itemId }).then(
      ({ base64 }) => show({ is: 'here', bytes: Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)) }),
      (error: unknown) => show({ is: absenceOf(error) }),
    );
    return () => {
      looking.isOver = true;
    };
  }, [desk, blobId, itemId]);
  return read;
}

/** Why a file could not be read, as it is said to the agent. */
export function absenceOf(error: unknown): 'waiting' | 'gone' | 'failed' {
  if (!(error instanceof Failure)) return 'failed';
  if (error.code === 'offline') return 'waiting';
  return error.code === 'not_found' || error.code === 'denied' ? 'gone' : 'failed';
}
