import { useTranslation } from 'react-i18next';
import { ownerOf, type Interaction } from '#shared/domain/interaction';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import { useMe, useNow, useSubmit } from '#ui/wire/desk.tsx';
import styles from './handover.module.css';
import { isForAnswer } from './snooze-options.ts';
import { useSnoozeWaits } from './use-passing-on.ts';

/** Until when the work is laid aside. */
export function SnoozeLine({ interaction }: { readonly interaction: Interaction }) {
  const { t } = useTranslation('handover');
  const format = useFormat();
  const now = useNow();
  const me = useMe();
  const submit = useSubmit();
  const { id: interactionId, conversationId, snoozedUntil, state } = interaction;
  const waits = useSnoozeWaits(interactionId);
  if (snoozedUntil === undefined) return null;
  const time = `${format.day(snoozedUntil, now)} ${format.clock(snoozedUntil)}`;
  return (
    <div className={styles['line']}>
      <output>{isForAnswer(snoozedUntil, now) ? t('snoozedForAnswer') : t('snoozedUntil', { time })}</output>
      {waits && <span className={styles['help']}>{t('waiting.snooze')}</span>}
      {ownerOf(state) === me.id && (
        <Button onPress={() => void submit({ type: 'interaction.wake', interactionId, conversationId }, 0)}>{t('wake')}</Button>
      )}
    </div>
  );
}
