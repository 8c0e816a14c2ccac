import { useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ComposerMode } from '#shared/domain/draft';
import styles from './files.module.css';

/** What a drag of files over a place needs; everything else that is dragged is left to the browser. */
export function useFileDrop(onDrop: (files: readonly File[]) => void) {
  const [isOver, setIsOver] = useState(false);
  const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes('Files');
  const handlers = {
    onDragOver(event: DragEvent) {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setIsOver(true);
    },
    onDragLeave(event: DragEvent) {
      const isInside = event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
      if (!isInside) setIsOver(false);
    },
    onDrop(event: DragEvent) {
      setIsOver(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      onDrop([...event.dataTransfer.files]);
    },
  };
  return { isOver, handlers };
}

/** A cell of a sheet is copied as words and as their picture: whoever pastes it means the words. */
export function pastedFiles(clipboard: DataTransfer): readonly File[] {
  return clipboard.getData('text/plain') === '' ? [...clipboard.files] : [];
}

export function DropHint({ mode }: { readonly mode: ComposerMode }) {
  const { t } = useTranslation('files');
  return <p className={styles['dropped']}>{t(mode === 'note' ? 'drop_note' : 'drop')}</p>;
}
