import * as z from 'zod';

/**
 * Small news between hubs that share a database: "head is 42", who is typing, whose session ended. Lossy by nature, so nothing
 * depends on them but speed: the log is read again by itself, permissions are asked again at every call.
 */
export interface Notices {
  /** Reaches every listener of this process at once, and those of other hubs when the wire does its work. */
  tell(topic: string, payload: unknown): void;
  on(topic: string, listener: (payload: unknown) => void): () => void;
  close(): Promise<void>;
}

/** What carries notices to the other hubs: PostgreSQL's NOTIFY, or Redis. */
export interface NoticeWire {
  send(text: string): void;
  onText(listener: (text: string) => void): void;
  close(): Promise<void>;
}

const Envelope = z.object({ from: z.string(), topic: z.string(), payload: z.unknown() });

/** NOTIFY carries 8,000 bytes. */
const LARGEST = 7_900;

/** `self` names this hub, so that it does not hear its own echo. Without a wire the notices stay in this process. */
export function createNotices(self: string, wire: NoticeWire | null = null): Notices {
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const deliver = (topic: string, payload: unknown): void => {
    for (const listener of listeners.get(topic) ?? []) listener(payload);
  };
  wire?.onText((text) => {
    const notice = parseNotice(text);
    if (notice !== null && notice.from !== self) deliver(notice.topic, notice.payload);
  });
  return {
    tell(topic, payload) {
      deliver(topic, payload);
      if (wire === null) return;
      const text = JSON.stringify({ from: self, topic, payload });
      if (Buffer.byteLength(text) <= LARGEST) wire.send(text);
    },
    on(topic, listener) {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set);
      set.add(listener);
      return () => set.delete(listener);
    },
    close: () => wire?.close() ?? Promise.resolve(),
  };
}

function parseNotice(text: string): z.infer<typeof Envelope> | null {
  try {
    return Envelope.parse(JSON.parse(text));
  } catch {
    // Another program on the same channel; notices are never worth an alarm.
    return null;
  }
}
