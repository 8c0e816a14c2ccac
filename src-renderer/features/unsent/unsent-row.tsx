import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { CommandId } from '#shared/domain/ids';
import { useFormat } from '#ui/i18n/use-format';
import { subjectOf } from '#ui/state/selectors';
import { Badge } from '#ui/ui/controls.tsx';
import { Icon, type IconName } from '#ui/ui/icon.tsx';
import { useDesk, useRecords } from '#ui/wire/desk.tsx';
import type { UnsentEntry } from './unsent-order.ts';
import { filesOf, kindOf, wordsOf, type UnsentKind } from './unsent-words.ts';
import styles from './unsent.module.css';
import { useWhat } from './use-what.ts';

const GLYPHS: Record<UnsentKind, IconName> = {
  message: 'reply',
  note: 'note',
  read: 'inbox',
  customer: 'customer',
  wrap_up: 'copy',
  work: 'clock',
  other: 'settings',
};

interface UnsentRowProps {
  readonly entry: UnsentEntry;
  /** The first of its conversation says whose it is. */
  readonly isFirst: boolean;
  readonly isChosen: boolean;
  readonly onChoose: (commandId: CommandId) => void;
}

/** Drawn again only where it is another: going through hundreds of them draws two at a time. */
export const UnsentRow = memo(function UnsentRow({ entry: { item, need, place, of }, isFirst, isChosen, onChoose }: UnsentRowProps) {
  const { t } = useTranslation(['unsent', 'common']);
  const format = useFormat();
  const { decisions } = useDesk();
  const { commandId, body, writtenAt } = item.command;
  const what = useWhat(body);
  const decision = useStore(decisions, (all) => all.get(commandId)?.what);
  const customerId = useRecords(({ records }) => subjectOf(records, body)?.customerId ?? null);
  const customer = useRecords(({ records }) => (customerId === null ? undefined : records.customer.get(customerId)));
  const channel = useRecords(({ records }) =>
    'conversationId' in body && body.conversationId !== undefined ? records.conversation.get(body.conversationId)?.channel : undefined,
  );
  const name = customer === undefined ? t('gone_customer') : format.name(customer);
  const files = filesOf(body);
  const words = wordsOf(body);
  return (
    <button
      type="button"
      id={`unsent-${commandId}`}
      className={styles['row']}
      data-need={need}
      data-first={isFirst}
      data-decided={decision !== undefined}
      tabIndex={isChosen ? 0 : -1}
      aria-current={isChosen}
      onClick={() => onChoose(commandId)}
    >
      <span className={styles['glyph']} data-channel={channel}>
        <Icon name={channel ?? GLYPHS[kindOf(body)]} size="1rem" />
      </span>
      <span className={styles['rowText']}>
        <span className={styles['rowHead']}>
          <span className={isFirst ? styles['name'] : styles['sameName']}>
            <bdi>{name}</bdi>
          </span>
          {channel !== undefined && <span className="visually-hidden">{t(`common:channel.${channel}`)}</span>}
          {of > 1 && <span className={`figures ${styles['quiet']}`}>{t('place', { place, of })}</span>}
          <time dateTime={writtenAt} title={format.full(writtenAt)} className="figures">
            {format.clock(writtenAt)}
          </time>
        </span>
        <span className={styles['rowWords']}>
          <span className={styles['what']}>{what}</span>
          <bdi className={styles['first']}>{words === '' ? files.map(({ name: file }) => file).join('、') : words}</bdi>
          {files.length > 0 && (
            <span className={styles['clip']}>
              <Icon name="clip" size="0.75rem" />
              <span className="figures">{files.length}</span>
              <span className="visually-hidden">{t('files', { count: files.length })}</span>
            </span>
          )}
          <Badge tone={decision !== undefined || need === 'waiting' ? 'neutral' : need === 'held' ? 'warn' : 'alarm'}>
            {decision === undefined ? t(`need.${item.state.is}`) : t(`decided_short.${decision}`)}
          </Badge>
        </span>
      </span>
    </button>
  );
});
