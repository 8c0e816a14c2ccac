import { useTranslation } from 'react-i18next';
import { Cell, CheckboxButton, CheckboxField, Column, Row, Table, TableBody, TableHeader, type Selection } from 'react-aria-components';
import { InteractionId } from '#shared/domain/ids';
import { ownerOf, type Interaction } from '#shared/domain/interaction';
import { lineText } from '#ui/i18n/line-text';
import { useFormat } from '#ui/i18n/use-format';
import { waitOf } from '#ui/state/selectors';
import { Badge } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { useNow, useRecords } from '#ui/wire/desk.tsx';
import styles from './direct.module.css';

export interface WorkTableProps {
  readonly work: readonly Interaction[];
  readonly chosen: ReadonlySet<InteractionId>;
  readonly onChoose: (chosen: ReadonlySet<InteractionId>) => void;
  readonly onOpen: (interaction: Interaction) => void;
}

/** Arrows move, Space chooses, Shift extends, Ctrl+A takes all, Enter opens. */
export function WorkTable({ work, chosen, onChoose, onOpen }: WorkTableProps) {
  const { t } = useTranslation('direct');
  const choose = (keys: Selection): void =>
    onChoose(new Set(keys === 'all' ? work.map(({ id }) => id) : [...keys].map((key) => InteractionId.parse(key))));
  return (
    <Table
      aria-label={t('work')}
      className={styles['table'] ?? ''}
      selectionMode="multiple"
      selectedKeys={new Set(work.map(({ id }) => id).filter((id) => chosen.has(id)))}
      onSelectionChange={choose}
      onRowAction={(key) => {
        const interaction = work.find(({ id }) => id === key);
        if (interaction !== undefined) onOpen(interaction);
      }}
    >
      <TableHeader>
        <Column className={styles['check'] ?? ''}>
          <Check label={t('chooseAll')} />
        </Column>
        <Column isRowHeader>{t('customer')}</Column>
        <Column>{t('last')}</Column>
        <Column>{t('queue')}</Column>
        <Column>{t('state')}</Column>
        <Column className={styles['wait'] ?? ''}>{t('wait')}</Column>
      </TableHeader>
      <TableBody renderEmptyState={() => <p className={styles['hint']}>{t('nothing')}</p>}>
        {work.map((interaction) => (
          <Row key={interaction.id} id={interaction.id} className={styles['row'] ?? ''}>
            <Cell className={styles['check'] ?? ''}>
              <Check label={t('chooseOne')} />
            </Cell>
            <Cell>
              <Who interaction={interaction} />
            </Cell>
            <Cell className={styles['last'] ?? ''}>
              <LastWords interaction={interaction} />
            </Cell>
            <Cell>
              <QueueName queueId={interaction.queueId} />
            </Cell>
            <Cell>
              <Standing interaction={interaction} />
            </Cell>
            <Cell className={styles['wait'] ?? ''}>
              <Wait interaction={interaction} />
            </Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}

function Check({ label }: { readonly label: string }) {
  return (
    <CheckboxField slot="selection" aria-label={label}>
      <CheckboxButton className={styles['checkbox'] ?? ''}>
        {({ isSelected, isIndeterminate }) => (
          <span className={styles['box']} aria-hidden>
            {isIndeterminate ? '–' : isSelected ? '✓' : ''}
          </span>
        )}
      </CheckboxButton>
    </CheckboxField>
  );
}

function Who({ interaction }: { readonly interaction: Interaction }) {
  const { t } = useTranslation(['common', 'team']);
  const format = useFormat();
  const customer = useRecords(({ records }) => records.customer.get(interaction.customerId));
  return (
    <span className={styles['who']}>
      <span className={styles['glyph']} data-channel={interaction.channel} title={t(`channel.${interaction.channel}`)}>
        <Icon name={interaction.channel} />
        <span className="visually-hidden">{t(`channel.${interaction.channel}`)}</span>
      </span>
      <span className={styles['name']}>{format.name(customer)}</span>
      {interaction.abuse !== undefined && <Badge tone="alarm">{t('team:abuse')}</Badge>}
    </span>
  );
}

function LastWords({ interaction: { lastLine } }: { readonly interaction: Interaction }) {
  const { t } = useTranslation(['team', 'common']);
  return lastLine === null ? null : <span dir="auto">{lineText(t, lastLine)}</span>;
}

function QueueName({ queueId }: { readonly queueId: Interaction['queueId'] }) {
  const format = useFormat();
  const queue = useRecords(({ records }) => records.queue.get(queueId));
  return queue === undefined ? null : format.text(queue.name);
}

/** Whose it is, or what it waits for. */
function Standing({ interaction: { state, snoozedUntil } }: { readonly interaction: Interaction }) {
  const { t } = useTranslation('direct');
  const format = useFormat();
  const holderId = state.is === 'offered' ? state.agentId : ownerOf(state);
  const agent = useRecords(({ records }) => (holderId === null ? undefined : records.agent.get(holderId)));
  const standing = snoozedUntil === undefined ? state.is : 'snoozed';
  return (
    <span className={styles['standing']} data-waits={holderId === null}>
      {t(`standing.${standing}`, { agent: format.agent(agent) })}
    </span>
  );
}

/** How long the customer has waited for a word of ours. */
function Wait({ interaction }: { readonly interaction: Interaction }) {
  const format = useFormat();
  const now = useNow();
  const targetMs = useRecords(({ records }) => records.queue.get(interaction.queueId)?.targetMs);
  const wait = interaction.state.is === 'wrap_up' ? null : waitOf(interaction, targetMs, now);
  if (wait === null) return null;
  return (
    <span className={`figures ${styles['waitTime']}`} data-urgency={wait.urgency}>
      {wait.urgency === 'late' ? '! ' : ''}
      {format.duration(wait.milliseconds)}
    </span>
  );
}
