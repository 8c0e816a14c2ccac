import type { CountryCode } from 'libphonenumber-js';
import * as z from 'zod';
import { CENTRE_ID } from '#shared/domain/centre';
import type { ContactPoint, ContactPointKind, Customer } from '#shared/domain/customer';
import type { CustomerId } from '#shared/domain/ids';
import type { Subject } from '#shared/domain/permissions';
import type { Agent } from '#shared/domain/agent';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import type { Writer } from '#hub/log/event-log';
import { contactLane, customerLane } from '#hub/log/lanes';
import { recordById } from '#hub/log/records';
import { getRecord, holdsCustomer, type Actor, type Step } from '#hub/log/step';
import {
  decideAddPoint,
  decideCorrectPoint,
  decideLocale,
  decideName,
  decideRemovePoint,
  type Edit,
  type Holder,
} from './decide-customer.ts';
import { homeCountryOf } from './home-country.ts';
import { customerOfContact } from './identify-customer.ts';
import { normalizePhoneNumber } from './phone-number.ts';

export const nameStep: Step<'customer.name'> = {
  lanes: (_db, { customerId }) => Promise.resolve([customerLane(customerId)]),
  async prepare(writer, body, actor) {
    const edit = await editOf(writer, body.customerId, actor);
    return { subject: await subjectOf(writer, actor.agent, edit.customer), decide: () => decideName(edit, body) };
  },
};

export const setLocaleStep: Step<'customer.set_locale'> = {
  lanes: (_db, { customerId }) => Promise.resolve([customerLane(customerId)]),
  async prepare(writer, body, actor) {
    const edit = await editOf(writer, body.customerId, actor);
    return { subject: await subjectOf(writer, actor.agent, edit.customer), decide: () => decideLocale(edit, body) };
  },
};

export const addPointStep: Step<'customer.add_contact_point'> = {
  lanes: (db, { customerId, kind, value }) => lanesOfPoint(db, customerId, kind, value),
  async prepare(writer, { customerId, kind, value }, actor) {
    const edit = await editOf(writer, customerId, actor);
    const point = await pointOf(writer.tx, kind, value);
    const holder = await holderOf(writer, point, edit.customer, actor.agent);
    return { subject: await subjectOf(writer, actor.agent, edit.customer), decide: () => decideAddPoint(edit, point, holder) };
  },
};

export const correctPointStep: Step<'customer.correct_contact_point'> = {
  lanes: (db, { customerId, kind, to }) => lanesOfPoint(db, customerId, kind, to),
  async prepare(writer, body, actor) {
    const edit = await editOf(writer, body.customerId, actor);
    const point = await pointOf(writer.tx, body.kind, body.to);
    const known = {
      point,
      holder: await holderOf(writer, point, edit.customer, actor.agent),
      hasThread: await hasThread(writer.tx, body.customerId, body.kind, body.value),
    };
    return { subject: await subjectOf(writer, actor.agent, edit.customer), decide: () => decideCorrectPoint(edit, known, body) };
  },
};

export const removePointStep: Step<'customer.remove_contact_point'> = {
  lanes: (_db, { customerId }) => Promise.resolve([customerLane(customerId)]),
  async prepare(writer, body, actor) {
    const edit = await editOf(writer, body.customerId, actor);
    const isUsed = await hasThread(writer.tx, body.customerId, body.kind, body.value);
    return { subject: await subjectOf(writer, actor.agent, edit.customer), decide: () => decideRemovePoint(edit, isUsed, body) };
  },
};

/** Whom permission is asked for: any one queue of the person is enough, or that the person was given to the agent. */
export async function subjectOf(writer: Writer, agent: Agent, customer: Customer): Promise<Subject> {
  return {
    queueId: customer.queueIds.find((id) => agent.queueIds.includes(id)) ?? null,
    holdsCustomer: await holdsCustomer(writer, agent, customer.id),
  };
}

export async function maySee(writer: Writer, agent: Agent, customer: Customer): Promise<boolean> {
  const { queueId, holdsCustomer: isGiven } = await subjectOf(writer, agent, customer);
  return queueId !== null || isGiven === true;
}

async function editOf(writer: Writer, customerId: CustomerId, { agent, now }: Actor): Promise<Edit> {
  return { customer: await getRecord(writer, 'customer', customerId), byId: agent.id, at: now };
}

/** As it is written in full, whatever the way it was typed; null where it is none. What an agent types, the agent vouches for. */
async function pointOf(db: Db, kind: 'phone' | 'email', typed: string): Promise<ContactPoint | null> {
  const country = homeCountryOf(await recordById(db, 'centre', CENTRE_ID));
  const value = kind === 'phone' ? numberOf(typed, country) : emailOf(typed);
  return value === null ? null : { kind, value, isVerified: true };
}

/** Short codes write to us; nobody is reached by one. */
function numberOf(typed: string, country: CountryCode): string | null {
  const value = normalizePhoneNumber(typed, country);
  return value?.startsWith('+') === true ? value : null;
}

function emailOf(typed: string): string | null {
  return z.email().safeParse(typed.normalize('NFKC').trim().toLowerCase()).data ?? null;
}

/** The number's own lane too: two people cannot come to have it at once. */
async function lanesOfPoint(db: Db, customerId: CustomerId, kind: 'phone' | 'email', typed: string): Promise<readonly string[]> {
  const point = await pointOf(db, kind, typed);
  return [customerLane(customerId), ...(point === null ? [] : [contactLane(point)])];
}

async function holderOf(writer: Writer, point: ContactPoint | null, { id }: Customer, agent: Agent): Promise<Holder | undefined> {
  const holderId = point === null ? undefined : await customerOfContact(writer.tx, point);
  const customer = holderId === undefined || holderId === id ? undefined : await writer.record('customer', holderId);
  return customer === undefined ? undefined : { customer, isVisible: await maySee(writer, agent, customer) };
}

async function hasThread(db: Db, customerId: CustomerId, kind: ContactPointKind, value: string): Promise<boolean> {
  const rows = await db.all(
    sql`SELECT id FROM conversation WHERE customer_id = ${customerId} AND contact_kind = ${kind} AND contact_value = ${value} LIMIT 1`,
  );
  return rows.length > 0;
}
