import * as z from 'zod';
import { CustomerBlock } from './abuse.ts';
import { Instant } from './clock.ts';
import { BlobId, CustomerId, QueueId } from './ids.ts';
import { Locale } from './text.ts';

export const ContactPointKind = z.enum(['phone', 'email', 'visitor', 'line', 'whatsapp', 'messenger', 'shop', 'simulated']);
export type ContactPointKind = z.infer<typeof ContactPointKind>;

/** Where a customer can be reached: a phone number in E.164, an address, a visitor of the shop's page; `shop`: account and number of a member. */
export const ContactPoint = z.object({
  kind: ContactPointKind,
  value: z.string().min(1).max(320),
  /** False for what somebody typed and nobody proved: it opens no history. */
  isVerified: z.boolean(),
});
export type ContactPoint = z.infer<typeof ContactPoint>;

/** 姓 名 and their readings; whichever are known. */
export const PersonName = z.object({
  family: z.string().max(100).optional(),
  given: z.string().max(100).optional(),
  familyReading: z.string().max(100).optional(),
  givenReading: z.string().max(100).optional(),
  /** What a channel's profile says of itself: nobody proved it. */
  isUnverified: z.literal(true).optional(),
});
export type PersonName = z.infer<typeof PersonName>;

/** A face as its owner chose it; its bytes are in the blob store. */
export const Picture = z.object({ blobId: BlobId, mediaType: z.string().max(127) });
export type Picture = z.infer<typeof Picture>;

export const Customer = z.object({
  id: CustomerId,
  /** Null until somebody says who this is. */
  name: PersonName.nullable(),
  locale: Locale.nullable(),
  picture: Picture.optional(),
  contactPoints: z.array(ContactPoint),
  /** Every queue that ever held work of this customer: who holds such a queue may see the person. */
  queueIds: z.array(QueueId),
  createdAt: Instant,
  /** This record was found to be the same person as that one, which has all that was of it. */
  joinedInto: CustomerId.optional(),
  /** Absent: we answer. */
  blocked: CustomerBlock.optional(),
});
export type Customer = z.infer<typeof Customer>;
