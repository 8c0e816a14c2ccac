import { LAST_LINE_LIMIT, type LastLine } from './interaction.ts';
import type { Message } from './message.ts';

/** A message as the one line of it that lists show. */
export function lastLineOf(message: Pick<Message, 'author' | 'text' | 'attachments' | 'parts' | 'at'>, seq: number): LastLine {
  const { author, text, attachments, parts = [], at } = message;
  const has = text !== '' ? undefined : (parts[0]?.is ?? (attachments.length > 0 ? ('file' as const) : undefined));
  return { by: author.by, text: text.slice(0, LAST_LINE_LIMIT).toWellFormed(), at, seq, ...(has === undefined ? {} : { has }) };
}
