import { readFile } from 'node:fs/promises';
import { extname, isAbsolute, join, relative } from 'node:path';
import { protocol, type Session } from 'electron';
import { PAGE_HEADERS } from '#shared/contracts/page-policy';

/** The page has an origin of its own, so that no file: page and no other site shares its storage or its rights. */
export const PAGE_ORIGIN = 'app://desk';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
};

/** Has to be said before the app is ready. */
export function declareAppProtocol(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

/** Serves the built renderer to the window, with its policy as a header, and lets nothing else be loaded from anywhere. */
export function serveRenderer(session: Session, rendererDir: string): void {
  session.protocol.handle('app', async (request) => {
    const file = fileOf(request.url, rendererDir);
    const bytes = file === undefined ? undefined : await readFile(file).catch(() => undefined);
    if (file === undefined || bytes === undefined) return new Response(null, { status: 404, headers: PAGE_HEADERS });
    const type = MEDIA_TYPES[extname(file)] ?? 'application/octet-stream';
    return new Response(new Uint8Array(bytes), { headers: { ...PAGE_HEADERS, 'content-type': type } });
  });
  // The page's policy forbids it already; this holds even for a page that has lost its policy.
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOwn(details.url) }));
}

export function isPageUrl(url: string): boolean {
  return url.startsWith(`${PAGE_ORIGIN}/`);
}

function isOwn(url: string): boolean {
  return isPageUrl(url) || /^(?:blob:app:\/\/desk\/|devtools:)/.test(url);
}

/** Undefined for a path that leaves the folder, however it is written. */
function fileOf(url: string, rendererDir: string): string | undefined {
  const { host, pathname } = new URL(url);
  if (host !== 'desk') return undefined;
  const path = decoded(pathname);
  if (path === undefined) return undefined;
  const file = join(rendererDir, path === '/' ? 'index.html' : path);
  const inside = relative(rendererDir, file);
  return inside.startsWith('..') || isAbsolute(inside) ? undefined : file;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
