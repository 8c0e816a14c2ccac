import type { ContactPoint, Customer } from '../domain/customer.ts';
import type { MovedRecord } from '../events/customer-events.ts';
import type { DomainEvent } from '../events/index.ts';
import { edit } from './edit-record.ts';
import type { Current } from './fold-event.ts';
import type { Change, Key } from './records.ts';

export type CustomerEvent = Extract<DomainEvent, { type: `customer.${string}` }>;

export function isCustomerEvent(event: DomainEvent): event is CustomerEvent {
  return event.type.startsWith('customer.');
}

export function keysOfCustomerEvent(event: CustomerEvent): readonly Key[] {
  switch (event.type) {
    case 'customer.added':
      return [{ kind: 'customer', id: event.body.customer.id }];
    case 'customer.contact_point_added':
    case 'customer.contact_point_corrected':
    case 'customer.contact_point_removed':
    case 'customer.profile_fetched':
    case 'customer.named':
    case 'customer.locale_set':
    case 'customer.blocked':
    case 'customer.unblocked':
      return [{ kind: 'customer', id: event.body.customerId }];
    case 'customer.joined':
      return [
        { kind: 'customer', id: event.body.into.id },
        { kind: 'customer', id: event.body.before.from.id },
      ];
    case 'customer.records_moved':
      return event.body.records;
  }
}

export function foldCustomerEvent(event: CustomerEvent, current: Current): readonly Change[] {
  switch (event.type) {
    case 'customer.added':
      return [{ kind: 'customer', id: event.body.customer.id, body: event.body.customer }];
    case 'customer.contact_point_added': {
      const { customerId, contactPoint } = event.body;
      return edit(current, 'customer', customerId, (customer) => {
        const isProved = customer.contactPoints.some((one) => one.isVerified && isSamePoint(one, contactPoint));
        // What somebody types again does not become less sure by it.
        return isProved && !contactPoint.isVerified ? null : withPoint(customer, contactPoint, contactPoint);
      });
    }
    case 'customer.contact_point_corrected': {
      const { customerId, kind, value, contactPoint } = event.body;
      return edit(current, 'customer', customerId, (customer) => withPoint(customer, { kind, value }, contactPoint));
    }
    case 'customer.contact_point_removed': {
      const { customerId, kind, value } = event.body;
      return edit(current, 'customer', customerId, (customer) => ({
        ...customer,
        contactPoints: customer.contactPoints.filter((point) => !isSamePoint(point, { kind, value })),
      }));
    }
    case 'customer.profile_fetched': {
      const { customerId, name, locale, picture } = event.body;
      return edit(current, 'customer', customerId, (customer) => ({
        ...customer,
        name: customer.name ?? name,
        locale: customer.locale ?? locale,
        ...(customer.picture === undefined && picture !== null ? { picture } : {}),
      }));
    }
    case 'customer.named':
      return edit(current, 'customer', event.body.customerId, (customer) => ({ ...customer, name: event.body.name }));
    case 'customer.locale_set':
      return edit(current, 'customer', event.body.customerId, (customer) => ({ ...customer, locale: event.body.locale }));
    case 'customer.blocked': {
      const { customerId, block } = event.body;
      return edit(current, 'customer', customerId, (customer) => ({ ...customer, blocked: block }));
    }
    case 'customer.unblocked':
      return edit(current, 'customer', event.body.customerId, ({ blocked, ...customer }) => (blocked === undefined ? null : customer));
    case 'customer.joined': {
      const { into, before } = event.body;
      return [
        { kind: 'customer', id: into.id, body: into },
        { kind: 'customer', id: before.from.id, body: { ...before.from, contactPoints: [], joinedInto: into.id } },
      ];
    }
    case 'customer.records_moved':
      return event.body.records.flatMap((record) => moved(record, event.body.intoId, current));
  }
}

/** In the place of the one it corrects, else at the end; never twice. */
export function withPoint(customer: Customer, old: Pick<ContactPoint, 'kind' | 'value'>, point: ContactPoint): Customer {
  const place = customer.contactPoints.findIndex((one) => isSamePoint(one, old));
  const others = customer.contactPoints.filter((one) => !isSamePoint(one, old) && !isSamePoint(one, point));
  return { ...customer, contactPoints: place < 0 ? [...others, point] : others.toSpliced(place, 0, point) };
}

export function isSamePoint(a: Pick<ContactPoint, 'kind' | 'value'>, b: Pick<ContactPoint, 'kind' | 'value'>): boolean {
  return a.kind === b.kind && a.value === b.value;
}

function moved({ kind, id }: MovedRecord, intoId: Customer['id'], current: Current): readonly Change[] {
  switch (kind) {
    case 'customer':
      // Joined into the one that is joined now: one step from any old link to the person.
      return edit(current, kind, id, (customer) => ({ ...customer, joinedInto: intoId }));
    case 'conversation':
    case 'interaction':
    case 'segment':
    case 'message':
    case 'note':
    case 'reservation':
      return edit(current, kind, id, (body) => ({ ...body, customerId: intoId }));
  }
}
