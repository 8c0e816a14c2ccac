import type { OutboundFile, OutboundMessage } from '#shared/contracts/channel';

/** Countries whose carriers take pictures beside the words (MMS): the United States and Canada. */
const MMS = /^\+1/;
const MMS_TYPES = new Set(['image/jpeg', 'image/png', 'image/gif']);
/** Of all pictures together; carriers take no more. */
const MMS_LIMIT = 5_000_000;

/** A message as its SMS: pictures beside the words where carriers take them, all else as an address to open. Null: no address is known. */
export function smsWordsOf(
  { text, to, files = [] }: OutboundMessage,
  base: string | null,
): { readonly body: string; readonly mediaUrls: readonly string[] } | null {
  if (files.length === 0) return { body: text, mediaUrls: [] };
  if (base === null) return null;
  let room = MMS.test(to.value) ? MMS_LIMIT : 0;
  const isPicture = ({ mediaType, size }: OutboundFile): boolean => {
    if (!MMS_TYPES.has(mediaType) || size > room) return false;
    room -= size;
    return true;
  };
  const mediaUrls: string[] = [];
  const lines = text === '' ? [] : [text];
  for (const file of files) {
    if (isPicture(file)) mediaUrls.push(base + file.shownPath);
    else lines.push(`${file.name}\n${base}${file.linkPath}`);
  }
  return { body: lines.join('\n\n'), mediaUrls };
}
