import { useTranslation } from 'react-i18next';
import { Button } from '#ui/ui/controls.tsx';
import { Menu } from '#ui/ui/menu.tsx';
import { useDesk, useMe } from '#ui/wire/desk.tsx';
import type { Interaction } from '#shared/domain/interaction';

const ACTIONS = ['hand_over', 'give_back'] as const;

/** What the owner can do with the work beside answering it. */
export function WorkMenu({ interaction: { state } }: { readonly interaction: Interaction }) {
  const { t } = useTranslation('handover');
  const { ui } = useDesk();
  const me = useMe();
  if (state.is !== 'handling' || state.agentId !== me.id) return null;
  return (
    <Menu
      label={t('menu')}
      trigger={
        <Button data-shortcut="transfer" look="quiet">
          {t('menu')}
        </Button>
      }
      sections={[{ title: t('menu'), items: ACTIONS.map((id) => ({ id, text: t(`actions.${id}`) })) }]}
      onChoose={(id) => {
        const sheet = ACTIONS.find((action) => action === id);
        if (sheet !== undefined) ui.setState({ sheet });
      }}
    />
  );
}
