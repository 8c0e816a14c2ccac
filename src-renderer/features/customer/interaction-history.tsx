import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InteractionId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import { useFormat } from '#ui/i18n/use-format';
import { outcomeText } from '#ui/state/outcomes';
import { Button } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { useDesk, useRecords } from '#ui/wire/desk.tsx';
import styles from './customer.module.css';

interface InteractionHistoryProps {
  readonly title: string;
  readonly interactions: readonly Interaction[];
  readonly onShow: (interactionId: InteractionId) => void;
  readonly empty?: string;
}

/** So many are shown at first; a customer of ten years has hundreds. */
const SHORT_LIST = 12;

export function InteractionHistory({ title, interactions, onShow, empty }: InteractionHistoryProps) {
  const { t } = useTranslation('customer');
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? interactions : interactions.slice(0, SHORT_LIST);
  return (
    <section className={styles['block']} aria-label={title}>
      <h3>{title}</h3>
      {interactions.length === 0 && <p className={styles['empty']}>{empty}</p>}
      <ul className={styles['history']}>
        {shown.map((interaction) => (
          <HistoryRow key={interaction.id} interaction={interaction} onShow={onShow} />
        ))}
      </ul>
      {shown.length < interactions.length && (
        <Button look="quiet" onPress={() => setIsWhole(true)}>
          {t('show_all', { count: interactions.length })}
        </Button>
      )}
    </section>
  );
}

function HistoryRow({ interaction, onShow }: { readonly interaction: Interaction } & Pick<InteractionHistoryProps, 'onShow'>) {
  const { t } = useTranslation(['customer', 'common']);
  const format = useFormat();
  const { ticker } = useDesk();
  const { arrivedAt, channel, state } = interaction;
  const facts = useRecords(({ records }) => {
    const queue = records.queue.get(interaction.queueId);
    const agentId = 'agentId' in state ? state.agentId : null;
    const outcome =
      state.is === 'closed' && state.dispositionId !== null ? outcomeText(records.disposition, state.dispositionId, format) : null;
    return {
      queue: queue === undefined ? '' : format.text(queue.name),
      agent: agentId === null ? '' : format.agent(records.agent.get(agentId)),
      disposition: outcome ?? '',
    };
  });
  const isLeft = state.is === 'closed' && state.agentId === null;
  const stateWords = isLeft ? t('state.left') : t(`state.${state.is}`, { agent: facts.agent });
  const date = format.when(arrivedAt, ticker.now());
  const channelName = t(`common:channel.${channel}`);
  const outcome = state.is === 'closed' && !isLeft ? facts.disposition || t('undisposed') : null;
  return (
    <li>
      <button
        type="button"
        className={styles['row']}
        onClick={() => onShow(interaction.id)}
        aria-label={t('show', { what: [date, channelName, facts.queue, outcome, stateWords].filter(Boolean).join(', ') })}
      >
        <span className={styles['rowHead']}>
          <Icon name={channel} size="0.875rem" />
          {channelName}
          <time dateTime={arrivedAt} title={format.full(arrivedAt)}>
            {date}
          </time>
        </span>
        {outcome !== null && <span className={styles['outcome']}>{outcome}</span>}
        <span className={styles['rowFoot']}>{[facts.queue, stateWords].filter((word) => word !== '').join(' · ')}</span>
      </button>
    </li>
  );
}
