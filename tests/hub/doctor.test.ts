import { X509Certificate } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { doctor } from '#hub/cli/doctor';
import { writeControl } from '#hub/control-file';
import { openPgliteMemory } from '#hub/db/open-pglite';
import { certificateFinding } from '#hub/doctor/look-at-certificate';
import { lookAtNode, roomFinding } from '#hub/doctor/look-at-machine';
import { clockFinding, lookAtDatabase } from '#hub/doctor/look-at-stores';
import { parseConfig } from '#hub/config';
import { migrate } from '#hub/db/migrate';
import { openPostgres } from '#hub/db/open-postgres';
import { sql } from '#shared/sql';
import { freePort } from '#tests/support/free-port';
import { openHub } from '#tests/support/open-hub';
import { openReverseProxy } from '#tests/support/reverse-proxy';
import { createTestDatabase } from '#tests/support/test-database';

const SLOW = 30_000;

function aFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), '診断 doctor '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function asked(env: Record<string, string>, args: readonly string[] = []): Promise<{ code: number; said: string }> {
  const lines: string[] = [];
  const code = await doctor(args, {
    env,
    isInteractive: false,
    say: (line) => void lines.push(line),
    warn: (line) => void lines.push(line),
    ask: () => Promise.reject(new Error('the doctor asks nobody')),
    askSecret: () => Promise.reject(new Error('the doctor asks nobody')),
    readAll: () => Promise.resolve(''),
  });
  return { code, said: lines.join('\n') };
}

/** A hub whose data folder says where it is, as main leaves it. */
async function aHub(over: { publicUrl?: string; trustedProxies?: readonly string[] } = {}) {
  const db = await openPgliteMemory();
  const hub = await openHub({ db, config: { trustedProxies: ['loopback'], ...over } });
  const dataFolder = aFolder();
  await writeControl(dataFolder, { url: hub.url, token: 'x'.repeat(43) });
  onTestFinished(async () => {
    await hub.close();
    await db.close();
  });
  return { ...hub, dataFolder };
}

function selfSigned(folder: string): { key: string; cert: string } {
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(folder, name)) as [string, string];
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '30', '-subj', '/CN=127.0.0.1'];
  execFileSync('openssl', [...args, '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

describe('the doctor', () => {
  test(
    'finds a hub behind a good proxy well',
    async () => {
      const hub = await aHub();
      const proxy = await openReverseProxy({ to: hub.url });
      const { said } = await asked({ MADOGUCHI_DATA: hub.dataFolder, PUBLIC_URL: proxy });
      for (const line of [
        'hub: ready at',
        'PUBLIC_URL: leads to this centre',
        'proxy: says who sends, and is believed',
        'WebSocket: gets through',
        `clock: agrees with ${proxy}`,
      ]) {
        expect(said).toContain(`ok    ${line}`);
      }
      // A test has no certificate that anybody trusts; all else is well.
      expect(said.split('\n').filter((line) => line.startsWith('FAIL'))).toEqual([expect.stringContaining('PUBLIC_URL has no https')]);
    },
    SLOW,
  );

  test(
    'names a proxy that is not believed, one that passes no WebSocket, and one that leads elsewhere',
    async () => {
      const hub = await aHub({ trustedProxies: ['10.9.8.7'] });
      const deaf = await openReverseProxy({ to: hub.url, upgrades: false });
      const { said, code } = await asked({ MADOGUCHI_DATA: hub.dataFolder, PUBLIC_URL: deaf });
      expect(code).toBe(1);
      expect(said).toMatch(/FAIL {2}proxy: its X-Forwarded-\* are not believed → name its address in MADOGUCHI_TRUSTED_PROXIES/);
      expect(said).toMatch(/FAIL {2}WebSocket: does not get through .* → let the proxy pass Upgrade/);

      const other = await aHub();
      const wrong = await openReverseProxy({ to: other.url });
      expect((await asked({ MADOGUCHI_DATA: hub.dataFolder, PUBLIC_URL: wrong })).said).toMatch(
        /FAIL {2}PUBLIC_URL: leads to another centre →/,
      );
    },
    SLOW,
  );

  test(
    'names a certificate that nobody trusts, and a page that is not ours',
    async () => {
      const hub = await aHub();
      const tls = selfSigned(aFolder());
      const proxy = await openReverseProxy({ to: hub.url, tls });
      const { said } = await asked({ MADOGUCHI_DATA: hub.dataFolder, PUBLIC_URL: proxy });
      expect(said).toMatch(/FAIL {2}certificate: is trusted by nobody \(DEPTH_ZERO_SELF_SIGNED_CERT\) → get one/);
      expect(said).toMatch(/- {5}PUBLIC_URL: .* was not asked, because its certificate is not good/);

      const certificate = new X509Certificate(tls.cert);
      const of = (host: string, days: number) =>
        certificateFinding(certificate, { host, isTrusted: true, why: '', now: Date.now() + days * 86_400_000 }).what;
      expect([of('127.0.0.1', 0), of('127.0.0.1', 20), of('127.0.0.1', 40), of('hub.example.co.jp', 0)]).toEqual([
        'good for 29 days',
        'runs out in 9 days',
        'ran out 11 days ago',
        'is not for hub.example.co.jp',
      ]);
    },
    SLOW,
  );

  test(
    'names a taken port, a closed folder, a dead database and a dead Redis, each with what to do',
    async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      onTestFinished(() => void server.close());
      // Listening on TCP, so it has a port.
      const { port } = server.address() as AddressInfo;
      const folder = aFolder();
      chmodSync(folder, 0o755);
      const dead = await freePort();
      const { said, code } = await asked({
        MADOGUCHI_DATA: folder,
        MADOGUCHI_PORT: String(port),
        DATABASE_URL: `postgres://madoguchi@127.0.0.1:${dead}/none`,
        REDIS_URL: `redis://127.0.0.1:${dead}`,
      });
      expect(code).toBe(1);
      expect(said).toMatch(/warn {2}data folder: other users .* → chmod 700/);
      expect(said).toMatch(/FAIL {2}port: \d+ is taken by another program → end that program/);
      expect(said).toMatch(/FAIL {2}database: DATABASE_URL: the database cannot be opened .* → see whether PostgreSQL runs/);
      expect(said).toMatch(/FAIL {2}Redis: does not answer .* → see whether it runs/);
      expect(said).toMatch(/warn {2}PUBLIC_URL: is not set →/);
      const file = path.join(folder, 'file');
      writeFileSync(file, '');
      mkdirSync(path.join(folder, 'one'));
      expect((await asked({ MADOGUCHI_DATA: path.join(file, 'data'), MADOGUCHI_PORT: String(dead) })).said).toMatch(
        /FAIL {2}data folder: .* \(ENOTDIR\)/,
      );
    },
    SLOW,
  );

  test('judges Node, disk and clock', () => {
    expect([lookAtNode('24.6.0')[0]?.level, lookAtNode('24.7.0')[0]?.level, lookAtNode('25.0.0')[0]?.level]).toEqual(['fail', 'ok', 'ok']);
    expect([2 ** 28, 2 ** 31, 2 ** 34].map((bytes) => roomFinding(bytes).level)).toEqual(['fail', 'warn', 'ok']);
    expect(clockFinding('clock', 3_000, 'the database')).toMatchObject({ level: 'fail', what: '3.0 s behind the database' });
    expect(clockFinding('clock', -900, 'the database').level).toBe('ok');
  });

  test.skipIf(inject('postgresUrl') === null)('looks into a real database: version, rights, updates, a newer program', async () => {
    const database = await createTestDatabase(inject('postgresUrl') ?? '');
    const db = openPostgres({ url: database.url, poolSize: 1 });
    onTestFinished(async () => {
      await db.close();
      await database.drop();
    });
    const said = async (): Promise<string> =>
      (await lookAtDatabase(parseConfig([], { DATABASE_URL: database.url }))).map(({ level, what }) => `${level} ${what}`).join('\n');
    expect(await said()).toMatch(/ok PostgreSQL \d+\nok may make its tables\nok answers in \d+ ms\nok agrees with the database\nok new/);
    await migrate(db);
    expect(await said()).toContain('ok up to date');
    await db.all(sql`INSERT INTO migration (name) VALUES ('9999-tomorrow.sql')`);
    expect(await said()).toContain('fail it is of a newer Madoguchi (9999-tomorrow.sql)');
  });
});
