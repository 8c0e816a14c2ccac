import { useTranslation } from 'react-i18next';
import { can } from '#shared/domain/permissions';
import { isOwnedBy, isUnread, unsentCounts } from '../state/selectors.ts';
import type { Place } from '../state/ui-store.ts';
import { Button, Tooltip } from '../ui/controls.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { useDesk, useMe, useRecords, useUi } from '../wire/desk.tsx';
import { adminSectionsFor } from './admin-sections.ts';
import styles from './app.module.css';

/** Above this the number says no more. */
const MOST_SHOWN = 99;

/** The narrow bar at the edge: where one can go. */
export function Rail() {
  const { t } = useTranslation(['inbox', 'unsent', 'team', 'admin', 'settings', 'palette', 'common']);
  const { ui } = useDesk();
  const me = useMe();
  const unread = useRecords(
    ({ records }) =>
      [...records.interaction.values()].filter((interaction) => isOwnedBy(interaction, me.id) && isUnread(records, me.id, interaction))
        .length,
  );
  return (
    <nav className={styles['rail']} aria-label={t('common:product')}>
      <span className={styles['mark']} lang="ja" aria-hidden>
        窓
      </span>
      <RailButton place="inbox" icon="inbox" text={t('inbox:title')} count={unread} />
      {can(me.role, 'conversation.read') && <UnsentButton />}
      {can(me.role, 'agent.set_queues') && <RailButton place="team" icon="team" text={t('team:title')} />}
      {adminSectionsFor(me.role).length > 0 && <RailButton place="admin" icon="admin" text={t('admin:title')} />}
      <span className={styles['railGap']} />
      <Tooltip text={t('palette:shortcuts.title')}>
        <Button look="icon" aria-label={t('palette:shortcuts.title')} onPress={() => ui.setState({ sheet: 'shortcuts' })}>
          <Icon name="keyboard" size="1.125rem" />
        </Button>
      </Tooltip>
      <RailButton place="settings" icon="settings" text={t('settings:title')} />
    </nav>
  );
}

/** What has not gone out: how many, and by its colour and in words whether the agent must decide. */
function UnsentButton() {
  const { t } = useTranslation('unsent');
  const { ui } = useDesk();
  const { all, toDecide } = useRecords(({ outbox }) => unsentCounts(outbox));
  const isHere = useUi(({ place }) => place === 'unsent');
  const label =
    all === 0
      ? t('title')
      : `${t('title')}, ${t('rail', { count: all })}${toDecide === 0 ? '' : `, ${t('rail_decide', { count: toDecide })}`}`;
  return (
    <Tooltip text={label}>
      <Button
        look="icon"
        aria-label={label}
        onPress={() => ui.setState({ place: 'unsent' })}
        {...(isHere ? { 'aria-current': 'page' as const } : {})}
      >
        <Icon name="unsent" size="1.125rem" />
        {all > 0 && (
          <span className={`figures ${styles['railCount']}`} data-alarm={toDecide > 0} aria-hidden>
            {all > MOST_SHOWN ? `${MOST_SHOWN}+` : all}
          </span>
        )}
      </Button>
    </Tooltip>
  );
}

interface RailButtonProps {
  readonly place: Place;
  readonly icon: IconName;
  readonly text: string;
  readonly count?: number;
}

function RailButton({ place, icon, text, count = 0 }: RailButtonProps) {
  const { t } = useTranslation('inbox');
  const { ui } = useDesk();
  const isHere = useUi((state) => state.place === place);
  const label = count > 0 ? `${text}, ${t('unreadCount', { count })}` : text;
  return (
    <Tooltip text={label}>
      <Button
        look="icon"
        aria-label={label}
        onPress={() => ui.setState({ place })}
        {...(isHere ? { 'aria-current': 'page' as const } : {})}
      >
        <Icon name={icon} size="1.125rem" />
        {count > 0 && <span className={styles['railDot']} aria-hidden />}
      </Button>
    </Tooltip>
  );
}
