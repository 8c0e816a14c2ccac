import { PAGE_SIZE } from '#shared/contracts/hub';
import type { TimelinePlace } from '#shared/domain/timeline-place';
import { CENTRE_ID, deskEdge } from '#shared/domain/centre';
import type { Instant } from '#shared/domain/clock';
import { agentScope, customerScope, type Scope } from '#shared/domain/scope';
import type { AgentId, CustomerId, DeskId } from '#shared/domain/ids';
import type { Kind, StoredRecord } from '#shared/records/records';
import { Failure } from '#shared/rpc/failure';
import { sql, type Sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import { readLogState } from './epoch.ts';
import { heldScopes } from './read-events.ts';
import { recordById, storedWhere } from './records.ts';

// What an agent may read, asked at the moment of reading: what a desk was allowed a second ago says nothing about now.

interface Place {
  readonly kind: string;
  readonly id: string;
}

interface SnapshotPage {
  readonly records: StoredRecord[];
  readonly next: Place | null;
  readonly seq: number;
}

/** The kinds that can belong to a scope, in the order of their names; the rest need not be asked. */
const KINDS_OF: Readonly<Record<string, readonly Kind[]>> = {
  team: ['agent', 'canned_response', 'centre', 'channel_account', 'config_change', 'disposition', 'queue'],
  agent: ['grant', 'interaction', 'read_marker', 'reservation'],
  customer: ['conversation', 'customer', 'interaction', 'message', 'note', 'segment'],
  queue: ['conversation', 'customer', 'interaction', 'message', 'note', 'reservation', 'segment'],
};

const HISTORY_PAGE = 100;

/**
 * A page of a scope's records, in the order of (kind, id), or with the newest id of each kind first. Of a customer whom the agent was not given but meets in a queue,
 * it is the part that the queue shows. Of a queue it is the work that is open or was over within the centre's days for desks, with its
 * people and words, and every word that is younger than that.
 */
export async function readSnapshot(
  db: Db,
  agentId: AgentId,
  { scope, after, isNewestFirst = false }: { scope: Scope; after: Place | null; isNewestFirst?: boolean | undefined },
  now: number,
): Promise<SnapshotPage> {
  // Read first: whatever happens while the page is read has a higher seq, and the desk folds it on top.
  const { head: seq } = await readLogState(db);
  const isHeld = await mustSee(db, agentId, scope);
  // A person who was given, and one's own work, come whole; of what only a queue shows, the desk keeps no more than its days.
  const isWhole = isHeld && !scope.startsWith('queue:');
  const edge = isWhole ? null : deskEdge(await recordById(db, 'centre', CENTRE_ID), now);
  const kinds = KINDS_OF[scope.split(':')[0] ?? ''] ?? [];
  const records: StoredRecord[] = [];
  for (const kind of kinds.filter((name) => after === null || name >= after.kind)) {
    const beyond = isNewestFirst ? sql`id <` : sql`id >`;
    const from = after?.kind === kind ? sql`AND ${beyond} ${after.id}` : sql``;
    const order = isNewestFirst ? sql`id DESC` : sql`id`;
    const room = PAGE_SIZE + 1 - records.length;
    records.push(
      ...(await storedWhere(
        db,
        kind,
        sql`${visible(agentId)} AND scopes @> ARRAY[${scope}] AND ${keptOnDesks(kind, agentId, edge)} ${from} ORDER BY ${order} LIMIT ${room}`,
      )),
    );
    if (records.length > PAGE_SIZE) break;
  }
  const page = records.slice(0, PAGE_SIZE);
  const last = page.at(-1);
  return { records: page, next: records.length > PAGE_SIZE && last !== undefined ? { kind: last.kind, id: last.id } : null, seq };
}

/** Messages and notes before a place in the timeline, newest first. */
export async function readHistory(
  db: Db,
  agentId: AgentId,
  customerId: CustomerId,
  before: TimelinePlace | null,
): Promise<{ records: StoredRecord[]; hasOlder: boolean }> {
  await mustSee(db, agentId, customerScope(customerId));
  const until = before === null ? sql`` : sql`AND (at, seq) < (${before.at}, ${before.seq})`;
  const page = sql`${visible(agentId)} AND customer_id = ${customerId} ${until} ORDER BY at DESC, seq DESC LIMIT ${HISTORY_PAGE + 1}`;
  const [messages, notes] = await Promise.all([storedWhere(db, 'message', page), storedWhere(db, 'note', page)]);
  const items = [...messages, ...notes].toSorted((a, b) =>
    a.body.at === b.body.at ? b.body.seq - a.body.seq : a.body.at < b.body.at ? 1 : -1,
  );
  return { records: items.slice(0, HISTORY_PAGE), hasOlder: items.length > HISTORY_PAGE };
}

/** Whether this agent may read the thread now. */
export async function maySeeConversation(db: Db, agentId: AgentId, conversationId: string): Promise<boolean> {
  return (await storedWhere(db, 'conversation', sql`id = ${conversationId} AND ${visible(agentId)}`)).length > 0;
}

/** Whether this desk still owes a receipt: the scope was taken from its agent, and it has not said since that nothing of it is left. */
export async function owesReceipt(tx: Db, agentId: AgentId, deskId: DeskId, scope: Scope): Promise<boolean> {
  const ofAgent = (type: string): Sql => sql`SELECT e.seq FROM event_envelope e JOIN event_body b USING (seq)
    WHERE e.type = ${type} AND e.scopes @> ARRAY[${agentScope(agentId)}]
    AND b.body ->> 'agentId' = ${agentId} AND b.body ->> 'scope' = ${scope}`;
  const [owed] = await tx.all(sql`SELECT revoked.seq FROM (${ofAgent('scope.revoked')}) AS revoked WHERE NOT EXISTS (
    SELECT 1 FROM (${ofAgent('scope.cleared')} AND b.body ->> 'deskId' = ${deskId}) AS cleared WHERE cleared.seq > revoked.seq) LIMIT 1`);
  return owed !== undefined;
}

/** Whether the scope itself is held; otherwise it is a person met in a queue. */
async function mustSee(db: Db, agentId: AgentId, scope: Scope): Promise<boolean> {
  const [held] = await db.all(sql`SELECT scope FROM "grant" WHERE agent_id = ${agentId} AND scope = ${scope}`);
  if (held !== undefined) return true;
  const [kind, id] = scope.split(':');
  if (kind === 'customer' && (await storedWhere(db, 'customer', sql`id = ${id} AND ${visible(agentId)}`)).length > 0) return false;
  throw new Failure('denied', 'this agent does not hold that scope');
}

/** As the desk drops what has grown old (core/cache/past-rows.ts), so that it is given nothing that it would drop again. */
function keptOnDesks(kind: Kind, agentId: AgentId, edge: Instant | null): Sql {
  if (edge === null) return sql`true`;
  const work = sql`(w.state <> 'closed' OR w.body -> 'state' ->> 'at' >= ${edge})`;
  const ofWork = (interactionId: Sql): Sql => sql`EXISTS (SELECT 1 FROM interaction w WHERE w.id = ${interactionId} AND ${work})`;
  const hasAny = (of: Sql): Sql => sql`(EXISTS (SELECT 1 FROM interaction w WHERE w.${of} AND w.${visible(agentId)} AND ${work})
    OR EXISTS (SELECT 1 FROM message m WHERE m.${of} AND m.${visible(agentId)} AND m.at >= ${edge}))`;
  switch (kind) {
    case 'interaction':
      return sql`(state <> 'closed' OR body -> 'state' ->> 'at' >= ${edge})`;
    case 'message':
      return sql`(at >= ${edge} OR ${ofWork(sql`interaction_id`)})`;
    case 'note':
      return sql`(at >= ${edge} OR ${ofWork(sql`body ->> 'interactionId'`)})`;
    case 'segment':
      return ofWork(sql`interaction_id`);
    case 'reservation':
      return sql`(outcome = 'pending' OR expires_at >= ${edge})`;
    case 'conversation':
      return hasAny(sql`conversation_id = conversation.id`);
    case 'customer':
      // Who became another person is found by old links as long as that one is here.
      return hasAny(sql`customer_id IN (customer.id, customer.body ->> 'joinedInto')`);
    case 'agent':
    case 'queue':
    case 'disposition':
    case 'centre':
    case 'canned_response':
    case 'channel_account':
    case 'config_change':
    case 'read_marker':
    case 'grant':
      return sql`true`;
  }
}

function visible(agentId: AgentId): Sql {
  return sql`scopes && ${heldScopes(agentId)}`;
}
