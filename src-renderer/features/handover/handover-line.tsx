import { useTranslation } from 'react-i18next';
import { fromInstant } from '#shared/domain/clock';
import type { AgentId } from '#shared/domain/ids';
import { ownerOf, type Interaction } from '#shared/domain/interaction';
import type { Reservation } from '#shared/domain/reservation';
import { useFormat } from '#ui/i18n/use-format';
import { lastHandoverOf } from '#ui/state/selectors';
import { Button } from '#ui/ui/controls.tsx';
import { useAttempt, useDesk, useMe, useNow, useRecords, useSession, useSubmit } from '#ui/wire/desk.tsx';
import styles from './handover.module.css';
import { usePassingOn, type PassingOn } from './use-passing-on.ts';

/** How long it is said why a colleague did not take it. */
const FAREWELL_MS = 5 * 60_000;

/** To whom the work is being offered, and, where that came to nothing, why. */
export function HandoverLine({ interaction }: { readonly interaction: Interaction }) {
  const me = useMe();
  const now = useNow();
  const last = useRecords(({ records }) => lastHandoverOf(records, interaction));
  const passingOn = usePassingOn(interaction.id);
  if (passingOn !== null) return <Waiting passingOn={passingOn} />;
  if (last === undefined) return null;
  const isMine = ownerOf(interaction.state) === me.id;
  if (last.outcome === 'pending') return <Offering reservation={last} isMine={isMine} />;
  const isOver = last.endedAt === null || now - fromInstant(last.endedAt) > FAREWELL_MS;
  return isOver || last.handover?.fromId !== me.id || !isMine ? null : <CameToNothing reservation={last} />;
}

/** It goes once the line is back, and is the agent's own till then; said so, and taken back with one press. */
function Waiting({ passingOn: { commandId, body } }: { readonly passingOn: PassingOn }) {
  const { t } = useTranslation('handover');
  const format = useFormat();
  const { desk } = useDesk();
  const attempt = useAttempt();
  const name = format.agent(useRecords(({ records }) => ('agentId' in body ? records.agent.get(body.agentId) : undefined)));
  const queue = useRecords(({ records }) => ('queueId' in body ? records.queue.get(body.queueId)?.name : undefined));
  const isConnected = useSession(({ connection }) => connection.is === 'connected');
  if (isConnected) return null;
  return (
    <div className={styles['line']}>
      <output>
        {body.type === 'interaction.hand_over'
          ? t('waiting.hand_over', { name })
          : t('waiting.give_back', { queue: queue === undefined ? '…' : format.text(queue) })}
      </output>
      <Button onPress={() => void attempt(() => desk.call('outbox.discard', { commandId }))}>{t('waiting.cancel')}</Button>
    </div>
  );
}

function Offering({ reservation, isMine }: { readonly reservation: Reservation; readonly isMine: boolean }) {
  const { t } = useTranslation('handover');
  const format = useFormat();
  const now = useNow();
  const submit = useSubmit();
  const name = useAgentName(reservation.agentId);
  const left = format.duration(Math.max(0, fromInstant(reservation.expiresAt) - now));
  return (
    <div className={styles['line']}>
      <output>{t(isMine ? 'offering' : 'offeringOther', { name })}</output>
      <span className="figures">{left}</span>
      {isMine && (
        <Button onPress={() => void submit({ type: 'reservation.rescind', reservationId: reservation.id }, 0)}>{t('rescind')}</Button>
      )}
    </div>
  );
}

function CameToNothing({ reservation: { outcome, reason, agentId } }: { readonly reservation: Reservation }) {
  const { t } = useTranslation(['handover', 'offer']);
  const name = useAgentName(agentId);
  if (outcome !== 'declined' && outcome !== 'timed_out' && outcome !== 'desk_lost') return null;
  const why = reason === null ? '' : t(`offer:reasons.${reason}`);
  return (
    <output className={styles['line']}>
      {outcome === 'declined' ? t('ended.declined', { name, reason: why }) : t(`ended.${outcome}`, { name })}
    </output>
  );
}

function useAgentName(agentId: AgentId): string {
  const format = useFormat();
  return format.agent(useRecords(({ records }) => records.agent.get(agentId)));
}
