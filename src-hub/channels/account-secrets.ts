import { AccountId } from '#shared/domain/ids';
import { SecretName } from '#shared/domain/channel-account';
import { sql } from '#shared/sql';
import type { Sealing } from '#hub/auth/sealing';
import type { Db } from '#hub/db/db';

export type Secrets = Readonly<Partial<Record<SecretName, string>>>;

/** What accounts prove themselves with: goes in, and comes out for connectors only. */
export interface AccountSecrets {
  put(tx: Db, accountId: AccountId, name: SecretName, value: string): Promise<void>;
  /** Of every account; a secret that cannot be opened here is as one that was never set. */
  all(db: Db): Promise<ReadonlyMap<AccountId, Secrets>>;
}

interface Row {
  readonly accountId: string;
  readonly name: string;
  readonly keyId: string;
  readonly sealed: string;
}

export function createAccountSecrets(sealing: Sealing): AccountSecrets {
  return {
    async put(tx, accountId, name, value) {
      const { keyId, sealed } = sealing.seal(value, aboutOf(accountId, name));
      await tx.all(
        sql`INSERT INTO account_secret (account_id, name, key_id, sealed) VALUES (${accountId}, ${name}, ${keyId}, ${sealed})
            ON CONFLICT (account_id, name) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed`,
      );
    },
    async all(db) {
      const rows = await db.all<Row>(sql`SELECT account_id AS "accountId", name, key_id AS "keyId", sealed FROM account_secret`);
      const found = new Map<AccountId, Secrets>();
      for (const { accountId, name, ...kept } of rows) {
        const value = sealing.open(kept, aboutOf(accountId, name));
        const id = AccountId.parse(accountId);
        if (value !== null) found.set(id, { ...found.get(id), [SecretName.parse(name)]: value });
      }
      return found;
    },
  };
}

function aboutOf(accountId: string, name: string): string {
  return `${accountId}/${name}`;
}
