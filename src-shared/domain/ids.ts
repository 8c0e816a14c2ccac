import * as z from 'zod';

/** Ids are prefixed, so a log line explains itself, and branded, so a conversation's does not fit where an interaction's is wanted. */
function idOf<const P extends string>(prefix: P) {
  return z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9A-Za-z-]{1,64}$`), `must look like ${prefix}_…`)
    .brand<P>();
}

export const CustomerId = idOf('cus');
export type CustomerId = z.infer<typeof CustomerId>;
export const ConversationId = idOf('cnv');
export type ConversationId = z.infer<typeof ConversationId>;
export const InteractionId = idOf('int');
export type InteractionId = z.infer<typeof InteractionId>;
export const SegmentId = idOf('seg');
export type SegmentId = z.infer<typeof SegmentId>;
export const MessageId = idOf('msg');
export type MessageId = z.infer<typeof MessageId>;
export const NoteId = idOf('not');
export type NoteId = z.infer<typeof NoteId>;
export const ReservationId = idOf('res');
export type ReservationId = z.infer<typeof ReservationId>;
export const CommandId = idOf('cmd');
export type CommandId = z.infer<typeof CommandId>;
export const AgentId = idOf('agt');
export type AgentId = z.infer<typeof AgentId>;
export const QueueId = idOf('que');
export type QueueId = z.infer<typeof QueueId>;
export const DispositionId = idOf('dsp');
export type DispositionId = z.infer<typeof DispositionId>;
export const CannedResponseId = idOf('crs');
export type CannedResponseId = z.infer<typeof CannedResponseId>;
export const ConfigChangeId = idOf('chg');
export type ConfigChangeId = z.infer<typeof ConfigChangeId>;
export const DeskId = idOf('dsk');
export type DeskId = z.infer<typeof DeskId>;
export const BlobId = idOf('blb');
export type BlobId = z.infer<typeof BlobId>;
export const VisitorId = idOf('vis');
export type VisitorId = z.infer<typeof VisitorId>;

/** A channel account is named by its administrator and stands in webhook addresses: `chat`, `sms`. */
export const AccountId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be lower-case letters, digits and hyphens')
  .brand<'account'>();
export type AccountId = z.infer<typeof AccountId>;

/** Where fresh ids come from. Random is given, so that a test can say what they are. */
export interface Ids {
  customer(): CustomerId;
  conversation(): ConversationId;
  interaction(): InteractionId;
  segment(): SegmentId;
  message(): MessageId;
  note(): NoteId;
  reservation(): ReservationId;
  command(): CommandId;
  agent(): AgentId;
  queue(): QueueId;
  disposition(): DispositionId;
  cannedResponse(): CannedResponseId;
  configChange(): ConfigChangeId;
  desk(): DeskId;
  blob(): BlobId;
  visitor(): VisitorId;
}

/** Ids sort by the time they were minted: 10 characters of milliseconds, 16 of randomness (the layout of a ULID). */
export function createIds(now: () => number, randomBytes: (count: number) => Uint8Array): Ids {
  const mint = (prefix: string): string => `${prefix}_${encodeTime(now())}${encodeRandom(randomBytes(16))}`;
  return {
    customer: () => CustomerId.parse(mint('cus')),
    conversation: () => ConversationId.parse(mint('cnv')),
    interaction: () => InteractionId.parse(mint('int')),
    segment: () => SegmentId.parse(mint('seg')),
    message: () => MessageId.parse(mint('msg')),
    note: () => NoteId.parse(mint('not')),
    reservation: () => ReservationId.parse(mint('res')),
    command: () => CommandId.parse(mint('cmd')),
    agent: () => AgentId.parse(mint('agt')),
    queue: () => QueueId.parse(mint('que')),
    disposition: () => DispositionId.parse(mint('dsp')),
    cannedResponse: () => CannedResponseId.parse(mint('crs')),
    configChange: () => ConfigChangeId.parse(mint('chg')),
    desk: () => DeskId.parse(mint('dsk')),
    blob: () => BlobId.parse(mint('blb')),
    visitor: () => VisitorId.parse(mint('vis')),
  };
}

// Crockford's base 32: no I, L, O, U, so that an id can be read aloud.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_LENGTH = 10;

function encodeTime(milliseconds: number): string {
  let rest = milliseconds;
  let text = '';
  for (let index = 0; index < TIME_LENGTH; index += 1) {
    text = (ALPHABET[rest % 32] ?? '') + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function encodeRandom(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => ALPHABET[byte % 32] ?? '').join('');
}
