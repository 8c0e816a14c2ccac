import type { Db } from '#hub/db/db';
import { postgresText, type Sql } from '#shared/sql';
import { Killed, never, type Life } from './life.ts';
import type { Pulse } from './pulse.ts';

/** Falsifies what a hub asks of its store: how a bug is planted without one in the product. */
export type Tamper = (statement: Sql) => Sql;

/** A connection to the store that ends with its program: a transaction under way is undone, and nothing is heard any more. */
export function killableDb(db: Db, life: Life, pulse: Pulse, tamper: Tamper = (statement) => statement): Db {
  const ask = <T>(connection: Db, statement: Sql): Promise<T[]> => pulse.during('store', connection.all<T>(tamper(statement)));

  function inside(tx: Db): Db {
    const within: Db = {
      ...tx,
      async all<T>(statement: Sql): Promise<T[]> {
        if (!life.point(`${life.name} in a transaction: ${nameOf(statement)}`)) throw new Killed(life.name);
        return ask<T>(tx, statement);
      },
      transaction: (run) => run(within),
    };
    return within;
  }

  return {
    ...db,
    all: <T>(statement: Sql) => life.call(`${life.name} asks: ${nameOf(statement)}`, () => ask<T>(db, statement)),
    async transaction(run) {
      if (!life.point(`${life.name} before a transaction`)) return never();
      try {
        const result = await pulse.during(
          'transaction',
          db.transaction(async (tx) => {
            const answer = await run(inside(tx));
            if (!life.point(`${life.name} before a commit`)) throw new Killed(life.name);
            return answer;
          }),
        );
        return life.point(`${life.name} after a commit`) ? result : await never();
      } catch (error) {
        if (life.isDead) return never();
        throw error;
      }
    },
    // The store stays when a hub goes.
    close: () => Promise.resolve(),
  };
}

function nameOf(statement: Sql): string {
  return postgresText(statement).trim().slice(0, 40).replaceAll(/\s+/g, ' ');
}
