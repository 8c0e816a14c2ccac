import { CannedResponse } from '#shared/domain/canned-response';
import { ChannelAccount } from '#shared/domain/channel-account';
import type { ConfigKind } from '#shared/domain/config-change';
import { choosableDispositions } from '#shared/domain/disposition-tree';
import type { DispositionId } from '#shared/domain/ids';
import { Disposition } from '#shared/domain/interaction';
import { Queue } from '#shared/domain/queue';
import { accountMisfit, cannedResponseMisfit, dispositionMisfit, queueMisfit, type Misfit } from '#shared/domain/set-up-rules';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import { allOf, recordById } from '#hub/log/records';

/** What is wrong with a record of the set-up beside the others that stand. */
export async function setUpMisfit(tx: Db, kind: Exclude<ConfigKind, 'agent'>, wished: object): Promise<Misfit | null> {
  switch (kind) {
    case 'queue':
      return queueMisfit(Queue.parse(wished), await allOf(tx, 'channel_account'));
    case 'disposition':
      return dispositionMisfit(Disposition.parse(wished), byId(await allOf(tx, 'disposition')));
    case 'canned_response':
      return cannedResponseMisfit(CannedResponse.parse(wished), await allOf(tx, 'canned_response'));
    case 'channel_account':
      return accountMisfit(ChannelAccount.parse(wished), byId(await allOf(tx, 'queue')));
    case 'centre':
      return null;
  }
}

/** Who retires a queue is told first where customers wait in it. */
export async function waitingMisfit(tx: Db, wished: Queue): Promise<Misfit | null> {
  const before = wished.isRetired === true ? await recordById(tx, 'queue', wished.id) : undefined;
  if (before === undefined || before.isRetired === true) return null;
  const waiting = await tx.all(sql`SELECT id FROM interaction WHERE queue_id = ${wished.id} AND state IN ('queued', 'offered') LIMIT 1`);
  return waiting.length === 0 ? null : { code: 'conflict', field: 'waiting', says: 'customers wait in this queue' };
}

/** Undefined where it may not end work: unknown, retired, or with others below it. */
export async function choosableDisposition(tx: Db, id: DispositionId): Promise<Disposition | undefined> {
  return choosableDispositions(byId(await allOf(tx, 'disposition'))).find((one) => one.id === id);
}

function byId<T extends { readonly id: string }>(records: readonly T[]): ReadonlyMap<string, T> {
  return new Map(records.map((record) => [record.id, record]));
}
