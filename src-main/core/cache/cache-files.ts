import { join } from 'node:path';
import type { AgentId } from '#shared/domain/ids';
import { openDatabase, type Database, type OnSlowQuery } from './open-database.ts';
import { openDurable } from './open-durable.ts';
import { deleteDatabaseFiles, openReplica } from './open-replica.ts';

/** What a thread needs to open the files; it travels to a worker as data. */
export interface CacheOptions {
  readonly folder: string;
  /** 64 hexadecimal digits. */
  readonly key: string;
  readonly agentId: AgentId;
  /** Names a damaged durable.db when it is set aside. */
  readonly stamp: string;
  /** `reader`: a second connection in a thread of its own, so that a batch being written keeps no window waiting. */
  readonly role: 'writer' | 'reader';
}

/** The two files of one agent at one hub. */
export interface CacheFiles {
  readonly agentId: AgentId;
  readonly durable: Database;
  /** Where a durable.db that could not be read lies now. */
  readonly setAside: string | null;
  /** Another one after a reset. */
  replica(): Database;
  isReplica(path: string): boolean;
  resetReplica(): void;
  releaseReplica(): void;
  reopenReplica(): void;
  close(): void;
}

export function openCacheFiles({ folder, key, agentId, stamp, role }: CacheOptions, onSlowQuery: OnSlowQuery): CacheFiles {
  const paths = cachePaths(folder);
  const openForReading = (path: string): Database => openDatabase({ path, key, isReadOnly: true, synchronous: 'NORMAL', onSlowQuery });
  const openOwnReplica = (): Database =>
    role === 'writer' ? openReplica({ path: paths.replica, key, onSlowQuery }) : openForReading(paths.replica);
  const { db: durable, setAside } =
    role === 'writer'
      ? openDurable({ path: paths.durable, key, stamp, onSlowQuery })
      : { db: openForReading(paths.durable), setAside: null };
  let replica = openOwnReplica();
  return {
    agentId,
    durable,
    setAside,
    replica: () => replica,
    isReplica: (path) => path === paths.replica,
    resetReplica() {
      replica.close();
      deleteDatabaseFiles(paths.replica);
      replica = openOwnReplica();
    },
    releaseReplica() {
      replica.close();
    },
    reopenReplica() {
      replica = openOwnReplica();
    },
    close() {
      replica.close();
      durable.close();
    },
  };
}

export function cachePaths(folder: string): { readonly replica: string; readonly durable: string } {
  return { replica: join(folder, 'replica.db'), durable: join(folder, 'durable.db') };
}
