import { useTranslation } from 'react-i18next';
import type { LostWork, WipeState } from '#shared/contracts/wipe';
import { hasUnsent } from '#shared/contracts/wipe';
import { fromInstant } from '#shared/domain/clock';
import type { DeskState } from '#shared/domain/desk-state';
import { useFormat } from '#ui/i18n/use-format';
import { Badge, Button } from '#ui/ui/controls.tsx';
import { useNow, useRecords } from '#ui/wire/desk.tsx';
import styles from './desks.module.css';

interface DeskRowProps {
  readonly desk: DeskState;
  readonly isThis: boolean;
  readonly wipe: WipeState | undefined;
  readonly onWipe: () => void;
  readonly onWithdraw: () => void;
}

/** The hub notes each minute who is here. */
const HERE_MS = 2 * 60_000;

/** One computer: where it stands, and what became of an order to wipe it. */
export function DeskRow({ desk: { deskId, lastSeenAt, lastSyncedAt, lastPurge }, isThis, wipe, onWipe, onWithdraw }: DeskRowProps) {
  const { t } = useTranslation('desks');
  const format = useFormat();
  const now = useNow();
  const isHere = now - fromInstant(lastSeenAt) < HERE_MS;
  // Who signed in there again after it has new things to lose.
  const isOver = wipe !== undefined && wipe.doneAt !== null && wipe.doneAt < lastSeenAt;
  return (
    <li className={styles['desk']}>
      <div className={styles['who']}>
        {/* The end is what differs: the beginning is the moment it was made. */}
        <span className={styles['name']}>{t('desk', { code: deskId.slice(-6).toUpperCase() })}</span>
        {isThis && <Badge>{t('this')}</Badge>}
        <span className={styles['seen']}>{isHere ? t('here') : t('seen', { time: format.full(lastSeenAt) })}</span>
      </div>
      <div className={styles['order']}>
        <p>{lastSyncedAt === null ? t('neverSynced') : t('synced', { time: format.full(lastSyncedAt) })}</p>
        {lastPurge !== null && (
          <p>
            {t(`purged.${lastPurge.reason}`, {
              time: format.full(lastPurge.at),
              records: format.number(lastPurge.records),
              files: format.number(lastPurge.files),
            })}
          </p>
        )}
      </div>
      {wipe !== undefined && <Order wipe={wipe} />}
      {(wipe === undefined || isOver) && (
        <Button look="danger" onPress={onWipe} aria-label={t('wipeNamed', { code: deskId.slice(-6).toUpperCase() })}>
          {t('wipe')}
        </Button>
      )}
      {wipe !== undefined && wipe.doneAt === null && wipe.lost === null && <Button onPress={onWithdraw}>{t('withdraw')}</Button>}
    </li>
  );
}

function Order({ wipe: { orderedAt, orderedById, doneAt, lost } }: { readonly wipe: WipeState }) {
  const { t } = useTranslation('desks');
  const format = useFormat();
  const by = useRecords(({ records }) => records.agent.get(orderedById));
  return (
    <div className={styles['order']}>
      <p>{t('ordered', { time: format.full(orderedAt), name: by === undefined ? '' : format.agent(by) })}</p>
      <p data-done={doneAt !== null}>{doneAt === null ? t('waits') : t('done', { time: format.full(doneAt) })}</p>
      {(doneAt !== null || lost !== null) && <Lost lost={lost} />}
    </div>
  );
}

function Lost({ lost }: { readonly lost: LostWork | null }) {
  const { t } = useTranslation('desks');
  const format = useFormat();
  const names = useRecords(({ records }) =>
    (lost?.conversationIds ?? []).flatMap((id) => {
      const conversation = records.conversation.get(id);
      const customer = conversation === undefined ? undefined : records.customer.get(conversation.customerId);
      return customer === undefined ? [] : [customer];
    }),
  );
  if (lost === null) return <p>{t('lostUnknown')}</p>;
  if (!hasUnsent(lost)) return <p>{t('lostNothing')}</p>;
  const { waiting, held, refused, drafts, files, conversationIds } = lost;
  const others = conversationIds.length - names.length;
  return (
    <>
      <p>{t('lost', { wishes: waiting + held + refused, drafts, files, count: conversationIds.length })}</p>
      {names.length > 0 && <p>{t('lostOf', { names: names.map((customer) => format.addressed(customer)).join(t('and')) })}</p>}
      {others > 0 && names.length > 0 && <p>{t('lostOthers', { count: others })}</p>}
    </>
  );
}
