import type { Logger } from 'pino';
import { toInstant, type Clock } from '#shared/domain/clock';
import type { AgentId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import type { Db } from '#hub/db/db';
import { replaceHash, type Credential, type Passwords } from './credentials.ts';

interface Deps {
  readonly db: Db;
  readonly passwords: Passwords;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Given {
  /** Right, as the credential says. */
  readonly password: string;
  readonly newPassword: string | undefined;
}

/**
 * At sign-in: whoever comes with a password that an administrator issued leaves it here, or does not come in. The Failure names
 * `newPassword` where another one is asked for, and `password` where the temporary one has run out.
 */
export async function leaveTemporary(
  deps: Deps,
  agentId: AgentId,
  credential: Credential,
  { password, newPassword }: Given,
): Promise<void> {
  const { temporaryUntil } = credential;
  if (temporaryUntil === null) {
    // Ignored, it would be believed to be the password from now on.
    if (newPassword !== undefined) throw new Failure('invalid', 'newPassword: this password is no temporary one', { field: 'newPassword' });
    return;
  }
  if (temporaryUntil <= toInstant(deps.clock.now())) {
    throw new Failure('conflict', 'the temporary password has run out: ask an administrator for another', { field: 'password' });
  }
  if (newPassword === undefined) {
    throw new Failure('conflict', 'choose a password of your own first', { field: 'newPassword' });
  }
  await changeOwn(deps, agentId, credential, { password, newPassword });
}

export async function changeOwn(
  { db, passwords, log }: Deps,
  agentId: AgentId,
  credential: Credential,
  { password, newPassword }: { readonly password: string; readonly newPassword: string },
): Promise<void> {
  if (newPassword.normalize('NFKC') === password.normalize('NFKC')) {
    throw new Failure('invalid', 'newPassword: must be another one', { field: 'newPassword' });
  }
  if (!(await replaceHash(db, agentId, credential.hash, await passwords.hash(newPassword)))) {
    throw new Failure('denied', 'the password was changed in the meantime', { field: 'password' });
  }
  log.info({ audit: 'password_changed', agentId }, 'password changed by its owner');
}
