import type { DraftFile, FilePiece } from '#shared/contracts/desk';
import type { ComposerMode } from '#shared/domain/draft';
import type { BlobId, ConversationId } from '#shared/domain/ids';
import type { GivenAttachment } from '#shared/domain/message';
import type { FailureBody } from '#shared/rpc/failure';

/** Files of what is being written, as the core keeps them; the hub takes each at once, unless it is told not to. */
export function createMemoryFiles(tell: (file: DraftFile) => void) {
  const files = new Map<BlobId, { file: DraftFile; bytes: Buffer; isSent: boolean }>();
  const settings = { refuseNext: null as FailureBody | null };

  function move(blobId: BlobId, state: DraftFile['state']): DraftFile {
    const kept = files.get(blobId);
    if (kept === undefined) throw new Error('there is no such file');
    kept.file = { ...kept.file, state };
    tell(kept.file);
    return kept.file;
  }

  return {
    add({ offset, base64, conversationId, mode, ...attachment }: FilePiece): DraftFile {
      const { blobId } = attachment;
      const kept = files.get(blobId) ?? {
        file: { conversationId, mode, attachment, state: { is: 'receiving' } },
        bytes: Buffer.alloc(0),
        isSent: false,
      };
      kept.bytes = Buffer.concat([kept.bytes.subarray(0, offset), Buffer.from(base64, 'base64')]);
      files.set(blobId, kept);
      if (kept.bytes.length < attachment.size) return kept.file;
      const failure = settings.refuseNext;
      settings.refuseNext = null;
      return move(blobId, failure === null ? { is: 'ready' } : { is: 'refused', failure });
    },
    list: (conversationId: ConversationId, mode: ComposerMode): DraftFile[] =>
      [...files.values()]
        .filter(({ file, isSent }) => !isSent && file.conversationId === conversationId && file.mode === mode)
        .map(({ file }) => file),
    remove: (blobId: BlobId) => void files.delete(blobId),
    retry: (blobId: BlobId) => void move(blobId, { is: 'ready' }),
    send(attachments: readonly GivenAttachment[]) {
      for (const { blobId } of attachments) {
        const kept = files.get(blobId);
        if (kept !== undefined) kept.isSent = true;
      }
    },
    base64Of: (blobId: string): string | undefined => files.get(blobId as BlobId)?.bytes.toString('base64'),
    /** The hub does not take the next one. */
    refuseNext(failure: FailureBody) {
      settings.refuseNext = failure;
    },
    move,
  };
}
