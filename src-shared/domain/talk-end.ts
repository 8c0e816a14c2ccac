import type { Channel } from './conversation.ts';

const ENDING: readonly Channel[] = ['chat', 'voice'];

/** Whether a talk on this channel has an end that the customer sees, as a chat has; a phone number can always be written to again. */
export function hasEnd(channel: Channel): boolean {
  return ENDING.includes(channel);
}
