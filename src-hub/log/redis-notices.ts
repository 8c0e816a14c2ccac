import { Redis } from 'ioredis';
import type { NoticeWire } from './notices.ts';

interface RedisNotices {
  readonly url: string;
  /** Hubs that share a Redis but no database must not hear each other. */
  readonly channel: string;
  readonly onTrouble: (error: unknown, what: string) => void;
}

/** Notices between hubs over Redis. While it is away the hubs fall back on looking at the log themselves. */
export function openRedisNotices({ url, channel, onTrouble }: RedisNotices): NoticeWire {
  const options = { maxRetriesPerRequest: 0, enableOfflineQueue: false } as const;
  const speaker = new Redis(url, options);
  const hearer = new Redis(url, { ...options, enableOfflineQueue: true, maxRetriesPerRequest: null });
  for (const redis of [speaker, hearer]) redis.on('error', (error: Error) => onTrouble(error, 'notices over Redis'));
  hearer.subscribe(channel).catch((error: unknown) => onTrouble(error, 'hearing notices over Redis'));
  return {
    send(text) {
      // Away is no news: its error event has told already.
      if (speaker.status === 'ready') speaker.publish(channel, text).catch((error: unknown) => onTrouble(error, 'telling other hubs'));
    },
    onText: (listener) => void hearer.on('message', (_channel: string, text: string) => listener(text)),
    close() {
      speaker.disconnect();
      hearer.disconnect();
      return Promise.resolve();
    },
  };
}
