import { io, type Socket } from 'socket.io-client';
import type { WidgetContract, WidgetItem, WidgetState } from '#shared/contracts/widget';
import type { CallInput, CallName, CallOutput, EventName, EventPayload } from '#shared/rpc/contract';
import type { Frame } from '#shared/rpc/port';
import type { WidgetConfig } from './config.ts';
import { fieldsOf } from './read-json.ts';

export interface WireListeners {
  connected(): void;
  /** It tries again by itself. */
  lost(): void;
  /** The token is not, or no longer, good here. */
  refused(token: string): void;
  items(news: { readonly after: number; readonly items: readonly WidgetItem[]; readonly cursor: number }): void;
  state(state: WidgetState): void;
  agentTyping(isTyping: boolean): void;
}

/** The line down from the hub: widgetContract over Socket.IO, without zod, which would eat the widget's 30 kB; the hub is the one that checks. */
export interface Wire {
  /** `token` is asked at every try. */
  open(token: () => string | null): void;
  close(): void;
  isConnected(): boolean;
  /** Rejects when the line breaks before the answer. */
  call<K extends CallName<WidgetContract>>(name: K, input: CallInput<WidgetContract, K>): Promise<CallOutput<WidgetContract, K>>;
}

const RECONNECT_MIN_MS = 1_000;
const RECONNECT_MAX_MS = 15_000;
const CALL_TIMEOUT_MS = 15_000;

interface Waiting {
  resolve(output: unknown): void;
  reject(error: Error): void;
}

export function createWire(config: WidgetConfig, listeners: WireListeners, page: Window): Wire {
  const waiting = new Map<number, Waiting>();
  let socket: Socket | null = null;
  let lastId = 0;

  function onFrame(raw: unknown): void {
    // Frames come from the hub this script came from, which checks what it sends against the same contract.
    const frame = raw as Frame;
    switch (frame.kind) {
      case 'result':
        waiting.get(frame.id)?.resolve(frame.output);
        waiting.delete(frame.id);
        return;
      case 'failure':
        waiting.get(frame.id)?.reject(new Error(frame.failure.message));
        waiting.delete(frame.id);
        return;
      case 'event':
        return onEvent(frame);
      case 'call':
        return;
    }
  }

  function onEvent({ name, payload }: Extract<Frame, { kind: 'event' }>): void {
    const handlers: { readonly [K in EventName<WidgetContract>]: (payload: EventPayload<WidgetContract, K>) => void } = {
      'chat.items': (news) => listeners.items(news),
      'chat.state': (state) => listeners.state(state),
      'chat.agent_typing': ({ isTyping }) => listeners.agentTyping(isTyping),
    };
    // The contract pairs the name with its payload; a name this widget does not know is a newer hub's and is left alone.
    if (Object.keys(handlers).includes(name)) (handlers[name as keyof typeof handlers] as (payload: unknown) => void)(payload);
  }

  function breakOff(): void {
    for (const entry of waiting.values()) entry.reject(new Error('the line broke'));
    waiting.clear();
    listeners.lost();
  }

  /** After a broken line Socket.IO tries again by itself; after the hub's own word it does not. */
  function tryAgain(): void {
    page.setTimeout(connectIfIdle, RECONNECT_MIN_MS * (1 + 4 * Math.random()));
  }

  /** A second connect beside one that is under way would send the hub two greetings on one line, and it hangs up. */
  function connectIfIdle(): void {
    if (socket?.active === false) socket.connect();
  }

  return {
    isConnected: () => socket?.connected === true,
    open(token) {
      if (socket !== null) return connectIfIdle();
      const hub = new URL(config.hubUrl);
      let tried: string | null = null;
      socket = io(`${hub.origin}/widget`, {
        path: `${hub.pathname}socket.io/`,
        transports: ['websocket'],
        reconnectionDelay: RECONNECT_MIN_MS,
        reconnectionDelayMax: RECONNECT_MAX_MS,
        auth: (give) => {
          tried = token();
          give({ token: tried, account: config.account });
        },
      });
      socket.on('connect', () => listeners.connected());
      socket.on('disconnect', (reason) => {
        breakOff();
        if (reason === 'io server disconnect') tryAgain();
      });
      socket.on('connect_error', (error) => {
        breakOff();
        // The hub's refusal carries a Failure body; all else is the network.
        const { code } = fieldsOf(fieldsOf(error)['data']);
        if (code === 'denied' && tried !== null) listeners.refused(tried);
        else if (code !== undefined) tryAgain();
      });
      socket.on('frame', onFrame);
    },
    close() {
      socket?.disconnect();
    },
    call(name, input) {
      const line = socket;
      if (line?.connected !== true) return Promise.reject(new Error('the line is down'));
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const timer = page.setTimeout(() => {
          waiting.delete(id);
          reject(new Error(`no answer to ${name}`));
        }, CALL_TIMEOUT_MS);
        waiting.set(id, {
          resolve: (output) => {
            page.clearTimeout(timer);
            // The hub answers in the form of the contract.
            resolve(output as CallOutput<WidgetContract, typeof name>);
          },
          reject: (error) => {
            page.clearTimeout(timer);
            reject(error);
          },
        });
        line.emit('frame', { kind: 'call', contract: 'widget', id, name, input } satisfies Frame);
      });
    },
  };
}
