// An inbox in whose queue 100,000 conversations wait beside one of 100: as a page asks for it at a start, through the real core, its
// reading thread and the encrypted file, into the page's own store, to the rows and figures of the list; the same for a key and for a
// customer's new words. No browser: what is drawn of the rows is as many in both (VirtualList).
import { join } from 'node:path';
import { openDatabase } from '#core/cache/open-database';
import { createReplicaTables, putMeta } from '#core/cache/replica-tables';
import { storeRecord } from '#core/cache/record-rows';
import { createStores } from '#core/session/stores';
import type { deskContract } from '#shared/contracts/desk';
import { toInstant } from '#shared/domain/clock';
import { agentScope, queueScope, TEAM_SCOPE } from '#shared/domain/scope';
import type { Change } from '#shared/records/records';
import type { Client } from '#shared/rpc/contract';
import { sql } from '#shared/sql';
import { aConversation, aCustomer, anAgent, anInteraction, aQueue } from '#tests/support/builders';
import { createRecordsStore } from '#ui/state/records-store';
import { inboxBeyond, inboxOf } from '#ui/state/selectors';
import { withOpened, type Opened } from './support/processes.ts';
import { runBench, say, sayTable, type Ratio } from './support/report.ts';
import { createMemoryVault, NO_HUB, signIn } from './support/signed-in.ts';
import { median, percentile } from './support/statistics.ts';
import { openSeededCore } from './support/seeded-core.ts';

/** `even`: as many as an inbox is given at once, so that the same is drawn and counted on it as on the largest. */
const FULL = { sizes: { few: 100, even: 500, many: 100_000 }, runs: 60 };
const QUICK = { sizes: { few: 100, even: 500, many: 2_000 }, runs: 3 };
const AT_MOST = 1.3;
const FRAME_MS = 1000 / 60;
const QUEUE = aQueue({ id: 'que_1' });
const AGENT = anAgent({ id: 'agt_mika', queueIds: [QUEUE.id] });
const FILTERS = ['mine', 'awaiting', 'queues', 'all'] as const;
const STEPS = ['opening', 'a filter or key', 'a new line'] as const;
const WHICH = ['few', 'even', 'many'] as const;
const STARTED_AT = Date.parse('2026-11-01T00:00:00.000Z');

await runBench('inbox', ({ isQuick }) => withOpened((opened) => measure(opened, isQuick ? QUICK : FULL)));

async function measure(opened: Opened, { sizes, runs }: typeof FULL): Promise<readonly Ratio[]> {
  const desks = {
    few: await openSeeded(opened, sizes.few),
    even: await openSeeded(opened, sizes.even),
    many: await openSeeded(opened, sizes.many),
  };
  const times = { few: emptyTimes(), even: emptyTimes(), many: emptyTimes() };
  for (const which of WHICH) await once(desks[which], sizes[which]);
  // By turns, so that what else the machine does falls on all alike.
  for (let run = 0; run < runs; run += 1)
    for (const which of WHICH) {
      const took = await once(desks[which], sizes[which]);
      for (const name of STEPS) times[which][name].push(took[name]);
    }
  sayTable([
    [`ms, ${runs} each`, 'p50', 'p95', 'longest'],
    ...STEPS.flatMap((name) =>
      WHICH.map((which) => [
        `${name}, ${sizes[which].toLocaleString('en')} wait`,
        median(times[which][name]).toFixed(2),
        percentile(times[which][name], 0.95).toFixed(2),
        Math.max(...times[which][name]).toFixed(2),
      ]),
    ),
  ]);
  return STEPS.flatMap((name): Ratio[] => {
    const ms = { few: median(times.few[name]), even: median(times.even[name]), many: median(times.many[name]) };
    return [
      { of: `${name}, ${sizes.many} wait`, to: `${sizes.few} wait`, value: ms.many / ms.few, atMost: AT_MOST },
      { of: `${name}, ${sizes.many} wait`, to: `${sizes.even} wait`, value: ms.many / ms.even },
      { of: `${name}, ${sizes.many} wait`, to: 'one frame at 60 Hz', value: ms.many / FRAME_MS },
    ];
  });
}

type Times = Record<(typeof STEPS)[number], number>;

function emptyTimes(): Record<keyof Times, number[]> {
  return { opening: [], 'a filter or key': [], 'a new line': [] };
}

/** A page's start, then what the list works out for a key, then for a change of one row. */
async function once(client: Client<typeof deskContract>, waiting: number): Promise<Times> {
  const store = createRecordsStore();
  const rows = (): number => FILTERS.reduce((sum, name) => sum + inboxOf(store.getState().records, AGENT, name).length, 0);
  const figure = (): number => inboxOf(store.getState().records, AGENT, 'all').length + inboxBeyond(store.getState(), AGENT, 'all');
  const began = performance.now();
  const { viewId, changes, backlog = [] } = await client.call('view.open', { is: 'inbox' });
  store.replaceWith(changes, [], backlog);
  rows();
  if (figure() !== waiting) throw new Error(`the inbox counts ${figure()} of ${waiting}`);
  const opened = performance.now();
  rows();
  figure();
  const keyed = performance.now();
  const first = changes.find(({ kind }) => kind === 'interaction');
  if (first !== undefined) store.applyChanges([first]);
  rows();
  figure();
  const told = performance.now();
  await client.call('view.close', { viewId });
  return { opening: opened - began, 'a filter or key': keyed - opened, 'a new line': told - keyed };
}

async function openSeeded(opened: Opened, waiting: number): Promise<Client<typeof deskContract>> {
  const vault = createMemoryVault();
  const dataFolder = await opened.folder(`desk-${waiting}`);
  await signIn(vault, AGENT);
  const stores = createStores({ vault, dataFolder });
  const files = stores.of({ hubUrls: [NO_HUB], agent: AGENT });
  const path = join(files.folder, 'replica.db');
  const db = openDatabase({ path, key: await stores.key(files), synchronous: 'NORMAL', onSlowQuery: () => undefined });
  const startedAt = performance.now();
  db.transaction(() => {
    createReplicaTables(db);
    putMeta(db, 'epoch', 'a'.repeat(32));
    putMeta(db, 'cursor', '1');
    for (const scope of [agentScope(AGENT.id), queueScope(QUEUE.id), TEAM_SCOPE])
      db.run(sql`INSERT INTO scope (name, state, since) VALUES (${scope}, 'level', 0)`);
    storeRecord(db, { kind: 'agent', id: AGENT.id, body: AGENT }, 1);
    storeRecord(db, { kind: 'queue', id: QUEUE.id, body: QUEUE }, 1);
    for (let index = 0; index < waiting; index += 1) for (const change of workOf(index)) storeRecord(db, change, 1);
  });
  db.checkpoint();
  db.close();
  say(`${waiting.toLocaleString('en')} waiting written in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  return openSeededCore(opened, { vault, dataFolder, hubUrl: NO_HUB });
}

function workOf(index: number): Change[] {
  const of = { customerId: `cus_${index}`, conversationId: `cnv_${index}` };
  const at = toInstant(STARTED_AT + index * 1_000);
  const lastLine = { by: 'customer' as const, text: `注文番号${index}の本がまだ届きません。先週の火曜日に届くはずでした。`, at, seq: 1 };
  const interaction = anInteraction({ ...of, id: `int_${index}`, queueId: QUEUE.id, arrivedAt: at, lastLine, waitingSince: at });
  return [
    { kind: 'customer', id: of.customerId, body: aCustomer({ id: of.customerId, queueIds: [QUEUE.id] }) },
    { kind: 'conversation', id: of.conversationId, body: aConversation({ ...of, id: of.conversationId, queueIds: [QUEUE.id] }) },
    { kind: 'interaction', id: interaction.id, body: interaction },
  ];
}
