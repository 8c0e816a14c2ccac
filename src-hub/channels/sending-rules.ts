import type { Channel } from '#shared/domain/conversation';
import { TEXT_LIMIT_OF } from '#shared/domain/sending-limits';
import { Failure } from '#shared/rpc/failure';

/** Why this text cannot go out on this channel; null where it can. Asked before the message is queued, so nothing fails silently later. */
export function refusalToSend(channel: Channel, text: string): Failure | null {
  const limit = TEXT_LIMIT_OF[channel];
  if (limit === 0) return new Failure('invalid', `${channel} carries no text`, { field: 'text' });
  if (text.length > limit) {
    return new Failure('invalid', `${channel} takes at most ${limit} characters and this text has ${text.length}`, { field: 'text' });
  }
  return null;
}
