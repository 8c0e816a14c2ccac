import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { AgentId } from '#shared/domain/ids';
import type { KeyVault } from '../key-vault.ts';
import type { SignedIn } from '../session.ts';

/** One person at one hub: a folder of its own, and a key that opens no other. */
export interface Store {
  /** Its folder within the data folder; the vault's entries are named after it. */
  readonly name: string;
  readonly folder: string;
}

/** What is remembered of a person who has signed in here, also after the session ended: whose orders the desk asks the hub for. */
const Known = z.object({ agentId: AgentId, hubUrls: z.tuple([z.string()], z.string()), secret: z.string() });
export type Known = z.infer<typeof Known>;
const AllKnown = z.record(z.string(), Known);

export interface Stores {
  of(signedIn: Pick<SignedIn, 'hubUrls' | 'agent'>): Store;
  named(name: string): Store;
  /** Its key; made where there is none. */
  key(store: Store): Promise<string>;
  hasKey(store: Store): Promise<boolean>;
  remember(store: Store, signedIn: SignedIn): Promise<void>;
  known(): Promise<ReadonlyMap<string, Known>>;
  /** Of the customers nothing stays; what was not sent stays sealed in durable.db. */
  clear(store: Store): void;
  /** At a start: whoever is signed in keeps a replica, and nobody else, whatever a crash left. */
  clearAllBut(store: Store | null): void;
  /** Nothing stays: the key first, so that what a crash leaves is noise. */
  destroy(store: Store): Promise<void>;
}

const ENTRY = 'stores';
/** Outbox, drafts, settings; and what of it was set aside. */
const STAYS = /^durable\.db/;

export function createStores({ vault, dataFolder }: { readonly vault: KeyVault; readonly dataFolder: string }): Stores {
  const named = (name: string): Store => ({ name, folder: path.join(dataFolder, name) });
  const keyEntry = ({ name }: Store): string => `database ${name}`;

  async function known(): Promise<Map<string, Known>> {
    const parsed = AllKnown.safeParse(JSON.parse((await vault.get(ENTRY)) ?? '{}'));
    return new Map(Object.entries(parsed.data ?? {}));
  }

  function clear({ folder }: Pick<Store, 'folder'>): void {
    if (!existsSync(folder)) return;
    for (const file of readdirSync(folder)) if (!STAYS.test(file)) rmSync(path.join(folder, file), { recursive: true, force: true });
  }

  const keepKnown = (all: ReadonlyMap<string, Known>): Promise<void> => vault.set(ENTRY, JSON.stringify(Object.fromEntries(all)));

  return {
    // A hub with several addresses is named by the first.
    of({ hubUrls, agent }) {
      const hub = new URL(hubUrls[0]).host.replaceAll(/[^0-9a-z.-]/gi, '_');
      return named(path.join('hubs', hub, agent.id));
    },
    named,
    async key(store) {
      const kept = await vault.get(keyEntry(store));
      if (kept !== null) return kept;
      const key = randomBytes(32).toString('hex');
      await vault.set(keyEntry(store), key);
      return key;
    },
    hasKey: async (store) => (await vault.get(keyEntry(store))) !== null,
    async remember({ name }, { agent, hubUrls, deskSecret }) {
      // A hub of before there were orders gives none.
      if (deskSecret === undefined) return;
      const all = await known();
      if (all.get(name)?.secret === deskSecret) return;
      await keepKnown(all.set(name, { agentId: agent.id, hubUrls, secret: deskSecret }));
    },
    known,
    clear,
    clearAllBut(kept) {
      for (const hub of foldersIn(path.join(dataFolder, 'hubs'))) {
        for (const folder of foldersIn(hub)) if (folder !== kept?.folder) clear({ folder });
      }
    },
    async destroy(store) {
      await vault.delete(keyEntry(store));
      rmSync(store.folder, { recursive: true, force: true });
      const all = await known();
      if (all.delete(store.name)) await keepKnown(all);
    },
  };
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [path.join(folder, entry.name)] : []));
}
