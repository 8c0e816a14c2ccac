import type { Command, CommandOf, CommandType, Hold } from '#shared/commands/index';
import type { Agent } from '#shared/domain/agent';
import type { Instant } from '#shared/domain/clock';
import type { CustomerId, Ids } from '#shared/domain/ids';
import type { Subject } from '#shared/domain/permissions';
import { customerScope } from '#shared/domain/scope';
import type { DomainEvent } from '#shared/events/index';
import { grantId, type Bodies, type Kind } from '#shared/records/records';
import { Failure } from '#shared/rpc/failure';
import type { Sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import type { Writer } from './event-log.ts';

/** Whose wish it is. */
export interface Actor {
  readonly agent: Agent;
  readonly now: Instant;
  /** When it was written at the desk, on the hub's clock. */
  readonly writtenAt: Instant;
  readonly ids: Ids;
}

/** How the wish came: under which id, on which picture, and how late. */
export type Sending = Pick<Command, 'commandId' | 'basis' | 'hasWaited'>;

/** Back to its agent, with the reasons; nothing else of it happens. */
export interface Held {
  readonly hold: Hold;
  /** In the transaction of the outcome. */
  readonly alongside: readonly Sql[];
}

/** What is known of a wish before it is decided: whom permission is asked for, and the pure decision over what was loaded. */
export interface Prepared {
  readonly subject: Subject;
  /** Comes before the permission: who has lost the work is told so, and is not merely denied. Hence only whose work it was is held. */
  readonly held?: Held;
  decide(): DomainEvent[];
  /** Writes to tables beside the log (a timer), in the transaction of the events; not where the wish is refused. */
  alongside?(): readonly Sql[];
}

/** One command on its way: which lanes it writes under, and what must be loaded for its decision. */
export interface Step<T extends CommandType> {
  /** Beside the wishing agent's own lane. Read before the lanes are held; read again where what they say has changed by then. */
  lanes(db: Db, body: CommandOf<T>): Promise<readonly string[]>;
  prepare(writer: Writer, body: CommandOf<T>, actor: Actor, sending: Sending): Promise<Prepared>;
}

export type Steps = { readonly [T in CommandType]: Step<T> };

export async function getRecord<K extends Kind>(writer: Writer, kind: K, id: string): Promise<Bodies[K]> {
  const found = await writer.record(kind, id);
  if (found === undefined) throw new Failure('not_found', `there is no such ${kind}`);
  return found;
}

export async function holdsCustomer(writer: Writer, { id }: Agent, customerId: CustomerId): Promise<boolean> {
  return (await writer.record('grant', grantId(id, customerScope(customerId)))) !== undefined;
}
