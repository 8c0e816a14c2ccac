import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { languageOf } from '#shared/domain/text';
import type { CustomerId, InteractionId } from '#shared/domain/ids';
import { useFormat } from '#ui/i18n/use-format';
import { subjectOf } from '#ui/state/selectors';
import { Badge, Button } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { useCustomerView, useDesk, useRecords } from '#ui/wire/desk.tsx';
import { ActionBar } from './action-bar.tsx';
import { SinceThen } from './since-then.tsx';
import { UnsentFiles } from './unsent-files.tsx';
import type { UnsentEntry } from './unsent-order.ts';
import { wordsOf } from './unsent-words.ts';
import styles from './unsent.module.css';
import { useReasons } from './use-reasons.ts';
import { useUnsentActions } from './use-unsent-actions.ts';
import { useWhat } from './use-what.ts';

export interface UnsentDetailProps {
  readonly entry: UnsentEntry;
  readonly onOpen: (customerId: CustomerId, interactionId: InteractionId | null) => void;
  readonly onDecided: () => void;
}

/** One unsent thing whole: the words, why it is here, what has happened since, what can be done. */
export function UnsentDetail(props: UnsentDetailProps) {
  const customerId = useRecords(({ records }) => subjectOf(records, props.entry.item.command.body)?.customerId ?? null);
  // Whose record this desk may no longer have has no timeline to be read beside it.
  if (customerId === null) return <Detail {...props} customerId={null} isCompared />;
  return <WithTimeline key={customerId} {...props} customerId={customerId} />;
}

function WithTimeline({ customerId, ...props }: UnsentDetailProps & { readonly customerId: CustomerId }) {
  const { state } = useCustomerView(customerId);
  return <Detail {...props} customerId={customerId} isCompared={state.is === 'open'} />;
}

interface DetailProps extends UnsentDetailProps {
  readonly customerId: CustomerId | null;
  readonly isCompared: boolean;
}

function Detail({ entry, customerId, isCompared, onOpen, onDecided }: DetailProps) {
  const { t } = useTranslation(['unsent', 'common']);
  const format = useFormat();
  const { decisions } = useDesk();
  const { item, need, place, of } = entry;
  const { command, state } = item;
  const { body, commandId, writtenAt } = command;
  const what = useWhat(body);
  const reasons = useReasons(item);
  const decision = useStore(decisions, (all) => all.get(commandId)?.what);
  const customer = useRecords(({ records }) => (customerId === null ? undefined : records.customer.get(customerId)));
  const channel = useRecords(({ records }) =>
    'conversationId' in body && body.conversationId !== undefined ? records.conversation.get(body.conversationId)?.channel : undefined,
  );
  const actions = useUnsentActions({ item, isCompared, onOpen, onDecided });
  const words = wordsOf(body);
  const isCompare = body.type === 'message.send' && need !== 'waiting';

  return (
    <article className={styles['detail']} aria-label={t('detail')} data-need={need}>
      <header className={styles['detailHead']}>
        <h2>
          <bdi>{customer === undefined ? t('gone_customer') : format.addressed(customer)}</bdi>
        </h2>
        <p className={styles['facts']}>
          <span>{what}</span>
          {channel !== undefined && (
            <span className={styles['channel']} data-channel={channel}>
              <Icon name={channel} size="0.875rem" />
              {t(`common:channel.${channel}`)}
            </span>
          )}
          <span>
            <time dateTime={writtenAt} title={format.full(writtenAt)} className="figures">
              {t('written', { time: format.clock(writtenAt) })}
            </time>
          </span>
          {of > 1 && <span>{t('order', { place, of })}</span>}
          <Badge tone={need === 'waiting' ? 'neutral' : need === 'held' ? 'warn' : 'alarm'}>{t(`need.${state.is}`)}</Badge>
        </p>
      </header>
      <div className={styles['reasons']} data-need={need}>
        {reasons.map((reason) => (
          <p key={reason}>{reason}</p>
        ))}
        {customer === undefined && <p>{t('gone_why')}</p>}
      </div>
      {isCompare && customerId !== null ? (
        <SinceThen item={item} body={body} />
      ) : (
        <div className={styles['alone']}>
          {words !== '' && (
            <p className={styles['words']} dir="auto" lang={languageOf(words) ?? undefined}>
              {words}
            </p>
          )}
          <UnsentFiles body={body} />
        </div>
      )}
      {decision === undefined ? (
        <ActionBar actions={actions} prefersNote={actions.send?.whyNot !== null && actions.asNote !== null} />
      ) : (
        <footer className={styles['actions']}>
          <output>{t(`decided.${decision}`)}</output>
          <Button onPress={() => decisions.undo(commandId)}>{t('undo')}</Button>
        </footer>
      )}
    </article>
  );
}
