import { useTranslation } from 'react-i18next';
import { fromInstant } from '#shared/domain/clock';
import type { CustomerId } from '#shared/domain/ids';
import { ownerOf, type Interaction } from '#shared/domain/interaction';
import { may } from '#shared/domain/permissions';
import { AbuseButton } from '../features/abuse/abuse-button.tsx';
import { WorkMenu } from '../features/handover/work-menu.tsx';
import { WrapUpButton } from '../features/wrap-up/wrap-up-button.tsx';
import { useFormat } from '../i18n/use-format.ts';
import { unreadFrom } from '../state/selectors.ts';
import { useMarkUnread } from '../state/use-mark-unread.ts';
import { Button, Tooltip } from '../ui/controls.tsx';
import { Icon } from '../ui/icon.tsx';
import { useDesk, useMe, useNow, useRecords, useSubmit } from '../wire/desk.tsx';
import styles from './app.module.css';
import type { Layout } from './use-layout.ts';

export interface PaneHeaderProps {
  readonly customerId: CustomerId;
  readonly interaction: Interaction | undefined;
  readonly layout: Layout;
  /** Told where the timeline has room for its tools. */
  readonly toolsRef: (place: HTMLElement | null) => void;
}

/** Whose timeline this is, on which channels, where the work stands, and the one next step. */
export function PaneHeader({ customerId, interaction, layout, toolsRef }: PaneHeaderProps) {
  const { t } = useTranslation(['inbox', 'common', 'customer', 'customer-edit']);
  const { ui } = useDesk();
  const format = useFormat();
  const me = useMe();
  const submit = useSubmit();
  const markUnread = useMarkUnread();
  const customer = useRecords(({ records }) => records.customer.get(customerId));
  const channels = useRecords(({ records }) => [
    ...new Set([...records.conversation.values()].filter((other) => other.customerId === customerId).map(({ channel }) => channel)),
  ]);
  const mayTake = interaction?.state.is === 'queued' && may(me, 'interaction.take', { queueId: interaction.queueId });

  function togglePanel(): void {
    if (layout === 'wide') ui.setState(({ isContextOpen }) => ({ isContextOpen: !isContextOpen }));
    else ui.setState({ sheet: 'customer' });
  }

  return (
    <header className={styles['paneHeader']}>
      {layout === 'narrow' && (
        <Button look="icon" aria-label={t('common:back')} onPress={() => ui.setState({ customerId: null, interactionId: null })}>
          <Icon name="back" />
        </Button>
      )}
      <h1 className={styles['paneName']}>{format.addressed(customer)}</h1>
      <ul className={styles['channels']}>
        {channels.map((channel) => (
          <li key={channel} data-current={channel === interaction?.channel}>
            <Icon name={channel} size="0.875rem" />
            {t(`common:channel.${channel}`)}
          </li>
        ))}
      </ul>
      {interaction !== undefined && <WorkState interaction={interaction} />}
      {mayTake && (
        <Button
          look="primary"
          onPress={() => submit({ type: 'interaction.take', interactionId: interaction.id }, interaction.lastLine?.seq ?? 0)}
        >
          {t('take')}
        </Button>
      )}
      {interaction !== undefined && <AbuseButton interaction={interaction} />}
      {interaction !== undefined && <WorkMenu interaction={interaction} />}
      {interaction !== undefined && <WrapUpButton interactionId={interaction.id} />}
      {interaction !== undefined && unreadFrom(interaction, me.id) !== null && (
        <Tooltip text={t('customer-edit:unread')}>
          <Button
            look="icon"
            data-shortcut="mark_unread"
            aria-label={t('customer-edit:unread')}
            onPress={() => void markUnread(interaction)}
          >
            <Icon name="inbox" size="1.125rem" />
          </Button>
        </Tooltip>
      )}
      <span ref={toolsRef} className={styles['tools']} />
      <Tooltip text={t('panel')}>
        <Button look="icon" aria-label={t('panel')} onPress={togglePanel}>
          <Icon name="panel" size="1.125rem" />
        </Button>
      </Tooltip>
    </header>
  );
}

/** "Handling 3:12", "With Kenji Sato", "Waiting": never by colour alone. */
function WorkState({ interaction: { state, arrivedAt } }: { readonly interaction: Interaction }) {
  const { t } = useTranslation('inbox');
  const format = useFormat();
  const now = useNow();
  const me = useMe();
  const ownerId = ownerOf(state);
  const owner = useRecords(({ records }) => (ownerId === null ? undefined : records.agent.get(ownerId)));
  const since = 'since' in state ? state.since : arrivedAt;
  const words = ownerId === null || ownerId === me.id ? t(`state.${state.is}`) : format.agent(owner);
  return (
    <span className={styles['workState']} data-state={state.is}>
      {words}
      {state.is !== 'closed' && <span className="figures">{format.duration(now - fromInstant(since))}</span>}
    </span>
  );
}
