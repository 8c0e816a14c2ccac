import { join } from 'node:path';
import { createServer, type Plugin } from 'vite';
import type { PageSource } from '#shell/web-shell/loopback-server';
import { ROOT } from './processes.ts';

/** The built page forbids what the development server lives on: inline scripts, injected styles, a socket on another port. */
const withoutPolicy: Plugin = {
  name: 'without-policy',
  transformIndexHtml: (html) => html.replace(/<meta[^>]*Content-Security-Policy[^>]*>/s, ''),
};

/** The renderer straight from its sources: what is changed is seen at once, mostly without losing what is on the page. */
export async function openLivePage(hotPort: number): Promise<PageSource & { close(): Promise<void> }> {
  const vite = await createServer({
    root: join(ROOT, 'src-renderer'),
    configFile: join(ROOT, 'vite.config.ts'),
    appType: 'spa',
    base: '/',
    plugins: [withoutPolicy],
    server: { middlewareMode: true, hmr: { host: '127.0.0.1', port: hotPort } },
  });
  return {
    headers: {},
    serve(app) {
      app.all('/*', (request, reply) => {
        reply.hijack();
        vite.middlewares(request.raw, reply.raw);
      });
      return Promise.resolve();
    },
    close: () => vite.close(),
  };
}
