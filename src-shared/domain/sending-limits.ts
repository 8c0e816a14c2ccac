import type { Channel } from './conversation.ts';
import type { MessagePartKind } from './message-part.ts';
import { TEXT_LIMIT } from './text.ts';

/** The longest text that a channel takes as one message, in UTF-16 units; zero where it takes none. */
export const TEXT_LIMIT_OF: Record<Channel, number> = {
  voice: 0,
  chat: TEXT_LIMIT,
  sms: 1_600,
  line: 5_000,
  whatsapp: 4_096,
  messenger: 2_000,
  email: TEXT_LIMIT,
};

/** What a channel takes beside words. */
export const PARTS_OF: Record<Channel, readonly MessagePartKind[]> = {
  voice: [],
  chat: [],
  sms: [],
  line: ['sticker', 'location'],
  whatsapp: [],
  messenger: [],
  email: [],
};

const DAY_MS = 24 * 3_600_000;

/** How long after the customer's last message a channel takes a free answer; null: for ever. */
export const WINDOW_MS_OF: Record<Channel, number | null> = {
  voice: null,
  chat: null,
  sms: null,
  line: null,
  whatsapp: DAY_MS,
  messenger: DAY_MS,
  email: null,
};
