import { rmSync } from 'node:fs';
import path from 'node:path';
import { openPgliteFolder } from '#hub/db/open-pglite';
import { openPostgres } from '#hub/db/open-postgres';
import { createRandom } from '#hub/simulator/random';
import { createTestDatabase, type TestDatabase } from '#tests/support/test-database';
import { openCentre, takenByVendor, type Centre } from './centre.ts';
import type { Customer } from './customer.ts';
import { replicaDiffers, settleVendor, storeDiffers } from './kill-end.ts';
import { playRound, type Strike } from './kill-round.ts';

export interface KillOptions {
  readonly store: 'pglite' | 'postgres';
  /** A server on which databases may be made; for `postgres`. */
  readonly postgresUrl: string | null;
  readonly rounds: number;
  /** Another round begins only before this moment of performance.now(); left out: all of them. */
  readonly until?: number;
  /** How a round strikes: where there is a line that can be ill, by more than killing. */
  readonly strike?: Strike;
  readonly seed: number;
  readonly hasPage: boolean;
  /** Waits, at the end, until every SMS whose sender died has been looked into; that takes up to a minute. */
  readonly settlesVendor: boolean;
  /** Where the data lies; deleted where all is well. */
  readonly folder: string;
  readonly say: (line: string) => void;
}

export interface KillTally {
  readonly store: string;
  rounds: number;
  failed: number;
  readonly kills: { hub: number; core: number; renderer: number };
  lines: number;
  wishes: number;
  parked: number;
  shown: number;
  drafts: number;
  sms: number;
  ms: number;
}

/** Kills at random and looks for what was promised, round after round; a round that fails leaves its folder, and the next begins anew. */
export async function proveKill(options: KillOptions): Promise<KillTally> {
  const { say, store } = options;
  const kills = { hub: 0, core: 0, renderer: 0 };
  const tally: KillTally = { store, rounds: 0, failed: 0, kills, lines: 0, wishes: 0, parked: 0, shown: 0, drafts: 0, sms: 0, ms: 0 };
  const startedAt = performance.now();
  while (goesOn(options, tally)) await playCentre(options, tally);
  tally.ms = Math.round(performance.now() - startedAt);
  say(`${store}: ${tally.rounds} rounds, ${tally.failed} failed, ${Math.round(tally.ms / 1000)} s`);
  return tally;
}

function goesOn({ rounds, until = Infinity }: KillOptions, tally: KillTally): boolean {
  return tally.rounds < rounds && performance.now() < until;
}

/** One centre, until the rounds are played or one of them fails. */
async function playCentre(options: KillOptions, tally: KillTally): Promise<void> {
  const { store, seed, rounds, say } = options;
  const first = tally.rounds + 1;
  const folder = path.join(options.folder, `${store} seed ${seed} from round ${first}`);
  const database = store === 'postgres' ? await createTestDatabase(options.postgresUrl ?? '') : null;
  const random = createRandom(`${seed} ${store} ${first}`);
  const hasBadLine = options.strike !== undefined;
  const centre = await openCentre({ folder, databaseUrl: database?.url ?? null, random, hasPage: options.hasPage, hasBadLine });
  const customers: Customer[] = [];
  let amiss: string[] = [];
  try {
    while (goesOn(options, tally) && amiss.length === 0) {
      tally.rounds += 1;
      const startedAt = performance.now();
      amiss = await playRound({ centre, customers, random }, options.strike).catch(asDifference);
      say(
        `${store} round ${tally.rounds}${Number.isFinite(rounds) ? `/${rounds}` : ''} ${amiss.length === 0 ? 'ok' : 'FAILED'} ${Math.round(performance.now() - startedAt)} ms`,
      );
    }
    if (amiss.length === 0) amiss = await endings(centre, database, options).catch(asDifference);
    await count(centre, tally);
  } finally {
    for (const customer of customers) customer.close();
    await centre.close();
  }
  if (amiss.length === 0) {
    rmSync(folder, { recursive: true });
    await database?.drop();
    return;
  }
  tally.failed += 1;
  centre.keep();
  const where = `${folder}${database === null ? '' : ` and ${database.url}`}`;
  say(`FAILED: ${store}, seed ${seed}, round ${tally.rounds}; everything lies in ${where}\n  ${amiss.slice(0, 20).join('\n  ')}`);
}

async function endings(centre: Centre, database: TestDatabase | null, { settlesVendor }: KillOptions): Promise<string[]> {
  const amiss = settlesVendor ? await settleVendor(centre) : [];
  amiss.push(...(await replicaDiffers(centre.desk, centre.auditor)));
  const code = await centre.hub.end();
  if (code !== 0) amiss.push(`the hub ended with ${code} after SIGTERM`);
  const db = database === null ? await openPgliteFolder(path.join(centre.folder, 'hub')) : openPostgres({ url: database.url, poolSize: 1 });
  try {
    return [...amiss, ...(await storeDiffers(db))];
  } finally {
    await db.close();
  }
}

async function count({ victims, ledger, ...centre }: Centre, tally: KillTally): Promise<void> {
  for (const { name, kills } of victims) tally.kills[name] += kills();
  const wishes = [...ledger.wishes.values()];
  tally.lines += ledger.lines.filter(({ isAnswered }) => isAnswered).length;
  tally.wishes += wishes.filter(({ state }) => state === 'accepted').length;
  tally.parked += wishes.filter(({ wasParked }) => wasParked).length;
  tally.shown += ledger.shown.length;
  tally.drafts += ledger.drafts.size;
  tally.sms += (await takenByVendor(centre)).length;
}

function asDifference(error: unknown): string[] {
  return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
}
