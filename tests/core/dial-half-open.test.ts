import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { createDialHub } from '#core/sync/dial-hub';
import { createFakeClock } from '#tests/support/fake-clock';

const OPEN = `0${JSON.stringify({ sid: 'one', upgrades: [], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1_000_000 })}`;

/** A hub that takes the WebSocket, and has not yet let the desk in. */
async function aHubAtTheDoor(): Promise<{ url: string; asked: Promise<WebSocket> }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  await once(server, 'listening');
  const asked = new Promise<WebSocket>((resolve) => {
    server.on('connection', (line) => {
      line.send(OPEN);
      // The desk's question whether it may come in.
      line.once('message', () => resolve(line));
    });
  });
  // Listening on TCP, so it has a port.
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe('a line that is half open', () => {
  test('and breaks before the hub has let the desk in is one that was not reached, so that the desk dials again', async () => {
    const { url, asked } = await aHubAtTheDoor();
    const dialled = createDialHub({ clock: createFakeClock(), env: {} })(url, 'token');
    const refused = dialled.catch((error: unknown) => error);
    (await asked).terminate();
    expect(await refused).toMatchObject({ code: 'offline' });
  });

  test('and was opened and ended in one breath is told to be closed, so that nobody waits for its answers', async () => {
    const { url, asked } = await aHubAtTheDoor();
    const dialled = createDialHub({ clock: createFakeClock(), env: {} })(url, 'token');
    const hub = await asked;
    hub.send('40/desk,{"sid":"one"}');
    hub.send('41/desk,');
    const { port } = await dialled;
    expect(await new Promise((resolve) => void port.onClose(() => resolve('closed')))).toBe('closed');
  });

  test('and stays so is given up after ten seconds: a hub that stopped at the door does not stop the desk', async () => {
    const clock = createFakeClock();
    const { url, asked } = await aHubAtTheDoor();
    const dialled = createDialHub({ clock, env: {} })(url, 'token');
    const refused = dialled.catch((error: unknown) => error);
    await asked;
    await clock.advance(10_000);
    expect(await refused).toMatchObject({ code: 'offline' });
  });
});
