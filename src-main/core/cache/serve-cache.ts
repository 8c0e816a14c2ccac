import type { CallName } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import type { Port } from '#shared/rpc/port';
import { serve, type OnCrash } from '#shared/rpc/serve';
import { cacheContract, type CacheContract } from './cache-contract.ts';
import { openCacheFiles, type CacheFiles, type CacheOptions } from './cache-files.ts';
import { createCacheHandlers } from './cache-handlers.ts';
import { isDiskFull, openingFailure } from './file-trouble.ts';
import { DamagedDatabase } from './open-database.ts';

const TOLD_EVERY_PERCENT = 10;

/** Opens the files and serves them on a port. A damaged replica is told, and the call that met it may be tried again. */
export function serveCache(options: CacheOptions, port: Port): void {
  // Opening may have something to say before the contract is served.
  const tell = (level: 'warn' | 'error', text: string): void =>
    port.send({ kind: 'event', contract: cacheContract.name, name: 'log', payload: { level, text } });
  const files = openOrRefuse(options, port, tell);
  if (files === null) return;
  const onCrash: OnCrash = (error, callName) => {
    // The message may quote what was stored; the stack's places and SQLite's code say enough.
    const { name, code, stack = '' } = error as Error & { code?: string }; // thrown by our code or by a library: an Error
    const places = stack.split('\n').slice(-6).join(' ');
    tell('error', `${callName} failed: ${name} ${code ?? ''}${places}`);
  };
  const handlers = createCacheHandlers(files);
  const guarded = Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      (input: never, ctx: null) => {
        const run = (): unknown => (handler as (input: never, ctx: null) => unknown)(input, ctx); // its own input: the pair comes from one entry
        try {
          return orFromTheNew(files, run);
        } catch (error) {
          if (isDiskFull(error)) throw new Failure('disk_full', 'the disk of this computer is full', { cause: error });
          if (!(error instanceof DamagedDatabase)) throw error;
          if (files.isReplica(error.path)) {
            emitter.emit('replica.damaged', {});
            throw new Failure('internal', 'the local copy is damaged and is fetched again', { retryable: true });
          }
          if (error.path !== files.durable.path) throw error;
          emitter.emit('durable.damaged', {});
          throw new Failure('internal', 'the file of what was not sent is damaged and is being mended', { retryable: true });
        }
      },
    ]),
  ) as typeof handlers satisfies Record<CallName<CacheContract>, unknown>; // the same names, each around its own handler
  const emitter = serve(cacheContract, guarded, port, null, onCrash);
  emitter.emit('opened', { setAside: files.setAside });
}

/** Where the old replica is damaged too much to answer, the new one does, as far as it is. */
function orFromTheNew<T>(files: CacheFiles, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof DamagedDatabase) || !files.isOldReplica(error.path)) throw error;
    files.letGoOfOld();
    return run();
  }
}

/** Null: they are not for this program, and whoever asked is told the sentence. */
function openOrRefuse(options: CacheOptions, port: Port, tell: (level: 'warn', text: string) => void): CacheFiles | null {
  let told = 0;
  const onRebuilding = (percent: number): void => {
    if (percent < told + TOLD_EVERY_PERCENT && percent < 100) return;
    told = percent;
    tell('warn', `making the local copy anew from its own records: ${percent} %`);
  };
  try {
    return openCacheFiles(options, (query) => tell('warn', `slow query, ${query.ms} ms: ${query.text}`), onRebuilding);
  } catch (error) {
    const failure = error instanceof Failure ? error : openingFailure(error);
    if (failure === null) throw error;
    port.send({ kind: 'event', contract: cacheContract.name, name: 'refused', payload: failure.toBody() });
    return null;
  }
}
