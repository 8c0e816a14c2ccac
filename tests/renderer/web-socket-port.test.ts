import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import type { Port } from '#shared/rpc/port';
import { choosePort } from '#ui/wire/choose-port';
import { waitUntil } from '#tests/support/wait-until';

async function openPage(hash: string) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  // A server on a port is at an address with a port.
  const { port } = server.address() as AddressInfo;
  const requests: string[] = [];
  const sockets: ServerSocket[] = [];
  server.on('connection', (socket, request) => {
    requests.push(request.url ?? '');
    sockets.push(socket);
  });
  const addresses: string[] = [];
  const location = { href: `http://127.0.0.1:${port}/${hash}`, hash, pathname: '/', search: '' };
  // The little of a page that a wire needs.
  const page = {
    location,
    history: { replaceState: (_data: unknown, _unused: string, url: string) => addresses.push(url) },
  } as unknown as Window;
  const ports: (Port | null)[] = [];
  const stop = choosePort(page).start((next) => ports.push(next));
  onTestFinished(() => {
    stop();
    for (const socket of sockets) socket.terminate();
    server.close();
  });
  return { requests, sockets, addresses, ports };
}

test('the one-time token opens the first socket, leaves the address bar, and is never sent again', async () => {
  const { requests, sockets, addresses, ports } = await openPage('#token=once');
  await waitUntil(() => ports.length === 1);
  expect(addresses).toEqual(['/']);
  sockets[0]?.terminate();
  await waitUntil(() => ports.length === 3);
  expect(ports.map((port) => port !== null)).toEqual([true, false, true]);
  expect(requests).toEqual(['/wire?token=once', '/wire']);
});

test('frames cross as JSON; what is no frame is ignored', async () => {
  const { sockets, ports } = await openPage('');
  await waitUntil(() => ports.length === 1 && sockets.length === 1);
  const heard: unknown[] = [];
  ports[0]?.onFrame((frame) => heard.push(frame));
  sockets[0]?.send('not json');
  sockets[0]?.send('{"kind":"rumour"}');
  const event = { kind: 'event', contract: 'desk', name: 'signal', payload: 1 };
  sockets[0]?.send(JSON.stringify(event));
  await waitUntil(() => heard.length === 1);
  expect(heard).toEqual([event]);
});
