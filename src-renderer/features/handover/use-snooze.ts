import { useCallback } from 'react';
import type { Instant } from '#shared/domain/clock';
import type { Interaction } from '#shared/domain/interaction';
import { basisOf } from '#ui/state/selectors';
import { useDesk, useSubmit } from '#ui/wire/desk.tsx';
import { snoozeUntil, type SnoozeOption } from './snooze-options.ts';

/** Lays a piece of work aside until then. */
export function useSnoozeUntil(): (interaction: Interaction, until: Instant) => void {
  const { records } = useDesk();
  const submit = useSubmit();
  return useCallback(
    ({ id: interactionId, conversationId }, until) => {
      void submit({ type: 'interaction.snooze', interactionId, conversationId, until }, basisOf(records.getState(), interactionId));
    },
    [records, submit],
  );
}

/** By the menu and by the palette. */
export function useSnooze(): (interaction: Interaction, option: SnoozeOption) => void {
  const { clock } = useDesk();
  const snooze = useSnoozeUntil();
  return useCallback((interaction, option) => snooze(interaction, snoozeUntil(option, clock.now())), [clock, snooze]);
}
