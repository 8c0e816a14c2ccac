import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Interaction, LastLine } from '#shared/domain/interaction';
import { languageOf } from '#shared/domain/text';
import { may } from '#shared/domain/permissions';
import { lineText } from '#ui/i18n/line-text';
import { useFormat } from '#ui/i18n/use-format';
import { groupOf, isCalled, isOwnedBy, isUnread } from '#ui/state/selectors';
import { Badge, Button } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { useMe, useRecords, useSubmit } from '#ui/wire/desk.tsx';
import styles from './inbox.module.css';
import { WaitMark } from './wait-mark.tsx';

export interface InboxRowProps {
  readonly interaction: Interaction;
  readonly isGone: boolean;
  readonly isChosen: boolean;
  /** Tab reaches one row of the list; the arrows go on from there. */
  readonly isTabStop: boolean;
  readonly onOpen: (interaction: Interaction) => void;
}

export const InboxRow = memo(function InboxRow({ interaction, isGone, isChosen, isTabStop, onOpen }: InboxRowProps) {
  const { t } = useTranslation(['inbox', 'common']);
  const format = useFormat();
  const me = useMe();
  const submit = useSubmit();
  const customer = useRecords(({ records }) => records.customer.get(interaction.customerId));
  const isNew = useRecords(({ records }) => isUnread(records, me.id, interaction));
  const isCalling = useRecords(({ records }) => isCalled(records, me.id, interaction));
  const isMine = isOwnedBy(interaction, me.id);
  const mayTake = interaction.state.is === 'queued' && may(me, 'interaction.take', { queueId: interaction.queueId });
  const name = format.name(customer);

  async function take(): Promise<void> {
    const isTaken = await submit({ type: 'interaction.take', interactionId: interaction.id }, interaction.lastLine?.seq ?? 0);
    if (isTaken) onOpen(interaction);
  }

  return (
    <div className={styles['row']} data-chosen={isChosen} data-gone={isGone} data-unread={isNew} data-mine={isMine}>
      <button
        type="button"
        className={styles['open']}
        tabIndex={isTabStop ? 0 : -1}
        disabled={isGone}
        aria-current={isChosen}
        onClick={() => onOpen(interaction)}
      >
        <span className={styles['glyph']} data-channel={interaction.channel}>
          <Icon name={interaction.channel} size="1.125rem" />
        </span>
        <span className={styles['text']}>
          <span className={styles['line1']}>
            <span className={styles['name']}>{name}</span>
            {isNew && <span className="visually-hidden">{t('unread')}</span>}
            {isNew && <span className={styles['dot']} aria-hidden />}
            <span className="visually-hidden">{t(`group.${groupOf(interaction, me.id)}`)}</span>
            <WaitMark interaction={interaction} />
          </span>
          <span className={styles['line2']}>
            <span className={styles['channel']}>{t(`common:channel.${interaction.channel}`)}</span>
            {interaction.abuse !== undefined && <Badge tone="alarm">{t('abuse')}</Badge>}
            {isCalling && <Badge tone="warn">{t('mention')}</Badge>}
            {isGone ? <span>{t('gone')}</span> : <Preview interaction={interaction} />}
            <StateWord interaction={interaction} isMine={isMine} />
          </span>
        </span>
      </button>
      {mayTake && !isGone && (
        <span className={styles['take']}>
          <Button onPress={take} aria-label={t('takeNamed', { name })} excludeFromTabOrder={!isTabStop}>
            {t('take')}
          </Button>
        </span>
      )}
    </div>
  );
});

function Preview({ interaction: { lastLine } }: { readonly interaction: Interaction }) {
  const { t } = useTranslation(['inbox', 'common']);
  if (lastLine === null) return <span className={styles['preview']}>{t('noLine')}</span>;
  return (
    <span className={styles['preview']} dir="auto" lang={languageOf(lastLine.text) ?? undefined}>
      <Speaker line={lastLine} />
      {lineText(t, lastLine)}
    </span>
  );
}

/** Who said it, where it was not the customer. */
function Speaker({ line }: { readonly line: LastLine }) {
  const { t } = useTranslation('inbox');
  switch (line.by) {
    case 'customer':
      return null;
    case 'agent':
      return (
        <span className={styles['speaker']} aria-hidden>
          ↩{' '}
        </span>
      );
    case 'centre':
      return <span className={styles['speaker']}>{t('centre')} </span>;
  }
}

/** Where the work stands, in a word, when that is not said by the group it is in. */
function StateWord({ interaction: { state, answerBy }, isMine }: { readonly interaction: Interaction; readonly isMine: boolean }) {
  const { t } = useTranslation('inbox');
  const format = useFormat();
  const { agentId } = 'agentId' in state ? state : { agentId: null };
  const agent = useRecords(({ records }) => (agentId === null ? undefined : records.agent.get(agentId)));
  const me = useMe();
  switch (state.is) {
    case 'offered':
      return (
        <span className={styles['state']} data-state="offered">
          {agentId === me.id ? t('offeredToYou') : t('offered', { name: format.agent(agent) })}
        </span>
      );
    case 'wrap_up':
      return (
        <span className={styles['state']} data-state="wrap_up">
          {isMine ? t('wrapUp') : `${format.agent(agent)} · ${t('wrapUp')}`}
        </span>
      );
    case 'handling':
      if (!isMine) return <span className={styles['state']}>{t('handledBy', { name: format.agent(agent) })}</span>;
      return answerBy === undefined ? null : <span className={styles['state']}>{t(`left.${answerBy}`)}</span>;
    case 'queued':
      return answerBy === undefined ? null : <span className={styles['state']}>{t(`left.${answerBy}`)}</span>;
    case 'closed':
      return null;
  }
}
