import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DraftFile } from '#shared/contracts/desk';
import { toInstant } from '#shared/domain/clock';
import type { ComposerMode } from '#shared/domain/draft';
import type { BlobId, ConversationId } from '#shared/domain/ids';
import type { GivenAttachment } from '#shared/domain/message';
import { MOST_FILES, type FileProblem } from '#shared/files/file-rules';
import { Failure } from '#shared/rpc/failure';
import { useAttempt, useDesk } from '#ui/wire/desk.tsx';
import { giveFile } from './give-files.ts';

interface Where {
  readonly conversationId: ConversationId;
  readonly mode: ComposerMode;
  /** In bytes; zero where no file may go out. */
  readonly limit: number;
}

/** What was not even begun, because its name or size said enough. */
export interface NotTaken {
  readonly name: string;
  readonly problem: FileProblem;
}

export interface DraftFiles {
  readonly files: readonly DraftFile[];
  readonly notTaken: readonly NotTaken[];
  /** May go with the words now; what is still on its way to the hub goes before them by itself. */
  readonly attachments: readonly GivenAttachment[];
  /** One of them cannot go: it has to be taken away first. */
  readonly isHindered: boolean;
  readonly add: (files: readonly File[], how?: 'pasted') => void;
  readonly remove: (blobId: BlobId) => void;
  readonly retry: (blobId: BlobId) => void;
  readonly dismiss: () => void;
  /** They go with words that are being sent. */
  readonly release: () => void;
  /** The words did not go, and so neither did they. */
  readonly reload: () => void;
}

/** The files of what is being written in one conversation and one mode; the core keeps them, this shows them. */
export function useDraftFiles({ conversationId, mode, limit }: Where): DraftFiles {
  const { t } = useTranslation('files');
  const { desk, ids, clock } = useDesk();
  const attempt = useAttempt();
  const [files, setFiles] = useState<readonly DraftFile[]>([]);
  const [notTaken, setNotTaken] = useState<readonly NotTaken[]>([]);

  const list = useCallback(
    () =>
      void desk.call('file.list', { conversationId, mode }).then(setFiles, (error: unknown) => {
        // Without a core there are none to show; the next one is asked again.
        if (!(error instanceof Failure)) throw error;
      }),
    [desk, conversationId, mode],
  );
  useEffect(() => {
    const isHere = (file: DraftFile): boolean => file.conversationId === conversationId && file.mode === mode;
    list();
    const stops = [
      desk.on('file.changed', (file) => isHere(file) && setFiles((known) => withFile(known, file))),
      desk.on('file.removed', ({ blobId }) => setFiles((known) => known.filter(({ attachment }) => attachment.blobId !== blobId))),
      // What goes with words leaves here in every window, and comes back with words that are taken back.
      desk.on('outbox.changed', list),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [desk, conversationId, mode, list]);

  async function addAll(given: readonly File[], how?: 'pasted'): Promise<void> {
    const room = Math.max(0, MOST_FILES - files.length);
    const refused: NotTaken[] = given.slice(room).map(({ name }) => ({ name, problem: 'too_many' }));
    for (const file of given.slice(0, room)) {
      const name = how === 'pasted' ? pastedName(file, t('pasted'), toInstant(clock.now())) : file.name;
      const problem = await giveFile(file, name, { desk, ids, conversationId, mode, limit });
      if (problem !== null) refused.push({ name, problem });
    }
    setNotTaken(refused);
  }

  return {
    files,
    notTaken,
    attachments: files.filter(({ state }) => state.is === 'waiting' || state.is === 'ready').map(({ attachment }) => attachment),
    isHindered: files.some(({ state }) => state.is === 'receiving' || state.is === 'refused'),
    add: (given, how) => void attempt(() => addAll(given, how)),
    remove: (blobId) => void attempt(() => desk.call('file.remove', { blobId })),
    retry: (blobId) => void attempt(() => desk.call('file.retry', { blobId })),
    dismiss: () => setNotTaken([]),
    release: () => {
      setFiles([]);
      setNotTaken([]);
    },
    reload: list,
  };
}

function withFile(known: readonly DraftFile[], file: DraftFile): readonly DraftFile[] {
  const isSame = ({ attachment }: DraftFile): boolean => attachment.blobId === file.attachment.blobId;
  return known.some(isSame) ? known.map((one) => (isSame(one) ? file : one)) : [...known, file];
}

/** Systems call every pasted picture the same. */
function pastedName({ name, type }: File, word: string, at: string): string {
  const extension = name.includes('.') ? name.split('.').at(-1) : type.split('/')[1];
  return `${word} ${at.slice(0, 19).replaceAll(':', '').replace('T', '-')}.${extension ?? 'png'}`;
}
