import { join } from 'node:path';
import { openDatabase, type Database } from '#core/cache/open-database';
import { storeRecord } from '#core/cache/record-rows';
import { putMeta } from '#core/cache/replica-tables';
import type { KeyVault } from '#core/key-vault';
import { createStores } from '#core/session/stores';
import { toInstant } from '#shared/domain/clock';
import { agentScope, queueScope, TEAM_SCOPE } from '#shared/domain/scope';
import type { Change } from '#shared/records/records';
import { sql } from '#shared/sql';
import { aConversation, anAgent, anInteraction, aQueue, aSegment } from '#tests/support/builders';
import { createDice } from '#tests/support/search-texts';
import { fillWithMessages, UNTIL } from './message-file.ts';
import { NO_HUB, signIn } from './signed-in.ts';

const QUEUE = aQueue({ id: 'que_1' });
const AGENT = anAgent({ id: 'agt_mika', queueIds: [QUEUE.id] });
const SEED = 20_261_122;
const DAY_MS = 86_400_000;

export interface SeededDesk {
  readonly customers: number;
  readonly megabytes: number;
  readonly seconds: number;
}

interface Wanted {
  readonly vault: KeyVault;
  readonly dataFolder: string;
  readonly messages: number;
  /** Customers whose work is still open, in the inbox. */
  readonly waiting: number;
}

/**
 * The data folder of somebody signed in, with so many messages in the replica: each customer has about forty over a year and a bit, two
 * interactions and their segments. The rows are those of the desk (record, scopes, search), written without asking what was there.
 */
export async function seedDesk({ vault, dataFolder, messages, waiting }: Wanted): Promise<SeededDesk> {
  const startedAt = performance.now();
  await signIn(vault, AGENT);
  const stores = createStores({ vault, dataFolder });
  const store = stores.of({ hubUrls: [NO_HUB], agent: AGENT });
  const path = join(store.folder, 'replica.db');
  const db = openDatabase({ path, key: await stores.key(store), synchronous: 'NORMAL', onSlowQuery: () => undefined });
  // For who writes a million rows at once and may lose them.
  db.script('PRAGMA cache_size = -512000; PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 50000');
  const { customers } = fillWithMessages(db, messages, createDice(SEED));
  db.transaction(() => {
    putMeta(db, 'epoch', 'a'.repeat(32));
    putMeta(db, 'cursor', String(messages));
    for (const scope of [agentScope(AGENT.id), queueScope(QUEUE.id), TEAM_SCOPE])
      db.run(sql`INSERT INTO scope (name, state, since) VALUES (${scope}, 'level', 0)`);
    // Of what was written in bulk; the rest brings its own.
    db.run(sql`INSERT INTO record_scope (scope, row) SELECT 'customer:' || customer_id, row FROM record`);
    db.run(sql`INSERT INTO record_scope (scope, row) SELECT ${queueScope(QUEUE.id)}, row FROM record`);
    storeRecord(db, { kind: 'agent', id: AGENT.id, body: AGENT }, 1);
    storeRecord(db, { kind: 'queue', id: QUEUE.id, body: QUEUE }, 1);
    for (let index = 0; index < customers; index += 1) for (const change of workOf(index, index < waiting)) storeRecord(db, change, 1);
  });
  const megabytes = sizeOf(db) / 1e6;
  db.checkpoint();
  db.close();
  return { customers, megabytes, seconds: (performance.now() - startedAt) / 1000 };
}

/** A conversation, old work that is done, and the newest, which waits or is done too. */
function workOf(index: number, waits: boolean): Change[] {
  const of = { customerId: `cus_${index}`, conversationId: `cnv_${index}`, queueId: QUEUE.id };
  const conversation = aConversation({ id: of.conversationId, customerId: of.customerId, queueIds: [QUEUE.id] });
  const works = [200, 1].map((daysAgo, nth) => {
    const at = toInstant(UNTIL - daysAgo * DAY_MS - index * 1_000);
    const isOpen = waits && nth === 1;
    const closed = { is: 'closed' as const, at, agentId: AGENT.id, dispositionId: null, endedBy: 'agent' as const };
    const lastLine = { by: 'customer' as const, text: `注文番号${index}の本がまだ届きません。`, at, seq: 1 };
    const interaction = anInteraction({
      ...of,
      id: `int_${index}-${nth}`,
      arrivedAt: at,
      lastLine,
      state: isOpen ? { is: 'queued' } : closed,
      waitingSince: isOpen ? at : null,
    });
    const segment = aSegment({
      id: `seg_${index}-${nth}`,
      interactionId: interaction.id,
      customerId: of.customerId,
      queueId: QUEUE.id,
      agentId: AGENT.id,
      startedAt: at,
      endedAt: at,
    });
    const changes: Change[] = [{ kind: 'interaction', id: interaction.id, body: interaction }];
    return isOpen ? changes : [...changes, { kind: 'segment' as const, id: segment.id, body: segment }];
  });
  return [{ kind: 'conversation', id: conversation.id, body: conversation }, ...works.flat()];
}

function sizeOf(db: Database): number {
  return db.first<{ bytes: number }>(sql`SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()`)?.bytes ?? 0;
}
