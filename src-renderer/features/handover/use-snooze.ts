import { useCallback } from 'react';
import type { Interaction } from '#shared/domain/interaction';
import { basisOf } from '#ui/state/selectors';
import { useDesk, useSubmit } from '#ui/wire/desk.tsx';
import { snoozeUntil, type SnoozeOption } from './snooze-options.ts';

/** Lays a piece of work aside; by the menu and by the palette. */
export function useSnooze(): (interaction: Interaction, option: SnoozeOption) => void {
  const { records, clock } = useDesk();
  const submit = useSubmit();
  return useCallback(
    ({ id: interactionId, conversationId }, option) => {
      const until = snoozeUntil(option, clock.now());
      void submit({ type: 'interaction.snooze', interactionId, conversationId, until }, basisOf(records.getState(), interactionId));
    },
    [clock, records, submit],
  );
}
