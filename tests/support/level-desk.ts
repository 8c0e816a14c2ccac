import type { Cache } from '#core/cache/open-cache';
import { KINDS, type Key } from '#shared/records/records';
import { aCentre } from './scripted-work.ts';
import { createScriptedHub, type ScriptedHub } from './scripted-hub.ts';
import { MIKA, type TestDesk } from './test-desk.ts';
import { waitUntil } from './wait-until.ts';

/** Every record the hub ever had, as this desk shows it. */
export async function heldBy(cache: Cache, hub: ScriptedHub): Promise<unknown[]> {
  const keys = everSeen(hub);
  const { changes } = await cache.call('records.read', { keys });
  return sorted(changes.filter(({ body }) => body !== null));
}

function everSeen(hub: ScriptedHub): Key[] {
  const ids = hub.log.flatMap(({ body }) => JSON.stringify(body).match(/"(?:cus|cnv|int|msg|seg|agt|que|res|not)_[0-9A-Za-z-]+"/g) ?? []);
  const grants = hub.visible().filter(({ kind }) => kind === 'grant');
  return [
    ...[...new Set(ids)].flatMap((id) => KINDS.map((kind) => ({ kind, id: id.slice(1, -1) }) as Key)),
    ...grants.map(({ kind, id }) => ({ kind, id }) as Key),
  ];
}

export function shouldHold(hub: ScriptedHub): unknown[] {
  return sorted(hub.visible().map(({ kind, id, body }) => ({ kind, id, body })));
}

function sorted(records: readonly { kind: string; id: string }[]): unknown[] {
  return records.toSorted((a, b) => (`${a.kind} ${a.id}` < `${b.kind} ${b.id}` ? -1 : 1));
}

export async function caughtUp(desk: TestDesk, hub: ScriptedHub): Promise<void> {
  await waitUntil(
    async () => {
      const { cursor, wantedScopes, clearedScopes } = await desk.cache.call('replica.state', {});
      const lastSeen = hub.log.findLast(({ scopes }) => scopes.length > 0)?.seq ?? 0;
      return (
        desk.hub() !== null &&
        desk.connection().is === 'connected' &&
        cursor >= lastSeen &&
        wantedScopes.length + clearedScopes.length === 0
      );
    },
    { what: 'the desk has caught up' },
  );
}

/** A small centre; a small page makes many of them. */
export function aScriptedCentre(pageSize?: number): ScriptedHub {
  const hub = createScriptedHub({ agentId: MIKA, ...(pageSize === undefined ? {} : { pageSize }) });
  hub.append(...aCentre());
  return hub;
}
