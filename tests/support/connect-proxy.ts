import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** An office's proxy: everything encrypted goes through it by CONNECT, whatever the name, to one place. */
export async function openConnectProxy(to: string, { refuses = false } = {}) {
  const target = new URL(to);
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_request, answer) => answer.writeHead(405).end());
  server.on('connect', (request, near) => {
    asked.push(request.url ?? '');
    if (refuses) return void near.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const far = connect(Number(target.port), target.hostname, () => {
      near.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      near.pipe(far).pipe(near);
    });
    sockets.add(far);
    for (const end of [near, far]) end.on('error', () => [near, far].forEach((one) => one.destroy()));
    return undefined;
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  // Listening on TCP, so it has a port.
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
