import { useCallback, useEffect, useState } from 'react';
import type { AccountState } from '#shared/domain/account-check';
import { Failure } from '#shared/rpc/failure';
import { useDesk, useRecords } from '#ui/wire/desk.tsx';

export interface AccountStates {
  /** Null: not asked yet, or not to be had now. */
  readonly states: ReadonlyMap<string, AccountState> | null;
  readonly refresh: () => void;
}

const AGAIN_MS = 15_000;

/** How the accounts stand at the hub: it tells nobody unasked, so this asks now and then, and when an account changed. */
export function useAccountStates(): AccountStates {
  const { desk } = useDesk();
  const accounts = useRecords(({ records }) => records.channel_account);
  const [states, setStates] = useState<AccountStates['states']>(null);
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    let isGone = false;
    async function ask(): Promise<void> {
      try {
        const told = await desk.call('channel_account.states', {});
        if (!isGone) setStates(new Map(told.map((state) => [state.accountId, state])));
      } catch (error) {
        // Without a line nothing is known of now; the list says what the records say.
        if (!(error instanceof Failure)) throw error;
        if (!isGone) setStates(null);
      }
    }
    void ask();
    const timer = setInterval(() => void ask(), AGAIN_MS);
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, [desk, accounts, turn]);

  return { states, refresh: useCallback(() => setTurn((before) => before + 1), []) };
}
