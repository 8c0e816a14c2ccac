import type { CallInput, CallName, CallOutput, Client, Contract, EventName, EventPayload } from './contract.ts';
import { Failure } from './failure.ts';
import type { Frame, Port } from './port.ts';

interface Waiting {
  resolve(output: unknown): void;
  reject(failure: Failure): void;
}

/**
 * The calling end of a contract on a wire: a call becomes a promise, an event reaches its listeners.
 * A closed wire turns every open call into Failure('offline'); a frame that does not fit the contract is
 * reported to `onMisfit` and dropped, because the peer may be newer than we are.
 */
export function connect<C extends Contract>(contract: C, port: Port, onMisfit: (what: string) => void = () => {}): Client<C> {
  const waiting = new Map<number, { readonly name: string; readonly entry: Waiting }>();
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  let lastId = 0;
  let isClosed = false;

  port.onFrame((frame) => {
    if (frame.contract !== contract.name) return;
    if (frame.kind === 'event') deliver(frame);
    if (frame.kind === 'result' || frame.kind === 'failure') settle(frame);
  });
  port.onClose(() => {
    isClosed = true;
    for (const { entry } of waiting.values()) entry.reject(new Failure('offline', 'the connection was closed'));
    waiting.clear();
  });

  function settle(frame: Extract<Frame, { kind: 'result' | 'failure' }>): void {
    const found = waiting.get(frame.id);
    if (found === undefined) return;
    waiting.delete(frame.id);
    if (frame.kind === 'failure') return found.entry.reject(Failure.fromBody(frame.failure));
    const parsed = contract.calls[found.name]?.output.safeParse(frame.output);
    if (parsed?.success === true) return found.entry.resolve(parsed.data);
    onMisfit(`${contract.name} ${found.name} result`);
    found.entry.reject(new Failure('internal', `the answer to ${found.name} does not fit the contract`));
  }

  function deliver(frame: Extract<Frame, { kind: 'event' }>): void {
    const parsed = contract.events[frame.name]?.safeParse(frame.payload);
    if (parsed?.success !== true) return onMisfit(`${contract.name} ${frame.name} event`);
    for (const listener of listeners.get(frame.name) ?? []) listener(parsed.data);
  }

  return {
    call<K extends CallName<C>>(name: K, input: CallInput<C, K>): Promise<CallOutput<C, K>> {
      if (isClosed) return Promise.reject(new Failure('offline', 'the connection is closed'));
      lastId += 1;
      const id = lastId;
      return new Promise<CallOutput<C, K>>((resolve, reject) => {
        // The output was parsed by the schema this type is inferred from.
        waiting.set(id, { name, entry: { resolve: (output) => resolve(output as CallOutput<C, K>), reject } });
        port.send({ kind: 'call', contract: contract.name, id, name, input });
      });
    },
    on<K extends EventName<C>>(name: K, listener: (payload: EventPayload<C, K>) => void): () => void {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      // Parsed by the schema this type is inferred from.
      const entry = (payload: unknown): void => listener(payload as EventPayload<C, K>);
      set.add(entry);
      return () => set.delete(entry);
    },
  };
}
