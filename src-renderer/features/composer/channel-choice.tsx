import { useTranslation } from 'react-i18next';
import { InteractionId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import { Button } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { Menu } from '#ui/ui/menu.tsx';
import { useRecords } from '#ui/wire/desk.tsx';
import styles from './composer.module.css';

interface ChannelChoiceProps {
  readonly choices: readonly Interaction[];
  readonly chosen: Interaction;
  readonly onChoose: (id: InteractionId) => void;
}

/** By which channel the reply goes; a menu where the customer has more than one open with this agent. */
export function ChannelChoice({ choices, chosen, onChoose }: ChannelChoiceProps) {
  const { t } = useTranslation(['composer', 'common']);
  const addresses = useRecords(({ records }) =>
    choices.map(({ conversationId }) => records.conversation.get(conversationId)?.contactPoint.value ?? ''),
  );
  const channel = t(`common:channel.${chosen.channel}`);
  const face = (
    <>
      <Icon name={chosen.channel} size="0.875rem" />
      {channel}
    </>
  );
  if (choices.length < 2) return <span className={styles['channel']}>{face}</span>;
  return (
    <Menu
      label={t('channel')}
      trigger={
        <Button look="quiet" aria-label={`${t('channel')}: ${channel}`}>
          {face}
          <Icon name="down" size="0.75rem" />
        </Button>
      }
      sections={[
        {
          title: t('channel'),
          items: choices.map(({ id, channel: each }, index) => ({
            id,
            text: t(`common:channel.${each}`),
            ...(each === 'chat' ? {} : { hint: addresses[index] ?? '' }),
          })),
        },
      ]}
      selectedId={chosen.id}
      onChoose={(id) => onChoose(InteractionId.parse(id))}
    />
  );
}
