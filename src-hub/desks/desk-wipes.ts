import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { LostWork, WipeOrder, WipeReport, WipeState } from '#shared/contracts/wipe';
import { toInstant, type Clock } from '#shared/domain/clock';
import type { AgentId, DeskId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import type { Sessions } from '#hub/auth/sessions';
import type { Db } from '#hub/db/db';
import { deskSecretOf, isReceiptOf, orderProof } from './wipe-proofs.ts';

interface Deps {
  readonly db: Db;
  readonly clock: Clock;
  /** Of which each desk's secret is made. */
  readonly key: Uint8Array;
  readonly sessions: Pick<Sessions, 'endAllOf'>;
  readonly log: Logger;
}

/** Orders to lost computers, given by people, fetched by desks. */
export interface DeskWipes {
  /** The last order to each desk of a person, but for those taken back. */
  of(agentId: AgentId): Promise<WipeState[]>;
  /** The same order where one stands already. The person's session at that desk ends now. */
  order(agentId: AgentId, deskId: DeskId, byId: AgentId): Promise<WipeState>;
  withdraw(agentId: AgentId, deskId: DeskId, byId: AgentId): Promise<void>;
  /** What a desk is to do; asked without a session. */
  orderFor(agentId: AgentId, deskId: DeskId): Promise<WipeOrder | null>;
  /** Failure('denied') unless it comes from the desk itself. */
  reported(report: WipeReport): Promise<void>;
}

interface Row extends WipeState {
  readonly id: string;
}

const COLUMNS = sql`id, desk_id AS "deskId", ordered_at AS "orderedAt", ordered_by AS "orderedById", lost, done_at AS "doneAt"`;
const OPEN = sql`withdrawn_at IS NULL AND done_at IS NULL`;

export function createDeskWipes({ db, clock, key, sessions, log }: Deps): DeskWipes {
  const now = () => toInstant(clock.now());

  async function openOrder(agentId: AgentId, deskId: DeskId): Promise<Row | undefined> {
    const rows = await db.all<Row>(sql`SELECT ${COLUMNS} FROM desk_wipe WHERE agent_id = ${agentId} AND desk_id = ${deskId} AND ${OPEN}`);
    return rows[0];
  }

  return {
    async of(agentId) {
      const rows = await db.all<Row>(
        sql`SELECT DISTINCT ON (desk_id) ${COLUMNS} FROM desk_wipe WHERE agent_id = ${agentId} AND withdrawn_at IS NULL
            ORDER BY desk_id, ordered_at DESC`,
      );
      return rows.map(withoutId);
    },
    async order(agentId, deskId, byId) {
      const known = await db.all(
        sql`SELECT 1 FROM desk WHERE agent_id = ${agentId} AND desk_id = ${deskId}
            UNION ALL SELECT 1 FROM session WHERE agent_id = ${agentId} AND desk_id = ${deskId}`,
      );
      if (known.length === 0) throw new Failure('not_found', 'this person never signed in at this computer');
      const id = `wip_${randomBytes(16).toString('hex')}`;
      const made = await db.all(
        sql`INSERT INTO desk_wipe (id, agent_id, desk_id, ordered_at, ordered_by) VALUES (${id}, ${agentId}, ${deskId}, ${now()}, ${byId})
            ON CONFLICT DO NOTHING RETURNING id`,
      );
      if (made.length > 0) log.warn({ audit: 'wipe_ordered', wipe: id, agentId, deskId, byId }, 'a desk is to be wiped');
      await sessions.endAllOf(agentId, 'wiped', { at: deskId });
      const order = await openOrder(agentId, deskId);
      // Obeyed in this very moment.
      if (order === undefined) throw new Failure('conflict', 'this computer was wiped already', { retryable: true });
      return withoutId(order);
    },
    async withdraw(agentId, deskId, byId) {
      const rows = await db.all<{ id: string }>(
        sql`UPDATE desk_wipe SET withdrawn_at = ${now()}, withdrawn_by = ${byId}
            WHERE agent_id = ${agentId} AND desk_id = ${deskId} AND ${OPEN} AND lost IS NULL RETURNING id`,
      );
      const [withdrawn] = rows;
      if (withdrawn === undefined) throw new Failure('conflict', 'the computer has obeyed already, or there is no such order');
      log.warn({ audit: 'wipe_withdrawn', wipe: withdrawn.id, agentId, deskId, byId }, 'the order to wipe a desk was taken back');
    },
    async orderFor(agentId, deskId) {
      const order = await openOrder(agentId, deskId);
      return order === undefined ? null : { id: order.id, proof: orderProof(deskSecretOf(key, agentId, deskId), order.id) };
    },
    async reported(report) {
      const { id, lost, isDone } = report;
      const [order] = await db.all<{ agentId: AgentId; deskId: DeskId; lost: LostWork | null }>(
        sql`SELECT agent_id AS "agentId", desk_id AS "deskId", lost FROM desk_wipe WHERE id = ${id}`,
      );
      if (order === undefined || !isReceiptOf(deskSecretOf(key, order.agentId, order.deskId), report)) {
        throw new Failure('denied', 'proof: this is no receipt of that desk');
      }
      const told = lost === null ? null : JSON.stringify(lost);
      // An order that was taken back too late was obeyed all the same: what was lost and when is true.
      await db.all(
        sql`UPDATE desk_wipe SET lost = coalesce(lost, ${told}::text::jsonb), done_at = coalesce(done_at, ${isDone ? now() : null}),
              withdrawn_at = NULL WHERE id = ${id}`,
      );
      log.warn(
        { audit: isDone ? 'wiped' : 'wipe_begun', wipe: id, agentId: order.agentId, deskId: order.deskId },
        'a desk obeys its order',
      );
    },
  };
}

function withoutId({ deskId, orderedAt, orderedById, lost, doneAt }: Row): WipeState {
  return { deskId, orderedAt, orderedById, lost, doneAt };
}
