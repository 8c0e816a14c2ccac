import Sqlite from 'better-sqlite3';
import { Killed, type Life } from './life.ts';

/** Lets a desk die between two transactions of its files, and in the middle of one, which the file then has never seen. */
export interface KillableFiles {
  /** Whose files lie under this folder, from now on. */
  owns(folder: string, life: Life): void;
  restore(): void;
}

type Work = (...args: unknown[]) => unknown;

export function makeFilesKillable(): KillableFiles {
  const owners = new Map<string, Life>();
  // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
  const original = Sqlite.prototype.transaction as (this: Sqlite.Database, work: Work) => Sqlite.Transaction<Work>;

  function ownerOf(path: string): Life | undefined {
    for (const [folder, life] of owners) if (path.startsWith(folder)) return life;
    return undefined;
  }

  Sqlite.prototype.transaction = function (this: Sqlite.Database, work: Work) {
    const life = ownerOf(this.name);
    if (life === undefined || this.inTransaction) return original.call(this, work);
    const point = (where: string): void => {
      if (!life.point(where)) throw new Killed(where);
    };
    const guarded = original.call(this, (...args) => {
      point('in a transaction of the files');
      const result = work(...args);
      point('before a commit of the files');
      return result;
    });
    const after =
      (run: Work): Work =>
      (...args) => {
        const result = run(...args);
        point('after a commit of the files');
        return result;
      };
    return Object.assign(after(guarded), {
      immediate: after((...args) => guarded.immediate(...args)),
      deferred: after((...args) => guarded.deferred(...args)),
    });
  } as typeof Sqlite.prototype.transaction;

  return {
    owns: (folder, life) => void owners.set(folder, life),
    restore() {
      Sqlite.prototype.transaction = original as typeof Sqlite.prototype.transaction;
    },
  };
}
