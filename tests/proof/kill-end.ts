import path from 'node:path';
import { openDatabase } from '#core/cache/open-database';
import { cachePaths } from '#core/cache/cache-files';
import { cursorOf } from '#core/cache/replica-tables';
import { stableJson } from '#core/cache/stable-json';
import { openVault } from '#core/key-vault';
import type { Db } from '#hub/db/db';
import { DEMO_QUEUES } from '#hub/demo/demo-centre';
import { eventsAfter } from '#hub/log/read-events';
import { storedWhere } from '#hub/log/records';
import { ownerOf } from '#shared/domain/interaction';
import { queueScope } from '#shared/domain/scope';
import { foldEvent } from '#shared/records/fold-event';
import { KINDS, type StoredRecord } from '#shared/records/records';
import { sql } from '#shared/sql';
import { createKeptLog } from '#tests/support/kept-log';
import { waitUntil } from '#tests/support/wait-until';
import type { Auditor } from './auditor.ts';
import { MIKA, takenByVendor, type Centre } from './centre.ts';
import type { Desk } from './desk.ts';
import { indexOf } from './check-log.ts';
import { differencesAtVendor } from './check-vendor.ts';

/** A message whose sender died is looked into after 30 s, and given up after another 15. */
const SETTLED_WITHIN_MS = 120_000;
type Message = Extract<StoredRecord, { kind: 'message' }>['body'];

/** When all rounds are played: every SMS has an end, what nobody can tell is sent again by the agent, and arrives once more at the most. */
export async function settleVendor(centre: Centre): Promise<string[]> {
  const { auditor, agent, ledger } = centre;
  const outbound = async (): Promise<Message[]> =>
    (await auditor.snapshot(queueScope(DEMO_QUEUES.sms.id))).flatMap((record) =>
      record.kind === 'message' && record.body.delivery !== null && !record.body.id.startsWith('msg_past') ? [record.body] : [],
    );
  const settled = (): Promise<boolean> =>
    outbound().then((all) => all.every(({ delivery }) => delivery?.state !== 'pending' && delivery?.state !== 'sending'));
  const wait = { what: 'every SMS has an end', timeoutMs: SETTLED_WITHIN_MS };
  await waitUntil(settled, wait);
  const window = centre.desk.window();
  if (window === null) throw new Error('the core is not there');
  const owned = new Set(window.of('interaction').flatMap((work) => (ownerOf(work.state) === MIKA ? [work.conversationId] : [])));
  for (const { id, conversationId, delivery } of await outbound()) {
    if (delivery?.state !== 'unknown' || !owned.has(conversationId)) continue;
    ledger.resends.set(id, 1);
    await agent.submit(window, { type: 'message.resend', conversationId, messageId: id });
  }
  await waitUntil(async () => (await window.call('outbox.list', {})).length === 0, wait);
  await waitUntil(settled, wait);
  const taken = await takenByVendor(centre);
  const bodies = new Set(taken.map(({ body }) => body));
  const index = indexOf(await auditor.log());
  const ours = new Set(
    [...index.threads.values()].filter(({ account }) => account === 'sms').flatMap(({ sent }) => sent.map(({ id }) => id)),
  );
  return [
    ...differencesAtVendor(taken, ledger, index),
    ...taken.filter(({ statusCallback }) => statusCallback === null).map(({ body }) => `sent without a place to report to: ${body}`),
    ...(await outbound())
      .filter(
        ({ id, text, delivery }) => ours.has(id) && (delivery?.state === 'sent' || delivery?.state === 'delivered') && !bodies.has(text),
      )
      .map(({ id, delivery }) => `${id} is ${delivery?.state} and the vendor never had it`),
  ];
}

/** Ends the desk as SIGTERM does and reads its file: every record of every scope held, to the letter, as the hub has it. */
export async function replicaDiffers(desk: Desk, auditor: Auditor): Promise<string[]> {
  // Held open from here on: two desks of one agent are one presence, so that the end of the one changes nothing.
  const scopes = await auditor.scopes();
  const code = await desk.end();
  if (code !== 0) return [`the desk ended with ${code} after SIGTERM`];
  const vault = await openVault({ folder: desk.folder, sealKey: null, log: createKeptLog() });
  const key = (await vault.get(`database ${path.relative(desk.folder, desk.agentFolder)}`)) ?? '';
  const replica = openDatabase({
    path: cachePaths(desk.agentFolder).replica,
    key,
    isReadOnly: true,
    synchronous: 'NORMAL',
    onSlowQuery: () => undefined,
  });
  try {
    const cursor = cursorOf(replica);
    const rows = replica.all<{ kind: string; id: string; rev: number; body: string }>(sql`SELECT kind, id, rev, body FROM record`);
    const here = new Map(rows.map(({ kind, id, rev, body }) => [`${kind} ${id}`, `rev ${rev} ${body}`]));
    const there = new Map<string, StoredRecord>();
    for (const scope of scopes) for (const record of await auditor.snapshot(scope)) there.set(`${record.kind} ${record.id}`, record);
    const atHub = (name: string): string => {
      const record = there.get(name);
      return record === undefined ? 'nothing' : `rev ${record.rev} ${stableJson(record.body)}`;
    };
    // What happened after the desk's end it cannot know.
    const names = [...new Set([...here.keys(), ...there.keys()])].filter((name) => (there.get(name)?.rev ?? 0) <= cursor);
    return names.flatMap((name) =>
      (here.get(name) ?? 'nothing') === atHub(name)
        ? []
        : [`${name} in the replica: ${here.get(name) ?? 'nothing'}\n    at the hub: ${atHub(name)}`],
    );
  } finally {
    replica.close();
  }
}

/** The hub has ended: its log has no gap, and every table is the log folded. */
export async function storeDiffers(db: Db): Promise<string[]> {
  const [state] = await db.all<{ head: number; count: number; last: number }>(
    sql`SELECT (SELECT head FROM log_state) AS head, count(*)::int AS count, max(seq) AS last FROM event_envelope`,
  );
  const amiss: string[] = [];
  if (state === undefined || state.head !== state.count || state.head !== state.last)
    amiss.push(`the log has gaps: ${JSON.stringify(state)}`);
  const folded = new Map<string, { rev: number; body: unknown }>();
  const BATCH = 1_000;
  for (let after = 0, more = true; more;) {
    const events = await eventsAfter(db, after, BATCH);
    for (const event of events) {
      // The map's key holds the kind, so the body is that kind's.
      const changes = foldEvent(event, { get: (kind, id) => folded.get(`${kind} ${id}`) as never });
      if (changes === 'unknown') amiss.push(`nobody knows what ${event.type} at ${event.seq} means`);
      else
        for (const { kind, id, body } of changes) {
          if (body === null) folded.delete(`${kind} ${id}`);
          else folded.set(`${kind} ${id}`, { rev: event.seq, body });
        }
    }
    after = events.at(-1)?.seq ?? after;
    more = events.length === BATCH;
  }
  const stored = new Map<string, string>();
  for (const kind of KINDS)
    for (const { id, rev, body } of await storedWhere(db, kind, sql`true`)) stored.set(`${kind} ${id}`, `rev ${rev} ${stableJson(body)}`);
  for (const name of new Set([...stored.keys(), ...folded.keys()])) {
    const fold = folded.get(name);
    const expected = fold === undefined ? 'nothing' : `rev ${fold.rev} ${stableJson(fold.body)}`;
    if (stored.get(name) !== expected)
      amiss.push(`${name} in its table: ${stored.get(name) ?? 'nothing'}\n    the log folded: ${expected}`);
  }
  return amiss;
}
