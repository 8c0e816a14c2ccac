import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandBody, CommandOf } from '#shared/commands/index';
import type { OutboxItem } from '#shared/contracts/desk';
import { CustomerId, InteractionId } from '#shared/domain/ids';
import type { FailureBody } from '#shared/rpc/failure';
import { phoneText } from '#ui/i18n/phone-text';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import { useAttempt, useCustomerView, useDesk, useRecords } from '#ui/wire/desk.tsx';
import styles from './customer.module.css';
import { JoinDialog } from './join-dialog.tsx';

export interface RefusedEditsProps {
  readonly customerId: CustomerId;
  readonly onOpenWork: (interactionId: InteractionId) => void;
  readonly onOpenCustomer: (customerId: CustomerId) => void;
}

/** What the hub would not do to this customer, why, and the way on. */
export function RefusedEdits(props: RefusedEditsProps) {
  const refused = useRecords(({ outbox }) =>
    outbox.filter((item) => item.state.is === 'refused' && isAbout(item.command.body, props.customerId)),
  );
  return refused.map((item) => <RefusedEdit key={item.command.commandId} item={item} {...props} />);
}

function RefusedEdit({ item, customerId, onOpenWork, onOpenCustomer }: { readonly item: OutboxItem } & RefusedEditsProps) {
  const { t } = useTranslation(['customer-edit', 'errors']);
  const { desk } = useDesk();
  const attempt = useAttempt();
  const { command, state } = item;
  const [isJoining, setIsJoining] = useState(false);
  if (state.is !== 'refused') return null;
  const { body } = command;
  const { about } = state.failure;
  const other = CustomerId.safeParse(about).data;
  const work = InteractionId.safeParse(about).data;
  const isHeld = other !== undefined && isPoint(body) && state.failure.field !== undefined;
  const forget = (): void => void attempt(() => desk.call('outbox.discard', { commandId: command.commandId }));
  return (
    <div className={styles['refused']} role="alert">
      {isHeld ? <HeldBy otherId={other} body={body} /> : <p>{reasonOf(body, state.failure, t)}</p>}
      <footer className={styles['buttons']}>
        <Button look="quiet" onPress={forget}>
          {t('refused.forget')}
        </Button>
        {work !== undefined && (
          <Button
            onPress={() => {
              forget();
              onOpenWork(work);
            }}
          >
            {t('refused.go')}
          </Button>
        )}
        {isHeld && <Button onPress={() => setIsJoining(true)}>{t('refused.compare')}</Button>}
        {!isHeld && other !== undefined && <Button onPress={() => onOpenCustomer(other)}>{t('refused.open_joined')}</Button>}
      </footer>
      {isJoining && other !== undefined && (
        <JoinDialog customerId={customerId} otherId={other} onClose={() => setIsJoining(false)} onJoined={forget} />
      )}
    </div>
  );
}

/** Named only where the hub said that this agent may know whose it is. */
function HeldBy({ otherId, body }: { readonly otherId: CustomerId; readonly body: CommandBody }) {
  const { t } = useTranslation('customer-edit');
  const format = useFormat();
  useCustomerView(otherId);
  const other = useRecords(({ records }) => records.customer.get(otherId));
  return <p>{t('refused.held_named', { value: valueOf(body), name: format.name(other) })}</p>;
}

type Words = ReturnType<typeof useTranslation<['customer-edit', 'errors']>>['t'];

function reasonOf(body: CommandBody, { code, field, about }: FailureBody, t: Words): string {
  const value = valueOf(body);
  if (CustomerId.safeParse(about).success) return t('refused.joined');
  if (body.type === 'customer.join') return t('refused.join');
  if (isPoint(body) && code === 'invalid') return t(body.kind === 'phone' ? 'refused.not_phone' : 'refused.not_email', { value });
  if (code !== 'conflict' && body.type !== 'interaction.start') return t(`errors:${code}`);
  if (body.type === 'customer.remove_contact_point') return t('refused.in_use', { value });
  if (isPoint(body)) return body.type === 'customer.add_contact_point' || field === 'to' ? t('refused.held', { value }) : t('refused.gone');
  if (body.type === 'interaction.start' && about !== undefined) return t('refused.start_taken');
  if (body.type === 'interaction.start' && field === 'to') return t('refused.start_to');
  if (body.type === 'interaction.start' && field === 'accountId') return t('refused.start_account');
  return t(`errors:${code}`);
}

type PointEdit = CommandOf<'customer.add_contact_point' | 'customer.correct_contact_point'>;

function isPoint(body: CommandBody): body is PointEdit {
  return body.type === 'customer.add_contact_point' || body.type === 'customer.correct_contact_point';
}

function valueOf(body: CommandBody): string {
  if (body.type === 'customer.correct_contact_point') return phoneText(body.to);
  return 'value' in body && typeof body.value === 'string' ? phoneText(body.value) : '';
}

const OF_ONE: readonly CommandBody['type'][] = [
  'customer.name',
  'customer.add_contact_point',
  'customer.correct_contact_point',
  'customer.remove_contact_point',
  'customer.set_locale',
  'interaction.start',
];

function isAbout(body: CommandBody, customerId: CustomerId): boolean {
  if (body.type === 'customer.join') return body.intoId === customerId || body.fromId === customerId;
  return OF_ONE.includes(body.type) && 'customerId' in body && body.customerId === customerId;
}
