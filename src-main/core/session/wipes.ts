import * as z from 'zod';
import { LostWork, OrdersAnswer, WipeOrderId, type WipeReport } from '#shared/contracts/wipe';
import type { DeskId } from '#shared/domain/ids';
import type { KeyVault } from '../key-vault.ts';
import type { Log } from '../log.ts';
import { askInTurn } from './ask-hub.ts';
import type { Store, Stores } from './stores.ts';
import { isOrderOf, receiptProof } from './wipe-proofs.ts';

/** What must be finished even if the desk is killed in the middle: in the vault before anything is deleted. */
const Begun = z.object({
  id: WipeOrderId,
  hubUrls: z.tuple([z.string()], z.string()),
  /** Made before the secret goes, for the receipt. */
  proof: z.string(),
  /** Undefined: not counted yet. Null: could not be read. */
  lost: LostWork.nullable().optional(),
  /** All is deleted, and the receipt is owed: whoever signs in here now begins a new store. */
  isGone: z.boolean(),
});
type Begun = z.infer<typeof Begun>;
const AllBegun = z.record(z.string(), Begun);

interface Deps {
  readonly vault: KeyVault;
  readonly stores: Stores;
  readonly deskId: DeskId;
  /** What of a store was not sent; null where it cannot be read. */
  readonly count: (store: Store) => Promise<LostWork | null>;
  /** Closes what is open of it, and takes tokens and lock out of the vault. */
  readonly letGo: (store: Store) => Promise<void>;
  readonly log: Log;
}

export interface Wipes {
  /** The hub's order about this store, where there is one that the hub itself gave; null also where it cannot be asked. */
  ordered(name: string, timeoutMs: number): Promise<WipeOrder | null>;
  /** Counts, says what will be lost, deletes; the receipt is owed. */
  run(name: string, order: WipeOrder): Promise<void>;
  /** What a crash left half done, before anything is opened. Answers whether anything was. */
  finish(): Promise<boolean>;
  /** Receipts that the hub has not got yet. */
  giveReceipts(): Promise<void>;
}

export interface WipeOrder {
  readonly id: string;
  readonly begun: Begun;
}

const ENTRY = 'wipes';
/** The order does not wait for the network: cutting the line must not save what is to go. */
const REPORT_TIMEOUT_MS = 5_000;

/** A lead ordered that this computer forgets a person. */
export function createWipes({ vault, stores, deskId, count, letGo, log }: Deps): Wipes {
  const readAll = async (): Promise<Map<string, Begun>> =>
    new Map(Object.entries(AllBegun.safeParse(JSON.parse((await vault.get(ENTRY)) ?? '{}')).data ?? {}));

  async function note(name: string, begun: Begun | null): Promise<void> {
    const all = await readAll();
    if (begun === null) all.delete(name);
    else all.set(name, begun);
    await (all.size === 0 ? vault.delete(ENTRY) : vault.set(ENTRY, JSON.stringify(Object.fromEntries(all))));
  }

  async function report({ id, hubUrls, proof, lost = null }: Begun, isDone: boolean): Promise<boolean> {
    const body: WipeReport = { id, proof, lost, isDone };
    return askInTurn(hubUrls, '/session/wiped', { method: 'POST', body, timeoutMs: REPORT_TIMEOUT_MS }).then(
      () => true,
      () => false,
    );
  }

  async function carryOut(name: string, begun: Begun): Promise<void> {
    const store = stores.named(name);
    const lost = begun.lost === undefined && (await stores.hasKey(store)) ? await count(store) : (begun.lost ?? null);
    const counted = { ...begun, lost };
    await note(name, counted);
    await report(counted, false);
    await letGo(store);
    await stores.destroy(store);
    await note(name, { ...counted, isGone: true });
    log.warn({ wipe: begun.id }, 'this desk was wiped by order of a lead');
  }

  async function giveReceipts(): Promise<void> {
    for (const [name, begun] of await readAll()) {
      // Not before it is true.
      if (begun.isGone && (await report(begun, true))) await note(name, null);
    }
  }

  return {
    async ordered(name, timeoutMs) {
      const known = (await stores.known()).get(name);
      if (known === undefined) return null;
      const { agentId, hubUrls, secret } = known;
      const question = { method: 'POST', body: { agentId, deskId }, timeoutMs } as const;
      const answer = await askInTurn(hubUrls, '/session/orders', question).catch(() => null);
      const order = OrdersAnswer.safeParse(answer).data?.wipe ?? null;
      if (order === null) return null;
      if (isOrderOf(secret, order))
        return { id: order.id, begun: { id: order.id, hubUrls, proof: receiptProof(secret, order.id), isGone: false } };
      log.error({ wipe: order.id }, 'an order to wipe this desk is not of its hub, and is ignored');
      return null;
    },
    async run(name, { begun }) {
      await note(name, begun);
      await carryOut(name, begun);
    },
    async finish() {
      const halfDone = [...(await readAll())].filter(([, { isGone }]) => !isGone);
      for (const [name, begun] of halfDone) await carryOut(name, begun);
      return halfDone.length > 0;
    },
    giveReceipts,
  };
}
