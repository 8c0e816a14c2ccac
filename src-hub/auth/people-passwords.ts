import { randomInt } from 'node:crypto';
import type { Logger } from 'pino';
import { toInstant, type Clock } from '#shared/domain/clock';
import type { AgentId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import type { Db } from '#hub/db/db';
import { recordById } from '#hub/log/records';
import { credentialOf, storeHash, type Passwords } from './credentials.ts';
import { changeOwn } from './own-password.ts';
import type { Sessions } from './sessions.ts';
import type { SignInLimit } from './sign-in-limit.ts';

export interface PeoplePasswords {
  /** A temporary password for each of these people, in the clear here and nowhere else. Their sessions end. */
  issue(agentIds: readonly AgentId[], byId: AgentId): Promise<{ agentId: AgentId; password: string }[]>;
  /** One's own, by who knows the old one. One's other desks sign in again. */
  change(who: { readonly agentId: AgentId; readonly sessionId: string }, password: string, newPassword: string): Promise<void>;
}

interface Deps {
  readonly db: Db;
  readonly clock: Clock;
  readonly passwords: Passwords;
  readonly sessions: Pick<Sessions, 'endAllOf'>;
  readonly limit: SignInLimit;
  readonly log: Logger;
}

/** Long enough for a week off; what nobody used by then should not lie about any longer. */
const TEMPORARY_MS = 7 * 24 * 60 * 60_000;
/** No letter that looks like another: it is read from a slip of paper. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 4;

export function createPeoplePasswords({ db, clock, passwords, sessions, limit, log }: Deps): PeoplePasswords {
  return {
    async issue(agentIds, byId) {
      if (agentIds.includes(byId))
        throw new Failure('invalid', 'agentIds: your own password is changed in your settings', { field: 'agentIds' });
      for (const agentId of agentIds) {
        const agent = await recordById(db, 'agent', agentId);
        if (agent?.isActive !== true) throw new Failure('not_found', 'agentIds: one of them does not work here', { field: 'agentIds' });
      }
      return Promise.all(agentIds.map((agentId) => issueOne(agentId, byId)));
    },

    async change({ agentId, sessionId }, password, newPassword) {
      const agent = await recordById(db, 'agent', agentId);
      const credential = await credentialOf(db, agentId);
      if (agent === undefined || credential === undefined) throw new Failure('denied', 'this person has no password here');
      // A desk left open is no place to try passwords at: the same allowance as at the door.
      const attempt = await limit.take(`session of ${agentId}`, agent.loginName);
      if (!(await passwords.verify(password, credential.hash))) {
        log.warn({ audit: 'password_change_refused', agentId }, 'password change refused');
        throw new Failure('denied', 'password: is wrong', { field: 'password' });
      }
      await attempt.succeeded();
      await changeOwn({ db, passwords, clock, log }, agentId, credential, { password, newPassword });
      await sessions.endAllOf(agentId, 'password_changed', { except: sessionId });
    },
  };

  async function issueOne(agentId: AgentId, byId: AgentId): Promise<{ agentId: AgentId; password: string }> {
    const password = temporaryPassword();
    await storeHash(db, agentId, await passwords.hash(password), toInstant(clock.now() + TEMPORARY_MS));
    await sessions.endAllOf(agentId, 'password_changed');
    log.info({ audit: 'password_issued', agentId, byId }, 'temporary password issued');
    return { agentId, password };
  }
}

function temporaryPassword(): string {
  const group = (): string => Array.from({ length: GROUP_LENGTH }, () => LETTERS[randomInt(LETTERS.length)] ?? '').join('');
  return Array.from({ length: GROUPS }, group).join('-');
}
