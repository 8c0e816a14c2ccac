import { useTranslation } from 'react-i18next';
import { fromInstant } from '#shared/domain/clock';
import type { Interaction } from '#shared/domain/interaction';
import { may } from '#shared/domain/permissions';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { useMe, useNow, useRecords, useSubmit } from '#ui/wire/desk.tsx';
import styles from './abuse.module.css';

/** That nobody answers this person any more, since when, by whom and why; a lead lets them in again. */
export function BlockedLine({ interaction }: { readonly interaction: Interaction }) {
  const { t } = useTranslation('abuse');
  const format = useFormat();
  const me = useMe();
  const now = useNow();
  const submit = useSubmit();
  const blocked = useRecords(({ records }) => records.customer.get(interaction.customerId)?.blocked);
  const agent = useRecords(({ records }) => (blocked === undefined ? undefined : records.agent.get(blocked.byId)));
  if (blocked === undefined) return null;
  const { id: interactionId, conversationId, queueId } = interaction;
  return (
    <fieldset className={styles['line']} aria-label={t('blockedLine')}>
      <Icon name="warning" />
      <output className={styles['words']}>
        <strong>
          {t('blocked', {
            agent: format.agent(agent),
            time: format.when(blocked.at, Math.max(now, fromInstant(blocked.at))),
            reason: t(`reason.${blocked.reason}`),
          })}
        </strong>
        <span>{blocked.note === '' ? t('blockedHelp') : blocked.note}</span>
      </output>
      {may(me, 'interaction.direct', { queueId }) && (
        <Button onPress={() => void submit({ type: 'customer.unblock', interactionId, conversationId }, 0)}>{t('unblock')}</Button>
      )}
    </fieldset>
  );
}
