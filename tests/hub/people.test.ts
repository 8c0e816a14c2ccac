import { expect, test } from 'vitest';
import { allOf, recordById, scopesHeldBy } from '#hub/log/records';
import { CommandBody } from '#shared/commands/index';
import { AgentProfile } from '#shared/domain/agent';
import { toInstant } from '#shared/domain/clock';
import { AgentId, DeskId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import { openTestHub, PASSWORD, PEOPLE, seedWaiting, type TestHub } from '#tests/support/a-hub';
import { anAgent } from '#tests/support/builders';
import { describeStores } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

const sara = AgentProfile.parse(anAgent({ id: 'agt_sara', loginName: 'sara', queueIds: ['que_1' as never] }));
const mika = AgentProfile.parse(PEOPLE.mika);
const admin = AgentProfile.parse(PEOPLE.admin);
const OWN = 'わたしだけの合言葉です。';

describeStores('a person who was added', (openStore) => {
  async function added(test: TestHub) {
    const desk = await test.desk('admin');
    await desk.execute({ type: 'agent.configure', agent: sara });
    const { issued } = await desk.call('password.issue', { agentIds: [sara.id] });
    const signIn = (password: string, newPassword?: string) =>
      test.hub.sessions.signIn(
        { loginName: 'sara', password, deskId: DeskId.parse('dsk_sara'), ...(newPassword === undefined ? {} : { newPassword }) },
        '192.0.2.1',
      );
    return { desk, temporary: issued[0]?.password ?? '', signIn };
  }

  test('comes in with the temporary password only by leaving it for one of her own', async () => {
    const db = await openStore();
    const hub = await openTestHub(db);
    const { temporary, signIn } = await added(hub);
    expect(temporary).toMatch(/^(?:[a-z2-9]{4}-){3}[a-z2-9]{4}$/);
    await expect(signIn(temporary)).rejects.toMatchObject({ code: 'conflict', field: 'newPassword' });
    await expect(signIn(temporary, temporary)).rejects.toMatchObject({ code: 'invalid', field: 'newPassword' });
    // Nothing was begun that could be gone on with.
    expect(await db.all(sql`SELECT 1 FROM session WHERE agent_id = ${sara.id}`)).toEqual([]);
    expect((await signIn(temporary, OWN)).agent.loginName).toBe('sara');
    await expect(signIn(temporary)).rejects.toMatchObject({ code: 'denied' });
    expect((await signIn(OWN)).agent.loginName).toBe('sara');
    await expect(signIn(OWN, 'yet another password')).rejects.toMatchObject({ code: 'invalid', field: 'newPassword' });
    const everything = JSON.stringify([
      await db.all(sql`SELECT body FROM event_body`),
      await db.all(sql`SELECT outcome FROM command_outcome`),
    ]);
    expect(everything).not.toContain(temporary);
  });

  test('who lets a week pass is told to ask for another; a reset ends what she had open', async () => {
    const db = await openStore();
    const test = await openTestHub(db);
    const { desk, temporary, signIn } = await added(test);
    expect(
      await db.all(sql`UPDATE credential SET temporary_until = ${toInstant(test.clock.now())} WHERE agent_id = ${sara.id} RETURNING 1`),
    ).toHaveLength(1);
    await expect(signIn(temporary, OWN)).rejects.toMatchObject({ code: 'conflict', field: 'password' });
    const { accessToken } = await test.hub.sessions.signIn(
      { loginName: 'mika', password: PASSWORD, deskId: DeskId.parse('dsk_mika') },
      '192.0.2.1',
    );
    await desk.call('password.issue', { agentIds: [PEOPLE.mika.id] });
    await expect(test.hub.sessions.verifyAccessToken(accessToken)).rejects.toMatchObject({ code: 'denied' });
  });

  test('of two desks that leave the same temporary password at once, one does', async () => {
    const db = await openStore();
    const { temporary, signIn } = await added(await openTestHub(db));
    const answers = await Promise.allSettled([signIn(temporary, OWN), signIn(temporary, `${OWN}2`)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});

describeStores('one’s own password', (openStore) => {
  test('is changed by who knows it; the other desks sign in again and this one goes on', async () => {
    const db = await openStore();
    const test = await openTestHub(db);
    const here = await test.desk('mika');
    const there = await test.desk('mika', { deskId: 'dsk_other' });
    const ended = new Promise((resolve) => there.on('session.ended', resolve));
    await expect(here.call('password.change', { password: 'guess', newPassword: OWN })).rejects.toMatchObject({ field: 'password' });
    await expect(here.call('password.change', { password: PASSWORD, newPassword: PASSWORD })).rejects.toMatchObject({
      field: 'newPassword',
    });
    await here.call('password.change', { password: PASSWORD, newPassword: OWN });
    await expect(ended).resolves.toEqual({ reason: 'signed_out' });
    expect(await here.call('draft.list', {})).toEqual([]);
    const again = { loginName: 'mika', deskId: DeskId.parse('dsk_mika') };
    await expect(test.hub.sessions.signIn({ ...again, password: PASSWORD }, '192.0.2.1')).rejects.toMatchObject({ code: 'denied' });
    await test.hub.sessions.signIn({ ...again, password: OWN }, '192.0.2.1');
  });

  test('is reset by administrators alone, for others alone', async () => {
    const db = await openStore();
    const test = await openTestHub(db);
    const lead = await test.desk('ryo');
    await expect(lead.call('password.issue', { agentIds: [PEOPLE.mika.id] })).rejects.toMatchObject({ code: 'denied' });
    const desk = await test.desk('admin');
    await expect(desk.call('password.issue', { agentIds: [PEOPLE.admin.id] })).rejects.toMatchObject({ code: 'invalid' });
    await expect(desk.call('password.issue', { agentIds: [AgentId.parse('agt_nobody')] })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describeStores('somebody who leaves', (openStore) => {
  /** Mika has two talks in hand and one in wrap-up. */
  async function withWork(db: Awaited<ReturnType<typeof openStore>>) {
    const test = await openTestHub(db);
    const desk = await test.desk('mika');
    for (const n of [1, 2, 3]) {
      await seedWaiting(test.hub.log, n);
      await desk.execute(CommandBody.parse({ type: 'interaction.take', interactionId: `int_${n}` }));
    }
    await desk.execute(CommandBody.parse({ type: 'wrap_up.start', interactionId: 'int_3', conversationId: 'cnv_3' }));
    const boss = await test.desk('admin');
    const configure = (agent: AgentProfile, openWork?: object) =>
      boss.execute(CommandBody.parse({ type: 'agent.configure', agent, ...(openWork === undefined ? {} : { openWork }) }));
    return { test, desk, boss, configure };
  }

  test('leaves nothing in hand: the question is asked, talks wait again with their wait, what is over gets its outcome', async () => {
    const db = await openStore();
    const { test, desk, boss, configure } = await withWork(db);
    expect(await boss.call('person.work', { agentId: mika.id })).toEqual({ handling: [{ queueId: 'que_1', count: 2 }], wrapUp: 1 });
    const gone = { ...mika, isActive: false };
    expect(await configure(gone)).toMatchObject({ is: 'refused', failure: { code: 'conflict', field: 'openWork' } });
    expect(await configure(gone, { to: 'queues' })).toMatchObject({ failure: { field: 'openWork.dispositionId' } });
    expect(await recordById(db, 'agent', mika.id)).toMatchObject({ isActive: true });

    const arrived = (await recordById(db, 'interaction', 'int_1'))?.arrivedAt;
    const ended = new Promise((resolve) => desk.on('session.ended', resolve));
    expect(await configure(gone, { to: 'queues', dispositionId: 'dsp_done' })).toMatchObject({ is: 'done' });
    expect(await recordById(db, 'interaction', 'int_1')).toMatchObject({ state: { is: 'queued' }, queueId: 'que_1', arrivedAt: arrived });
    expect(await recordById(db, 'interaction', 'int_2')).toMatchObject({ state: { is: 'queued' } });
    expect(await recordById(db, 'interaction', 'int_3')).toMatchObject({ state: { is: 'closed', dispositionId: 'dsp_done' } });
    expect(await scopesHeldBy(db, mika.id)).toEqual([]);
    await expect(ended).resolves.toEqual({ reason: 'deactivated' });
    expect(await db.all(sql`SELECT 1 FROM session WHERE agent_id = ${mika.id} AND ended_at IS NULL`)).toEqual([]);
    await waitUntil(async () => (await recordById(db, 'agent', mika.id))?.isConnected === false);

    // Back again, with the old password and none of the old sessions.
    expect(await configure(mika)).toMatchObject({ is: 'done' });
    await test.hub.sessions.signIn({ loginName: 'mika', password: PASSWORD, deskId: DeskId.parse('dsk_mika') }, '192.0.2.1');
  });

  test('hands the talks to a colleague who serves their queue, and to nobody else', async () => {
    const db = await openStore();
    const { configure } = await withWork(db);
    const gone = { ...mika, isActive: false };
    const to = (agentId: string) => ({ to: 'colleague', agentId, dispositionId: 'dsp_done' });
    for (const nobody of ['agt_kenji', 'agt_yuki', 'agt_mika', 'agt_nobody']) {
      expect(await configure(gone, to(nobody))).toMatchObject({ is: 'refused', failure: { field: 'openWork.agentId' } });
    }
    expect(await configure(gone, to('agt_ryo'))).toMatchObject({ is: 'done' });
    expect(await recordById(db, 'interaction', 'int_1')).toMatchObject({ state: { is: 'handling', agentId: 'agt_ryo' } });
    expect(await scopesHeldBy(db, PEOPLE.ryo.id)).toEqual(expect.arrayContaining(['customer:cus_1', 'customer:cus_2']));
    expect(
      (await allOf(db, 'segment')).find(({ interactionId, agentId }) => interactionId === 'int_1' && agentId === 'agt_ryo'),
    ).toMatchObject({ how: 'assigned', fromId: 'agt_mika', byId: 'agt_admin' });
  });

  test('work for another part in the team leaves its talks too, and its customers with them', async () => {
    const db = await openStore();
    const { configure } = await withWork(db);
    const moved = { ...mika, role: 'supervisor' as const, queueIds: [] };
    expect(await configure(moved)).toMatchObject({ is: 'refused', failure: { field: 'openWork' } });
    expect(await configure(moved, { to: 'queues', dispositionId: 'dsp_done' })).toMatchObject({ is: 'done' });
    expect(await scopesHeldBy(db, mika.id)).toEqual(['agent:agt_mika', 'team:all']);
  });
});

describeStores('the last administrator', (openStore) => {
  test('stays one, whichever way it is tried; the one before the last may go', async () => {
    const db = await openStore();
    const { desk } = await openTestHub(db);
    const boss = await desk('admin');
    const configure = (agent: AgentProfile) => boss.execute({ type: 'agent.configure', agent });
    expect(await configure({ ...admin, isActive: false })).toMatchObject({ failure: { code: 'conflict', field: 'isActive' } });
    expect(await configure({ ...admin, role: 'lead' })).toMatchObject({ failure: { code: 'conflict', field: 'role' } });
    expect(await configure({ ...sara, role: 'admin' })).toMatchObject({ is: 'done' });
    expect(await configure({ ...admin, role: 'lead' })).toMatchObject({ is: 'done' });
    expect(await configure({ ...sara, isActive: false })).toMatchObject({ failure: { code: 'denied' } });
  });

  test('has a name that nobody else can take by writing it in capitals', async () => {
    const db = await openStore();
    const { desk } = await openTestHub(db);
    const boss = await desk('admin');
    expect(await boss.execute({ type: 'agent.configure', agent: { ...sara, loginName: 'ADMIN' } })).toMatchObject({
      is: 'refused',
      failure: { code: 'conflict', field: 'loginName' },
    });
  });
});
