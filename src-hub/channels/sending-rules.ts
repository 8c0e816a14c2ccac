import type { Channel, Conversation } from '#shared/domain/conversation';
import type { CommandOf } from '#shared/commands/index';
import { PARTS_OF, TEXT_LIMIT_OF, WINDOW_MS_OF } from '#shared/domain/sending-limits';
import { fileFailure, FILE_LIMIT_OF } from '#shared/files/file-rules';
import { fromInstant } from '#shared/domain/clock';
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

/**
 * Does the channel take a free answer of ours now? Not from whom the customer has shut out, and not after the window that some vendors
 * open with each message of the customer. Both are judged by the channel's own times: a webhook that came late opens no window anew.
 */
export function mayStillWrite(
  channel: Channel,
  { conversation, lastInboundAt }: { conversation: Pick<Conversation, 'block'>; lastInboundAt: string | null },
  now: string,
): boolean {
  if (conversation.block?.isBlocked === true) return false;
  const window = WINDOW_MS_OF[channel];
  return window === null || (lastInboundAt !== null && fromInstant(now) < fromInstant(lastInboundAt) + window);
}
