import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ListBox, ListBoxItem } from 'react-aria-components';
import type { Interaction } from '#shared/domain/interaction';
import { Button } from '#ui/ui/controls.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { Select } from '#ui/ui/select.tsx';
import { useRecords } from '#ui/wire/desk.tsx';
import styles from './line-parts.module.css';
import { StickerPicture } from './sticker-picture.tsx';
import { STICKER_PACKAGES, stickersOf } from './stickers.ts';
import { useSendPart } from './use-send-part.ts';

const [FIRST] = STICKER_PACKAGES;
const IDS = STICKER_PACKAGES.map(({ packageId }) => packageId);

/** A picture is chosen by the arrows or the pointer, and goes out by the button only: what is sent was seen. */
export function StickerDialog({ interaction, onClose }: { readonly interaction: Interaction; readonly onClose: () => void }) {
  const { t } = useTranslation('line');
  const send = useSendPart(interaction);
  const accountId = useRecords(({ records }) => records.conversation.get(interaction.conversationId)?.accountId);
  const [packageId, setPackageId] = useState(FIRST?.packageId ?? '');
  const [chosen, setChosen] = useState<string | null>(null);
  const [shown, setShown] = useState<ReadonlySet<string>>(new Set());
  const onShown = useCallback((id: string) => setShown((before) => new Set(before).add(id)), []);
  const row = STICKER_PACKAGES.find((one) => one.packageId === packageId);
  const ids = row === undefined ? [] : stickersOf(row);

  async function submit(): Promise<void> {
    if (chosen !== null && (await send({ is: 'sticker', packageId, stickerId: chosen }))) onClose();
  }

  function choosePackage(id: string): void {
    setPackageId(id);
    setChosen(null);
  }

  return (
    <Dialog title={t('sticker.title')} isOpen onClose={onClose} look="wide">
      <div className={styles['frame']}>
        <Select
          label={t('sticker.package')}
          value={packageId}
          options={IDS.map((id, index) => ({ id, text: t('sticker.packageName', { n: index + 1 }) }))}
          onChange={choosePackage}
        />
        <ListBox
          key={packageId}
          aria-label={t('sticker.title')}
          layout="grid"
          selectionMode="single"
          className={styles['grid'] ?? ''}
          selectedKeys={chosen === null ? [] : [chosen]}
          disabledKeys={ids.filter((id) => !shown.has(id))}
          onSelectionChange={(keys) => {
            const [key] = keys === 'all' ? [] : keys;
            setChosen(key === undefined ? null : String(key));
          }}
        >
          {ids.map((id, index) => (
            <ListBoxItem
              key={id}
              id={id}
              textValue={t('sticker.one', { n: index + 1 })}
              aria-label={t('sticker.one', { n: index + 1 })}
              className={styles['sticker'] ?? ''}
            >
              {accountId === undefined ? null : <StickerPicture accountId={accountId} stickerId={id} onShown={onShown} />}
            </ListBoxItem>
          ))}
        </ListBox>
        <footer className={styles['foot']}>
          {shown.size === 0 && <output className={styles['quiet']}>{t('sticker.noPictures')}</output>}
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button look="primary" isDisabled={chosen === null} onPress={() => void submit()}>
            {t('send')}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
