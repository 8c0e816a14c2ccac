import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type FoundElectron =
  | { readonly is: 'found'; readonly binary: string }
  | { readonly is: 'missing'; /** Ends a sentence. */ readonly why: string };

export interface FindElectronDeps {
  /** The project's folder. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  /** Where Electron's releases are. */
  readonly releasesUrl: string;
  readonly announce: (line: string) => void;
}

const REACH_WITHIN_MS = 3_000;
const FETCH_WITHIN_MS = 10 * 60_000;
/** With one of these the binary comes from anywhere, by any way: then asking the usual place says nothing. */
const DETOURS = ['ELECTRON_MIRROR', 'npm_config_electron_mirror', 'HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

/** Electron's binary, fetched if it is not there yet. Without a network it says so within seconds. */
export async function findElectron({ root, env, platform, isRoot, releasesUrl, announce }: FindElectronDeps): Promise<FoundElectron> {
  if (isRoot) return { is: 'missing', why: 'it does not run as root' };
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return { is: 'missing', why: 'there is no display' };
  const folder = join(root, 'node_modules', 'electron');
  if (!existsSync(join(folder, 'install.js'))) return { is: 'missing', why: 'it is not installed; npm ci brings it' };
  const installed = binaryIn(folder, env);
  if (installed !== null) return { is: 'found', binary: installed };
  if (!DETOURS.some((name) => env[name]) && !(await canReach(releasesUrl))) {
    return { is: 'missing', why: `it has to be fetched once, and ${new URL(releasesUrl).host} cannot be reached` };
  }
  announce('Fetching Electron, once (about 120 MB) …');
  const fetched = spawnSync(process.execPath, ['install.js'], { cwd: folder, stdio: 'ignore', timeout: FETCH_WITHIN_MS });
  const binary = fetched.status === 0 ? binaryIn(folder, env) : null;
  return binary === null ? { is: 'missing', why: 'it could not be fetched' } : { is: 'found', binary };
}

/** What Electron's own index.js does, which would fetch it without asking. */
function binaryIn(folder: string, env: FindElectronDeps['env']): string | null {
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : null;
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (!override && name === null) return null;
  const binary = join(override ?? join(folder, 'dist'), name ?? 'electron');
  return existsSync(binary) ? binary : null;
}

async function canReach(url: string): Promise<boolean> {
  try {
    await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(REACH_WITHIN_MS) });
    return true;
  } catch {
    return false;
  }
}
