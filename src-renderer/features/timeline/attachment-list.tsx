import { useState } from 'react';
import type { Attachment } from '#shared/domain/message';
import type { Format } from '#ui/i18n/format';
import { Button } from '#ui/ui/controls.tsx';
import { useDesk, useSession } from '#ui/wire/desk.tsx';
import { useTimeline } from './timeline-context.ts';
import styles from './timeline.module.css';

export function AttachmentList({ attachments }: { readonly attachments: readonly Attachment[] }) {
  if (attachments.length === 0) return null;
  return (
    <ul className={styles['files']}>
      {attachments.map((attachment) =>
        attachment.isMissing === true || attachment.isPending === true ? (
          <AbsentRow key={attachment.blobId} name={plainName(attachment.name)} isPending={attachment.isPending === true} />
        ) : (
          <AttachmentRow key={attachment.blobId} attachment={attachment} />
        ),
      )}
    </ul>
  );
}

/** The channel named it, and has not handed it over yet, or would not: there is nothing to save. */
function AbsentRow({ name, isPending }: { readonly name: string; readonly isPending: boolean }) {
  const { t } = useTimeline();
  return (
    <li className={styles['file']}>
      <span className={styles['fileName']} title={name}>
        <bdi>{name}</bdi>
      </span>
      {isPending ? (
        <span className={styles['fileSize']}>{t('attachment.pending')}</span>
      ) : (
        <span className={styles['problem']}>{t('attachment.missing')}</span>
      )}
    </li>
  );
}

function AttachmentRow({ attachment }: { readonly attachment: Attachment }) {
  const { t, format } = useTimeline();
  const { desk, shell } = useDesk();
  const savesFiles = useSession(({ capabilities }) => capabilities.savesFiles);
  const [state, setState] = useState<'idle' | 'fetching' | 'failed'>('idle');
  const name = plainName(attachment.name);

  async function save(): Promise<void> {
    setState('fetching');
    try {
      const { base64 } = await desk.call('blob.read', { blobId: attachment.blobId });
      if (savesFiles) await shell.call('file.save', { name, base64 });
      else saveFromPage(name, base64);
      setState('idle');
    } catch {
      // Offline, or no longer kept: said beside the file, and it can be tried again.
      setState('failed');
    }
  }

  return (
    <li className={styles['file']}>
      <span className={styles['fileName']} title={name}>
        <bdi>{name}</bdi>
      </span>
      <span className={styles['fileSize']}>{sizeText(attachment.size, format)}</span>
      <Button
        look="quiet"
        aria-label={`${t('attachment.save')} ${t('attachment.label', { name, size: sizeText(attachment.size, format) })}`}
        isDisabled={state === 'fetching'}
        onPress={() => void save()}
      >
        {state === 'fetching' ? t('attachment.saving') : t('attachment.save')}
      </Button>
      {state === 'failed' && (
        <span role="alert" className={styles['problem']}>
          {t('attachment.failed')}
        </span>
      )}
    </li>
  );
}

/** Without the invisible characters that make "exe.jpg" of "gpj.exe". */
function plainName(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Cf}]/gu, '') || '?';
}

function sizeText(bytes: number, format: Format): string {
  if (bytes < 1_000) return `${format.number(bytes)} B`;
  if (bytes < 1_000_000) return `${format.number(Math.round(bytes / 1_000))} kB`;
  return `${format.number(Math.round(bytes / 100_000) / 10)} MB`;
}

/** In a plain browser the page itself offers the file; its type is not given, so that the browser opens nothing by itself. */
function saveFromPage(name: string, base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the bytes once the click is handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
