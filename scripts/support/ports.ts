import { createServer, type AddressInfo } from 'node:net';

/** Whether a program could listen there now. */
export async function isFree(port: number): Promise<boolean> {
  return (await tryPort(port)) !== null;
}

/** This one, or any other that is free now. */
export async function freePort(preferred: number): Promise<number> {
  return (await tryPort(preferred)) ?? (await tryPort(0)) ?? 0;
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ host: '127.0.0.1', port }, () => {
      // A TCP server's address is an object.
      const found = (server.address() as AddressInfo).port;
      server.close(() => resolve(found));
    });
  });
}
