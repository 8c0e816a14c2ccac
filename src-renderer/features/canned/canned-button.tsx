import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Interaction } from '#shared/domain/interaction';
import { Button, Tooltip } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { useInsert } from '#ui/ui/insert';
import { CannedPicker } from './canned-picker.tsx';

/** Opens the prepared texts; the key and the palette press it too. */
export function CannedButton({ interaction }: { readonly interaction: Interaction }) {
  const { t } = useTranslation('canned');
  const insert = useInsert();
  const [isOpen, setIsOpen] = useState(false);
  function close(text: string): void {
    setIsOpen(false);
    insert(text);
  }
  return (
    <>
      <Tooltip text={t('open')}>
        <Button look="icon" data-shortcut="canned" aria-label={t('title')} onPress={() => setIsOpen(true)}>
          <Icon name="canned" size="0.875rem" />
        </Button>
      </Tooltip>
      {isOpen && <CannedPicker interaction={interaction} onInsert={close} onClose={() => close('')} />}
    </>
  );
}
