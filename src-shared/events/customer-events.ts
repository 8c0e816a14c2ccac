import * as z from 'zod';
import { Instant } from '../domain/clock.ts';
import { ContactPoint, ContactPointKind, Customer, PersonName, Picture } from '../domain/customer.ts';
import { AgentId, CustomerId } from '../domain/ids.ts';
import { Locale } from '../domain/text.ts';

/** What a join moves; an event carries no more of them than a page has. */
export const MovedRecord = z.object({
  kind: z.enum(['customer', 'conversation', 'interaction', 'segment', 'message', 'note', 'reservation']),
  id: z.string(),
});
export type MovedRecord = z.infer<typeof MovedRecord>;

/** Who did it, and when. */
const BY = { byId: AgentId, at: Instant };

export const customerEvents = {
  'customer.added': z.looseObject({ customer: Customer }),
  /** Or known better than before: the same kind and value takes the place of the old one. */
  'customer.contact_point_added': z.looseObject({ customerId: CustomerId, contactPoint: ContactPoint }),
  /** What the channel's profile of the person says: it names and pictures who has neither yet. */
  'customer.profile_fetched': z.looseObject({
    customerId: CustomerId,
    name: PersonName.nullable(),
    locale: Locale.nullable(),
    picture: Picture.nullable(),
    at: Instant,
  }),
  'customer.named': z.looseObject({ customerId: CustomerId, name: PersonName.nullable(), ...BY }),
  'customer.contact_point_corrected': z.looseObject({
    customerId: CustomerId,
    kind: ContactPointKind,
    value: z.string().max(320),
    contactPoint: ContactPoint,
    ...BY,
  }),
  'customer.contact_point_removed': z.looseObject({ customerId: CustomerId, kind: ContactPointKind, value: z.string().max(320), ...BY }),
  'customer.locale_set': z.looseObject({ customerId: CustomerId, locale: Locale.nullable(), ...BY }),
  /**
   * Two records are one person. `into` as it stands from now on, whole, because desks of the other's queues may never have had it;
   * `before`: how both stood, so that it can be undone together with the `customer.records_moved` that follow it.
   */
  'customer.joined': z.looseObject({ into: Customer, before: z.object({ into: Customer, from: Customer }), ...BY }),
  /** These are of another customer now. */
  'customer.records_moved': z.looseObject({ fromId: CustomerId, intoId: CustomerId, records: z.array(MovedRecord), at: Instant }),
} as const;
