import { expect, test } from 'vitest';
import { foldCustomerEvent } from '#shared/records/fold-customer';
import { CustomerId } from '#shared/domain/ids';
import { aCustomer } from '#tests/support/builders';
import { recordsInMemory } from '#tests/support/random-log';

const CUSTOMER = CustomerId.parse('cus_1');
const email = (isVerified: boolean) => ({ kind: 'email' as const, value: 'hana@b.example', isVerified });

test.each([
  { has: [], typed: email(false), left: [email(false)] },
  { has: [email(false)], typed: email(true), left: [email(true)] },
  // A visitor types what was proved long ago.
  { has: [email(true)], typed: email(false), left: [email(true)] },
])('a contact point is there once, and as sure as it ever was: $has and $typed', ({ has, typed, left }) => {
  const customer = aCustomer({ contactPoints: has });
  const records = recordsInMemory(new Map([['customer cus_1', { rev: 1, body: customer }]]));
  const event = { type: 'customer.contact_point_added', body: { customerId: CUSTOMER, contactPoint: typed } } as const;
  const [change] = foldCustomerEvent(event, records);
  expect(change?.body ?? customer).toMatchObject({ contactPoints: left });
});
