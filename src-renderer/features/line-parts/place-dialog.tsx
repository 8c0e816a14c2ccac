import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Interaction } from '#shared/domain/interaction';
import { Button, Field } from '#ui/ui/controls.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import styles from './line-parts.module.css';
import { pointOf, type PlaceDraft } from './place-draft.ts';
import { useSendPart } from './use-send-part.ts';

const TITLE_LIMIT = 100;

/** Sends where something is: a name, an address, and the point on the map. */
export function PlaceDialog({ interaction, onClose }: { readonly interaction: Interaction; readonly onClose: () => void }) {
  const { t } = useTranslation('line');
  const send = useSendPart(interaction);
  const [place, setPlace] = useState<PlaceDraft>({ title: '', address: '', point: '' });
  const [isTried, setIsTried] = useState(false);
  const point = pointOf(place.point);
  const [title, address] = [place.title.trim(), place.address.trim()];
  const put = (change: Partial<PlaceDraft>): void => setPlace((before) => ({ ...before, ...change }));

  async function submit(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    setIsTried(true);
    if (point === null || title === '') return;
    if (await send({ is: 'location', title, ...(address === '' ? {} : { address }), ...point })) onClose();
  }

  return (
    <Dialog title={t('place.title')} isOpen onClose={onClose}>
      <form className={styles['frame']} noValidate onSubmit={(event) => void submit(event)}>
        <Field
          label={t('place.name')}
          value={place.title}
          maxLength={TITLE_LIMIT}
          onChange={(text) => put({ title: text })}
          error={isTried && title === '' ? t('place.nameMissing') : null}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to write this
          autoFocus
        />
        <Field label={t('place.address')} value={place.address} maxLength={TITLE_LIMIT} onChange={(text) => put({ address: text })} />
        <Field
          label={t('place.point')}
          description={t('place.pointHelp')}
          value={place.point}
          onChange={(text) => put({ point: text })}
          error={isTried && point === null ? t('place.pointWrong') : null}
          autoComplete="off"
        />
        <footer className={styles['foot']}>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="primary">
            {t('send')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
