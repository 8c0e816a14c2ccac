import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PastedShop {
  /** A site of its own: another origin than the hub's. */
  readonly url: string;
  readonly origin: string;
  /** What stands in the head of its pages. */
  paste(snippet: string): void;
  /** Who is logged in from the next page on; null: nobody. */
  logIn(customer: Readonly<Record<string, string>> | null, secret: string): void;
  close(): Promise<void>;
}

/** A shop whose owner pasted the snippet, under the strictest policy, and whose server signs who is logged in as docs/widget.md shows. */
export async function openPastedShop(hubUrl: string): Promise<PastedShop> {
  let head = '';
  let signed: (() => string) | null = null;
  const policy = [
    "default-src 'none'",
    `script-src ${hubUrl}`,
    `connect-src ${hubUrl} ${hubUrl.replace('http', 'ws')}`,
    "style-src 'self'",
  ].join('; ');
  const server = createServer((_request, response) => {
    const script = signed === null ? head : head.replace(' async', ` data-identity="${signed()}" async`);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }).end(`<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>店</title>
${script}</head><body><h1>みどり商店</h1></body></html>`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  // Listening on TCP, so the address has a port.
  const { port } = server.address() as AddressInfo;
  const origin = `http://localhost:${port}`;
  return {
    url: `${origin}/`,
    origin,
    paste(snippet) {
      head = snippet;
    },
    logIn(customer, secret) {
      signed = customer === null ? null : () => signIdentity(customer, secret);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** The example of docs/widget.md. */
export function signIdentity(customer: Readonly<Record<string, string>>, secret: string, account = 'chat'): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...customer, aud: account, iat: now, exp: now + 600 })}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}
