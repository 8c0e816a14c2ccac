import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { app, ipcMain } from 'electron';
import { InteractionId } from '#shared/domain/ids';
import { declareAppProtocol } from './app-protocol.ts';
import { startDesk } from './start-desk.ts';

// Chromium's own switches are among the arguments, so unknown ones are let pass; the core checks its own.
const { values } = parseArgs({
  args: process.argv.slice(1),
  strict: false,
  options: { hub: { type: 'string' }, data: { type: 'string' }, open: { type: 'string' }, 'core-node': { type: 'string' } },
});
const dataDir = textOf(values.data) ?? join(app.getPath('appData'), 'Madoguchi');

app.setName('Madoguchi');
app.setAppUserModelId('org.madoguchi.desk');
// The lock of the single instance lies here: one desk for each data folder.
app.setPath('userData', join(dataDir, 'window'));
// As root, which only tests are, Chromium cannot have it.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
declareAppProtocol();

const asked = { open: InteractionId.safeParse(values.open).data };
if (app.requestSingleInstanceLock(asked)) {
  void app.whenReady().then(() =>
    startDesk({
      app,
      ipc: ipcMain,
      root: app.getAppPath(),
      dataDir,
      hub: textOf(values.hub),
      // Only an app that is not packed, which is to say a test, can be told to run its core on another Node.
      coreNode: app.isPackaged ? undefined : textOf(values['core-node']),
    }),
  );
} else {
  process.stdout.write('desk runs already: its window has been raised\n');
  app.quit();
}

function textOf(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
