import { useTranslation } from 'react-i18next';
import type { InteractionId } from '#shared/domain/ids';
import { hasEnd } from '#shared/domain/talk-end';
import { basisOf } from '#ui/state/selectors';
import { Button, Tooltip } from '#ui/ui/controls.tsx';
import { useDesk, useMe, useRecords, useSubmit } from '#ui/wire/desk.tsx';

/** Ends the agent's part, and for a chat the customer's too: it says so before it is pressed. Only the owner has it. */
export function WrapUpButton({ interactionId }: { readonly interactionId: InteractionId }) {
  const { t } = useTranslation('wrap-up');
  const desk = useDesk();
  const me = useMe().id;
  const submit = useSubmit();
  const interaction = useRecords(({ records }) => records.interaction.get(interactionId));
  if (interaction === undefined || interaction.state.is !== 'handling' || interaction.state.agentId !== me) return null;
  const { conversationId, channel } = interaction;
  const start = () => submit({ type: 'wrap_up.start', interactionId, conversationId }, basisOf(desk.records.getState(), interactionId));
  const meaning = hasEnd(channel) ? t('ends_talk') : t('begins');
  return (
    <Tooltip text={meaning}>
      <Button data-shortcut="wrap_up" onPress={() => void start()}>
        {t('start')}
      </Button>
    </Tooltip>
  );
}
