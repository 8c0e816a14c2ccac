import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { NotReadyReason, type Agent, type ShownState } from '#shared/domain/agent';
import { fromInstant, type Instant } from '#shared/domain/clock';
import { useFormat } from '#ui/i18n/use-format';
import { presenceOf } from '#ui/state/selectors';
import { Button } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { Menu } from '#ui/ui/menu.tsx';
import { StateDot } from '#ui/ui/state-dot.tsx';
import { useMe, useNow, useRecords, useSubmit } from '#ui/wire/desk.tsx';
import styles from './presence.module.css';

/** What may be chosen; signing out is a place of its own. */
const REASONS = NotReadyReason.options.filter((reason) => reason !== 'signed_out');

/** The agent's own state, for how long, and how to change it. */
export function AgentStateMenu() {
  const { t } = useTranslation('presence');
  const submit = useSubmit();
  const me = useMe();
  const { shown, since } = useRecords(({ records }) => presenceOf(records, me));
  const textId = useId();

  function choose(id: string): void {
    const reason = REASONS.find((candidate) => candidate === id);
    const intent = reason === undefined ? ({ is: 'ready' } as const) : ({ is: 'not_ready', reason } as const);
    void submit({ type: 'agent.set_intent', intent }, 0);
  }

  return (
    <Menu
      label={t('title')}
      selectedId={me.intent.is === 'ready' ? 'ready' : me.intent.reason}
      onChoose={choose}
      sections={[
        { title: t('readySection'), items: [{ id: 'ready', text: t('ready') }] },
        { title: t('notReadySection'), items: REASONS.map((reason) => ({ id: reason, text: t(`reason.${reason}`) })) },
      ]}
      trigger={
        <Button look="quiet" aria-label={t('title')} aria-describedby={textId}>
          <span id={textId} className={styles['trigger']} aria-hidden>
            <StateDot state={shown} />
            <span className={styles['word']}>
              <StateWord me={me} shown={shown} />
            </span>
            <TimeInState since={since} />
            <Icon name="down" size="0.75rem" />
          </span>
        </Button>
      }
    />
  );
}

function StateWord({ me, shown }: { readonly me: Agent; readonly shown: ShownState }) {
  const { t } = useTranslation('presence');
  const { intent } = me;
  if (intent.is === 'ready' || shown === 'offline') return t(`state.${shown}`);
  const reason = t(`reason.${intent.reason}`);
  // What comes after the work in hand, when that is not the next offer.
  return shown === 'not_ready' ? reason : `${t(`state.${shown}`)} → ${reason}`;
}

function TimeInState({ since }: { readonly since: Instant }) {
  const format = useFormat();
  const now = useNow();
  return <span className={`figures ${styles['time']}`}>{format.duration(now - fromInstant(since))}</span>;
}
