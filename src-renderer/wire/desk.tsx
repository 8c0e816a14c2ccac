import { createContext, use, useCallback, useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { Agent } from '#shared/domain/agent';
import type { CommandBody, CommandType } from '#shared/commands/index';
import type { CustomerId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { cannotWaitOf } from '../state/cannot-wait.ts';
import type { RecordsState } from '../state/records-store.ts';
import type { SessionState } from '../state/session-store.ts';
import type { UiState } from '../state/ui-store.ts';
import { useToasts } from '../ui/toasts.tsx';
import type { CentreView, CentreViewState } from './centre-view.ts';
import type { Desk } from './create-desk.ts';
import type { CustomerView, CustomerViewState } from './views.ts';

const DeskContext = createContext<Desk | null>(null);

export function DeskProvider({ desk, children }: { readonly desk: Desk; readonly children: ReactNode }) {
  return <DeskContext value={desk}>{children}</DeskContext>;
}

export function useDesk(): Desk {
  const desk = use(DeskContext);
  if (desk === null) throw new Error('useDesk needs a DeskProvider above it');
  return desk;
}

/** Select narrowly; the answer is compared field by field. */
export function useRecords<T>(select: (state: RecordsState) => T): T {
  return useStore(useDesk().records, useShallow(select));
}

export function useSession<T>(select: (state: SessionState) => T): T {
  return useStore(useDesk().session, useShallow(select));
}

export function useUi<T>(select: (state: UiState) => T): T {
  return useStore(useDesk().ui, useShallow(select));
}

/** The person at this desk, as the log knows them now. Only for what is drawn while somebody is signed in. */
export function useMe(): Agent {
  const signedIn = useSession(({ session }) => (session?.is === 'signed_in' ? session.agent : null));
  const recorded = useRecords(({ records }) => (signedIn === null ? undefined : records.agent.get(signedIn.id)));
  if (signedIn === null) throw new Error('useMe needs somebody who is signed in');
  return recorded ?? signedIn;
}

/** The current second; draws again each second. */
export function useNow(): number {
  const { ticker } = useDesk();
  return useSyncExternalStore(ticker.subscribe, ticker.now, ticker.now);
}

/**
 * Sends a wish and says whether it was kept. A Failure is shown as a toast in the agent's words; for one that is shown where it
 * happened, use `useDesk().submit`, which rejects.
 */
export function useSubmit(): (body: CommandBody, basis: number) => Promise<boolean> {
  const { submit } = useDesk();
  const attempt = useAttempt();
  const toasts = useToasts();
  return useCallback(
    (body, basis) =>
      attempt(
        () => submit(body, basis),
        (failure) => {
          const why = failure.code === 'offline' ? cannotWaitOf(body.type) : null;
          if (why === null) toasts.addFailure(failure);
          else toasts.addCannotWait(why);
        },
      ),
    [attempt, submit, toasts],
  );
}

/** Runs something that may end in a Failure; then says so, in a toast unless told otherwise, and answers false. Anything else goes on up. */
export function useAttempt(): (run: () => Promise<unknown>, say?: (failure: Failure) => void) => Promise<boolean> {
  const toasts = useToasts();
  return useCallback(
    async (run, say = (failure) => toasts.addFailure(failure)) => {
      try {
        await run();
        return true;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        say(error);
        return false;
      }
    },
    [toasts],
  );
}

/** Why this wish cannot be had at this moment, in words; null where it can, or where it waits for the line by itself. */
export function useCannotNow(type: CommandType): string | null {
  const { t } = useTranslation('errors');
  const isConnected = useSession(({ connection }) => connection.is === 'connected');
  const why = cannotWaitOf(type);
  return isConnected || why === null ? null : t(`cannot_wait.${why}`);
}

/** Keeps a customer's timeline open at the core for as long as the component lives. */
export function useCustomerView(customerId: CustomerId): Pick<CustomerView, 'loadOlder' | 'retry'> & { readonly state: CustomerViewState } {
  const { views } = useDesk();
  const view = useMemo(() => views.customer(customerId), [views, customerId]);
  useEffect(() => view.open(), [view]);
  const { loadOlder, retry } = view;
  return { state: useStore(view.state), loadOlder, retry };
}

/** Keeps canned responses, channel accounts and the change log in the records for as long as the component lives. */
export function useCentreView(): Pick<CentreView, 'retry'> & { readonly state: CentreViewState } {
  const { centre } = useDesk().views;
  useEffect(() => centre.open(), [centre]);
  return { state: useStore(centre.state), retry: centre.retry };
}
