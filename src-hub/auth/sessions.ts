import { createHash, randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type * as session from '#shared/contracts/session';
import { CENTRE_ID, DEFAULT_OFFLINE_HOURS } from '#shared/domain/centre';
import { fromInstant, toInstant, type Clock } from '#shared/domain/clock';
import type { Agent } from '#shared/domain/agent';
import type { AgentId, DeskId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import type { Db } from '#hub/db/db';
import { deskSecretOf } from '#hub/desks/wipe-proofs';
import type { Notices } from '#hub/log/notices';
import { recordById, storedWhere } from '#hub/log/records';
import { credentialOf, type Passwords } from './credentials.ts';
import { leaveTemporary } from './own-password.ts';
import type { SignInLimit } from './sign-in-limit.ts';
import type { AccessClaims, Tokens } from './tokens.ts';

const REFRESH_TOKEN_BYTES = 32;
/** A desk that was not opened for so long signs in again. */
const REFRESH_TOKEN_MS = 14 * 24 * 60 * 60_000;
/** The audit log has it for longer; no token of such a session is good any more. */
const FORGOTTEN_AFTER_MS = 30 * 24 * 60 * 60_000;
/** A desk may die between our answer and its disk: within this its last token is good once more, if nobody used the next one. */
const LOST_ANSWER_GRACE_MS = 60_000;

/** The notice that closes the sockets of a session, on every hub. */
export const SESSION_ENDED = 'session.ended';
export type SessionEnd = 'signed_out' | 'deactivated' | 'token_reused' | 'password_changed' | 'wiped';

export interface Sessions {
  signIn(input: session.SignIn, address: string): Promise<session.Tokens>;
  refresh(input: session.Refresh): Promise<session.Tokens>;
  signOut(accessToken: string): Promise<void>;
  verifyAccessToken(token: string): Promise<AccessClaims>;
  /** Every session of a person, on every hub; but for the one that asks for it, or only those at one desk. */
  endAllOf(agentId: AgentId, reason: SessionEnd, which?: { readonly except?: string; readonly at?: DeskId }): Promise<void>;
}

interface Deps {
  readonly db: Db;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly passwords: Passwords;
  readonly limit: SignInLimit;
  readonly notices: Notices;
  /** Of which each desk's secret is made. */
  readonly deskKey: Uint8Array;
  readonly log: Logger;
}

export function createSessions({ db, clock, tokens, passwords, limit, notices, deskKey, log }: Deps): Sessions {
  return {
    async signIn({ loginName, password, newPassword, deskId }, address) {
      const attempt = await limit.take(address, loginName).catch((error: unknown) => {
        log.warn({ audit: 'sign_in_limited', deskId }, 'sign-in refused: too many wrong ones');
        throw error;
      });
      const agent = (await storedWhere(db, 'agent', sql`login_name = ${loginName}`))[0]?.body;
      const credential = agent === undefined ? undefined : await credentialOf(db, agent.id);
      const isRight = await passwords.verify(password, credential?.hash);
      if (agent === undefined || credential === undefined || !isRight || !agent.isActive) {
        log.warn({ audit: 'sign_in_refused', agentId: agent?.id, deskId }, 'sign-in refused');
        throw new Failure('denied', 'the name or the password is wrong');
      }
      await attempt.succeeded();
      await refuseLost(agent.id, deskId);
      // Before there is a session: nobody works behind a password that others have read.
      await leaveTemporary({ db, passwords, clock, log }, agent.id, credential, { password, newPassword });
      const sessionId = randomBytes(16).toString('hex');
      const refreshToken = await db.transaction(async (tx) => {
        await tx.all(
          sql`INSERT INTO session (id, agent_id, desk_id, started_at) VALUES (${sessionId}, ${agent.id}, ${deskId}, ${toInstant(clock.now())})`,
        );
        const forgottenSince = toInstant(clock.now() - FORGOTTEN_AFTER_MS);
        await tx.all(
          sql`DELETE FROM session WHERE id IN (
                SELECT id FROM session WHERE ended_at < ${forgottenSince} OR (started_at < ${forgottenSince} AND NOT EXISTS (
                  SELECT 1 FROM refresh_token WHERE session_id = session.id AND issued_at > ${forgottenSince}))
                LIMIT 100 FOR UPDATE SKIP LOCKED)`,
        );
        return issue(tx, sessionId, null);
      });
      log.info({ audit: 'signed_in', agentId: agent.id, deskId, sessionId }, 'signed in');
      return answer(agent, deskId, sessionId, refreshToken);
    },

    async refresh({ refreshToken, deskId }) {
      const outcome = await db.transaction((tx) => rotate(tx, refreshToken, deskId));
      switch (outcome.is) {
        case 'rotated': {
          const agent = await recordById(db, 'agent', outcome.agentId);
          if (agent?.isActive === true) return answer(agent, deskId, outcome.sessionId, outcome.token);
          await end(outcome.sessionId, 'deactivated');
          throw signInAgain();
        }
        case 'reused':
          await end(outcome.sessionId, 'token_reused');
          throw signInAgain();
        case 'refused':
          throw signInAgain();
      }
    },

    async signOut(accessToken) {
      // A desk that was offline for a while must not need a new token only to give it up.
      const { sessionId } = await tokens.readAccessToken(accessToken, { expiredForMs: REFRESH_TOKEN_MS });
      await end(sessionId, 'signed_out');
    },

    async verifyAccessToken(token) {
      const claims = await tokens.readAccessToken(token);
      const rows = await db.all(sql`SELECT 1 FROM session WHERE id = ${claims.sessionId} AND ended_at IS NULL`);
      if (rows.length === 0) throw signInAgain();
      const agent = await recordById(db, 'agent', claims.agentId);
      if (agent?.isActive !== true) throw signInAgain();
      return claims;
    },

    async endAllOf(agentId, reason, { except = null, at = null } = {}) {
      const rows = await db.all<{ id: string }>(
        sql`UPDATE session SET ended_at = ${toInstant(clock.now())}, end_reason = ${reason}
            WHERE agent_id = ${agentId} AND ended_at IS NULL AND id IS DISTINCT FROM ${except}
              AND (${at}::text IS NULL OR desk_id = ${at}) RETURNING id`,
      );
      for (const { id } of rows) told(agentId, id, reason);
    },
  };

  async function answer(agent: Agent, deskId: DeskId, sessionId: string, refreshToken: string): Promise<session.Tokens> {
    const { token, expiresAt } = await tokens.mintAccessToken({ agentId: agent.id, deskId, sessionId });
    const { offlineHours = DEFAULT_OFFLINE_HOURS } = (await recordById(db, 'centre', CENTRE_ID)) ?? {};
    return {
      accessToken: token,
      accessExpiresAt: expiresAt,
      refreshToken,
      agent,
      offlineLimitMs: offlineHours * 3_600_000,
      deskSecret: deskSecretOf(deskKey, agent.id, deskId),
    };
  }

  /** A computer that was reported lost obeys its order first; desks of today ask for it before they sign anybody in. */
  async function refuseLost(agentId: AgentId, deskId: DeskId): Promise<void> {
    const orders = await db.all(
      sql`SELECT 1 FROM desk_wipe WHERE agent_id = ${agentId} AND desk_id = ${deskId} AND withdrawn_at IS NULL AND done_at IS NULL`,
    );
    if (orders.length > 0) throw new Failure('conflict', 'this computer was reported lost and is to be wiped first', { field: 'wipe' });
  }

  async function end(sessionId: string, reason: SessionEnd): Promise<void> {
    const rows = await db.all<{ agent_id: string }>(
      sql`UPDATE session SET ended_at = ${toInstant(clock.now())}, end_reason = ${reason}
          WHERE id = ${sessionId} AND ended_at IS NULL RETURNING agent_id`,
    );
    if (rows.length === 0) return;
    told(rows[0]?.agent_id, sessionId, reason);
  }

  function told(agentId: string | undefined, sessionId: string, reason: SessionEnd): void {
    log.info({ audit: 'session_ended', agentId, sessionId, reason }, 'session ended');
    notices.tell(SESSION_ENDED, { sessionId, reason });
  }

  async function issue(tx: Db, sessionId: string, parentHash: string | null): Promise<string> {
    const token = randomBytes(REFRESH_TOKEN_BYTES).toString('base64url');
    await tx.all(
      sql`INSERT INTO refresh_token (token_hash, session_id, parent_hash, issued_at)
          VALUES (${hashOf(token)}, ${sessionId}, ${parentHash}, ${toInstant(clock.now())})`,
    );
    return token;
  }

  /** A token is used once. An old one coming back means that two hold the family: nobody may go on with it. */
  async function rotate(tx: Db, token: string, deskId: DeskId): Promise<Rotation> {
    const hash = hashOf(token);
    const [row] = await tx.all<RefreshRow>(
      sql`SELECT session.id AS session_id, session.agent_id, refresh_token.parent_hash, refresh_token.issued_at
          FROM refresh_token JOIN session ON session.id = refresh_token.session_id
          WHERE refresh_token.token_hash = ${hash} AND session.ended_at IS NULL AND session.desk_id = ${deskId}
          FOR UPDATE OF session`,
    );
    if (row === undefined) return { is: 'refused' };
    // Read under the lock of the session: a concurrent refresh with the same token has finished by now.
    const [state] = await tx.all<{ used_at: string | null; successor_used: boolean }>(
      sql`SELECT used_at, EXISTS (SELECT 1 FROM refresh_token AS next WHERE next.parent_hash = ${hash} AND next.used_at IS NOT NULL) AS successor_used
          FROM refresh_token WHERE token_hash = ${hash}`,
    );
    if (state === undefined) return { is: 'refused' };
    const now = clock.now();
    if (state.used_at !== null) {
      const isLostAnswer = !state.successor_used && now - fromInstant(state.used_at) <= LOST_ANSWER_GRACE_MS;
      if (!isLostAnswer) return { is: 'reused', sessionId: row.session_id };
    } else {
      if (now - fromInstant(row.issued_at) > REFRESH_TOKEN_MS) return { is: 'refused' };
      await tx.all(sql`UPDATE refresh_token SET used_at = ${toInstant(now)} WHERE token_hash = ${hash}`);
      // Answers that were lost, given for the same parent: this one is the one that arrived.
      await tx.all(sql`DELETE FROM refresh_token WHERE parent_hash = ${row.parent_hash} AND token_hash <> ${hash}`);
    }
    await tx.all(sql`DELETE FROM refresh_token WHERE session_id = ${row.session_id} AND used_at < ${toInstant(now - REFRESH_TOKEN_MS)}`);
    return { is: 'rotated', sessionId: row.session_id, agentId: row.agent_id, token: await issue(tx, row.session_id, hash) };
  }
}

type Rotation =
  | { readonly is: 'rotated'; readonly sessionId: string; readonly agentId: AgentId; readonly token: string }
  | { readonly is: 'reused'; readonly sessionId: string }
  | { readonly is: 'refused' };

interface RefreshRow {
  readonly session_id: string;
  readonly agent_id: AgentId;
  readonly parent_hash: string | null;
  readonly issued_at: string;
}

function signInAgain(): Failure {
  return new Failure('denied', 'the session has ended; sign in again');
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
