import { useTranslation } from 'react-i18next';
import type { Interaction } from '#shared/domain/interaction';
import { useFormat } from '#ui/i18n/use-format';
import { basisOf } from '#ui/state/selectors';
import { Button } from '#ui/ui/controls.tsx';
import { useDesk, useRecords, useSubmit } from '#ui/wire/desk.tsx';
import styles from './composer.module.css';
import type { ReplySituation } from './reply-situation.ts';

interface RefusalLineProps {
  readonly interaction: Interaction;
  readonly situation: Exclude<ReplySituation, { is: 'may_reply' }>;
  readonly onTake: () => void;
}

/** Why there is no reply here, and what can be done instead. */
export function RefusalLine({ interaction, situation, onTake }: RefusalLineProps) {
  const { t } = useTranslation('composer');
  const desk = useDesk();
  const submit = useSubmit();
  const words = useRefusalWords(situation);
  const mayTake = situation.is === 'queued' && situation.mayTake;

  async function take(): Promise<void> {
    const basis = basisOf(desk.records.getState(), interaction.id);
    if (await submit({ type: 'interaction.take', interactionId: interaction.id }, basis)) onTake();
  }

  return (
    <div className={styles['refusal']}>
      <p>{words}</p>
      {mayTake && (
        <Button look="primary" onPress={() => void take()}>
          {t('refusal.take')}
        </Button>
      )}
    </div>
  );
}

function useRefusalWords(situation: RefusalLineProps['situation']): string {
  const { t } = useTranslation('composer');
  const format = useFormat();
  const agent = format.agent(useRecords(({ records }) => ('agentId' in situation ? records.agent.get(situation.agentId) : undefined)));
  switch (situation.is) {
    case 'queued':
      return situation.mayTake ? t('refusal.queued') : t('refusal.queued_not_yours');
    case 'offered':
      return situation.isToMe ? t('refusal.offered_to_me') : t('refusal.offered', { agent });
    case 'handled_by':
      return t('refusal.handled_by', { agent });
    case 'ended':
      return t('refusal.ended');
    case 'closed':
      return t('refusal.closed');
    case 'not_permitted':
      return t('refusal.not_permitted');
  }
}
