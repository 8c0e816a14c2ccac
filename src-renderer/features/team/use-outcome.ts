import { useCallback } from 'react';
import type { CommandBody } from '#shared/commands/index';
import type { CommandId } from '#shared/domain/ids';
import { Failure, type FailureBody } from '#shared/rpc/failure';
import type { RecordsStore } from '#ui/state/records-store';
import { useDesk } from '#ui/wire/desk.tsx';

/** Sends a wish and waits for what became of it: null where it was done. A refused one is taken out of the outbox: it is told here. */
export function useOutcome(): (body: CommandBody) => Promise<FailureBody | null> {
  const { desk, records, submit } = useDesk();
  return useCallback(
    async (body) => {
      try {
        const commandId = await submit(body, 0);
        const failure = await outcomeOf(records, commandId);
        if (failure !== null) await desk.call('outbox.discard', { commandId });
        return failure;
      } catch (error) {
        if (error instanceof Failure) return error.toBody();
        throw error;
      }
    },
    [desk, records, submit],
  );
}

/** A wish is in the outbox until the log says that it is done, or the hub that it is not. */
function outcomeOf(records: RecordsStore, commandId: CommandId): Promise<FailureBody | null> {
  return new Promise((resolve) => {
    const stop = { now: (): void => undefined };
    const look = (): void => {
      const item = records.getState().outbox.find(({ command }) => command.commandId === commandId);
      if (item !== undefined && item.state.is !== 'refused' && item.state.is !== 'held') return;
      stop.now();
      if (item === undefined) resolve(null);
      else resolve(item.state.is === 'refused' ? item.state.failure : new Failure('conflict', 'it was held').toBody());
    };
    stop.now = records.subscribe(look);
    look();
  });
}
