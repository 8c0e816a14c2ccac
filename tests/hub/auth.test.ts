import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createPasswords, setPassword } from '#hub/auth/credentials';
import { createSessions } from '#hub/auth/sessions';
import { createSignInLimit, SIGN_IN_WINDOW_MS } from '#hub/auth/sign-in-limit';
import { openSigningKeys } from '#hub/auth/signing-keys';
import { ACCESS_TOKEN_MS, createTokens } from '#hub/auth/tokens';
import type { Db } from '#hub/db/db';
import { createNotices } from '#hub/log/notices';
import { DeskId, VisitorId, AccountId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import { anAgent } from '#tests/support/builders';
import { createFakeClock } from '#tests/support/fake-clock';
import { describeStores } from '#tests/support/stores';

const PASSWORD = 'madoguchi-demo';
const DESK = DeskId.parse('dsk_1');
const OTHER_DESK = DeskId.parse('dsk_2');
const ADDRESS = '192.0.2.7';

describe('passwords', () => {
  test('the right password is accepted, a wrong one and one of nobody are not', async () => {
    const passwords = createPasswords();
    const hash = await passwords.hash('正しい馬');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.verify('正しい馬', hash)).toBe(true);
    expect(await passwords.verify('正しい鹿', hash)).toBe(false);
    expect(await passwords.verify('正しい馬', undefined)).toBe(false);
  });

  test('the same password has another hash each time, and full-width letters are the same letters', async () => {
    const passwords = createPasswords();
    const [one, two] = await Promise.all([passwords.hash('abc123'), passwords.hash('abc123')]);
    expect(one).not.toBe(two);
    expect(await passwords.verify('ａｂｃ１２３', one)).toBe(true);
  });

  test('a rush of sign-ins waits in line and is answered', async () => {
    const passwords = createPasswords();
    const hash = await passwords.hash('x');
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => passwords.verify(index % 2 === 0 ? 'x' : 'y', hash)));
    expect(answers.filter(Boolean)).toHaveLength(10);
  });
});

describeStores('signing in', (openStore) => {
  async function aHub(lines: string[] = []) {
    const db = await openStore();
    const clock = createFakeClock();
    const passwords = createPasswords();
    const keys = await openSigningKeys(db);
    const tokens = createTokens({ keys, clock });
    const log = pino({}, { write: (line: string) => lines.push(line) });
    const notices = createNotices('hub');
    const ended: unknown[] = [];
    notices.on('session.ended', (notice) => ended.push(notice));
    const sessions = createSessions({
      db,
      clock,
      tokens,
      passwords,
      limit: createSignInLimit({ db, clock }),
      notices,
      deskKey: keys.desks,
      log,
    });
    await store(db, {});
    await setPassword(db, passwords, anAgent().id, PASSWORD);
    const signIn = (password = PASSWORD, loginName = 'mika', address = ADDRESS) =>
      sessions.signIn({ loginName, password, deskId: DESK }, address);
    return { db, clock, tokens, sessions, signIn, ended };
  }

  async function store(db: Db, over: Parameters<typeof anAgent>[0]): Promise<void> {
    const agent = anAgent(over);
    await db.all(
      sql`INSERT INTO agent (id, rev, scopes, body) VALUES (${agent.id}, 1, ${['team:all']}, ${JSON.stringify(agent)}::jsonb)
          ON CONFLICT (id) DO UPDATE SET body = excluded.body`,
    );
  }

  async function failureOf(promise: Promise<unknown>): Promise<string> {
    const error: unknown = await promise.then(
      () => null,
      (reason: unknown) => reason,
    );
    return error instanceof Failure ? error.code : 'no failure';
  }

  test('gives an access token that opens the desk for a quarter of an hour', async () => {
    const { signIn, sessions, clock } = await aHub();
    const { accessToken, agent, accessExpiresAt } = await signIn();
    expect(agent.loginName).toBe('mika');
    expect(Date.parse(accessExpiresAt) - clock.now()).toBe(ACCESS_TOKEN_MS);
    expect(await sessions.verifyAccessToken(accessToken)).toMatchObject({ agentId: 'agt_mika', deskId: 'dsk_1' });
    await clock.advance(ACCESS_TOKEN_MS + 1_000);
    expect(await failureOf(sessions.verifyAccessToken(accessToken))).toBe('denied');
  });

  test('is refused for a wrong password, an unknown name and a person who is no longer active, with the same words', async () => {
    const { signIn, db } = await aHub();
    const say = (promise: Promise<unknown>) => promise.then(String, (error: unknown) => String(error));
    const wrong = await say(signIn('nope'));
    expect(wrong).toContain('the name or the password is wrong');
    expect(await say(signIn(PASSWORD, 'nobody'))).toBe(wrong);
    await store(db, { isActive: false });
    expect(await say(signIn())).toBe(wrong);
  });

  test('after 200 wrong tries even the right password is refused, until the window is over', async () => {
    const { signIn, clock } = await aHub();
    const codes = await Promise.all(
      Array.from({ length: 200 }, (_, index) => failureOf(signIn(`wrong ${index}`, 'mika', `192.0.2.${index % 250}`))),
    );
    expect(codes.filter((code) => code === 'denied')).toHaveLength(10);
    expect(codes.filter((code) => code === 'too_many')).toHaveLength(190);
    expect(await failureOf(signIn())).toBe('too_many');
    await clock.advance(SIGN_IN_WINDOW_MS + 1);
    expect((await signIn()).agent.loginName).toBe('mika');
  });

  test('one address that tries many names is refused, and colleagues elsewhere are not', async () => {
    const { signIn } = await aHub();
    const codes = await Promise.all(Array.from({ length: 120 }, (_, index) => failureOf(signIn('x', `name-${index}`))));
    expect(codes.filter((code) => code === 'too_many')).toHaveLength(20);
    expect((await signIn(PASSWORD, 'mika', '192.0.2.8')).agent.loginName).toBe('mika');
  });

  test('a whole office signing in at once is let in', async () => {
    const { signIn } = await aHub();
    for (let round = 0; round < 12; round += 1) await signIn();
    expect((await signIn()).agent.loginName).toBe('mika');
  });

  test('a refresh token is good once; the next one goes on', async () => {
    const { signIn, sessions } = await aHub();
    const first = await signIn();
    const second = await sessions.refresh({ refreshToken: first.refreshToken, deskId: DESK });
    expect(second.refreshToken).not.toBe(first.refreshToken);
    const third = await sessions.refresh({ refreshToken: second.refreshToken, deskId: DESK });
    expect(await sessions.verifyAccessToken(third.accessToken)).toMatchObject({ agentId: 'agt_mika' });
  });

  test('an old refresh token that comes back ends the whole session: somebody else has it', async () => {
    const { signIn, sessions, ended } = await aHub();
    const first = await signIn();
    const second = await sessions.refresh({ refreshToken: first.refreshToken, deskId: DESK });
    const third = await sessions.refresh({ refreshToken: second.refreshToken, deskId: DESK });
    expect(await failureOf(sessions.refresh({ refreshToken: first.refreshToken, deskId: DESK }))).toBe('denied');
    expect(await failureOf(sessions.refresh({ refreshToken: third.refreshToken, deskId: DESK }))).toBe('denied');
    expect(await failureOf(sessions.verifyAccessToken(third.accessToken))).toBe('denied');
    expect(ended).toMatchObject([{ reason: 'token_reused' }]);
  });

  test('a desk that died before it could keep the answer may use its last token once more, for a short time', async () => {
    const { signIn, sessions, clock } = await aHub();
    const first = await signIn();
    await sessions.refresh({ refreshToken: first.refreshToken, deskId: DESK });
    await clock.advance(30_000);
    const again = await sessions.refresh({ refreshToken: first.refreshToken, deskId: DESK });
    expect((await sessions.refresh({ refreshToken: again.refreshToken, deskId: DESK })).agent.loginName).toBe('mika');

    const other = await signIn();
    await sessions.refresh({ refreshToken: other.refreshToken, deskId: DESK });
    await clock.advance(120_000);
    expect(await failureOf(sessions.refresh({ refreshToken: other.refreshToken, deskId: DESK }))).toBe('denied');
  });

  test('two refreshes at the same moment with the same token leave the desk signed in', async () => {
    const { signIn, sessions } = await aHub();
    const { refreshToken } = await signIn();
    const both = await Promise.all([1, 2].map(() => sessions.refresh({ refreshToken, deskId: DESK })));
    const last = both[1]?.refreshToken ?? '';
    expect((await sessions.refresh({ refreshToken: last, deskId: DESK })).agent.loginName).toBe('mika');
  });

  test('a refresh token is worth nothing on another desk', async () => {
    const { signIn, sessions } = await aHub();
    const { refreshToken } = await signIn();
    expect(await failureOf(sessions.refresh({ refreshToken, deskId: OTHER_DESK }))).toBe('denied');
  });

  test('signing out ends the session for both tokens, at once', async () => {
    const { signIn, sessions } = await aHub();
    const { accessToken, refreshToken } = await signIn();
    await sessions.signOut(accessToken);
    expect(await failureOf(sessions.verifyAccessToken(accessToken))).toBe('denied');
    expect(await failureOf(sessions.refresh({ refreshToken, deskId: DESK }))).toBe('denied');
  });

  test('a desk signs out with a token that is past its time, and with none that was forged', async () => {
    const { signIn, sessions, clock } = await aHub();
    const { accessToken, refreshToken } = await signIn();
    await clock.advance(2 * ACCESS_TOKEN_MS);
    expect(await failureOf(sessions.signOut(`${accessToken}x`))).toBe('denied');
    await sessions.signOut(accessToken);
    expect(await failureOf(sessions.refresh({ refreshToken, deskId: DESK }))).toBe('denied');
  });

  test('a person who is deactivated can neither refresh nor open a socket', async () => {
    const { signIn, sessions, db } = await aHub();
    const { accessToken, refreshToken } = await signIn();
    await store(db, { isActive: false });
    expect(await failureOf(sessions.verifyAccessToken(accessToken))).toBe('denied');
    expect(await failureOf(sessions.refresh({ refreshToken, deskId: DESK }))).toBe('denied');
  });

  test('sessions that nobody can use any more are forgotten, and those in use are not', async () => {
    const { signIn, sessions, clock, db } = await aHub();
    const used = await signIn();
    await signIn();
    const DAY_MS = 24 * 3_600_000;
    await clock.advance(10 * DAY_MS);
    const later = await sessions.refresh({ refreshToken: used.refreshToken, deskId: DESK });
    await clock.advance(10 * DAY_MS);
    const last = await sessions.refresh({ refreshToken: later.refreshToken, deskId: DESK });
    await clock.advance(11 * DAY_MS);
    await signIn();
    expect(await db.all(sql`SELECT id FROM session`)).toHaveLength(2);
    expect((await sessions.refresh({ refreshToken: last.refreshToken, deskId: DESK })).agent.loginName).toBe('mika');
    await clock.advance(15 * DAY_MS);
    expect(await failureOf(sessions.refresh({ refreshToken: last.refreshToken, deskId: DESK }))).toBe('denied');
  });

  test('tokens of another hub on the same database are good here, and forged ones nowhere', async () => {
    const { signIn, db, clock } = await aHub();
    const { accessToken } = await signIn();
    const other = createTokens({ keys: await openSigningKeys(db), clock });
    expect(await other.readAccessToken(accessToken)).toMatchObject({ agentId: 'agt_mika' });
    const forger = createTokens({ keys: { access: new Uint8Array(32), visitor: new Uint8Array(32) }, clock });
    const { token } = await forger.mintAccessToken({ agentId: anAgent().id, deskId: DESK, sessionId: 'x' });
    expect(await failureOf(other.readAccessToken(token))).toBe('denied');
    expect(await failureOf(other.readAccessToken('eyJhbGciOiJub25lIn0.e30.'))).toBe('denied');
  });

  test("a visitor's token is worth nothing on another account or page, and never opens a desk", async () => {
    const { tokens } = await aHub();
    const here = { accountId: AccountId.parse('chat'), origin: 'https://shop.example' };
    const token = await tokens.mintVisitorToken({ ...here, visitorId: VisitorId.parse('vis_1'), identity: null });
    expect(await tokens.verifyVisitorToken(token, here)).toEqual({ ...here, visitorId: 'vis_1', identity: null });
    expect(await failureOf(tokens.verifyVisitorToken(token, { ...here, origin: 'https://evil.example' }))).toBe('denied');
    expect(await failureOf(tokens.verifyVisitorToken(token, { ...here, accountId: AccountId.parse('chat-2') }))).toBe('denied');
    expect(await failureOf(tokens.readAccessToken(token))).toBe('denied');
  });

  test('neither database nor log holds a password or a token', async () => {
    const lines: string[] = [];
    const { signIn, sessions, db } = await aHub(lines);
    const { accessToken, refreshToken } = await signIn();
    await signIn('geheim-7', 'mika').catch(() => undefined);
    await signIn('geheim-7', 'typed-my-password-here').catch(() => undefined);
    await sessions.signOut(accessToken);
    const rows = await Promise.all(
      ['credential', 'session', 'refresh_token', 'sign_in_failure'].map((table) => db.all(sql`SELECT * FROM ${sql.id(table)}`)),
    );
    const seen = lines.join('\n') + JSON.stringify(rows);
    expect(lines.length).toBeGreaterThan(3);
    for (const secret of [PASSWORD, 'geheim-7', 'typed-my-password-here', accessToken, refreshToken]) expect(seen).not.toContain(secret);
  });
});
