import path from 'node:path';
import { freePort } from '#tests/support/free-port';
import { runProgram } from '#tests/support/running-program';
import { createDesk, type Desk } from './desk.ts';
import { createKillable, type Killable } from './killable.ts';

interface Options {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
}

/** Two hubs on one database, two desks that know the addresses of both, each another one first. */
export interface TwoHubs {
  readonly urls: readonly [string, string];
  readonly hubs: readonly [Killable, Killable];
  readonly desks: readonly [Desk, Desk];
  readonly emulatorUrl: string;
  close(): Promise<void>;
}

export async function openTwoHubs({ folder, databaseUrl, redisUrl }: Options): Promise<TwoHubs> {
  const emulator = runProgram('tests/emulators/twilio-emulator.ts', []);
  const emulatorUrl = (await emulator.line('twilio emulator ready ')).slice('twilio emulator ready '.length);
  const env = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl ?? '', PUBLIC_URL: '', TWILIO_API_BASE_URL: emulatorUrl };
  const first = await createHubProcess('hub 1');
  const second = await createHubProcess('hub 2');
  const desks = [
    createDesk({ login: 'mika', folder: path.join(folder, 'desk of mika'), hubUrls: [first.url, second.url] }),
    createDesk({ login: 'kenji', folder: path.join(folder, 'desk of kenji'), hubUrls: [second.url, first.url] }),
  ] as const;

  async function createHubProcess(name: string): Promise<{ url: string; hub: Killable }> {
    const port = await freePort();
    const args = ['--demo', '--port', String(port), '--data', path.join(folder, name)];
    return { url: `http://127.0.0.1:${port}`, hub: createKillable({ file: 'src-hub/main.ts', args, env, ready: 'hub ready ' }) };
  }

  const killAll = async (): Promise<void> => {
    await Promise.all([first.hub.kill(), second.hub.kill(), ...desks.map(({ kill }) => kill()), emulator.stop('SIGKILL')]);
  };
  const onExit = (): void => void killAll();
  process.once('exit', onExit);

  // Both at once on an empty database: one of them makes the tables.
  await Promise.all([first.hub.start(), second.hub.start()]);
  await Promise.all(desks.map((desk) => desk.start()));
  await Promise.all(desks.map((desk) => desk.connected()));
  return {
    urls: [first.url, second.url],
    hubs: [first.hub, second.hub],
    desks,
    emulatorUrl,
    async close() {
      process.off('exit', onExit);
      await killAll();
    },
  };
}
