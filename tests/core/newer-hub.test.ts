import { describe, expect, test } from 'vitest';
import { openReplica } from '#core/cache/open-replica';
import { cachePaths } from '#core/cache/cache-files';
import { openDatabase, type Database } from '#core/cache/open-database';
import { Scope } from '#shared/domain/scope';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import { anInteraction } from '#tests/support/builders';
import { decryptedText } from '#tests/support/decrypted-text';
import { aScriptedCentre, caughtUp, heldBy, shouldHold } from '#tests/support/level-desk';
import { arrives, granted, que, revoked, writes } from '#tests/support/scripted-work';
import { aFolder, openTestDesk, TEST_KEY } from '#tests/support/test-desk';
import { waitUntil } from '#tests/support/wait-until';

const FAX = { kind: 'interaction', id: 'int_9', rev: 1, body: { ...anInteraction({ id: 'int_9' }), channel: 'fax', secret: '秘密の行' } };
const CALLBACK = { kind: 'callback', id: 'cbk_1', rev: 1, body: { id: 'cbk_1' } };

function replicaOf(folder: string): Database {
  return openDatabase({ path: cachePaths(folder).replica, key: TEST_KEY, synchronous: 'NORMAL', onSlowQuery: () => {} });
}

const unread = (folder: string): string[] => {
  const db = replicaOf(folder);
  const rows = db.all<{ id: string }>(sql`SELECT id FROM unread_record ORDER BY id`);
  db.close();
  return rows.map(({ id }) => id);
};

describe('a desk older than its hub', () => {
  test('reads all of a snapshot that it can, keeps the rest raw, and asks again once it can read it', async () => {
    const hub = aScriptedCentre();
    hub.append(...arrives(1));
    hub.keepUnknown(que(1), FAX);
    hub.keepUnknown('agent:agt_mika', CALLBACK);
    const folder = aFolder();
    const desk = await openTestDesk({ dial: hub.dial, folder });
    await desk.level();
    await caughtUp(desk, hub);
    expect(await heldBy(desk.cache, hub)).toEqual(shouldHold(hub));
    await desk.close();
    expect(unread(folder)).toEqual(['cbk_1', 'int_9']);

    // The upgrade: what was strange has become a shape that is known.
    const db = replicaOf(folder);
    db.run(sql`UPDATE unread_record SET body = replace(body, 'fax', 'chat') WHERE id = 'int_9'`);
    db.close();
    const upgraded = openReplica({ path: cachePaths(folder).replica, key: TEST_KEY, onSlowQuery: () => {} });
    expect(upgraded.all(sql`SELECT id FROM unread_record`)).toEqual([{ id: 'cbk_1' }]);
    expect(upgraded.all(sql`SELECT name FROM scope WHERE state = 'level'`)).toEqual([]);
    upgraded.close();
  });

  test('passes over an event for a kind of scope, and with a body, that it does not know', async () => {
    const hub = aScriptedCentre();
    hub.append(...arrives(1));
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    hub.appendUnknown('site.opened', [que(1), 'site:sit_1']);
    hub.appendUnknown('message.received', [que(1)], { message: { id: 'msg_fax', channel: 'fax' } });
    hub.append(writes(1, 2));
    await caughtUp(desk, hub);
    expect(desk.screen.of('message').map(({ id }) => id)).toContain('msg_1-2');
    hub.cut(false);
    await waitUntil(() => desk.hub() === null, { what: 'the line is cut' });
    hub.appendUnknown('site.opened', [que(1), 'site:sit_2']);
    hub.append(writes(1, 3));
    hub.open();
    await caughtUp(desk, hub);
    expect(desk.screen.of('message').map(({ id }) => id)).toContain('msg_1-3');
  });

  test('works on in a centre whose agents are given a kind of scope that it does not know', async () => {
    const hub = aScriptedCentre();
    hub.append(granted(Scope.parse('site:sit_1')), ...arrives(1));
    hub.keepUnknown('site:sit_1', CALLBACK);
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    await caughtUp(desk, hub);
    expect(desk.screen.of('customer').map(({ id }) => id)).toEqual(['cus_1']);
  });

  test('has nothing left of a lost queue, readable or not', async () => {
    const hub = aScriptedCentre();
    hub.append(...arrives(1));
    hub.keepUnknown(que(1), FAX);
    const folder = aFolder();
    const desk = await openTestDesk({ dial: hub.dial, folder });
    await desk.level();
    hub.appendUnknown('customer.sang', [que(1)], { song: '秘密の歌' });
    await caughtUp(desk, hub);
    hub.append(revoked(que(1)));
    await caughtUp(desk, hub);
    await desk.close();
    expect(unread(folder)).toEqual([]);
    expect(decryptedText(folder)).not.toContain('秘密の');
  });

  test('that is too old to work with it says so, goes on trying, and connects after the update', async () => {
    for (const [words, reason] of [
      ['desk too old', 'desk_too_old'],
      ['hub too old', 'hub_too_old'],
    ] as const) {
      const hub = aScriptedCentre();
      hub.before('hello', () => Promise.reject(new Failure('conflict', words)));
      const desk = await openTestDesk({ dial: hub.dial });
      await waitUntil(() => desk.told.connections.some((told) => told.is === 'offline' && told.reason === reason), { what: reason });
      expect(desk.connection()).toEqual({ is: 'offline', lastSyncedAt: null, reason });
      hub.before('hello', null);
      await desk.level();
      hub.cut(false);
      await waitUntil(() => desk.connection().is === 'offline', { what: 'the line is cut' });
      expect(desk.connection()).not.toHaveProperty('reason');
      await desk.close();
    }
  });
});
