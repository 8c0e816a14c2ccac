import { Worker } from 'node:worker_threads';
import type { Client } from '#shared/rpc/contract';
import { connect } from '#shared/rpc/connect';
import { Failure } from '#shared/rpc/failure';
import { memoryPorts, type Port } from '#shared/rpc/port';
import type { Log } from '../log.ts';
import type { Scope } from '#shared/domain/scope';
import { cacheContract, type CacheContract, type ReplicaState } from './cache-contract.ts';
import type { CacheOptions } from './cache-files.ts';
import type { SetAside } from './open-durable.ts';
import { serveCache } from './serve-cache.ts';
import { workerPort } from './worker-port.ts';

export interface Cache {
  readonly call: Client<CacheContract>['call'];
  /** Where a durable.db that could not be read lies now, and what of it is in use again. */
  readonly setAside: SetAside | null;
  /** The replica is level: a damaged one that served meanwhile goes. */
  isLevel(): Promise<void>;
  /** Nothing can be kept on this computer now, but what is typed, in memory. */
  isDiskFull(): boolean;
  /** The replica was damaged and is empty now: everything has to come from the hub again. */
  onReset(listener: () => void): () => void;
  /** A thread ended by itself: nothing is lost, but the files have to be opened again. */
  onLost(listener: () => void): void;
  close(): Promise<void>;
}

export type OpenCache = (options: Omit<CacheOptions, 'role'>, log: Log) => Promise<Cache>;

interface Side {
  readonly client: Client<CacheContract>;
  readonly setAside: SetAside | null;
  onGone(listener: () => void): void;
  end(): Promise<void>;
}

interface Sides {
  /** Writes replica.db: what the hub tells, in batches. */
  readonly writer: Side;
  /** Writes durable.db: what the agent types and wishes, each at once. Alone in it, so its answers are in the order of its writes. */
  readonly keeper: Side;
  /** Reads whole windows. */
  readonly reader: Side;
}

/** Answered by the reader, whose work may take a while. */
const READS = new Set<string>(['view.read', 'inbox.count', 'timeline.older', 'timeline.find', 'records.read', 'search']);
/** What changes the replica. All else is the keeper's, so that nothing the agent does waits for a batch or for a long read. */
const WRITES = /^(?:replica\.(?!cursor)|scope\.|customer\.|past\.|receipts\.|past\.|receipts\.|blob\.|events\.apply$|snapshot\.apply$)/;

/** Three threads and three connections: the desk itself never waits for the disk. */
export const openCacheInWorkers: OpenCache = async (options, log) => {
  // Before the others: it makes the files, or mends them.
  const writer = await startWorker({ ...options, role: 'writer' }, log);
  const [keeper, reader] = await Promise.all((['keeper', 'reader'] as const).map((role) => startWorker({ ...options, role }, log)));
  if (keeper === undefined || reader === undefined) throw new Error('two threads were started');
  return joinSides({ writer, keeper, reader }, log);
};

/** One connection in this thread; for tests and small tools. */
export const openCacheInline: OpenCache = async (options, log) => {
  const wire = memoryPorts();
  const opened = whenOpened(wire.b, log);
  serveCache({ ...options, role: 'writer' }, wire.a);
  const { client, setAside } = await opened;
  const end = (): Promise<void> => {
    wire.close();
    return Promise.resolve();
  };
  const side: Side = { client, setAside, onGone: (listener) => void wire.b.onClose(listener), end };
  return joinSides({ writer: side, keeper: side, reader: side }, log);
};

function joinSides({ writer, keeper, reader }: Sides, log: Log): Cache {
  const sides = new Set([writer, keeper, reader]);
  const listeners = new Set<() => void>();
  const losers = new Set<() => void>();
  let resetting: Promise<void> | null = null;
  let isClosing = false;
  /** The reader answers from the damaged file, as far as it can be read. */
  let servesOld = false;

  async function dropOld(unlessWithin: Scope[] | null): Promise<void> {
    if (!servesOld) return;
    const { isDropped } = await reader.client.call('old.drop', { unlessWithin });
    if (!isDropped) return;
    servesOld = false;
    await writer.client.call('replica.delete_old', {});
  }

  /** What the agent may not see any more is not to be seen in an old file either. */
  async function mindOld(name: string, input: unknown, answer: unknown): Promise<void> {
    if (name === 'replica.begin') await dropOld((input as { scopes: Scope[] }).scopes); // the input of this call
    const cleared = name === 'events.apply' && (answer as { state: ReplicaState }).state.clearedScopes.length > 0; // its answer
    if (cleared) await dropOld(null);
  }

  async function reset(): Promise<void> {
    log.warn({}, 'the local copy is damaged; fetching it again');
    const others = [...sides].filter((side) => side !== writer);
    await Promise.all(others.map((side) => side.client.call('replica.release', {})));
    await writer.client.call('replica.reset', {});
    await Promise.all(others.map((side) => side.client.call('replica.reopen', {})));
    servesOld = others.length > 0;
    for (const listener of listeners) listener();
  }

  const onDamaged = (): void => {
    resetting ??= reset()
      .catch((error: unknown) => log.error({ error: String(error) }, 'the local copy could not be replaced'))
      .finally(() => {
        resetting = null;
      });
  };
  /** Whoever opened the files opens them again, once. */
  function loseOnce(): void {
    const told = isClosing ? [] : [...losers];
    losers.clear();
    for (const listener of told) listener();
  }

  for (const side of sides) {
    side.client.on('replica.damaged', onDamaged);
    side.client.on('durable.damaged', () => loseOnce());
    side.onGone(loseOnce);
  }

  function sideOf(name: string): Side {
    if (READS.has(name)) return reader;
    return WRITES.test(name) ? writer : keeper;
  }

  return {
    async call(name, input) {
      await resetting;
      const answer = await sideOf(name).client.call(name, input);
      if (servesOld) await mindOld(name, input, answer);
      return answer;
    },
    isLevel: () => dropOld(null),
    setAside: writer.setAside,
    isDiskFull: () => false,
    onReset(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onLost(listener) {
      losers.add(listener);
    },
    async close() {
      isClosing = true;
      await resetting;
      for (const side of [...sides].toReversed()) {
        // A side that is gone already has nothing open.
        await side.client.call('close', {}).catch(() => null);
        await side.end();
      }
    },
  };
}

async function startWorker(options: CacheOptions, log: Log): Promise<Side> {
  const worker = new Worker(new URL('./cache.worker.ts', import.meta.url), { workerData: options });
  worker.on('error', (error: Error) => log.error({ role: options.role, error: error.message }, 'a cache thread ended'));
  const opened = await whenOpened(workerPort(worker), log);
  return {
    ...opened,
    onGone: (listener) => void worker.once('exit', listener),
    async end() {
      await worker.terminate();
    },
  };
}

function whenOpened(port: Port, log: Log): Promise<Pick<Side, 'client' | 'setAside'>> {
  const client = connect(cacheContract, port, (what) => log.error({ what }, 'the cache answered what its contract does not say'));
  client.on('log', ({ level, text }) => log[level]({}, text));
  return new Promise((resolve, reject) => {
    port.onClose(() => reject(new Failure('internal', 'the local files could not be opened')));
    client.on('refused', (failure) => reject(Failure.fromBody(failure)));
    client.on('opened', ({ setAside }) => resolve({ client, setAside }));
  });
}
