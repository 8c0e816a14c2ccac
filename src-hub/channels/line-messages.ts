import type { messagingApi } from '@line/bot-sdk';
import type { OutboundMessage } from '#shared/contracts/channel';
import type { MessagePart } from '#shared/domain/message-part';
import { Failure } from '#shared/rpc/failure';

/** LINE's limit of a place's name and of its address. */
const PLACE_LIMIT = 100;

/** One message of ours as up to five of LINE's, which arrive together. */
export function lineMessagesOf({ text, parts = [] }: OutboundMessage): messagingApi.Message[] {
  return [...(text === '' ? [] : [{ type: 'text' as const, text }]), ...parts.map(lineMessageOf)];
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
    case 'unsupported':
      throw new Failure('invalid', `LINE takes no ${part.kind}`, { field: 'parts' });
  }
}

function shortened(text: string): string {
  return text.slice(0, PLACE_LIMIT).toWellFormed();
}
