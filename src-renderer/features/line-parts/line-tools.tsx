import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Interaction } from '#shared/domain/interaction';
import { Button, Tooltip } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { useRecords } from '#ui/wire/desk.tsx';
import { PlaceDialog } from './place-dialog.tsx';
import { QuotaLeft } from './quota-left.tsx';
import { StickerDialog } from './sticker-dialog.tsx';

/** What LINE can send beside words and files, and what is left of the month; nothing on other channels. */
export function LineTools({ interaction }: { readonly interaction: Interaction }) {
  const { t } = useTranslation('line');
  const [open, setOpen] = useState<'sticker' | 'place' | null>(null);
  const accountId = useRecords(({ records }) => records.conversation.get(interaction.conversationId)?.accountId);
  if (interaction.channel !== 'line') return null;
  const close = (): void => setOpen(null);
  return (
    <>
      <Tooltip text={t('sticker.open')}>
        <Button look="icon" aria-label={t('sticker.open')} onPress={() => setOpen('sticker')}>
          <Icon name="sticker" size="0.875rem" />
        </Button>
      </Tooltip>
      <Tooltip text={t('place.open')}>
        <Button look="icon" aria-label={t('place.open')} onPress={() => setOpen('place')}>
          <Icon name="place" size="0.875rem" />
        </Button>
      </Tooltip>
      {accountId !== undefined && <QuotaLeft accountId={accountId} />}
      {open === 'sticker' && <StickerDialog interaction={interaction} onClose={close} />}
      {open === 'place' && <PlaceDialog interaction={interaction} onClose={close} />}
    </>
  );
}
