import type { Logger } from 'pino';
import { toInstant, type Clock } from '#shared/domain/clock';
import type { AccountId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import { messageOfExternalId } from '#hub/messages/outbound-queries';
import type { Absence, ChannelGaps, OpenGap } from './channel-gaps.ts';
import type { ReceiveInbound } from './receive-inbound.ts';
import type { ChannelAccount, Channels } from './registry.ts';

interface Deps {
  readonly db: Db;
  readonly clock: Clock;
  readonly gaps: ChannelGaps;
  readonly channels: Pick<Channels, 'all'>;
  readonly receiveInbound: ReceiveInbound;
  readonly logger: Logger;
}

const BEAT_MS = 5_000;
/** A hub that beats is late by less. */
const AWAY_MS = 30_000;
/** The vendor's clock and ours differ, and a webhook may have been under way when the hub went. */
const OVERLAP_MS = 5 * 60_000;
/** How long words may have been refused before the last refusal that is known: a day is fetched again. */
const REFUSED_MS = 24 * 3_600_000;

/**
 * Fetches what webhooks could not bring while no hub was here, from the vendors who give it out, at start and whenever the hubs were
 * away together; and after an account whose words were refused is understood again. What comes twice changes nothing, because a
 * vendor's own ids tell; what was fetched stands where it was written.
 */
export function recoverMissed({ db, clock, gaps, channels, receiveInbound, logger }: Deps): () => void {
  const state = { isStopped: false, isFirst: true, cancel: () => {} };
  const refusedSeen = new Map<string, string>();

  async function turn(): Promise<void> {
    const absence = await gaps.beat();
    const isFirst = state.isFirst;
    state.isFirst = false;
    if (absence !== null && (isFirst || absence.until - absence.from > AWAY_MS)) await open(absence);
    await openAfterRefusals();
    for (const account of channels.all()) {
      const gap = account.connector.fetchMissed === undefined ? undefined : await gaps.claim(account.accountId);
      if (gap !== undefined) await fill(account, gap);
    }
  }

  async function open(absence: Absence): Promise<void> {
    const span = { from: toInstant(absence.from), until: toInstant(absence.until) };
    logger.warn(span, 'no hub was here between these times; what vendors keep is fetched again, and the rest cannot be known');
    for (const { accountId, connector } of channels.all()) {
      await gaps.add(accountId, absence, connector.fetchMissed === undefined ? 'untold' : 'open');
    }
  }

  /** Somebody set the account's secret right again: what was refused until then is still at the vendor. */
  async function openAfterRefusals(): Promise<void> {
    const rows = await db.all<{ accountId: AccountId; troubleAt: string }>(
      sql`SELECT account_id AS "accountId", trouble_at AS "troubleAt" FROM account_health
          WHERE trouble = 'signature_refused' AND heard_at > trouble_at AND trouble_at > ${toInstant(clock.now() - REFUSED_MS)}`,
    );
    for (const { accountId, troubleAt } of rows) {
      const account = channels.all().find((one) => one.accountId === accountId);
      if (refusedSeen.get(accountId) === troubleAt || account?.connector.fetchMissed === undefined) continue;
      refusedSeen.set(accountId, troubleAt);
      const until = Date.parse(troubleAt);
      await gaps.add(accountId, { from: until - REFUSED_MS, until }, 'open');
    }
  }

  async function fill({ accountId, connector }: ChannelAccount, gap: OpenGap): Promise<void> {
    const since = toInstant(gap.from - OVERLAP_MS);
    const missed = await connector.fetchMissed?.(since).catch((error: unknown) => {
      logger.warn({ err: error, accountId }, 'what was missed cannot be fetched now; it is tried again');
    });
    // The claim runs out, and somebody tries again.
    if (missed === undefined) return;
    let found = 0;
    for (const signal of missed) {
      if (signal.is === 'receipt' && (await messageOfExternalId(db, accountId, signal.externalId)) === undefined) continue;
      const before = signal.is === 'message' ? await isHere(accountId, signal.externalId) : true;
      await receiveInbound(accountId, [signal]);
      if (!before) found += 1;
    }
    await gaps.filled(gap, found);
    logger.info({ accountId, since, found }, 'what was missed is here');
  }

  async function isHere(accountId: AccountId, externalId: string): Promise<boolean> {
    const rows = await db.all(
      sql`SELECT 1 FROM message JOIN conversation ON conversation.id = message.conversation_id
          WHERE conversation.account_id = ${accountId} AND message.external_id = ${externalId}`,
    );
    return rows.length > 0;
  }

  async function go(): Promise<void> {
    await turn().catch((error: unknown) => logger.error({ err: error }, 'failed: looking for what was missed'));
    if (!state.isStopped) state.cancel = clock.setTimer(BEAT_MS, () => void go());
  }

  void go(); // It tells its errors itself.
  return () => {
    state.isStopped = true;
    state.cancel();
  };
}
