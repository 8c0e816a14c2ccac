import { expect, test } from 'vitest';
import { allOf, recordById, scopesHeldBy } from '#hub/log/records';
import { CommandBody } from '#shared/commands/index';
import { AgentProfile } from '#shared/domain/agent';
import { openTestHub } from '#tests/support/a-hub';
import { aCannedResponse, aCentre, aDisposition, anAgent, aQueue } from '#tests/support/builders';
import { describeStores } from '#tests/support/stores';

const sara = AgentProfile.parse(anAgent({ id: 'agt_sara', loginName: 'sara', queueIds: ['que_1' as never] }));

describeStores('what an administrator sets', (openStore) => {
  test('is noted with who, before and after, and can be taken back in any order that loses nothing', async () => {
    const db = await openStore();
    const { desk } = await openTestHub(db);
    const admin = await desk('admin');
    const done = async (body: object): Promise<void> => {
      expect(await admin.execute(CommandBody.parse(body))).toMatchObject({ is: 'done' });
    };
    const changes = async () => (await allOf(db, 'config_change')).toSorted((a, b) => (a.id < b.id ? -1 : 1));

    await done({ type: 'queue.configure', queue: aQueue({ id: 'que_new', ringTimeoutMs: 10_000 }) });
    await done({ type: 'queue.configure', queue: aQueue({ id: 'que_new', ringTimeoutMs: 30_000 }) });
    // The same once more changes nothing, so there is nothing to note.
    await done({ type: 'queue.configure', queue: aQueue({ id: 'que_new', ringTimeoutMs: 30_000 }) });
    const [created, changed, ...rest] = await changes();
    expect(rest).toEqual([]);
    expect(created).toMatchObject({ byId: 'agt_admin', kind: 'queue', recordId: 'que_new', before: null });
    expect(changed).toMatchObject({ before: { ringTimeoutMs: 10_000 }, after: { ringTimeoutMs: 30_000 } });

    expect(await admin.execute(CommandBody.parse({ type: 'config.undo', changeId: created?.id }))).toMatchObject({
      is: 'refused',
      failure: { code: 'conflict' },
    });
    await done({ type: 'config.undo', changeId: changed?.id });
    expect(await recordById(db, 'queue', 'que_new')).toMatchObject({ ringTimeoutMs: 10_000 });
    await done({ type: 'config.undo', changeId: created?.id });
    expect(await recordById(db, 'queue', 'que_new')).toMatchObject({ isRetired: true });
    expect((await changes()).map(({ undoes }) => undoes)).toEqual([undefined, undefined, changed?.id, created?.id]);
  });

  test('of every kind is there for everybody, and the notes of it for administrators alone', async () => {
    const db = await openStore();
    const { desk } = await openTestHub(db);
    const admin = await desk('admin');
    for (const body of [
      { type: 'centre.configure', centre: aCentre() },
      { type: 'disposition.configure', disposition: aDisposition({ id: 'dsp_new' }) },
      { type: 'canned_response.configure', cannedResponse: aCannedResponse() },
      { type: 'agent.configure', agent: sara },
    ]) {
      expect(await admin.execute(CommandBody.parse(body))).toMatchObject({ is: 'done' });
    }
    expect(await recordById(db, 'centre', 'centre')).toEqual(aCentre());
    expect(await recordById(db, 'canned_response', 'crs_1')).toEqual(aCannedResponse());
    expect(await scopesHeldBy(db, sara.id)).toEqual(['agent:agt_sara', 'queue:que_1', 'team:all']);

    const mika = await desk('mika');
    const seen = (await mika.call('sync.snapshot', { scope: 'team:all' as never, after: null })).records.map(({ kind }) => kind);
    expect(seen).toEqual(expect.arrayContaining(['canned_response', 'centre', 'disposition']));
    expect(seen).not.toContain('config_change');
    await expect(mika.call('sync.snapshot', { scope: 'team:admin' as never, after: null })).rejects.toMatchObject({ code: 'denied' });
    const notes = (await admin.call('sync.snapshot', { scope: 'team:admin' as never, after: null })).records;
    expect(notes.map(({ kind }) => kind)).toEqual(['config_change', 'config_change', 'config_change', 'config_change']);
  });

  test('about a person gives and takes what may be seen with it, and nobody signs in with another’s name', async () => {
    const db = await openStore();
    const { desk } = await openTestHub(db);
    const admin = await desk('admin');
    const configure = (agent: AgentProfile) => admin.execute(CommandBody.parse({ type: 'agent.configure', agent }));
    expect(await configure(sara)).toMatchObject({ is: 'done' });
    expect(await configure({ ...sara, role: 'admin', queueIds: [] })).toMatchObject({ is: 'done' });
    expect(await scopesHeldBy(db, sara.id)).toEqual(['agent:agt_sara', 'team:admin', 'team:all']);
    expect(await configure({ ...sara, isActive: false })).toMatchObject({ is: 'done' });
    expect(await scopesHeldBy(db, sara.id)).toEqual([]);
    expect(await configure({ ...sara, id: 'agt_other' as never })).toMatchObject({
      is: 'refused',
      failure: { code: 'conflict', field: 'loginName' },
    });
    expect(await configure({ ...sara, queueIds: ['que_nothing' as never] })).toMatchObject({
      is: 'refused',
      failure: { code: 'invalid', field: 'queueIds' },
    });
  });

  test('no two canned responses in use have one shortcut, however it is typed', async () => {
    const db = await openStore();
    const { desk } = await openTestHub(db);
    const lead = await desk('ryo');
    const configure = (over: object) =>
      lead.execute(CommandBody.parse({ type: 'canned_response.configure', cannedResponse: aCannedResponse(over) }));
    const refused = { is: 'refused', failure: { code: 'conflict', field: 'shortcut' } };
    expect(await configure({ id: 'crs_1', shortcut: 'ヘンキン' })).toMatchObject({ is: 'done' });
    expect(await configure({ id: 'crs_2', shortcut: 'へんきん' })).toMatchObject(refused);
    expect(await configure({ id: 'crs_2', shortcut: null })).toMatchObject({ is: 'done' });
    // Its own is no other's; a retired one gives its shortcut up, and does not get it back while another has it.
    expect(await configure({ id: 'crs_1', shortcut: 'ヘンキン', isRetired: true })).toMatchObject({ is: 'done' });
    expect(await configure({ id: 'crs_2', shortcut: 'へんきん' })).toMatchObject({ is: 'done' });
    expect(await configure({ id: 'crs_1', shortcut: 'ヘンキン', isRetired: false })).toMatchObject(refused);
  });

  test('by a lead, of who serves which queue, is noted too, and an administrator takes it back', async () => {
    const db = await openStore();
    const { desk } = await openTestHub(db);
    const [ryo, admin] = [await desk('ryo'), await desk('admin')];
    const serve = (queueIds: readonly string[]) =>
      ryo.execute(CommandBody.parse({ type: 'agent.set_queues', agentId: 'agt_mika', queueIds }));
    expect(await serve(['que_2', 'que_1'])).toMatchObject({ is: 'done' });
    // The same in another order changes nothing.
    expect(await serve(['que_1', 'que_2'])).toMatchObject({ is: 'done' });
    const [noted, ...rest] = await allOf(db, 'config_change');
    expect(rest).toEqual([]);
    expect(noted).toMatchObject({
      byId: 'agt_ryo',
      kind: 'agent',
      before: { queueIds: ['que_1'] },
      after: { queueIds: ['que_2', 'que_1'] },
    });
    expect(await admin.execute(CommandBody.parse({ type: 'config.undo', changeId: noted?.id }))).toMatchObject({ is: 'done' });
    expect(await scopesHeldBy(db, 'agt_mika' as never)).not.toContain('queue:que_2');
  });
});
