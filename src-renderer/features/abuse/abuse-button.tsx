import { useTranslation } from 'react-i18next';
import type { Interaction } from '#shared/domain/interaction';
import { Button, Tooltip } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { useMe, useSubmit } from '#ui/wire/desk.tsx';

/** One press, or its key, also in the middle of writing: leads are told. A slip is taken back in the line that appears. */
export function AbuseButton({ interaction }: { readonly interaction: Interaction }) {
  const { t } = useTranslation('abuse');
  const me = useMe();
  const submit = useSubmit();
  const { id: interactionId, conversationId, state, abuse } = interaction;
  if (state.is !== 'handling' || state.agentId !== me.id || abuse !== undefined) return null;
  return (
    <Tooltip text={t('flagHelp')}>
      <Button
        look="icon"
        data-shortcut="abuse"
        aria-label={t('flag')}
        onPress={() => void submit({ type: 'abuse.flag', interactionId, conversationId }, 0)}
      >
        <Icon name="warning" size="1.125rem" />
      </Button>
    </Tooltip>
  );
}
