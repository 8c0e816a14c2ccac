import type { WidgetLine } from '#shared/contracts/widget';
import type { Outbox } from './outbox.ts';
import type { PostOutcome } from './post-line.ts';

export interface SendLinesDeps {
  readonly outbox: Outbox;
  post(line: WidgetLine): Promise<PostOutcome>;
  /** Who the hub knows this browser as. */
  visitor(): string;
  /** Runs while no other tab sends. */
  alone(run: () => Promise<PostOutcome | null>): Promise<PostOutcome | null>;
  setTimer(ms: number, run: () => void): () => void;
  random(): number;
  onChange(): void;
}

export interface SendLines {
  /** There may be something to send, or a better time to send it. */
  wake(): void;
  /** The last try failed; it goes on trying. */
  isStuck(): boolean;
  /** Resolves when nothing unsent is left. */
  flushed(): Promise<void>;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Sends the oldest unsent line until the hub has it, then the next: the order of writing is the order in the thread. */
export function createSendLines(deps: SendLinesDeps): SendLines {
  const waitingForFlush = new Set<() => void>();
  let failures = 0;
  let isSending = false;
  // Woken while it was sending: a line written after the last look must not wait for the next one.
  let isWoken = false;
  let cancelPause: (() => void) | null = null;

  async function run(): Promise<void> {
    cancelPause?.();
    cancelPause = null;
    isSending = true;
    let outcome: PostOutcome | null;
    do {
      isWoken = false;
      outcome = await deps.alone(sendOldest);
    } while (outcome === null ? isWoken : outcome.is !== 'again');
    isSending = false;
    if (outcome?.is !== 'again') {
      failures = 0;
      for (const resolve of waitingForFlush) resolve();
      waitingForFlush.clear();
    } else {
      failures += 1;
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
      // Half of it by chance: shops full of customers must not knock in step when the hub comes back.
      cancelPause = deps.setTimer(Math.max(outcome.afterMs, pause * (0.5 + deps.random() / 2)), () => void run());
    }
    deps.onChange();
  }

  /** Looked up inside the lock: another tab may just have sent it. */
  async function sendOldest(): Promise<PostOutcome | null> {
    const line = deps.outbox.lines().find((candidate) => candidate.state === 'unsent');
    if (line === undefined) return null;
    const { id, text, locale, details, files } = line;
    const outcome = await deps.post({
      is: 'line',
      clientMessageId: id,
      text,
      locale,
      ...(details === undefined ? {} : { details }),
      ...(files === undefined ? {} : { files: files.map(({ blobId }) => blobId) }),
    });
    if (outcome.is === 'denied') return { is: 'again', afterMs: 0 };
    if (outcome.is === 'kept') deps.outbox.sent(id, deps.visitor());
    if (outcome.is === 'refused') deps.outbox.mark(id, 'refused');
    if (outcome.is !== 'again') failures = 0;
    deps.onChange();
    return outcome;
  }

  return {
    isStuck: () => failures > 0,
    wake() {
      isWoken = true;
      if (!isSending) void run();
    },
    flushed() {
      const done = new Promise<void>((resolve) => waitingForFlush.add(resolve));
      if (!isSending) void run();
      return done;
    },
  };
}
