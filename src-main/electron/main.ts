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
  options: { hub: { type: 'string' }, data: { type: 'string' }, open: { type: 'string' } },
});
const dataDir = typeof values.data === 'string' ? values.data : join(app.getPath('appData'), 'Madoguchi');

app.setName('Madoguchi');
app.setAppUserModelId('org.madoguchi.desk');
// The lock of the single instance lies here: one desk for each data folder.
app.setPath('userData', join(dataDir, 'window'));
app.enableSandbox();
declareAppProtocol();

const asked = { open: InteractionId.safeParse(values.open).data };
if (app.requestSingleInstanceLock(asked)) {
  void app
    .whenReady()
    .then(() =>
      startDesk({ app, ipc: ipcMain, root: app.getAppPath(), dataDir, hub: typeof values.hub === 'string' ? values.hub : undefined }),
    );
} else {
  process.stdout.write('desk runs already: its window has been raised\n');
  app.quit();
}
