import { useTranslation } from 'react-i18next';
import type { AgentId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import { may } from '#shared/domain/permissions';
import { useFormat } from '#ui/i18n/use-format';
import { basisOf } from '#ui/state/selectors';
import { Button } from '#ui/ui/controls.tsx';
import { useDesk, useMe, useRecords, useSubmit } from '#ui/wire/desk.tsx';
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
  const me = useMe();
  const words = useRefusalWords(situation);
  const mayTake = situation.is === 'queued' && situation.mayTake;

  // Out of a colleague's hands, in one step; what the colleague was writing stays with the colleague.
  const { state, queueId, conversationId } = interaction;
  const from = situation.is === 'handled_by' && state.is === 'handling' && may(me, 'interaction.take', { queueId }) ? state.agentId : null;

  async function takeOver(fromId: AgentId): Promise<void> {
    const basis = basisOf(desk.records.getState(), interaction.id);
    if (await submit({ type: 'interaction.take_over', interactionId: interaction.id, conversationId, fromId }, basis)) onTake();
  }

  async function take(): Promise<void> {
    const basis = basisOf(desk.records.getState(), interaction.id);
    if (await submit({ type: 'interaction.take', interactionId: interaction.id }, basis)) onTake();
  }

  return (
    <div className={styles['refusal']}>
      <p>{words}</p>
      {from !== null && <Button onPress={() => void takeOver(from)}>{t('refusal.take_over')}</Button>}
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
