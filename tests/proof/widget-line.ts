import { io, type Socket } from 'socket.io-client';
import { widgetContract, type WidgetContract, type WidgetItem } from '#shared/contracts/widget';
import { connect } from '#shared/rpc/connect';
import type { Client } from '#shared/rpc/contract';
import { socketPort } from '#shared/rpc/socket-port';
import { openWidgetClient } from '#tests/support/widget-client';
import type { Thread } from '#widget/thread';
import { pause } from './pause.ts';

interface Place {
  readonly hubUrl: string;
  readonly origin: string;
  readonly token: string;
}

interface Deps extends Place {
  readonly thread: Thread;
  readonly onLevel: () => void;
}

const AGAIN_MS = 200;

/** Keeps a copy of the thread level as the widget does (src-widget/follow-thread.ts), over one line after the other. */
export function followThread({ hubUrl, origin, token, thread, onLevel }: Deps): { isLevel(): boolean; close(): void } {
  const state = { isClosed: false, isLevel: false, socket: null as Socket | null };
  // It ends only when it is closed; a fault in it is a fault of the proof and ends that.
  void run();

  async function run(): Promise<void> {
    while (!state.isClosed) {
      await oneLine();
      state.isLevel = false;
      if (!state.isClosed) await pause(AGAIN_MS);
    }
  }

  function oneLine(): Promise<void> {
    const socket = io(`${hubUrl}/widget`, {
      transports: ['websocket'],
      auth: { token, account: 'chat' },
      extraHeaders: { origin },
      forceNew: true,
      reconnection: false,
    });
    state.socket = socket;
    const client = connect(widgetContract, socketPort(socket), (what) => {
      throw new Error(`the hub said what the widget's contract does not know: ${what}`);
    });
    const sync = createSync(client, thread, (isLevel) => {
      state.isLevel = isLevel;
      if (isLevel) onLevel();
    });
    client.on('chat.items', (news) => {
      if (sync.isRunning() || news.after !== thread.cursor()) return sync.start();
      if (thread.apply(news).some(({ by }) => by !== 'customer')) sync.start();
    });
    client.on('chat.state', (next) => thread.setState(next));
    socket.once('connect', () => sync.start());
    return new Promise((resolve) => {
      socket.once('disconnect', () => resolve());
      socket.once('connect_error', () => {
        socket.close();
        resolve();
      });
    });
  }

  return {
    isLevel: () => state.isLevel,
    close() {
      state.isClosed = true;
      state.socket?.close();
    },
  };
}

/** Asks until there is nothing more to hear; asked again meanwhile, it goes round once more. */
function createSync(client: Client<WidgetContract>, thread: Thread, tell: (isLevel: boolean) => void) {
  const state = { isRunning: false, isWanted: false };

  async function run(): Promise<void> {
    state.isRunning = true;
    try {
      while (state.isWanted) {
        state.isWanted = false;
        const answer = await client.call('chat.sync', { after: thread.cursor(), epoch: thread.epoch() });
        if (answer.epoch !== thread.epoch()) thread.restart(answer.epoch);
        const added = thread.apply(answer);
        thread.setState(answer.state);
        if (answer.more || added.some(({ by }) => by !== 'customer')) state.isWanted = true;
      }
      tell(true);
    } catch {
      // The line broke: the next one syncs first of all.
    } finally {
      state.isRunning = false;
    }
  }

  return {
    isRunning: () => state.isRunning,
    start(): void {
      state.isWanted = true;
      tell(false);
      if (!state.isRunning) void run();
    },
  };
}

/** The thread as a page sees it that comes for the first time. */
export async function readThread({ hubUrl, origin, token }: Place): Promise<WidgetItem[]> {
  const client = await openWidgetClient({ url: hubUrl, origin }, token);
  const items = new Map<string, WidgetItem>();
  try {
    for (let cursor = 0, more = true; more;) {
      const page = await client.sync(cursor);
      for (const item of page.items) items.set(item.id, item);
      ({ cursor, more } = page);
    }
  } finally {
    client.close();
  }
  return [...items.values()].toSorted((a, b) => a.seq - b.seq);
}
