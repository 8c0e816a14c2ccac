import type { CommandBody } from '#shared/commands/index';
import type { OutboxItem } from '#shared/contracts/desk';
import type { CommandId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import type { Desk } from './create-desk.ts';

/**
 * Sends a wish and waits for what becomes of it: resolves once it is done and its records are here, rejects with the hub's own
 * Failure. For forms, which show a refusal beside the field; the refused wish is discarded, for the form still holds the words.
 */
export async function settle({ desk, records, ids }: Pick<Desk, 'desk' | 'records' | 'ids'>, body: CommandBody): Promise<void> {
  const commandId = ids.command();
  // The core shows a wish in the outbox before it answers that it has it.
  await desk.call('command.submit', { commandId, basis: 0, body });
  const end = await new Promise<OutboxItem['state'] | null>((resolve) => {
    const look = (outbox: readonly OutboxItem[]): boolean => {
      const found = outbox.find(({ command }) => command.commandId === commandId);
      if (found !== undefined && (found.state.is === 'waiting' || found.state.is === 'sending')) return false;
      resolve(found?.state ?? null);
      return true;
    };
    if (look(records.getState().outbox)) return;
    const stop = records.subscribe(({ outbox }) => look(outbox) && stop());
  });
  if (end === null) return;
  await discard(desk, commandId);
  throw end.is === 'refused' ? Failure.fromBody(end.failure) : new Failure('conflict', 'it was held');
}

/** Where it is gone from the outbox already there is nothing to discard. */
async function discard(desk: Desk['desk'], commandId: CommandId): Promise<void> {
  await desk.call('outbox.discard', { commandId }).catch(() => null);
}
