import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { EXTENSIONS_OF } from '#shared/files/file-rules';
import { Button } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';

const ACCEPTED = Object.values(EXTENSIONS_OF)
  .flat()
  .map((extension) => `.${extension}`)
  .join(',');

interface FileButtonProps {
  readonly isDisabled: boolean;
  readonly onChoose: (files: readonly File[]) => void;
}

/** Chooses files for these words; pasting and dropping do the same. */
export function FileButton({ isDisabled, onChoose }: FileButtonProps) {
  const { t } = useTranslation('files');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={ACCEPTED}
        onChange={(event) => {
          onChoose([...(event.currentTarget.files ?? [])]);
          // Choosing the same one again is choosing.
          event.currentTarget.value = '';
        }}
      />
      <Button look="icon" aria-label={t('add')} isDisabled={isDisabled} onPress={() => input.current?.click()}>
        <Icon name="clip" />
      </Button>
    </>
  );
}
