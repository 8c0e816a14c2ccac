import * as z from 'zod';
import type { GivenSecret } from '#shared/contracts/hub';
import { SECRETS_OF, type ChannelAccount, type SecretName } from '#shared/domain/channel-account';
import { fromInstant, toInstant } from '#shared/domain/clock';
import type { AgentId, Ids } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { decideConfigure } from '#hub/centre/decide-configure';
import type { EventLog } from '#hub/log/event-log';
import { CONFIG_LANE } from '#hub/log/lanes';
import type { AccountSecrets } from './account-secrets.ts';

interface Deps {
  readonly log: EventLog;
  readonly ids: Pick<Ids, 'configChange'>;
  readonly secrets: AccountSecrets;
}

export type PutSecret = (byId: AgentId, given: GivenSecret) => Promise<void>;

const SecretValue = z.string().regex(/^[\x21-\x7e]{1,500}$/);

/**
 * Sets or replaces a secret of an account. It goes into its own table, sealed; the log hears that it was replaced, by whom and when,
 * and so do all hubs, which read it there.
 */
export function createPutSecret({ log, ids, secrets }: Deps): PutSecret {
  return async (byId, { accountId, name, value }) => {
    if (!SecretValue.safeParse(value).success) {
      throw new Failure('invalid', 'value: must be as the vendor shows it, without spaces', { field: 'value' });
    }
    await log.append([CONFIG_LANE], async (writer) => {
      const { tx, now } = writer;
      const account = await writer.record('channel_account', accountId);
      if (account === undefined) throw new Failure('not_found', 'there is no such channel account');
      const known: readonly SecretName[] = SECRETS_OF[account.details.is];
      if (!known.includes(name)) throw new Failure('invalid', 'name: this kind of account has no such secret', { field: 'name' });
      await secrets.put(tx, accountId, name, value);
      const before = account.secretsSetAt?.[name];
      // Later than the last time, always: news that changes nothing would be no news.
      const at = toInstant(Math.max(now, before === undefined ? 0 : fromInstant(before) + 1));
      const after: ChannelAccount = { ...account, secretsSetAt: { ...account.secretsSetAt, [name]: at } };
      const fact = { type: 'channel_account.configured' as const, body: { account: after } };
      const wished = { kind: 'channel_account' as const, recordId: accountId, before: account, after };
      return { events: decideConfigure(wished, [fact], { id: ids.configChange(), byId, at: toInstant(now) }), result: null };
    });
  };
}
