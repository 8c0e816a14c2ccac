import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentId } from '#shared/domain/ids';
import { openBlobs } from './open-blobs.ts';
import { deleteDatabaseFiles, openDatabase, type Database, type OnSlowQuery } from './open-database.ts';
import { openDurable, type SetAside } from './open-durable.ts';
import { openReplica } from './open-replica.ts';

/** What a thread needs to open the files; it travels to a worker as data. */
export interface CacheOptions {
  readonly folder: string;
  /** 64 hexadecimal digits. */
  readonly key: string;
  readonly agentId: AgentId;
  /** Names a damaged durable.db when it is set aside. */
  readonly stamp: string;
  /**
   * Each in a thread of its own, so that a batch being written keeps neither a window nor the agent's words waiting. `writer` makes and
   * mends both files and writes the replica; `keeper` writes durable.db; `reader` writes nothing.
   */
  readonly role: 'writer' | 'keeper' | 'reader';
}

/** The three files of one agent at one hub. */
export interface CacheFiles {
  readonly agentId: AgentId;
  readonly durable: Database;
  /** Where a durable.db that could not be read lies now, and what of it is in use again. */
  readonly setAside: SetAside | null;
  /** Of all but the reader; another one after a reset. */
  blobs(): Database;
  resetBlobs(): void;
  /** Another one after a reset. */
  replica(): Database;
  isReplica(path: string): boolean;
  resetReplica(): void;
  releaseReplica(): void;
  reopenReplica(): void;
  close(): void;
}

export function openCacheFiles(
  { folder, key, agentId, stamp, role }: CacheOptions,
  onSlowQuery: OnSlowQuery,
  onRebuilding: (percent: number) => void,
): CacheFiles {
  const paths = cachePaths(folder);
  const openForReading = (path: string): Database => openDatabase({ path, key, isReadOnly: true, synchronous: 'NORMAL', onSlowQuery });
  const openOwnReplica = (): Database =>
    role === 'writer' ? openReplica({ path: paths.replica, key, onSlowQuery, onRebuilding }) : openForReading(paths.replica);
  const openOwnDurable = (): ReturnType<typeof openDurable> => {
    if (role === 'writer') return openDurable({ path: paths.durable, key, stamp, onSlowQuery, isKnown: existsSync(paths.replica) });
    const isReadOnly = role === 'reader';
    return { db: openDatabase({ path: paths.durable, key, isReadOnly, synchronous: 'FULL', onSlowQuery }), setAside: null };
  };
  const { db: durable, setAside } = openOwnDurable();
  let replica = openOwnReplica();
  let blobs = role !== 'reader' ? openBlobs({ path: paths.blobs, key, onSlowQuery }) : null;
  return {
    agentId,
    durable,
    setAside,
    blobs() {
      if (blobs === null) throw new Error('the reading side has no files');
      return blobs;
    },
    resetBlobs() {
      blobs?.close();
      deleteDatabaseFiles(paths.blobs);
      blobs = openBlobs({ path: paths.blobs, key, onSlowQuery });
    },
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
      blobs?.close();
      durable.close();
    },
  };
}

export function cachePaths(folder: string): { readonly replica: string; readonly blobs: string; readonly durable: string } {
  return { replica: join(folder, 'replica.db'), blobs: join(folder, 'blobs.db'), durable: join(folder, 'durable.db') };
}
