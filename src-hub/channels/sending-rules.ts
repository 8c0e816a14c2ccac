import type { Channel } from '#shared/domain/conversation';
import type { MessagePart } from '#shared/domain/message-part';
import { PARTS_OF, TEXT_LIMIT_OF } from '#shared/domain/sending-limits';
import { Failure } from '#shared/rpc/failure';

/** Why this cannot go out on this channel; null where it can. Asked before the message is queued, so nothing fails silently later. */
export function refusalToSend(channel: Channel, text: string, parts: readonly MessagePart[] = []): Failure | null {
  const limit = TEXT_LIMIT_OF[channel];
  if (limit === 0) return new Failure('invalid', `${channel} carries no text`, { field: 'text' });
  if (text.length > limit) {
    return new Failure('invalid', `${channel} takes at most ${limit} characters and this text has ${text.length}`, { field: 'text' });
  }
  const strange = parts.find(({ is }) => !PARTS_OF[channel].includes(is));
  if (strange !== undefined) return new Failure('invalid', `${channel} takes no ${strange.is}`, { field: 'parts' });
  if (text === '' && parts.length === 0) return new Failure('invalid', 'a message must say something', { field: 'text' });
  return null;
}
