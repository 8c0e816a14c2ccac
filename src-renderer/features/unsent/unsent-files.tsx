import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandBody } from '#shared/commands/index';
import type { DraftFile } from '#shared/contracts/desk';
import type { BlobId } from '#shared/domain/ids';
import { FILE_LIMIT, fileProblemOf, MOST_FILES } from '#shared/files/file-rules';
import { sizeText } from '#ui/i18n/size-text';
import { useFormat } from '#ui/i18n/use-format';
import { Icon } from '#ui/ui/icon.tsx';
import { useDesk, useSession } from '#ui/wire/desk.tsx';
import { filesOf } from './unsent-words.ts';
import styles from './unsent.module.css';

/** The files that go with unsent words, each with how far it is. */
export function UnsentFiles({ body }: { readonly body: CommandBody }) {
  const files = filesOf(body);
  const states = useFileStates();
  if (files.length === 0) return null;
  return (
    <ul className={styles['files']}>
      {files.map(({ blobId, name, size }) => (
        <li key={blobId}>
          <Icon name="file" size="0.875rem" />
          <bdi className={styles['fileName']} title={name}>
            {name}
          </bdi>
          <FileState size={size} state={states.get(blobId)} />
        </li>
      ))}
    </ul>
  );
}

function FileState({ size, state }: { readonly size: number; readonly state: DraftFile['state'] | undefined }) {
  const { t } = useTranslation(['unsent', 'files', 'errors']);
  const format = useFormat();
  const isConnected = useSession(({ connection }) => connection.is === 'connected');
  const sizeWords = sizeText(size, format);
  switch (state?.is) {
    case undefined:
    case 'receiving':
      return <span className={styles['quiet']}>{sizeWords}</span>;
    case 'ready':
      return <span className={styles['quiet']}>{t('file.ready', { size: sizeWords })}</span>;
    case 'waiting':
      return (
        <span className={`figures ${styles['quiet']}`}>
          {isConnected
            ? t('file.sending', { size: sizeWords, percent: Math.floor((state.sent / Math.max(1, size)) * 100) })
            : t('file.here', { size: sizeWords })}
        </span>
      );
    case 'refused': {
      const problem = fileProblemOf(state.failure);
      const limit = sizeText(FILE_LIMIT, format);
      return (
        <span className={styles['alarm']}>
          {problem === null ? t(`errors:${state.failure.code}`) : t(`files:problem.${problem}`, { limit, most: MOST_FILES })}
        </span>
      );
    }
  }
}

/** As the core tells of them, and as it knows them now. */
function useFileStates(): ReadonlyMap<BlobId, DraftFile['state']> {
  const { desk } = useDesk();
  const [states, setStates] = useState<ReadonlyMap<BlobId, DraftFile['state']>>(new Map());
  useEffect(() => {
    const take = (files: readonly DraftFile[]): void =>
      setStates((known) => new Map([...known, ...files.map(({ attachment, state }) => [attachment.blobId, state] as const)]));
    // A core of before knows no such question: then the news alone says it.
    desk.call('outbox.files', {}).then(take, () => {});
    return desk.on('file.changed', (file) => take([file]));
  }, [desk]);
  return states;
}
