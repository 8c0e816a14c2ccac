import * as z from 'zod';

/** What a message can hold beside words and files. */
export const MessagePart = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('sticker'),
    packageId: z.string().min(1).max(50),
    stickerId: z.string().min(1).max(50),
    /** What the picture means, in the channel's words; some of them, where there are many. */
    keywords: z.array(z.string().max(100)).max(15).optional(),
  }),
  z.object({
    is: z.literal('location'),
    title: z.string().max(300).optional(),
    address: z.string().max(500).optional(),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  }),
  /** Something of the channel's that we cannot show; `kind` is the channel's word for it. Comes in only. */
  z.object({ is: z.literal('unsupported'), kind: z.string().max(50) }),
  /** In place of all that a customer said and took back. Comes in only. */
  z.object({ is: z.literal('withdrawn') }),
]);
export type MessagePart = z.infer<typeof MessagePart>;
export type MessagePartKind = MessagePart['is'];

/** All words of a message, for who looks for one: a place has a name and an address, a sticker a meaning. */
export function wordsOf({ text, parts = [] }: { readonly text: string; readonly parts?: readonly MessagePart[] | undefined }): string {
  return [text, ...parts.map(wordsOfPart)].filter((words) => words !== '').join('\n');
}

function wordsOfPart(part: MessagePart): string {
  switch (part.is) {
    case 'sticker':
      return part.keywords?.join(' ') ?? '';
    case 'location':
      return [part.title, part.address].filter((words) => words !== undefined).join(' ');
    case 'unsupported':
    case 'withdrawn':
      return '';
  }
}
