import type { messagingApi } from '@line/bot-sdk';
import type { OutboundFile, OutboundMessage } from '#shared/contracts/channel';
import type { MessagePart } from '#shared/domain/message-part';
import { Failure } from '#shared/rpc/failure';

/** LINE's limit of a place's name and of its address. */
const PLACE_LIMIT = 100;

/** What LINE takes as a picture. The same file is its preview, for which it takes a megabyte. */
const PICTURES = new Set(['image/jpeg', 'image/png']);
const PREVIEW_LIMIT = 1_000_000;

/** One message of ours as up to five of LINE's, which arrive together. Null where it has files and `base`, their address, is not known. */
export function lineMessagesOf({ text, parts = [], files = [] }: OutboundMessage, base: string | null): messagingApi.Message[] | null {
  if (files.length > 0 && base === null) return null;
  return [
    ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ...parts.map(lineMessageOf),
    ...files.map((file) => fileMessageOf(file, base ?? '')),
  ];
}

/** LINE has no files: what is no small picture goes as its name and where to fetch it. */
function fileMessageOf({ name, mediaType, size, shownPath, linkPath }: OutboundFile, base: string): messagingApi.Message {
  if (!PICTURES.has(mediaType) || size > PREVIEW_LIMIT) return { type: 'text', text: `${name}\n${base}${linkPath}` };
  const url = base + shownPath;
  return { type: 'image', originalContentUrl: url, previewImageUrl: url };
}

function lineMessageOf(part: MessagePart): messagingApi.Message {
  switch (part.is) {
    case 'sticker':
      return { type: 'sticker', packageId: part.packageId, stickerId: part.stickerId };
    case 'location': {
      const { latitude, longitude } = part;
      const [title, address] = [part.title || part.address, part.address || part.title];
      const place = `${latitude}, ${longitude}`;
      return { type: 'location', title: shortened(title || place), address: shortened(address || place), latitude, longitude };
    }
    case 'withdrawn':
    case 'unsupported':
      throw new Failure('invalid', `LINE takes no ${part.is === 'unsupported' ? part.kind : part.is}`, { field: 'parts' });
  }
}

function shortened(text: string): string {
  return text.slice(0, PLACE_LIMIT).toWellFormed();
}
