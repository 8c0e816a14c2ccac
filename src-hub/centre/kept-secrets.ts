import type { ChannelAccount } from '#shared/domain/channel-account';
import type { Bodies, Kind } from '#shared/records/records';

// When secrets were set is the hub's to say (channels/put-secret.ts): nobody wishes it, and nothing brings a replaced one back.

/** The wish, with the secrets as they stand. */
export function withSecretsOf<K extends Kind>(kind: K, wished: Bodies[K], stands: Bodies[K] | undefined): Bodies[K] {
  if (kind !== 'channel_account') return wished;
  const { secretsSetAt } = (stands ?? {}) as Partial<ChannelAccount>;
  // The kind says what body it is; TypeScript cannot follow an open K.
  return { ...withoutSecrets(wished), ...(secretsSetAt === undefined ? {} : { secretsSetAt }) } as Bodies[K];
}

/** What a change of an account is about, when secrets are left out of it. */
export function withoutSecrets(body: object): object {
  return Object.fromEntries(Object.entries(body).filter(([field]) => field !== 'secretsSetAt'));
}
