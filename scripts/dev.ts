// npm run dev [-- --data DIR]: hub, core, renderer and widget from their sources, each renewed when it is changed. The desk is a page of the
// browser, which stays signed in while the parts behind it come and go.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { startCoreChild, type CoreChild } from '#core/core-child';
import { serveBrowserShell } from '#shell/web-shell/browser-shell';
import { openLoopbackServer } from '#shell/web-shell/loopback-server';
import { mintSecret } from '#shell/web-shell/running-desk';
import type { PagePort } from '#shell/web-shell/ws-port';
import { HUB_PORT, startDemoHub } from './support/demo-hub.ts';
import { openLivePage } from './support/live-page.ts';
import { freePort } from './support/ports.ts';
import { ROOT, startNode } from './support/processes.ts';
import { createStopper } from './support/stopper.ts';
import { onChange } from './support/watch.ts';

const HOT_PORT = 24_678;
const DESK_PORT = 4650;
const RESTART_AFTER_MS = 300;
const STDERR = 2;

const { values } = parseArgs({ options: { data: { type: 'string' } } });
const dataDir = resolve(values.data ?? join(ROOT, 'data'));
mkdirSync(dataDir, { recursive: true });
const log = pino({ level: 'warn' }, pino.destination(STDERR));
const stopper = createStopper();

await buildWidget();
stopper.add(onChange(['src-widget', 'src-shared'], () => void buildWidget()));

// A port of its own from one run of the hub to the next.
const hubPort = await freePort(HUB_PORT);
const hub = startDemoHub(join(dataDir, 'hub'), hubPort, ['--watch', '--watch-preserve-output']);
stopper.add(() => hub.end());
await hub.waitFor('hub ready ');

const pages = new Set<PagePort>();
const core = keepCore();
stopper.add(core.stop);
stopper.add(onChange(['src-main/core', 'src-shared'], core.restart));

const page = await openLivePage(await freePort(HOT_PORT));
stopper.add(() => page.close());
const server = await openLoopbackServer({ page, port: await freePort(DESK_PORT), secret: mintSecret(), onPage, log });
stopper.add(() => server.close());
console.log(`\ndemo shop   http://127.0.0.1:${hubPort}/demo/shop\ndesk ready ${server.mintAddress()}`);

function onPage(port: PagePort): void {
  const line = core.openPage();
  // It asks again until the core is there.
  if (line === null) return port.close();
  pages.add(port);
  port.onClose(() => {
    pages.delete(port);
    line.close();
  });
  port.onFrame((frame) => {
    if (frame.contract === 'desk') line.port.send(frame);
  });
  line.port.onFrame((frame) => port.send(frame));
  serveBrowserShell({
    port,
    openExternal: (address) => console.log(`the desk opens ${address}`),
    onCrash: (error) => console.error(error),
  });
}

/** A core that begins anew after each change. Pages lose their wire and ask for another. */
function keepCore(): { openPage: CoreChild['openPage']; restart: () => void; stop: () => void } {
  const state: { child: CoreChild; isStopping: boolean } = { child: start(), isStopping: false };

  function start(): CoreChild {
    const args = ['--data', join(dataDir, 'desk'), '--hub', `http://127.0.0.1:${hubPort}`];
    const options = { node: process.execPath, coreFile: join(ROOT, 'src-main/core/main.ts'), args, vaultKey: null, isKeyFile: true };
    return startCoreChild(options, {
      onReady: () => console.log('core ready'),
      onFailed: (message) => console.error(message),
      onExit() {
        for (const one of pages) one.close();
        // One that does not even start is tried again, but not all the time.
        if (!state.isStopping) setTimeout(() => (state.child = start()), RESTART_AFTER_MS);
      },
    });
  }

  return {
    openPage: () => state.child.openPage(),
    restart: () => state.child.stop(),
    stop() {
      state.isStopping = true;
      state.child.stop();
    },
  };
}

async function buildWidget(): Promise<void> {
  await startNode('scripts/build.ts', ['--missing', 'widget'], { isShown: true }).ended;
}
