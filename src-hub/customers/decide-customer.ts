import type { CommandOf } from '#shared/commands/index';
import type { Instant } from '#shared/domain/clock';
import type { ContactPoint, Customer } from '#shared/domain/customer';
import type { AgentId } from '#shared/domain/ids';
import type { DomainEvent } from '#shared/events/index';
import { isSamePoint } from '#shared/records/fold-customer';
import { Failure } from '#shared/rpc/failure';

export interface Edit {
  readonly customer: Customer;
  readonly byId: AgentId;
  readonly at: Instant;
}

/** Who else has proved this number or address to be theirs; whether the wisher may know who that is. */
export interface Holder {
  readonly customer: Customer;
  readonly isVisible: boolean;
}

export function decideName({ customer, byId, at }: Edit, { name }: CommandOf<'customer.name'>): DomainEvent[] {
  mustBeItself(customer);
  const next = Object.keys(name).length === 0 ? null : name;
  if (isSame(customer.name, next)) return [];
  return [{ type: 'customer.named', body: { customerId: customer.id, name: next, byId, at } }];
}

export function decideLocale({ customer, byId, at }: Edit, { locale }: CommandOf<'customer.set_locale'>): DomainEvent[] {
  mustBeItself(customer);
  if (customer.locale === locale) return [];
  return [{ type: 'customer.locale_set', body: { customerId: customer.id, locale, byId, at } }];
}

/** `point`: as it is written in full; null where it is neither a number nor an address. */
export function decideAddPoint({ customer }: Edit, point: ContactPoint | null, holder: Holder | undefined): DomainEvent[] {
  mustBeItself(customer);
  const contactPoint = mustBeReal(point, 'value');
  mustBeFree(holder, 'value');
  if (customer.contactPoints.some((one) => isSamePoint(one, contactPoint) && one.isVerified)) return [];
  return [{ type: 'customer.contact_point_added', body: { customerId: customer.id, contactPoint } }];
}

interface Correcting {
  readonly point: ContactPoint | null;
  readonly holder: Holder | undefined;
  readonly hasThread: boolean;
}

export function decideCorrectPoint(
  { customer, byId, at }: Edit,
  { point, holder, hasThread }: Correcting,
  { kind, value }: CommandOf<'customer.correct_contact_point'>,
): DomainEvent[] {
  mustBeItself(customer);
  const contactPoint = mustBeReal(point, 'to');
  const old = customer.contactPoints.find((one) => isSamePoint(one, { kind, value }));
  // A repeat of what came through, or of what a colleague did meanwhile.
  if (customer.contactPoints.some((one) => isSamePoint(one, contactPoint) && one.isVerified)) return [];
  if (old === undefined) throw new Failure('conflict', 'this contact point is no longer there', { field: 'value' });
  mustBeFree(holder, 'to');
  if (hasThread && !isSamePoint(old, contactPoint)) throw threadHangsOnIt();
  return [{ type: 'customer.contact_point_corrected', body: { customerId: customer.id, kind, value, contactPoint, byId, at } }];
}

export function decideRemovePoint(
  { customer, byId, at }: Edit,
  hasThread: boolean,
  { kind, value }: CommandOf<'customer.remove_contact_point'>,
): DomainEvent[] {
  mustBeItself(customer);
  if (!customer.contactPoints.some((one) => isSamePoint(one, { kind, value }))) return [];
  if (hasThread) throw threadHangsOnIt();
  return [{ type: 'customer.contact_point_removed', body: { customerId: customer.id, kind, value, byId, at } }];
}

/** What was joined into another is that other: whoever still has the old record on the screen is shown the way. */
export function mustBeItself({ joinedInto }: Customer): void {
  if (joinedInto !== undefined) throw new Failure('conflict', 'this customer was joined with another', { about: joinedInto });
}

function mustBeReal(point: ContactPoint | null, field: string): ContactPoint {
  if (point === null) throw new Failure('invalid', 'this is neither a telephone number nor an address', { field });
  return point;
}

function mustBeFree(holder: Holder | undefined, field: string): void {
  if (holder === undefined) return;
  if (!holder.isVisible) throw new Failure('conflict', 'another customer has this contact point; a lead can help', { field });
  throw new Failure('conflict', 'another customer has this contact point', { field, about: holder.customer.id });
}

function threadHangsOnIt(): Failure {
  return new Failure('conflict', 'messages were exchanged by this contact point: it stays with them', { field: 'value' });
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
