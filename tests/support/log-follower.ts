import type { Epoch } from '#shared/contracts/hub';
import type { HubClient } from './hub-client.ts';

/** A desk's cursor without the desk: takes pushes where they join on, pulls where they do not, and remembers every event it took. */
export interface LogFollower {
  readonly seqs: number[];
  cursor(): number;
  /** Goes on from the cursor on this line, as after a lost one. Answers whether the hub let it resume. */
  attach(client: HubClient): Promise<boolean>;
  /** All that was heard so far has been taken in. */
  settle(): Promise<void>;
}

export function createLogFollower(from = 0): LogFollower {
  const seqs: number[] = [];
  let cursor = from;
  let epoch: Epoch | null = null;
  let turn: Promise<void> = Promise.resolve();

  function takeIn(events: readonly { readonly seq: number }[]): void {
    for (const { seq } of events) {
      if (seq <= cursor) continue;
      seqs.push(seq);
      cursor = seq;
    }
  }

  async function pull(client: HubClient): Promise<void> {
    for (;;) {
      const { events, head, more } = await client.call('sync.pull', { after: cursor });
      takeIn(events);
      if (!more) {
        cursor = Math.max(cursor, head);
        return;
      }
    }
  }

  return {
    seqs,
    cursor: () => cursor,
    async attach(client) {
      client.on('events.appended', ({ after, events }) => {
        turn = turn
          .then(() => (after > cursor ? pull(client) : takeIn(events)))
          // The line broke while pulling: the next one goes on from the same cursor.
          .catch(() => undefined);
      });
      const welcome = await client.hello({ epoch, cursor });
      const mayResume = welcome.mayResume;
      epoch = welcome.epoch;
      turn = turn.then(() => pull(client)).catch(() => undefined);
      await turn;
      return mayResume;
    },
    settle: () => turn,
  };
}
