import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { CENTRE_ID } from '#shared/domain/centre';
import type { Interaction } from '#shared/domain/interaction';
import { useFormat } from '#ui/i18n/use-format';
import { Button, Field } from '#ui/ui/controls.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { useDesk, useNow, useRecords } from '#ui/wire/desk.tsx';
import styles from './handover.module.css';
import { useSnoozeUntil } from './use-snooze.ts';
import { instantAt, wallClockOf } from '#ui/i18n/wall-clock';

const HOUR_MS = 3_600_000;

/** Lays work aside until any day and time, by the centre's clock. */
export function SnoozeDialog({ interaction, onClose }: { readonly interaction: Interaction; readonly onClose: () => void }) {
  const { t } = useTranslation(['handover', 'common']);
  const format = useFormat();
  const { clock } = useDesk();
  const now = useNow();
  const snooze = useSnoozeUntil();
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const timeZone = useRecords(({ records }) => records.centre.get(CENTRE_ID)?.timeZone ?? own);
  const customer = useRecords(({ records }) => records.customer.get(interaction.customerId));
  const [first] = useState(() => wallClockOf(clock.now() + HOUR_MS, timeZone));
  const [date, setDate] = useState(first.date);
  const [time, setTime] = useState(first.time);
  const until = instantAt(date, time, timeZone);
  const isPast = until !== null && Date.parse(until) <= now;

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (until === null || isPast) return;
    snooze(interaction, until);
    onClose();
  }

  return (
    <Dialog title={t('snoozeTitle', { name: format.addressed(customer) })} isOpen onClose={onClose}>
      <form className={styles['form']} onSubmit={submit} noValidate>
        <Field label={t('snoozeDate')} type="date" value={date} onChange={setDate} />
        <Field label={t('snoozeTime')} type="time" value={time} onChange={setTime} error={isPast ? t('snoozePast') : null} />
        <p className={styles['help']}>{timeZone === own ? t('snoozeHelp') : `${t('snoozeZone', { zone: timeZone })} ${t('snoozeHelp')}`}</p>
        <div className={styles['footer']}>
          <Button onPress={onClose}>{t('common:cancel')}</Button>
          <Button type="submit" look="primary" isDisabled={until === null || isPast}>
            {t('snoozeDo')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
