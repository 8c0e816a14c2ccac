import * as z from 'zod';
import { ContactPointKind } from '../domain/customer.ts';
import { AccountId, CustomerId, InteractionId } from '../domain/ids.ts';
import { Locale } from '../domain/text.ts';
import { TypedName } from '../domain/typed-name.ts';

/** What an agent can type; ids of visitors and channels come from the channels alone. */
const TypedKind = z.enum(['phone', 'email']);
const Value = z.string().trim().min(1).max(320);

export const customerCommands = {
  /** An agent who names somebody vouches for it. Without any part: nobody knows after all. */
  'customer.name': z.object({ customerId: CustomerId, name: TypedName }),
  'customer.add_contact_point': z.object({ customerId: CustomerId, kind: TypedKind, value: Value }),
  /** To the value it has already: the agent confirms what somebody typed. */
  'customer.correct_contact_point': z.object({ customerId: CustomerId, kind: TypedKind, value: Value, to: Value }),
  'customer.remove_contact_point': z.object({ customerId: CustomerId, kind: ContactPointKind, value: Value }),
  'customer.set_locale': z.object({ customerId: CustomerId, locale: Locale.nullable() }),
  /** Two records are one person: all that is of `fromId` becomes of `intoId`. */
  'customer.join': z.object({ intoId: CustomerId, fromId: CustomerId, keepsName: z.enum(['into', 'from']) }),
  /** Write first: work of one's own on that account. The desk mints the id, so that a repeat is seen to be one. */
  'interaction.start': z.object({
    interactionId: InteractionId,
    customerId: CustomerId,
    accountId: AccountId,
    to: z.object({ kind: ContactPointKind, value: Value }),
  }),
} as const;
