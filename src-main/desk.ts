// npm run desk -- [--shell electron|browser] [--hub URL[,URL]] [--data DIR] [--port N] [--no-open]
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { parseDeskConfig, type DeskConfig } from '#core/config';
import { openLog } from '#core/open-log';
import { Failure } from '#shared/rpc/failure';
import { openWebShell } from '#shell/web-shell/main';
import { findElectron } from './find-electron.ts';
import { openWithSystem } from './open-with-system.ts';
import { runElectron } from './run-electron.ts';

const ROOT = dirname(import.meta.dirname);
/** SIGTERM ends a desk within 5 s; what is not done by now is on the disk and is done at the next start. */
const CLOSE_WITHIN_MS = 4_500;

try {
  await run(parseDeskConfig(process.argv.slice(2), process.env));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(`The desk cannot start: ${error.message}.`);
  process.exitCode = 1;
}

async function run(config: DeskConfig): Promise<void> {
  if (config.shell === 'browser') return runInBrowser(config);
  const why = await runInWindow(config);
  if (why === null) return undefined;
  console.log(`No window, because ${why}: the desk opens in the browser instead.`);
  return runInBrowser(config);
}

/** Null once the window was there; otherwise why it was not. */
async function runInWindow(config: DeskConfig): Promise<string | null> {
  const electron = await findElectron({
    root: ROOT,
    env: process.env,
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    releasesUrl: 'https://github.com',
    announce: (line) => console.log(line),
  });
  if (electron.is === 'missing') return `Electron cannot be had (${electron.why})`;
  build('renderer', 'desk');
  const outcome = await runElectron(electron.binary, ROOT, config);
  if (outcome.is === 'broken') return 'Electron ended before there was one (what it said stands above)';
  process.exitCode = outcome.code;
  return null;
}

async function runInBrowser(config: DeskConfig): Promise<void> {
  build('renderer');
  const shell = await openWebShell({ config, rendererDir: join(ROOT, 'out/renderer'), openExternal: openWithSystem, log: openLog(config) });
  if (config.opens) openWithSystem(shell.address);
  if (shell.is === 'elsewhere') {
    console.log(`The desk runs already; this opens a page of it: ${shell.address}`);
    return;
  }
  const state = { isClosing: false };
  // Ctrl-C reaches every process of a terminal, and who started this one asks it to end as well.
  const close = (): void => {
    if (state.isClosing) return;
    state.isClosing = true;
    setTimeout(() => process.exit(), CLOSE_WITHIN_MS).unref();
    void shell.close().then(() => process.exit());
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, close);
  // Said last: whoever reads it may ask it to end the very next moment.
  console.log(`desk ready ${shell.address}`);
}

/** What is out of date of these parts; says one line for each. */
function build(...parts: readonly string[]): void {
  const built = spawnSync(process.execPath, ['scripts/build.ts', '--missing', ...parts], { cwd: ROOT, stdio: 'inherit' });
  if (built.status !== 0) throw new Failure('internal', 'it could not be built; what went wrong stands above');
}
