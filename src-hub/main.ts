import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import pino from 'pino';
import type { Clock } from '#shared/domain/clock';
import { createIds } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { backUpBeforeUpdate, backUpIntoFolder } from './backup/backup-folder.ts';
import { parseConfig, type HubConfig } from './config.ts';
import { writeControl } from './control-file.ts';
import { createHub } from './create-hub.ts';
import { codeOf, type Db } from './db/db.ts';
import { migrate } from './db/migrate.ts';
import { openStore } from './db/open-store.ts';
import { openPostgresNotices } from './db/postgres-notices.ts';
import { errorForLog } from './error-for-log.ts';
import { lastWords } from './last-words.ts';
import type { NoticeWire } from './log/notices.ts';
import { openRedisNotices } from './log/redis-notices.ts';
import { makeFolder } from './make-folder.ts';

type OnTrouble = (error: unknown, what: string) => void;

/** SIGTERM ends the hub within five seconds; what does not end by itself before is cut off. */
const END_WITHIN_MS = 4_500;

await run().catch(giveUp);

/** The hub as a process. */
async function run(): Promise<void> {
  // What it writes is of customers: nobody else on this machine looks into it.
  process.umask(0o077);
  const config = parseConfig(process.argv.slice(2), process.env);
  const logFile = await openLogFile(config.dataFolder);
  const logger = pino({ level: config.logLevel, base: { process: 'hub', pid: process.pid }, serializers: { err: errorForLog } }, logFile);
  const onTrouble: OnTrouble = (error, what) => logger.error({ err: error }, `failed: ${what}`);
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'ended by a bug');
    logFile.flushSync();
    giveUp(error);
  });

  const clock: Clock = {
    now: () => Date.now(),
    setTimer(ms, go) {
      const timer = setTimeout(go, ms);
      return () => clearTimeout(timer);
    },
  };
  const db = await openStore(config, (error) => onTrouble(error, 'a connection to PostgreSQL'));
  try {
    await backUpFirst(config, db);
    const wire = await openWire(config, db, onTrouble);
    const token = randomBytes(32).toString('base64url');
    const control = {
      token,
      backUp: (passphrase: string | null) =>
        backUpIntoFolder({ db, dataFolder: config.dataFolder, now: clock.now(), passphrase, why: 'asked' }),
    };
    const hub = await createHub({ db, clock, ids: createIds(() => clock.now(), randomBytes), config, logger, wire, control });
    if (config.isRestored) await hub.log.newEpoch();
    const forgetControl = { run: (): Promise<void> => Promise.resolve() };
    onEnd(async () => {
      await forgetControl.run();
      await hub.close();
      await db.close();
      logger.info('ended');
      logFile.flushSync();
    });
    const url = await hub.listen(config.port, config.host);
    forgetControl.run = await writeControl(config.dataFolder, { url: nearUrlOf(url), token });
    logger.info({ url, store: db.kind, isDemo: config.isDemo }, 'ready');
    const code = await hub.setup.printCode();
    // On the console and nowhere else: whoever can read it stands where the centre is run.
    if (code !== null) say(`set-up code ${code} (nobody administers this centre yet: open a desk, or run "npm run madoguchi -- setup")`);
    say(`hub ready ${url}`);
  } catch (error) {
    // Frees the data folder for the next try.
    await db.close();
    throw error;
  }
}

/** An update that goes wrong must not have had the only copy in its hands. */
async function backUpFirst({ dataFolder }: HubConfig, db: Db): Promise<void> {
  const made = await backUpBeforeUpdate({ db, dataFolder, now: Date.now() });
  if (made !== null) say(`a backup from before this update is in ${made.file}`);
}

/** A hub that listens everywhere is near by at the loopback address. */
function nearUrlOf(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}

async function openLogFile(dataFolder: string): Promise<ReturnType<typeof pino.destination>> {
  const folder = path.join(dataFolder, 'logs');
  try {
    await makeFolder(path.resolve(folder));
    const file = pino.destination({ dest: path.join(folder, 'hub.log'), sync: false });
    await once(file, 'ready');
    return file;
  } catch (cause) {
    const reason = codeOf(cause) ?? 'unknown reason';
    throw new Failure('denied', `the data folder ${dataFolder} cannot be written (${reason}): choose another with --data`, { cause });
  }
}

async function openWire({ databaseUrl, redisUrl }: HubConfig, db: Db, onTrouble: OnTrouble): Promise<NoticeWire | null> {
  // The embedded store has one process and nobody to tell.
  if (databaseUrl === null) return null;
  if (redisUrl === null) return openPostgresNotices({ url: databaseUrl, onTrouble });
  // The mark is of the log's own table, which an empty database has yet to be given.
  await migrate(db);
  const mark = await db.mark();
  return openRedisNotices({ url: redisUrl, channel: `madoguchi:${mark}`, onTrouble });
}

function onEnd(close: () => Promise<void>): void {
  let isEnding = false;
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => process.exit(1), END_WITHIN_MS).unref();
    close().then(() => process.exit(0), giveUp);
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

/** One line that says what to do, where we know; else the bug itself. */
function giveUp(error: unknown): never {
  process.stderr.write(`${lastWords(error)}\n`);
  process.exit(1);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
