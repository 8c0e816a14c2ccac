import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerId, InteractionId } from '#shared/domain/ids';
import { Palette } from '../features/palette/palette.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useDesk, useUi } from '../wire/desk.tsx';
import { usePaletteCommands } from './palette-commands.ts';
import { useInteraction } from './use-interaction.ts';

const HandOverDialog = lazy(async () => ({ default: (await import('../features/handover/hand-over-dialog.tsx')).HandOverDialog }));
const GiveBackDialog = lazy(async () => ({ default: (await import('../features/handover/give-back-dialog.tsx')).GiveBackDialog }));
const SnoozeDialog = lazy(async () => ({ default: (await import('../features/handover/snooze-dialog.tsx')).SnoozeDialog }));
const SpamDialog = lazy(async () => ({ default: (await import('../features/abuse/spam-dialog.tsx')).SpamDialog }));
const UnsentList = lazy(async () => ({ default: (await import('../features/unsent/unsent-list.tsx')).UnsentList }));
const ShortcutMap = lazy(async () => ({ default: (await import('./shortcut-map.tsx')).ShortcutMap }));

/** What comes over the workspace for a moment. The palette is there from the start: what is typed right after its key belongs to it. */
export function Sheets({ onOpen }: { readonly onOpen: (customerId: CustomerId, interactionId: InteractionId | null) => void }) {
  const { t } = useTranslation('unsent');
  const { ui } = useDesk();
  const sheet = useUi((state) => state.sheet);
  const interaction = useInteraction(useUi((state) => state.customerId));
  const commands = usePaletteCommands(interaction);
  const close = (): void => ui.setState({ sheet: null });
  return (
    <Suspense fallback={null}>
      {sheet === 'palette' && (
        <Palette
          commands={commands}
          onClose={close}
          onChoose={({ customerId, itemId }) => ui.setState({ place: 'inbox', customerId, interactionId: null, itemId, sheet: null })}
        />
      )}
      {sheet === 'shortcuts' && <ShortcutMap onClose={close} />}
      {interaction !== undefined && sheet === 'hand_over' && <HandOverDialog interaction={interaction} onClose={close} />}
      {interaction !== undefined && sheet === 'give_back' && <GiveBackDialog interaction={interaction} onClose={close} />}
      {interaction !== undefined && sheet === 'snooze' && <SnoozeDialog interaction={interaction} onClose={close} />}
      {interaction !== undefined && sheet === 'spam' && <SpamDialog interaction={interaction} onClose={close} />}
      {sheet === 'unsent' && (
        <Dialog title={t('title')} isOpen onClose={close}>
          <UnsentList onOpen={onOpen} />
        </Dialog>
      )}
    </Suspense>
  );
}
