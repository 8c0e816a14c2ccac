import type { Random } from '#hub/simulator/random';
import type { Db } from '#hub/db/db';
import { readLogState } from '#hub/log/epoch';
import type { NoticeWire } from '#hub/log/notices';
import type { Life } from './life.ts';
import type { Pulse } from './pulse.ts';

/** Small news between the hubs, of which each may be lost; and each hub's own look at the log, which is not. */
export interface NoticeBus {
  wire(life: Life): NoticeWire;
  deliver(): Promise<void>;
}

const LOST = 0.3;

export function createNoticeBus(random: Random, db: Db, pulse: Pulse, isMended: () => boolean): NoticeBus {
  const ends = new Map<Life, (text: string) => void>();
  const queue: string[] = [];
  return {
    wire: (life) => ({
      send(text) {
        if (life.isDead) return;
        pulse.beat();
        queue.push(text);
      },
      onText: (listener) => void ends.set(life, listener),
      close: () => Promise.resolve(),
    }),
    async deliver() {
      for (const life of ends.keys()) if (life.isDead) ends.delete(life);
      const told = queue.splice(0);
      if (ends.size < 2) return;
      for (const text of told) {
        for (const listener of ends.values()) if (isMended() || !random.chance(LOST)) listener(text);
      }
      // On a real PostgreSQL each hub looks by itself, four times a second.
      const { head } = await readLogState(db);
      for (const listener of ends.values()) listener(JSON.stringify({ from: 'a look of one’s own', topic: 'head', payload: { head } }));
    },
  };
}
