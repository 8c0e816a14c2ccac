import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ShopPage {
  /** A site of its own: another origin than the hub's, there while the hub is not. */
  readonly url: string;
  close(): Promise<void>;
}

/** A stranger's shop under the strictest policy under which the widget promises to work, with shortcuts of its own. */
export async function openShopPage(hubUrl: string): Promise<ShopPage> {
  const policy = [
    "default-src 'none'",
    `script-src ${hubUrl}`,
    `connect-src ${hubUrl} ${hubUrl.replace('http', 'ws')}`,
    "style-src 'self'",
  ].join('; ');
  const server = createServer((request, response) => {
    const lang = new URL(request.url ?? '/', hubUrl).searchParams.get('lang') ?? 'ja';
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }).end(`<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Shop</title><script src="${hubUrl}/widget.js" data-account="chat" async></script></head>
<body><h1>Shop</h1><a href="/other?lang=${lang}">other page</a> <button>buy</button></body></html>`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  // Listening on TCP, so the address has a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
