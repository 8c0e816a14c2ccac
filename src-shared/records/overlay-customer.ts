import type { CommandOf } from '../commands/index.ts';
import type { Customer } from '../domain/customer.ts';
import { isSamePoint, withPoint } from './fold-customer.ts';
import type { Current } from './fold-event.ts';
import type { Change } from './records.ts';

type Edit = CommandOf<
  | 'customer.name'
  | 'customer.add_contact_point'
  | 'customer.correct_contact_point'
  | 'customer.remove_contact_point'
  | 'customer.set_locale'
>;

/** A person as the agent has corrected it. A number stands as it was typed until the hub says how it is written. */
export function overlayCustomer(body: Edit, current: Current): readonly Change[] {
  const found = current.get('customer', body.customerId)?.body;
  if (found === undefined) return [];
  const next = edited(found, body);
  // Where the log has confirmed it, the record speaks for itself.
  return JSON.stringify(next) === JSON.stringify(found) ? [] : [{ kind: 'customer', id: found.id, body: next }];
}

function edited(customer: Customer, body: Edit): Customer {
  switch (body.type) {
    case 'customer.name':
      return { ...customer, name: Object.keys(body.name).length === 0 ? null : body.name };
    case 'customer.add_contact_point': {
      const point = { kind: body.kind, value: body.value, isVerified: true };
      return withPoint(customer, point, point);
    }
    case 'customer.correct_contact_point': {
      const { kind, value, to } = body;
      return withPoint(customer, { kind, value }, { kind, value: to, isVerified: true });
    }
    case 'customer.remove_contact_point':
      return { ...customer, contactPoints: customer.contactPoints.filter((point) => !isSamePoint(point, body)) };
    case 'customer.set_locale':
      return { ...customer, locale: body.locale };
  }
}
