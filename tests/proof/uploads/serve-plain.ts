import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The same pages as any careless server would hand them out: what proves that a script would have been heard of. */
export async function servePlain(
  pages: readonly { readonly mediaType: string; readonly body: string }[],
): Promise<{ addresses: string[]; close: () => void }> {
  const server = createServer((request, response) => {
    const page = pages[Number(request.url?.slice(1))];
    response.setHeader('content-type', page?.mediaType ?? 'text/plain').end(page?.body ?? '');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { addresses: pages.map((_page, index) => `http://127.0.0.1:${port}/${index}`), close: () => server.close() };
}
