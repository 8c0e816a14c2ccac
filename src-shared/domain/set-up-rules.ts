import { foldText } from '../search/fold-text.ts';
import type { CannedResponse } from './canned-response.ts';
import type { ChannelAccount } from './channel-account.ts';
import type { Channel } from './conversation.ts';
import { DISPOSITION_LEVELS, dispositionHeight, dispositionPath, isAbove, type Dispositions } from './disposition-tree.ts';
import type { Disposition } from './interaction.ts';
import type { Queue } from './queue.ts';

/** What one record of the set-up must not be beside the others. */
export interface Misfit {
  /** `invalid`: can never be. `conflict`: another record stands in the way. */
  readonly code: 'invalid' | 'conflict';
  readonly field: string;
  readonly says: string;
}

const CHANNEL_OF = { web_chat: 'chat', twilio_sms: 'sms', line: 'line' } as const satisfies Record<
  ChannelAccount['details']['is'],
  Channel
>;

/** A tree of at most three levels. `all`: the others as they stand. */
export function dispositionMisfit(wished: Disposition, all: Dispositions): Misfit | null {
  const { id, parentId } = wished;
  if (parentId === undefined) return null;
  const field = 'parentId';
  if (parentId !== id && !all.has(parentId)) return { code: 'invalid', field, says: `there is no disposition ${parentId}` };
  if (parentId === id || isAbove(all, id, parentId)) return { code: 'invalid', field, says: 'a disposition cannot stand below itself' };
  const levels = dispositionPath(all, parentId).length + (all.has(id) ? dispositionHeight(all, id) : 1);
  if (levels > DISPOSITION_LEVELS) return { code: 'invalid', field, says: `there are at most ${DISPOSITION_LEVELS} levels` };
  return null;
}

/** Nothing new comes to a queue that is retired, so no channel may lead there. */
export function queueMisfit({ id, isRetired }: Queue, accounts: readonly ChannelAccount[]): Misfit | null {
  const one = isRetired === true ? accounts.find(({ isActive, queueId }) => isActive && queueId === id) : undefined;
  return one === undefined ? null : { code: 'conflict', field: 'isRetired', says: `the account ${one.id} still brings its work here` };
}

export function accountMisfit(
  { channel, details, queueId, isActive }: Pick<ChannelAccount, 'channel' | 'details' | 'queueId' | 'isActive'>,
  queues: ReadonlyMap<string, Queue>,
): Misfit | null {
  const due = CHANNEL_OF[details.is];
  if (channel !== due) return { code: 'invalid', field: 'channel', says: `must be ${due}, for it is connected as ${details.is}` };
  const field = 'queueId';
  const queue = queues.get(queueId);
  if (queue === undefined) return { code: 'invalid', field, says: `there is no queue ${queueId}` };
  return isActive && queue.isRetired === true ? { code: 'conflict', field, says: `the queue ${queueId} is retired` } : null;
}

/** As it is looked for: width, case and kana make no second shortcut. What is retired holds none. */
export function cannedResponseMisfit({ id, shortcut, isRetired }: CannedResponse, all: readonly CannedResponse[]): Misfit | null {
  if (shortcut === null || isRetired) return null;
  const isTaken = all.some(
    (other) => other.id !== id && !other.isRetired && other.shortcut !== null && foldText(other.shortcut) === foldText(shortcut),
  );
  return isTaken ? { code: 'conflict', field: 'shortcut', says: 'another canned response has this shortcut' } : null;
}
