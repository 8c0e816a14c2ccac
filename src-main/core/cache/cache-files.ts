import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentId } from '#shared/domain/ids';
import { openBlobs } from './open-blobs.ts';
import { DamagedDatabase, deleteDatabaseFiles, openDatabase, type Database, type OnSlowQuery } from './open-database.ts';
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
  /** A damaged replica that serves the reader until the new one is level. */
  isOldReplica(path: string): boolean;
  letGoOfOld(): void;
  deleteOld(): void;
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
  // Of a repair that was not finished; the new file goes on being filled.
  if (role === 'writer') deleteDatabaseFiles(paths.oldReplica);
  let replica = openOwnReplica();
  let old: Database | null = null;

  function openOld(): Database | null {
    try {
      return existsSync(paths.oldReplica) ? openForReading(paths.oldReplica) : null;
    } catch (error) {
      if (error instanceof DamagedDatabase) return null;
      throw error;
    }
  }

  function letGoOfOld(): void {
    old?.close();
    old = null;
  }

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
    replica: () => old ?? replica,
    isReplica: (path) => path === paths.replica,
    isOldReplica: (path) => path === paths.oldReplica,
    resetReplica() {
      replica.close();
      deleteDatabaseFiles(paths.oldReplica);
      // Nobody has it open now; the reader takes it up again under this name.
      for (const suffix of ['', '-wal'])
        if (existsSync(paths.replica + suffix)) renameSync(paths.replica + suffix, paths.oldReplica + suffix);
      deleteDatabaseFiles(paths.replica);
      replica = openOwnReplica();
    },
    releaseReplica() {
      letGoOfOld();
      replica.close();
    },
    reopenReplica() {
      replica = openOwnReplica();
      if (role === 'reader') old = openOld();
    },
    letGoOfOld,
    deleteOld() {
      deleteDatabaseFiles(paths.oldReplica);
    },
    close() {
      letGoOfOld();
      replica.close();
      blobs?.close();
      durable.close();
      // The reader has closed before: a copy that is being replaced stays nowhere, least of all after a sign-out.
      if (role === 'writer') deleteDatabaseFiles(paths.oldReplica);
    },
  };
}

export function cachePaths(folder: string): {
  readonly replica: string;
  readonly oldReplica: string;
  readonly blobs: string;
  readonly durable: string;
} {
  return {
    replica: join(folder, 'replica.db'),
    oldReplica: join(folder, 'replica.old.db'),
    blobs: join(folder, 'blobs.db'),
    durable: join(folder, 'durable.db'),
  };
}
