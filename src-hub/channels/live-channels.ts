import type { AccountId } from '#shared/domain/ids';
import type { Db } from '#hub/db/db';
import { DEMO_ACCOUNTS } from '#hub/demo/demo-centre';
import type { EventLog } from '#hub/log/event-log';
import { allOf } from '#hub/log/records';
import type { AccountSecrets } from './account-secrets.ts';
import { recordedAccount, type AccountDeps } from './recorded-account.ts';
import type { ChannelAccount, Channels, Standstill } from './registry.ts';

interface Deps extends AccountDeps {
  readonly db: Db;
  readonly log: EventLog;
  readonly secrets: AccountSecrets;
  /** Of the environment and of customers made of code: they stay, and win over records of the same name; a chat gives way to its record. */
  readonly fixed: readonly ChannelAccount[];
  readonly onTrouble: (error: unknown, what: string) => void;
}

export interface LiveChannels extends Channels {
  /** What the environment configures is not to be set by anybody else. */
  isFixed(accountId: AccountId): boolean;
  isSimulated(accountId: AccountId): boolean;
  close(): void;
}

const AGAIN_MS = 1_000;
const SIMULATED: ReadonlySet<AccountId> = new Set([DEMO_ACCOUNTS.simulatedChat, DEMO_ACCOUNTS.simulatedSms]);

/**
 * The accounts of this hub as they are set up now. Every hub reads them anew when news of an account passes its tail, a replaced
 * secret included, so nobody restarts and nobody is told twice.
 */
export async function openLiveChannels({ db, log, secrets, fixed, onTrouble, ...deps }: Deps): Promise<LiveChannels> {
  const stay = new Map(fixed.map((account) => [account.accountId, account]));
  if (stay.size !== fixed.length) throw new Error('two channel accounts have the same name');
  const isFixed = (id: AccountId): boolean => stay.has(id) && stay.get(id)?.webChat === undefined;
  let running: ReadonlyMap<AccountId, ChannelAccount> = stay;
  let standing: ReadonlyMap<AccountId, Standstill> = new Map();
  let reading: Promise<void> = Promise.resolve();
  let again: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function read(): Promise<void> {
    const [records, secretsOf] = await Promise.all([allOf(db, 'channel_account'), secrets.all(db)]);
    const nowRunning = new Map<AccountId, ChannelAccount>();
    const nowStanding = new Map<AccountId, Standstill>();
    for (const record of records) {
      if (isFixed(record.id)) continue;
      const made = recordedAccount(record, secretsOf.get(record.id) ?? {}, deps);
      if (typeof made === 'string') nowStanding.set(record.id, made);
      else nowRunning.set(record.id, made);
    }
    running = new Map([...[...stay].filter(([id]) => !nowStanding.has(id)), ...nowRunning]);
    standing = nowStanding;
  }

  // One after the other: an older reading that came back late would undo a newer one.
  function readAgain(): void {
    reading = reading.then(read).catch((error: unknown) => {
      if (isClosed) return;
      onTrouble(error, 'reading the channel accounts');
      again = setTimeout(readAgain, AGAIN_MS).unref();
    });
  }

  const stopLog = log.onAppended((events) => {
    if (events.some(({ type }) => type === 'channel_account.configured')) readAgain();
  });
  const stopEpoch = log.onEpochChanged(readAgain);
  await read();

  return {
    account: (accountId) => running.get(accountId),
    all: () => [...running.values()],
    standstill: (accountId) => standing.get(accountId),
    isFixed,
    isSimulated: (accountId) => SIMULATED.has(accountId),
    close() {
      isClosed = true;
      clearTimeout(again);
      stopLog();
      stopEpoch();
    },
  };
}
