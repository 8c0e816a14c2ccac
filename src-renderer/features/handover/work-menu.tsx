import { useTranslation } from 'react-i18next';
import type { Interaction } from '#shared/domain/interaction';
import { Button } from '#ui/ui/controls.tsx';
import { Icon } from '#ui/ui/icon.tsx';
import { Menu } from '#ui/ui/menu.tsx';
import { useDesk, useMe } from '#ui/wire/desk.tsx';
import { SNOOZE_OPTIONS } from './snooze-options.ts';
import { usePassingOn } from './use-passing-on.ts';
import { useSnooze } from './use-snooze.ts';

const ACTIONS = ['hand_over', 'give_back', 'spam'] as const;

/** What the owner can do with the work beside answering it. */
export function WorkMenu({ interaction }: { readonly interaction: Interaction }) {
  const { t } = useTranslation('handover');
  const { ui } = useDesk();
  const me = useMe();
  const snooze = useSnooze();
  const { state, handover } = interaction;
  const passingOn = usePassingOn(interaction.id);
  if (state.is !== 'handling' || state.agentId !== me.id) return null;

  function choose(id: string): void {
    const sheet = ACTIONS.find((action) => action === id);
    if (sheet !== undefined) ui.setState({ sheet });
    const option = SNOOZE_OPTIONS.find((one) => one === id);
    if (option !== undefined) snooze(interaction, option);
    if (id === 'snooze') ui.setState({ sheet: 'snooze' });
  }

  const isAsked = handover !== undefined;
  const isFixed = isAsked || passingOn !== null;
  return (
    <Menu
      label={t('menu')}
      trigger={
        <Button data-shortcut="transfer" look="quiet">
          {t('menu')}
          <Icon name="down" size="0.75rem" />
        </Button>
      }
      sections={[
        {
          title: t('passOn'),
          items: ACTIONS.map((id) => ({
            id,
            text: t(`actions.${id}`),
            isDisabled: (isAsked && id === 'hand_over') || (passingOn !== null && id !== 'spam'),
          })),
        },
        {
          title: t('snooze'),
          items: [
            ...SNOOZE_OPTIONS.map((id) => ({ id, text: t(`until.${id}`), isDisabled: isFixed })),
            { id: 'snooze', text: t('snoozeChoose'), isDisabled: isFixed },
          ],
        },
      ]}
      onChoose={choose}
    />
  );
}
