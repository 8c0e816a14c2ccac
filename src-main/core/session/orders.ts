import type { SessionKeeper, SignedIn } from '../session.ts';
import type { Stores } from './stores.ts';
import type { WipeOrder, Wipes } from './wipes.ts';

interface Deps {
  readonly wipes: Wipes;
  readonly stores: Stores;
  readonly keeper: SessionKeeper;
  /** A store was wiped. */
  readonly onWiped: () => void;
}

/** The hub's orders about people who have data on this computer: whoever is signed in, and those who were. */
export interface Orders {
  /** What a crash left half done, before anything is opened. */
  finish(): Promise<void>;
  /** Asks about this one and obeys. True: it was wiped. */
  obeyed(current: SignedIn): Promise<boolean>;
  /** Asks about all and obeys; before anybody signs in. */
  obeyAll(): Promise<void>;
  /** The same beside the work, for those who are not on the line: who is hears of an order by the end of the session. */
  look(inTurn: (work: () => Promise<void>) => Promise<void>, isOpen: boolean): Promise<void>;
}

/** Nobody waits longer for a network that is not there. */
const ASK_MS = 1_500;

export function createOrders({ wipes, stores, keeper, onWiped }: Deps): Orders {
  async function obey(name: string): Promise<boolean> {
    const order = await wipes.ordered(name, ASK_MS);
    if (order === null) return false;
    await wipe(name, order);
    return true;
  }

  /** Said here before it is told to the hub, which may be slow. */
  async function wipe(name: string, order: WipeOrder): Promise<void> {
    await wipes.run(name, order);
    onWiped();
    await wipes.giveReceipts();
  }

  return {
    async finish() {
      if (await wipes.finish()) onWiped();
    },
    obeyed: (current) => obey(stores.of(current).name),
    async obeyAll() {
      await wipes.giveReceipts();
      // All are asked at once, so that an unreachable hub costs its time once.
      const names = [...(await stores.known()).keys()];
      const orders = await Promise.all(names.map(async (name) => ({ name, order: await wipes.ordered(name, ASK_MS) })));
      for (const { name, order } of orders) {
        if (order !== null) await wipe(name, order);
      }
    },
    async look(inTurn, isOpen) {
      await wipes.giveReceipts();
      const current = keeper.current();
      const open = isOpen && current !== null ? stores.of(current).name : null;
      for (const name of (await stores.known()).keys()) {
        if (name === open) continue;
        const order = await wipes.ordered(name, ASK_MS);
        if (order !== null) await inTurn(() => wipe(name, order));
      }
    },
  };
}
