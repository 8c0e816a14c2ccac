import type { Cache } from '#core/cache/open-cache';
import type { Sql } from '#shared/sql';
import type { Tamper } from './killable-db.ts';

/** A bug as it would be in the product, planted from outside it: the product has no switch for it. */
export interface Plant {
  readonly hub?: Tamper;
  readonly desk?: (cache: Cache) => Cache;
  /** Of what goes up a line. */
  readonly line?: (packet: string) => string;
}

/** What the simulation has to find. */
export const PLANTS = {
  /** The hub does not look whether it knows a command already. */
  idempotency: { hub: forgetsOutcomes },
  /** The desk moves its cursor, and then folds what stands before it. */
  cursor: { desk: movesCursorFirst },
  /** What waited is sent without another look at it. */
  revalidation: { line: (packet) => packet.replace(',"hasWaited":true', '') },
  /** A wish that the hub refuses disappears from the outbox. */
  silence: { desk: forgetsRefused },
  /** The hub sends a reply and leaves its draft where it was. */
  draft: { hub: keepsDrafts },
} as const satisfies Record<string, Plant>;
export type PlantName = keyof typeof PLANTS;

function forgetsOutcomes({ parts, params }: Sql): Sql {
  const looked = parts.findIndex((part) => part.includes('FROM command_outcome WHERE command_id ='));
  if (looked !== -1) return { parts: parts.map((part, at) => (at === looked + 1 ? ` AND false${part}` : part)), params };
  // The table itself would not take it twice.
  return {
    parts: parts.map((part, at) =>
      parts[at - 4]?.includes('INSERT INTO command_outcome') === true ? part.replace('::jsonb)', '::jsonb) ON CONFLICT DO NOTHING') : part,
    ),
    params,
  };
}

function keepsDrafts({ parts, params }: Sql): Sql {
  return { parts: parts.map((part) => part.replace("UPDATE draft SET text = ''", 'UPDATE draft SET text = text')), params };
}

function movesCursorFirst(cache: Cache): Cache {
  const call = (async (name, input) => {
    if (name === 'events.apply') await cache.call('events.apply', { events: [], cursor: (input as { cursor: number }).cursor });
    return cache.call(name, input);
  }) as Cache['call'];
  return { ...cache, call };
}

function forgetsRefused(cache: Cache): Cache {
  const call = ((name, input) => {
    const { commandId, parked } = input as { commandId: string; parked?: { is: string } };
    return name === 'outbox.park' && parked?.is === 'refused'
      ? cache.call('outbox.remove', { commandId, keepsFiles: false } as never)
      : cache.call(name, input);
  }) as Cache['call'];
  return { ...cache, call };
}
