import type { Clock } from '#shared/domain/clock';
import type { ComposerMode, Draft } from '#shared/domain/draft';
import type { ConversationId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import type { Cache } from './cache/open-cache.ts';
import type { Log } from './log.ts';

interface Deps {
  readonly cache: Cache;
  readonly clock: Clock;
  readonly log: Log;
  /** The disk is full, or takes things again. */
  readonly onChanged: () => void;
}

const TRY_AGAIN_MS = 5_000;

/**
 * The cache on a disk that may be full. What is typed stays in memory then, is read from there and goes to the hub as always, and is
 * written as soon as the disk takes it; a wish is refused in words, because only what is on the disk is safe. Whatever was being
 * written was rolled back whole (serve-cache.ts), and whoever wrote it tries again.
 */
export function keepTyping({ cache, clock, log, onChanged }: Deps): Cache {
  const typed = new Map<string, Draft>();
  const state = { isFull: false, isClosed: false, cancel: () => {} };
  const keyOf = (of: { readonly conversationId: ConversationId; readonly mode: ComposerMode }): string => `${of.conversationId} ${of.mode}`;

  function met(error: unknown): void {
    if (!isDiskFull(error) || state.isFull || state.isClosed) return;
    state.isFull = true;
    log.error({}, 'the disk is full: what is typed is kept in memory, and nothing else is taken');
    onChanged();
    tryLater();
  }

  function tryLater(): void {
    state.cancel = clock.setTimer(
      TRY_AGAIN_MS,
      () => void tryAgain().catch((error: unknown) => log.error({ error: String(error) }, 'the disk')),
    );
  }

  async function tryAgain(): Promise<void> {
    if (state.isClosed) return;
    try {
      for (const [key, draft] of typed) {
        await cache.call('draft.put', draft);
        // Unless the agent typed on meanwhile.
        if (typed.get(key) === draft) typed.delete(key);
      }
      await cache.call('disk.try', {});
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      tryLater();
      return;
    }
    if (typed.size > 0) return tryLater();
    state.isFull = false;
    log.info({}, 'the disk takes things again');
    onChanged();
  }

  async function putDraft(draft: Draft): Promise<Draft> {
    try {
      const kept = await cache.call('draft.put', draft);
      typed.delete(keyOf(draft));
      return kept;
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      met(error);
      typed.set(keyOf(draft), draft);
      return draft;
    }
  }

  async function watched<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      met(error);
      throw error;
    }
  }

  const special: Partial<{ [K in string]: (input: never) => Promise<unknown> }> = {
    'draft.put': putDraft,
    'draft.get': async (which: { conversationId: ConversationId; mode: ComposerMode }) =>
      typed.get(keyOf(which)) ?? watched(cache.call('draft.get', which)),
    'draft.unsynced': async () => [...(await watched(cache.call('draft.unsynced', {}))), ...typed.values()],
    'outbox.add': async (input: Parameters<typeof cache.call<'outbox.add'>>[1]) => {
      const written = await watched(cache.call('outbox.add', input));
      // What was typed is a wish now.
      if (written.consumed !== null) typed.delete(keyOf(written.consumed));
      return written;
    },
  };

  return {
    ...cache,
    // Each entry answers what the call of its name answers.
    call: ((name: string, input: never) => special[name]?.(input) ?? watched(cache.call(name as 'disk.try', input))) as Cache['call'],
    isDiskFull: () => state.isFull,
    async close() {
      state.isClosed = true;
      state.cancel();
      await cache.close();
    },
  };
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Failure && error.code === 'disk_full';
}
