import type { WidgetContract } from '#shared/contracts/widget';
import type { Locale } from '#shared/domain/text';
import type { CallInput } from '#shared/rpc/contract';
import type { WidgetConfig } from './config.ts';
import type { Session } from './session.ts';
import type { Thread } from './thread.ts';
import { createWire } from './wire.ts';

export type Connection = 'idle' | 'connecting' | 'online' | 'lost';

export interface FollowThread {
  connection(): Connection;
  /** Becomes a visitor if there is none, connects, and stays connected; harmless when it already does. */
  start(locale: Locale): void;
  /** Where a file of the thread can be had; null: not now. */
  address(blobId: string): Promise<string | null>;
  /** News of little weight: whether it arrives is nobody's sorrow, but `true` says that it did. */
  tell<K extends 'chat.typing' | 'chat.read'>(name: K, input: CallInput<WidgetContract, K>): Promise<boolean>;
}

interface Deps {
  readonly config: WidgetConfig;
  readonly session: Session;
  readonly thread: Thread;
  readonly page: Window;
  /** Ends when the page shows another visitor. */
  readonly life: AbortSignal;
  readonly onAgentTyping: (isTyping: boolean) => void;
  /** Level with the hub again. */
  readonly onLevel: () => void;
  readonly onChange: () => void;
}

const TRY_AGAIN_MS = 5_000;

/** Keeps the copy of the thread level with the hub: syncs from its own cursor at every connect, then takes what is pushed. */
export function createFollowThread({ config, session, thread, page, life, onAgentTyping, onLevel, onChange }: Deps): FollowThread {
  let connection: Connection = 'idle';
  let visitorLocale: Locale = config.locale;
  let nextTry = 0;
  let refusals = 0;
  let isSyncing = false;
  let isSyncWanted = false;

  const wire = createWire(
    config,
    {
      connected() {
        refusals = 0;
        sync();
      },
      lost: () => move('lost'),
      refused(token) {
        refusals += 1;
        // A hub that refuses even the token it just gave is not to be asked at full speed.
        page.setTimeout(() => begin(() => session.renew(token, visitorLocale)), refusals === 1 ? 0 : TRY_AGAIN_MS);
      },
      items(news) {
        // A push that does not start where we stand, or that comes while we are asking: the hub has the whole.
        if (isSyncing || news.after !== thread.cursor()) return sync();
        const hasOurs = thread.apply(news).some((item) => item.by !== 'customer');
        if (hasOurs) onAgentTyping(false);
        onChange();
        // Asking again from the new cursor says: your lines have arrived here.
        if (hasOurs) sync();
      },
      state(state) {
        thread.setState(state);
        onChange();
      },
      agentTyping: onAgentTyping,
    },
    page,
  );
  page.addEventListener(
    'online',
    () => {
      if (connection !== 'lost') return;
      // The old line may hang half open for minutes.
      wire.close();
      begin(() => session.ensure(visitorLocale));
    },
    { signal: life },
  );
  page.addEventListener(
    'offline',
    () => {
      if (connection !== 'idle') move('lost');
    },
    { signal: life },
  );
  life.addEventListener('abort', () => wire.close());

  function move(next: Connection): void {
    connection = next;
    onChange();
  }

  function begin(ask: () => ReturnType<Session['ensure']>): void {
    page.clearTimeout(nextTry);
    void ask().then((outcome) => {
      if (life.aborted) return;
      if (outcome === null) {
        move('lost');
        nextTry = page.setTimeout(() => begin(ask), TRY_AGAIN_MS);
        return;
      }
      if (thread.become(outcome.visitorId)) wire.close();
      onChange();
      wire.open(() => session.current()?.token ?? null);
    });
  }

  function sync(): void {
    isSyncWanted = true;
    if (!isSyncing) void syncUntilLevel();
  }

  async function syncUntilLevel(): Promise<void> {
    isSyncing = true;
    try {
      while (isSyncWanted) {
        isSyncWanted = false;
        const answer = await wire.call('chat.sync', { after: thread.cursor(), epoch: thread.epoch() });
        if (answer.epoch !== thread.epoch()) thread.restart(answer.epoch);
        const added = thread.apply(answer);
        thread.setState(answer.state);
        isSyncWanted = answer.more || added.some((item) => item.by !== 'customer') || isSyncWanted;
      }
      isSyncing = false;
      move('online');
      onLevel();
    } catch {
      isSyncing = false;
      // The line broke, which ends in another `connected`; or the hub cannot answer now, and is asked again.
      if (wire.isConnected()) page.setTimeout(sync, TRY_AGAIN_MS);
    }
  }

  return {
    connection: () => connection,
    start(locale) {
      visitorLocale = locale;
      const visitorId = session.current()?.visitorId;
      if (visitorId !== undefined) thread.become(visitorId);
      if (connection === 'idle') move('connecting');
      begin(() => session.ensure(locale));
    },
    // The id came from the hub.
    address: (blobId) =>
      wire.call('chat.file', { blobId: blobId as never }).then(
        ({ path }) => config.hubUrl + path.slice(1),
        () => null,
      ),
    tell: (name, input) =>
      wire.call(name, input).then(
        () => true,
        () => false,
      ),
  };
}
