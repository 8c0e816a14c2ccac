import pino from 'pino';
import { expect, test } from 'vitest';
import { parseConfig } from '#hub/config';
import { createHub } from '#hub/create-hub';
import type { Db } from '#hub/db/db';
import { allOf, recordById, scopesHeldBy } from '#hub/log/records';
import { SetupState, type SetupInput } from '#shared/contracts/setup';
import { AgentId, DeskId } from '#shared/domain/ids';
import { sql } from '#shared/sql';
import { anEmptyHub } from '#tests/support/an-empty-hub';
import { createFakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';
import { describeStores } from '#tests/support/stores';

const SETUP: SetupInput = {
  centre: { name: { ja: 'さくら文具' }, timeZone: 'Asia/Tokyo', locales: ['ja', 'en'] },
  admin: {
    loginName: 'aoki',
    name: { family: '青木', given: '直子', familyReading: 'アオキ', givenReading: 'ナオコ' },
    latinName: 'Naoko Aoki',
    publicName: { ja: '青木' },
    password: 'ひとりめの管理者の合言葉',
  },
  queue: { name: { ja: 'お問い合わせ', en: 'Support' } },
};

async function aHub(db: Db, config: Parameters<typeof anEmptyHub>[1] = {}) {
  const empty = await anEmptyHub(db, config);
  const { url } = empty;
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}/setup`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  const state = async (headers: Record<string, string> = {}) => SetupState.parse(await (await fetch(`${url}/setup`, { headers })).json());
  return { ...empty, post, state };
}

function openEmpty(db: Db, args: readonly string[]) {
  const config = parseConfig(['--port', '0', ...args], {});
  return createHub({ db, clock: createFakeClock(), ids: createFakeIds(0), config, logger: pino({ level: 'silent' }), wire: null });
}

/** As a reverse proxy hands the whole world on. */
const FROM_AFAR = { 'x-forwarded-for': '203.0.113.9' };

describeStores('the set-up of a hub that nobody administers', (openStore) => {
  test('makes centre, administrator, queue and outcome in one append, notes them, and lets the administrator in', async () => {
    const db = await openStore();
    const { hub, post, state, lines } = await aHub(db);
    expect(await state()).toEqual({ isSetUp: false, needsCode: false });
    const before = await hub.log.head();
    expect((await post(SETUP)).status).toBe(204);
    expect(await state()).toEqual({ isSetUp: true, needsCode: false });

    expect(await recordById(db, 'centre', 'centre')).toEqual({
      name: { ja: 'さくら文具', en: 'さくら文具' },
      timeZone: 'Asia/Tokyo',
      locales: ['ja', 'en'],
    });
    const [queue] = await allOf(db, 'queue');
    const [admin, ...others] = await allOf(db, 'agent');
    expect(others).toEqual([]);
    expect(admin).toMatchObject({ role: 'admin', loginName: 'aoki', publicName: { ja: '青木', en: '青木' }, queueIds: [queue?.id] });
    expect(await allOf(db, 'disposition')).toHaveLength(1);
    expect(await scopesHeldBy(db, AgentId.parse(admin?.id))).toContain('team:admin');
    const notes = await allOf(db, 'config_change');
    expect(notes.map(({ kind }) => kind).toSorted()).toEqual(['agent', 'centre', 'queue']);
    expect(notes.every(({ byId, before: was }) => byId === admin?.id && was === null)).toBe(true);
    // One transaction: after a crash there is all of it or nothing.
    const writers = await db.all(sql`SELECT DISTINCT xmin::text AS writer FROM event_envelope WHERE seq > ${before}`);
    expect(writers).toHaveLength(1);

    const { agent } = await hub.sessions.signIn(
      { loginName: 'aoki', password: SETUP.admin.password, deskId: DeskId.parse('dsk_1') },
      '127.0.0.1',
    );
    expect(agent.id).toBe(admin?.id);
    const everything = JSON.stringify([lines, await db.all(sql`SELECT body FROM event_body`)]);
    expect(everything).not.toContain(SETUP.admin.password);
  });

  test('happens once, whoever comes second, even at the same moment', async () => {
    const db = await openStore();
    const { post } = await aHub(db);
    const other = { ...SETUP, admin: { ...SETUP.admin, loginName: 'intruder' } };
    const statuses = await Promise.all([post(SETUP), post(other), post(SETUP)].map(async (answer) => (await answer).status));
    expect(statuses.toSorted((a, b) => a - b)).toEqual([204, 409, 409]);
    expect(await allOf(db, 'agent')).toHaveLength(1);
    expect(await (await post(SETUP)).json()).toMatchObject({ code: 'conflict', message: 'this centre is already set up' });
  });

  test('is refused with the field that is wrong, and never with its value', async () => {
    const db = await openStore();
    const { post } = await aHub(db);
    const wrong: readonly [object, string][] = [
      [{ ...SETUP, centre: { ...SETUP.centre, name: {} } }, 'centre.name.ja'],
      [{ ...SETUP, centre: { ...SETUP.centre, timeZone: 'Asia/Nowhere' } }, 'centre.timeZone'],
      [{ ...SETUP, centre: { ...SETUP.centre, locales: [] } }, 'centre.locales'],
      [{ ...SETUP, admin: { ...SETUP.admin, password: 'elf letters' } }, 'admin.password'],
      [{ ...SETUP, admin: { ...SETUP.admin, loginName: 'a b' } }, 'admin.loginName'],
      [{ ...SETUP, queue: { name: { en: '  ' } } }, 'queue.name.ja'],
    ];
    for (const [body, field] of wrong) {
      const answer = await post(body);
      const text = await answer.text();
      expect([field, answer.status, JSON.parse(text)]).toMatchObject([field, 400, { code: 'invalid', field }]);
      expect(text).not.toContain('elf letters');
    }
    expect(await allOf(db, 'agent')).toEqual([]);
  });

  test('from beyond this machine wants the code of the console; guesses run out, and a page may not try at all', async () => {
    const db = await openStore();
    const { hub, post, state, lines } = await aHub(db);
    const code = await hub.setup.printCode();
    expect(code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/);
    expect(await state(FROM_AFAR)).toEqual({ isSetUp: false, needsCode: true });

    expect(await (await post(SETUP, FROM_AFAR)).json()).toMatchObject({ code: 'denied', field: 'code' });
    expect((await post({ ...SETUP, code }, { origin: 'http://127.0.0.1:3000' })).status).toBe(403);
    const statuses: number[] = [];
    for (let guess = 0; guess < 12; guess += 1) statuses.push((await post({ ...SETUP, code: `AAAA-AAAA-${guess}` }, FROM_AFAR)).status);
    expect(statuses.slice(-2)).toEqual([429, 429]);
    expect((await post({ ...SETUP, code }, FROM_AFAR)).status).toBe(429);
    expect(await allOf(db, 'agent')).toEqual([]);
    expect(lines.join('\n')).not.toContain(code);
  });

  test('wants it from everybody as soon as any proxy is trusted', async () => {
    const db = await openStore();
    const { post, state } = await aHub(db, { trustedProxies: '127.0.0.1' });
    expect(await state()).toEqual({ isSetUp: false, needsCode: true });
    expect((await post(SETUP)).status).toBe(401);
    expect((await post(SETUP, { 'x-forwarded-for': '127.0.0.1' })).status).toBe(401);
  });

  test('takes the code as people type it, and no code twice', async () => {
    const db = await openStore();
    const { hub, post } = await aHub(db, { publicUrl: 'https://hub.example.co.jp' });
    // A proxy is trusted, so everybody may be from afar: the code even from this machine.
    expect((await post(SETUP)).status).toBe(401);
    const code = (await hub.setup.printCode()) ?? '';
    expect((await post({ ...SETUP, code: ` ${code.toLowerCase().replaceAll('-', '－')} ` })).status).toBe(204);
    expect(await db.all(sql`SELECT * FROM setup_code`)).toEqual([]);
    expect(await hub.setup.printCode()).toBeNull();
  });

  test('is done where the environment named the first administrator', async () => {
    const db = await openStore();
    const { hub, post, state } = await aHub(db, { adminPassword: 'from the environment' });
    expect(await state(FROM_AFAR)).toEqual({ isSetUp: true, needsCode: false });
    expect(await hub.setup.printCode()).toBeNull();
    expect((await post(SETUP)).status).toBe(409);
  });
});

describeStores('a demo and a real centre', (openStore) => {
  test('never become each other by a forgotten option', async () => {
    const db = await openStore();
    const open = (args: readonly string[]) => openEmpty(db, args);
    await (await open(['--demo'])).close();
    await expect(open([])).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('--demo') as string });
    await (await open(['--demo'])).close();
  });

  test('nor are demo people put among real ones', async () => {
    const db = await openStore();
    const { post } = await aHub(db);
    await post(SETUP);
    await expect(openEmpty(db, ['--demo'])).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('real centre') as string,
    });
    expect(await allOf(db, 'agent')).toHaveLength(1);
  });
});
