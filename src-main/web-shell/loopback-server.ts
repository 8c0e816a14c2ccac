import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { PAGE_HEADERS } from '#shared/contracts/page-policy';
import { createGuard, isSame, refusalOf } from './guard.ts';
import { wsPort, type PagePort } from './ws-port.ts';

/** Far above any call of the desk's page, which uploads no files over this wire. */
const MOST_FRAME_BYTES = 1024 * 1024;
const FORBIDDEN = 'HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

export interface LoopbackServerDeps {
  readonly page: PageSource;
  /** 0: any free port. */
  readonly port: number;
  /** Whoever knows it gets a fresh address: a second start of the same person. */
  readonly secret: string;
  /** A page of this machine's browser has come; called once for each. */
  readonly onPage: (port: PagePort) => void;
  readonly log: Logger;
}

/** What is shown: the built renderer, or, while it is being written, what a development server makes of it. */
export interface PageSource {
  /** Of every answer. */
  readonly headers: Readonly<Record<string, string>>;
  readonly serve: (app: FastifyInstance) => Promise<void>;
}

/** The renderer as `npm run build` leaves it. */
export function builtPage(rendererDir: string): PageSource {
  return {
    headers: PAGE_HEADERS,
    async serve(app) {
      await app.register(fastifyStatic, { root: rendererDir, cacheControl: false, dotfiles: 'deny' });
    },
  };
}

export interface LoopbackServer {
  readonly url: string;
  /** An address that lets one page in, once. */
  mintAddress(): string;
  close(): Promise<void>;
}

/** Serves the page to this machine's own browser and nobody else, and turns its one WebSocket into a Port. */
export async function openLoopbackServer({ page, port, secret, onPage, log }: LoopbackServerDeps): Promise<LoopbackServer> {
  const guard = createGuard();
  const app = fastify({ forceCloseConnections: true });
  guardRequests(app, page.headers, log);
  await page.serve(app);
  app.post('/address', (request, reply) => {
    if (isSame(request.headers.authorization ?? '', `Bearer ${secret}`)) return reply.send({ address: mintAddress() });
    log.warn('an address was asked for without the secret');
    return reply.code(403).send();
  });

  const cookies = new WeakMap<IncomingMessage, string>();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_FRAME_BYTES, perMessageDeflate: false });
  sockets.on('headers', (headers, request) => {
    const cookie = cookies.get(request);
    if (cookie !== undefined) headers.push(`Set-Cookie: ${cookie}`);
  });

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const admission = guard.admit(request);
    const isWire = URL.parse(request.url ?? '/', 'http://desk')?.pathname === '/wire';
    if (admission.is === 'refused' || !isWire) {
      log.warn({ why: admission.is === 'refused' ? admission.why : 'no such wire' }, 'upgrade refused');
      socket.end(FORBIDDEN);
      return;
    }
    if (admission.cookie !== undefined) cookies.set(request, admission.cookie);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      // ws closes by itself after such an error (a frame too large, broken UTF-8); the log says why the page went.
      webSocket.on('error', (error) => log.warn({ error: error.message }, 'wire of a page failed'));
      onPage(wsPort(webSocket, () => log.warn('a page sent what is no frame')));
    });
  });

  // A TCP server's address is an object.
  const url = (): string => `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const mintAddress = (): string => `${url()}/#token=${guard.mintToken()}`;
  await app.listen({ host: '127.0.0.1', port });
  return {
    url: url(),
    mintAddress,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      await app.close();
    },
  };
}

function guardRequests(app: FastifyInstance, headers: PageSource['headers'], log: Logger): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    const why = refusalOf(request.raw);
    if (why === undefined) return undefined;
    log.warn({ why }, 'request refused');
    return reply.code(403).send({ message: 'This desk answers only the browser of its own machine, at the address it printed.' });
  });
}
