import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelAccount } from '#shared/domain/channel-account';
import type { ContactPoint, Customer } from '#shared/domain/customer';
import type { InteractionId } from '#shared/domain/ids';
import { can } from '#shared/domain/permissions';
import type { Records } from '#ui/state/records-store';
import { phoneText } from '#ui/i18n/phone-text';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { Menu } from '#ui/ui/menu.tsx';
import { useCentreView, useDesk, useMe, useRecords, useSession, useSubmit } from '#ui/wire/desk.tsx';
import styles from './customer.module.css';

interface WriteFirstProps {
  readonly customer: Customer;
  /** The work is there: its composer is wanted. */
  readonly onOpenWork: (interactionId: InteractionId) => void;
}

interface Way {
  readonly account: ChannelAccount;
  readonly point: ContactPoint;
  /** A talk that goes on in this thread already. */
  readonly goingId: InteractionId | null;
}

const CHANNELS = ['sms', 'line'] as const;

/** Write to somebody who did not write: by a number that is theirs, or as a friend on LINE. */
export function WriteFirst({ customer, onOpenWork }: WriteFirstProps) {
  const { t } = useTranslation('customer-edit');
  const me = useMe();
  useCentreView();
  const accounts = useRecords(({ records }) => [...records.channel_account.values()]);
  const records = useRecords((state) => state.records);
  const isConnected = useSession(({ connection }) => connection.is === 'connected');
  const { ids } = useDesk();
  const submit = useSubmit();
  const [startedId, setStartedId] = useState<InteractionId | null>(null);
  const opened = useRef<InteractionId | null>(null);
  const isThere = useRecords((state) => startedId !== null && state.confirmed.interaction.has(startedId));

  useEffect(() => {
    // Once: after a lost line the records come anew, and the agent may be elsewhere by then.
    if (startedId === null || !isThere || opened.current === startedId) return;
    opened.current = startedId;
    onOpenWork(startedId);
  }, [startedId, isThere, onOpenWork]);

  if (!can(me.role, 'interaction.start') || customer.blocked !== undefined) return null;
  const served = accounts.filter(({ isActive, queueId }) => isActive && me.queueIds.includes(queueId));
  const ways = served.flatMap((account) => waysOf(records, customer, account));
  if (ways.length === 0) return null;

  async function go({ account, point, goingId }: Way): Promise<void> {
    if (goingId !== null) return onOpenWork(goingId);
    const interactionId = ids.interaction();
    const to = { kind: point.kind, value: point.value };
    if (await submit({ type: 'interaction.start', interactionId, customerId: customer.id, accountId: account.id, to }, 0)) {
      setStartedId(interactionId);
    }
  }

  return (
    <section className={styles['block']} aria-label={t('write.title')}>
      <h3>{t('write.title')}</h3>
      <div className={styles['ways']}>
        {CHANNELS.map((channel) => (
          <ChannelButton
            key={channel}
            channel={channel}
            ways={ways.filter(({ account }) => account.channel === channel)}
            isDisabled={!isConnected}
            onChoose={(way) => void go(way)}
          />
        ))}
      </div>
    </section>
  );
}

interface ChannelButtonProps {
  readonly channel: (typeof CHANNELS)[number];
  readonly ways: readonly Way[];
  readonly isDisabled: boolean;
  readonly onChoose: (way: Way) => void;
}

/** One way is one press; of several the agent chooses. */
function ChannelButton({ channel, ways, isDisabled, onChoose }: ChannelButtonProps) {
  const { t } = useTranslation('customer-edit');
  const format = useFormat();
  const [only] = ways;
  if (only === undefined) return null;
  const words = (
    <>
      <Icon name={channel} size="0.875rem" />
      {t(`write.${channel}`)}
    </>
  );
  if (ways.length === 1) {
    return (
      <Button isDisabled={isDisabled} onPress={() => onChoose(only)}>
        {words}
      </Button>
    );
  }
  const keyOf = ({ account, point }: Way): string => `${account.id} ${point.value}`;
  const textOf = ({ account, point, goingId }: Way): string => {
    const name = format.text(account.name);
    const option = point.kind === 'phone' ? t('write.option', { to: phoneText(point.value), account: name }) : name;
    return goingId === null ? option : t('write.going', { option });
  };
  return (
    <Menu
      label={t(`write.${channel}`)}
      trigger={<Button isDisabled={isDisabled}>{words}</Button>}
      sections={[{ title: t('write.title'), items: ways.map((way) => ({ id: keyOf(way), text: textOf(way) })) }]}
      onChoose={(id) => {
        const way = ways.find((one) => keyOf(one) === id);
        if (way !== undefined) onChoose(way);
      }}
    />
  );
}

/** By which contact points this account reaches the person. On LINE only whom it knows as a friend; nobody who shut us out. */
function waysOf(records: Records, customer: Customer, account: ChannelAccount): Way[] {
  const threads = [...records.conversation.values()].filter(
    (thread) => thread.customerId === customer.id && thread.accountId === account.id,
  );
  const wayTo = (point: ContactPoint): Way[] => {
    const thread = threads.find(({ contactPoint }) => contactPoint.kind === point.kind && contactPoint.value === point.value);
    if (thread?.block?.isBlocked === true) return [];
    const going = [...records.interaction.values()].find(
      ({ conversationId, state }) =>
        conversationId === thread?.id && (state.is === 'queued' || state.is === 'offered' || state.is === 'handling'),
    );
    return [{ account, point, goingId: going?.id ?? null }];
  };
  switch (account.channel) {
    case 'sms':
      return customer.contactPoints.filter(({ kind, isVerified }) => kind === 'phone' && isVerified).flatMap(wayTo);
    case 'line':
      return threads.flatMap(({ contactPoint }) => wayTo(contactPoint));
    case 'chat':
    case 'voice':
    case 'whatsapp':
    case 'messenger':
    case 'email':
      return [];
  }
}
