import { createHash, randomInt } from 'node:crypto';
import type { Logger } from 'pino';
import type { Setup } from '#shared/contracts/setup';
import { CENTRE_ID } from '#shared/domain/centre';
import { toInstant, type Clock } from '#shared/domain/clock';
import type { Ids } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import { hasNamesake } from '#hub/agents/agent-steps';
import { storeHash, type Passwords } from '#hub/auth/credentials';
import type { SignInLimit } from '#hub/auth/sign-in-limit';
import type { Db } from '#hub/db/db';
import type { EventLog } from '#hub/log/event-log';
import { agentLane, CONFIG_LANE } from '#hub/log/lanes';
import { allOf } from '#hub/log/records';
import { decideSetup } from './decide-setup.ts';

/** Where a wish to set the centre up came from. */
export interface From {
  readonly address: string;
  /** From the hub's own machine, with nobody in between. */
  readonly isLocal: boolean;
}

export interface FirstSetup {
  isSetUp(): Promise<boolean>;
  /** At the start of a hub that nobody set up: a code for its console, and for nothing else. Null where somebody did. */
  printCode(): Promise<string | null>;
  /** Once. Failure('conflict') afterwards, Failure('denied', field `code`) for who cannot show the code. */
  run(setup: Setup, from: From): Promise<void>;
}

interface Deps {
  readonly db: Db;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly passwords: Passwords;
  readonly limit: SignInLimit;
  readonly logger: Logger;
}

/** No letter that looks like another; sixty bits, so that the limit on tries is a second lock and not the only one. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const GROUPS = 3;
const GROUP_LENGTH = 4;
/** A hub that stood so long without an administrator prints another code at its next start. */
const CODE_MS = 7 * 24 * 60 * 60_000;

export function createFirstSetup({ db, log, clock, ids, passwords, limit, logger }: Deps): FirstSetup {
  return {
    isSetUp: () => hasAdministrator(db),

    async printCode() {
      if (await hasAdministrator(db)) return null;
      const code = newCode();
      const now = clock.now();
      // Codes of other hubs on the same database stay good: nobody knows which console is looked at.
      await db.all(sql`DELETE FROM setup_code WHERE printed_at <= ${toInstant(now - CODE_MS)}`);
      await db.all(sql`INSERT INTO setup_code (hash, printed_at) VALUES (${hashOf(code)}, ${toInstant(now)})`);
      return code;
    },

    async run(setup, from) {
      await mustBeOpen(db);
      if (!from.isLocal) await mustKnowCode(setup.code, from.address);
      const adminId = ids.agent();
      // Before the transaction, which others wait for.
      const hash = await passwords.hash(setup.admin.password);
      await log.append([CONFIG_LANE, agentLane(adminId)], async (writer) => {
        await mustBeOpen(writer.tx);
        if (await hasNamesake(writer.tx, { id: adminId, loginName: setup.admin.loginName })) {
          throw new Failure('conflict', 'another person signs in with this name', { field: 'admin.loginName' });
        }
        const before = {
          centre: await writer.record('centre', CENTRE_ID),
          queues: await allOf(writer.tx, 'queue'),
          hasDisposition: (await allOf(writer.tx, 'disposition')).some(({ isRetired }) => !isRetired),
        };
        const events = decideSetup(setup, before, adminId, ids, toInstant(writer.now));
        await storeHash(writer.tx, adminId, hash);
        await writer.tx.all(sql`DELETE FROM setup_code`);
        return { events, result: null };
      });
      logger.info({ audit: 'set_up', agentId: adminId, isLocal: from.isLocal }, 'the centre was set up');
    },
  };

  async function mustKnowCode(code: string | undefined, address: string): Promise<void> {
    const attempt = await limit.take(address, `set-up from ${address}`);
    const since = toInstant(clock.now() - CODE_MS);
    const known = await db.all(sql`SELECT 1 FROM setup_code WHERE hash = ${hashOf(code ?? '')} AND printed_at > ${since}`);
    if (known.length === 0) {
      logger.warn({ audit: 'set_up_refused' }, 'set-up refused: without the code');
      throw new Failure('denied', 'code: is not the one that the hub printed at its start', { field: 'code' });
    }
    await attempt.succeeded();
  }
}

async function hasAdministrator(db: Db): Promise<boolean> {
  const rows = await db.all(sql`SELECT 1 FROM agent WHERE body ->> 'role' = 'admin' AND (body ->> 'isActive')::boolean LIMIT 1`);
  return rows.length > 0;
}

async function mustBeOpen(db: Db): Promise<void> {
  if (await hasAdministrator(db)) throw new Failure('conflict', 'this centre is already set up');
}

function newCode(): string {
  const group = (): string => Array.from({ length: GROUP_LENGTH }, () => LETTERS[randomInt(LETTERS.length)] ?? '').join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/** As it was printed, or as people type it: small letters, other dashes, full width. */
function hashOf(code: string): string {
  const typed = code
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '');
  return createHash('sha256').update(typed).digest('base64url');
}
