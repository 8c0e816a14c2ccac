import type { CommandBody, CommandOf } from '#shared/commands/index';
import type { CommandId, InteractionId } from '#shared/domain/ids';
import { useRecords } from '#ui/wire/desk.tsx';

type PassingOnBody = CommandOf<'interaction.give_back' | 'interaction.hand_over'>;

export interface PassingOn {
  readonly commandId: CommandId;
  readonly body: PassingOnBody;
}

function isPassingOn(body: CommandBody): body is PassingOnBody {
  return body.type === 'interaction.give_back' || body.type === 'interaction.hand_over';
}

/** A wish to give this work away that waits for the line; null where there is none. What the hub did not want is on the page of what is unsent. */
export function usePassingOn(interactionId: InteractionId): PassingOn | null {
  const { commandId, body } = useRecords(({ outbox }) => {
    const found = outbox.find(
      ({ command, state }) =>
        isPassingOn(command.body) && command.body.interactionId === interactionId && (state.is === 'waiting' || state.is === 'sending'),
    );
    return { commandId: found?.command.commandId, body: found?.command.body };
  });
  return commandId === undefined || body === undefined || !isPassingOn(body) ? null : { commandId, body };
}

/** Whether the work's being laid aside, or woken, is known only here as yet. */
export function useSnoozeWaits(interactionId: InteractionId): boolean {
  return useRecords(({ outbox }) =>
    outbox.some(
      ({ command: { body }, state }) =>
        (body.type === 'interaction.snooze' || body.type === 'interaction.wake') &&
        body.interactionId === interactionId &&
        (state.is === 'waiting' || state.is === 'sending'),
    ),
  );
}
