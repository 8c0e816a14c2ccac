// npm start [-- --real] [-- --data DIR] [-- --port N] [-- --shell electron|browser] [-- --no-open]: a whole contact centre on this machine.
// To try: a hub with a demo centre and simulated customers, and a desk. With --real: an empty hub, kept apart from the demo's, and a desk that
// opens with its set-up. Ctrl-C ends all of it.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeFolder } from '#core/make-folder';
import { HUB_PORT, startDemoHub, startRealHub } from './support/demo-hub.ts';
import { isFree } from './support/ports.ts';
import { ROOT, startNode } from './support/processes.ts';
import { findRunning, noteRunning } from './support/running.ts';
import { createStopper } from './support/stopper.ts';

/** A line for a person, and nothing else to say. */
class Explained extends Error {}

try {
  await run();
} catch (error) {
  if (!(error instanceof Explained)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const options = parseOptions();
  const isReal = options.real === true;
  // Never the demo's: `npm run reset` deletes that one.
  const dataDir = resolve(options.data ?? join(ROOT, isReal ? 'centre' : 'data'));
  makeWritable(dataDir);
  const deskArgs = [
    '--data',
    join(dataDir, 'desk'),
    ...(options.shell === undefined ? [] : ['--shell', options.shell]),
    ...(options['no-open'] === true ? ['--no-open'] : []),
  ];
  const running = await findRunning(dataDir);
  if (running !== null) {
    const shop = isReal ? '' : `, the demo shop ${running}/demo/shop`;
    console.log(`Madoguchi runs already: the hub is ${running}${shop}. Another one needs its own --data DIR.`);
    await startNode('src-main/desk.ts', ['--hub', running, ...deskArgs], { isShown: true }).ended;
    return;
  }
  build('renderer', 'widget');
  const port = await choosePort(options.port);
  const hub = (isReal ? startRealHub : startDemoHub)(join(dataDir, 'hub'), port);
  const stop = createStopper();
  stop.add(() => hub.end());
  const hubUrl = await hub.waitFor('hub ready ');
  if (hubUrl === null && stop.isAsked()) return;
  if (hubUrl === null) throw new Explained('The hub did not start; why stands above.');
  stop.add(noteRunning(dataDir, hubUrl));
  console.log(isReal ? welcomeToReal(hubUrl, dataDir) : welcome(hubUrl, dataDir));
  const desk = startNode('src-main/desk.ts', ['--hub', hubUrl, ...deskArgs], { isShown: true });
  stop.add(() => desk.end());
  const first = await Promise.race([desk.ended.then(() => 'desk' as const), hub.ended.then(() => 'hub' as const)]);
  if (!stop.isAsked())
    console.log(first === 'desk' ? 'The desk has ended, and so does the hub.' : `The hub has ended; ${dataDir}/hub/logs says why.`);
  await stop.all();
}

async function choosePort(asked: string | undefined): Promise<number> {
  if (asked === undefined) {
    if (await isFree(HUB_PORT)) return HUB_PORT;
    console.log(`Port ${HUB_PORT} is taken by another program: the hub takes any free one.`);
    return 0;
  }
  const port = Number(asked);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Explained(`--port ${asked}: must be a number from 0 to 65535.`);
  if (port !== 0 && !(await isFree(port))) throw new Explained(`Port ${port} is taken: choose another with --port, or leave it out.`);
  return port;
}

function makeWritable(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new Explained(`The folder ${folder} cannot be written (${why}): choose another with npm start -- --data DIR.`);
  }
}

/** What is out of date of these parts; says one line for each. */
function build(...parts: readonly string[]): void {
  const built = spawnSync(process.execPath, ['scripts/build.ts', '--missing', ...parts], { cwd: ROOT, stdio: 'inherit' });
  if (built.status !== 0) throw new Explained('It could not be built; what went wrong stands above.');
}

function welcome(hubUrl: string, dataDir: string): string {
  return `
Madoguchi 窓口

  demo shop   ${hubUrl}/demo/shop   write here as a customer
  hub         ${hubUrl}
  data        ${dataDir}   npm run reset deletes it
  logs        ${join(dataDir, 'hub', 'logs')}, ${join(dataDir, 'desk', 'logs')}
  sign in     with one click as any of the demo's people
  end         with Ctrl-C
`;
}

function welcomeToReal(hubUrl: string, dataDir: string): string {
  return `
Madoguchi 窓口

  hub         ${hubUrl}
  data        ${dataDir}   yours: back it up, nothing deletes it
  logs        ${join(dataDir, 'hub', 'logs')}, ${join(dataDir, 'desk', 'logs')}
  first time  the desk opens with the set-up of your centre
  end         with Ctrl-C
`;
}

function parseOptions() {
  try {
    return parseArgs({
      options: {
        real: { type: 'boolean' },
        data: { type: 'string' },
        port: { type: 'string' },
        shell: { type: 'string' },
        'no-open': { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    const what = error instanceof Error ? error.message.split('.')[0] : '';
    throw new Explained(`${what}. The options are --real, --data DIR, --port N, --shell electron|browser and --no-open.`);
  }
}
