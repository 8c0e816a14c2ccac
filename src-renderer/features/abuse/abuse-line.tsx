import { useTranslation } from 'react-i18next';
import { fromInstant } from '#shared/domain/clock';
import type { Abuse } from '#shared/domain/abuse';
import { ownerOf, type Interaction } from '#shared/domain/interaction';
import { may } from '#shared/domain/permissions';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { useMe, useNow, useRecords, useSubmit } from '#ui/wire/desk.tsx';
import styles from './abuse.module.css';

/** That the agent said so, whether a lead has seen it, and what each of them can do now. */
export function AbuseLine({ interaction }: { readonly interaction: Interaction }) {
  return interaction.abuse === undefined ? null : <Flagged interaction={interaction} abuse={interaction.abuse} />;
}

function Flagged({ interaction, abuse }: { readonly interaction: Interaction; readonly abuse: Abuse }) {
  const { t } = useTranslation('abuse');
  const format = useFormat();
  const me = useMe();
  const now = useNow();
  const submit = useSubmit();
  const said = useRecords(({ records }) => records.agent.get(abuse.byId));
  const seen = useRecords(({ records }) => (abuse.acknowledgedById === undefined ? undefined : records.agent.get(abuse.acknowledgedById)));
  const { id: interactionId, conversationId, queueId, state } = interaction;
  const work = { interactionId, conversationId };
  const isMine = state.is === 'handling' && state.agentId === me.id;
  const isLead = may(me, 'interaction.direct', { queueId });
  const time = format.when(abuse.at, Math.max(now, fromInstant(abuse.at)));

  async function stepOut(takesBreak: boolean): Promise<void> {
    if (!(await submit({ type: 'abuse.step_out', ...work }, 0)) || !takesBreak) return;
    await submit({ type: 'agent.set_intent', intent: { is: 'not_ready', reason: 'break' } }, 0);
  }

  return (
    <fieldset className={styles['line']} aria-label={t('line')}>
      <Icon name="warning" />
      <output className={styles['words']}>
        <strong>{abuse.byId === me.id ? t('saidByMe', { time }) : t('said', { agent: format.agent(said), time })}</strong>
        <span>{seen === undefined ? t('unseen') : t('seen', { lead: format.agent(seen) })}</span>
      </output>
      {isMine && <Button onPress={() => void stepOut(false)}>{t('stepOut')}</Button>}
      {isMine && <Button onPress={() => void stepOut(true)}>{t('stepOutBreak')}</Button>}
      {isMine && abuse.byId === me.id && (
        <Button look="quiet" onPress={() => void submit({ type: 'abuse.withdraw', ...work }, 0)}>
          {t('withdraw')}
        </Button>
      )}
      {isLead && abuse.acknowledgedById === undefined && abuse.byId !== me.id && (
        <Button look="primary" onPress={() => void submit({ type: 'abuse.acknowledge', ...work }, 0)}>
          {t('acknowledge')}
        </Button>
      )}
      {isLead && !isMine && ownerOf(state) !== null && state.is === 'handling' && (
        <Button onPress={() => void submit({ type: 'interaction.take_over', ...work, fromId: state.agentId }, 0)}>{t('takeOver')}</Button>
      )}
    </fieldset>
  );
}
