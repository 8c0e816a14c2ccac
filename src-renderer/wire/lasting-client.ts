import { connect } from '#shared/rpc/connect';
import type { CallInput, CallName, CallOutput, Client, Contract, EventName, EventPayload } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import type { Port } from '#shared/rpc/port';

/** A client that outlives its wires: listeners stay when the core is started again, calls in between are Failure('offline'). */
export interface LastingClient<C extends Contract> extends Client<C> {
  use(port: Port | null): void;
}

export function createLastingClient<C extends Contract>(contract: C): LastingClient<C> {
  const subscriptions = new Set<(client: Client<C>) => void>();
  const current: { client: Client<C> | null } = { client: null };
  return {
    use(port) {
      current.client = port === null ? null : connect(contract, port);
      if (current.client !== null) for (const subscribe of subscriptions) subscribe(current.client);
    },
    call<K extends CallName<C>>(name: K, input: CallInput<C, K>): Promise<CallOutput<C, K>> {
      return current.client?.call(name, input) ?? Promise.reject(new Failure('offline', 'the desk core is not there'));
    },
    on<K extends EventName<C>>(name: K, listener: (payload: EventPayload<C, K>) => void): () => void {
      const active = { isActive: true };
      const subscribe = (client: Client<C>): void => {
        // A client of a closed wire tells nothing any more, so its subscription needs no end of its own.
        client.on(name, (payload) => {
          if (active.isActive) listener(payload);
        });
      };
      subscriptions.add(subscribe);
      if (current.client !== null) subscribe(current.client);
      return () => {
        active.isActive = false;
        subscriptions.delete(subscribe);
      };
    },
  };
}
