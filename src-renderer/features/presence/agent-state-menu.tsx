import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { NotReadyReason, shownState, type Agent, type ShownState } from '#shared/domain/agent';
import { fromInstant } from '#shared/domain/clock';
import { useFormat } from '#ui/i18n/use-format';
import { loadOf, workSince } from '#ui/state/selectors';
import { Button } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { Menu } from '#ui/ui/menu.tsx';
import { StateDot } from '#ui/ui/state-dot.tsx';
import { useMe, useNow, useRecords, useSubmit } from '#ui/wire/desk.tsx';
import styles from './presence.module.css';

/** What may be chosen; signing out is a place of its own. */
const REASONS = NotReadyReason.options.filter((reason) => reason !== 'signed_out');

/** The agent's own state, for how long, and how to change it. */
export function AgentStateMenu({ isCompact = false }: { readonly isCompact?: boolean }) {
  const { t } = useTranslation('presence');
  const submit = useSubmit();
  const me = useMe();
  const shown = useShownState(me);
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
          <span id={textId} className={styles['trigger']} data-compact={isCompact}>
            <StateDot state={shown} />
            <span className={styles['word']}>
              <StateWord me={me} shown={shown} />
            </span>
            <TimeInState me={me} shown={shown} />
            {!isCompact && <Icon name="down" size="0.75rem" />}
          </span>
        </Button>
      }
    />
  );
}

function useShownState(me: Agent): ShownState {
  const load = useRecords(({ records }) => loadOf(records, me.id));
  return shownState(me, load);
}

function StateWord({ me, shown }: { readonly me: Agent; readonly shown: ShownState }) {
  const { t } = useTranslation('presence');
  if (shown === 'not_ready' && me.intent.is === 'not_ready') return t(`reason.${me.intent.reason}`);
  // What comes after the work in hand, when that is not the next offer.
  const isLast = (shown === 'handling' || shown === 'wrap_up') && me.intent.is === 'not_ready';
  return isLast && me.intent.is === 'not_ready' ? `${t(`state.${shown}`)} → ${t(`reason.${me.intent.reason}`)}` : t(`state.${shown}`);
}

function TimeInState({ me, shown }: { readonly me: Agent; readonly shown: ShownState }) {
  const format = useFormat();
  const now = useNow();
  const since = useSince(me, shown);
  return <span className={`figures ${styles['time']}`}>{format.duration(now - fromInstant(since))}</span>;
}

function useSince(me: Agent, shown: ShownState): string {
  const working = useRecords(({ records }) => workSince(records, me.id));
  switch (shown) {
    case 'offline':
      return me.connectionSince;
    case 'handling':
    case 'wrap_up':
      return working ?? me.intentSince;
    case 'ready':
    case 'not_ready':
      return me.intentSince;
  }
}
