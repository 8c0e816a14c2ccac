import type { Channel } from '#shared/domain/conversation';
import type { CommandOf } from '#shared/commands/index';
import { PARTS_OF, TEXT_LIMIT_OF } from '#shared/domain/sending-limits';
import { fileFailure, FILE_LIMIT_OF } from '#shared/files/file-rules';
import { Failure } from '#shared/rpc/failure';

/** LINE takes five bubbles at once, and the words are one of them. */
const MOST_BESIDE_TEXT = 4;

/** Why this cannot go out on this channel; null where it can. Asked before the message is queued, so nothing fails silently later. */
export function refusalToSend(
  channel: Channel,
  { text, parts = [], attachments = [] }: Pick<CommandOf<'message.send'>, 'text' | 'parts' | 'attachments'>,
): Failure | null {
  const limit = TEXT_LIMIT_OF[channel];
  if (limit === 0) return new Failure('invalid', `${channel} carries no text`, { field: 'text' });
  if (text.length > limit) {
    return new Failure('invalid', `${channel} takes at most ${limit} characters and this text has ${text.length}`, { field: 'text' });
  }
  const strange = parts.find(({ is }) => !PARTS_OF[channel].includes(is));
  if (strange !== undefined) return new Failure('invalid', `${channel} takes no ${strange.is}`, { field: 'parts' });
  const tooLarge = attachments.find(({ size }) => size > FILE_LIMIT_OF[channel]);
  if (tooLarge !== undefined) return fileFailure(FILE_LIMIT_OF[channel] === 0 ? 'channel_takes_none' : 'too_large');
  if (parts.length + attachments.length > MOST_BESIDE_TEXT) return fileFailure('too_many');
  if (text === '' && parts.length + attachments.length === 0)
    return new Failure('invalid', 'a message must say something', { field: 'text' });
  return null;
}
