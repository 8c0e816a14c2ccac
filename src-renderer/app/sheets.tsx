import { lazy, Suspense } from 'react';
import { Palette } from '../features/palette/palette.tsx';
import { useDesk, useUi } from '../wire/desk.tsx';
import { usePaletteCommands } from './palette-commands.ts';
import { useInteraction } from './use-interaction.ts';

const HandOverDialog = lazy(async () => ({ default: (await import('../features/handover/hand-over-dialog.tsx')).HandOverDialog }));
const GiveBackDialog = lazy(async () => ({ default: (await import('../features/handover/give-back-dialog.tsx')).GiveBackDialog }));
const SnoozeDialog = lazy(async () => ({ default: (await import('../features/handover/snooze-dialog.tsx')).SnoozeDialog }));
const SignOutDialog = lazy(async () => ({ default: (await import('../features/sign-out/sign-out-dialog.tsx')).SignOutDialog }));
const DesksDialog = lazy(async () => ({ default: (await import('../features/desks/desks-dialog.tsx')).DesksDialog }));
const SpamDialog = lazy(async () => ({ default: (await import('../features/abuse/spam-dialog.tsx')).SpamDialog }));
const ShortcutMap = lazy(async () => ({ default: (await import('./shortcut-map.tsx')).ShortcutMap }));

/** What comes over the workspace for a moment. The palette is there from the start: what is typed right after its key belongs to it. */
export function Sheets() {
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
      {sheet === 'sign_out' && <SignOutDialog onClose={close} />}
      {sheet === 'desks' && <DesksDialog onClose={close} />}
      {sheet === 'shortcuts' && <ShortcutMap onClose={close} />}
      {interaction !== undefined && sheet === 'hand_over' && <HandOverDialog interaction={interaction} onClose={close} />}
      {interaction !== undefined && sheet === 'give_back' && <GiveBackDialog interaction={interaction} onClose={close} />}
      {interaction !== undefined && sheet === 'snooze' && <SnoozeDialog interaction={interaction} onClose={close} />}
      {interaction !== undefined && sheet === 'spam' && <SpamDialog interaction={interaction} onClose={close} />}
    </Suspense>
  );
}
