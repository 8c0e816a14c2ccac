import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

interface ProxyOptions {
  readonly to: string;
  /** The address of whoever is outside, as the proxy sees it. */
  readonly client?: string;
  /** False: it forwards requests and says nothing of where they came from. */
  readonly says?: boolean;
  /** False: it does not pass the upgrade to a WebSocket. */
  readonly upgrades?: boolean;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A reverse proxy in front of a hub, as Caddy or nginx does it. Answers its address. */
export async function openReverseProxy({ to, client = '203.0.113.9', says = true, upgrades = true, tls }: ProxyOptions): Promise<string> {
  const target = new URL(to);
  const headersOf = ({ headers }: IncomingMessage): IncomingMessage['headers'] => {
    if (!says) return headers;
    const before = headers['x-forwarded-for'];
    return {
      ...headers,
      'x-forwarded-for': before === undefined ? client : `${String(before)}, ${client}`,
      'x-forwarded-proto': tls === undefined ? 'http' : 'https',
    };
  };
  const server = tls === undefined ? createServer() : createTlsServer(tls);
  server.on('request', (incoming: IncomingMessage, outgoing) => {
    const { method, url: path } = incoming;
    const passed = request({ host: target.hostname, port: target.port, method, path, headers: headersOf(incoming) }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(passed);
  });
  server.on('upgrade', (incoming: IncomingMessage, socket, head) => {
    if (!upgrades) return void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    const line = connect(Number(target.port), target.hostname, () => {
      const lines = Object.entries(headersOf(incoming)).map(([name, value]) => `${name}: ${String(value)}`);
      line.write([`GET ${incoming.url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
      line.write(head);
      socket.pipe(line).pipe(socket);
    });
    for (const end of [line, socket]) end.on('error', () => [line, socket].forEach((one) => one.destroy()));
    return undefined;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // Listening on TCP, so it has a port.
  const { port } = server.address() as AddressInfo;
  return `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
}
