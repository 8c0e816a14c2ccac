import { useTranslation } from 'react-i18next';
import type { DraftFile } from '#shared/contracts/desk';
import type { Channel } from '#shared/domain/conversation';
import type { ComposerMode } from '#shared/domain/draft';
import { fileLimitOf, fileProblemOf, MOST_FILES, type FileProblem } from '#shared/files/file-rules';
import { sizeText } from '#ui/i18n/size-text';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { useSession } from '#ui/wire/desk.tsx';
import { usePicture } from '#ui/wire/use-picture';
import styles from './files.module.css';
import type { DraftFiles } from './use-draft-files.ts';

interface FileChipsProps {
  readonly given: DraftFiles;
  readonly mode: ComposerMode;
  readonly channel: Channel | null;
  /** They stand still with their words, which are about to go. */
  readonly isFixed: boolean;
}

/** What goes with these words: small pictures, names, how far each is, and in words why one cannot go. */
export function FileChips({ given, mode, channel, isFixed }: FileChipsProps) {
  const { t } = useTranslation(['files', 'common']);
  const reasonOf = useReason(mode, channel);
  if (given.files.length === 0 && given.notTaken.length === 0) return null;
  return (
    <div className={styles['files']}>
      {given.files.length > 0 && (
        <ul className={styles['chips']} aria-label={t('list')}>
          {given.files.map((file) => (
            <FileChip key={file.attachment.blobId} file={file} given={given} isFixed={isFixed} reasonOf={reasonOf} />
          ))}
        </ul>
      )}
      {given.notTaken.length > 0 && (
        <div role="alert" className={styles['notTaken']}>
          <ul>
            {given.notTaken.map(({ name, problem }, index) => (
              <li key={`${index} ${name}`}>{t('refused', { name, reason: reasonOf(problem) })}</li>
            ))}
          </ul>
          <Button look="quiet" onPress={given.dismiss}>
            {t('dismiss')}
          </Button>
        </div>
      )}
    </div>
  );
}

interface FileChipProps {
  readonly file: DraftFile;
  readonly given: DraftFiles;
  readonly isFixed: boolean;
  readonly reasonOf: (problem: FileProblem) => string;
}

function FileChip({ file: { attachment, state }, given, isFixed, reasonOf }: FileChipProps) {
  const { t } = useTranslation(['files', 'errors']);
  const format = useFormat();
  const { blobId, name, size } = attachment;
  const problem = state.is === 'refused' ? fileProblemOf(state.failure) : null;
  const reason = state.is !== 'refused' ? null : problem === null ? t(`errors:${state.failure.code}`) : reasonOf(problem);
  return (
    <li className={styles['chip']} data-state={state.is}>
      {state.is === 'receiving' ? <Icon name="file" size="1.25rem" /> : <Thumbnail attachment={attachment} />}
      <span className={styles['words']}>
        <span className={styles['name']} title={name}>
          <bdi>{name}</bdi>
        </span>
        <span className={styles['size']}>
          {sizeText(size, format)} <Progress state={state} size={size} />
        </span>
        {reason !== null && (
          <span role="alert" className={styles['reason']}>
            {reason}
          </span>
        )}
      </span>
      {state.is === 'refused' && problem === null && (
        <Button look="quiet" onPress={() => given.retry(blobId)}>
          {t('retry')}
        </Button>
      )}
      <Button look="icon" aria-label={t('remove', { name })} isDisabled={isFixed} onPress={() => given.remove(blobId)}>
        <Icon name="close" size="0.875rem" />
      </Button>
    </li>
  );
}

function Thumbnail({ attachment }: Pick<DraftFile, 'attachment'>) {
  const picture = usePicture(attachment);
  if (picture === 'loading' || picture === 'none') return <Icon name="file" size="1.25rem" />;
  return <img className={styles['thumbnail']} src={picture.url} alt="" draggable={false} />;
}

function Progress({ state, size }: { readonly state: DraftFile['state']; readonly size: number }) {
  const { t } = useTranslation('files');
  const isOnline = useSession(({ connection }) => connection.is === 'connected');
  switch (state.is) {
    case 'receiving':
      return t('receiving');
    case 'waiting':
      return isOnline ? t('sending', { percent: Math.floor((state.sent / size) * 100) }) : t('waiting');
    case 'ready':
    case 'refused':
      return null;
  }
}

function useReason(mode: ComposerMode, channel: Channel | null): (problem: FileProblem) => string {
  const { t } = useTranslation('files');
  const format = useFormat();
  return (problem) => t(`problem.${problem}`, { limit: sizeText(fileLimitOf(mode, channel), format), most: MOST_FILES });
}
