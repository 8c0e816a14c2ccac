import { homedir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { Failure } from '#shared/rpc/failure';

const DEFAULT_HUB = 'http://127.0.0.1:4649';
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

export interface DeskConfig {
  /** Ways to one and the same hub, tried in turn. */
  readonly hubUrls: readonly string[];
  readonly dataFolder: string;
  readonly logLevel: z.infer<typeof LogLevel>;
  /** Null: Electron where it is there, else the browser. */
  readonly shell: 'electron' | 'browser' | null;
  /** Of the browser shell; null: any free one. */
  readonly port: number | null;
  /** Whether the browser shell opens the page by itself. */
  readonly opens: boolean;
}

const LogLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']);
const Port = z.coerce.number().int().min(0).max(65_535);
const Shell = z.enum(['electron', 'browser']);

const SETTINGS = new Set(['MADOGUCHI_DESK_HUB', 'MADOGUCHI_DESK_DATA', 'MADOGUCHI_LOG_LEVEL']);
/** The hub's settings may stand in the same environment; every other MADOGUCHI_ name is a mistake. */
const HUB_SETTINGS = new Set(
  ['HOST', 'PORT', 'DATA', 'SMS_NUMBER', 'WIDGET_ORIGINS', 'ADMIN_PASSWORD', 'SECRET_KEY', 'TRUSTED_PROXIES'].map(
    (name) => `MADOGUCHI_${name}`,
  ),
);

/** Parsed once, at start. Failure('invalid') names the option or setting that is wrong. */
export function parseDeskConfig(args: readonly string[], env: Readonly<Record<string, string | undefined>>): DeskConfig {
  const options = parseOptions(args);
  const unknown = Object.keys(env).find((name) => name.startsWith('MADOGUCHI_') && !SETTINGS.has(name) && !HUB_SETTINGS.has(name));
  if (unknown !== undefined) throw new Failure('invalid', `${unknown}: there is no such setting`);
  // An empty variable is one that was not set: shells and container files write them so.
  const set = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  return {
    hubUrls: parseHubUrls(options.hub ?? set('MADOGUCHI_DESK_HUB') ?? DEFAULT_HUB, '--hub'),
    dataFolder: path.resolve(options.data ?? set('MADOGUCHI_DESK_DATA') ?? defaultDataFolder(env)),
    logLevel: parseOne('MADOGUCHI_LOG_LEVEL', LogLevel, set('MADOGUCHI_LOG_LEVEL') ?? 'info'),
    shell: options.shell === undefined ? null : parseOne('--shell', Shell, options.shell),
    port: options.port === undefined ? null : parseOne('--port', Port, options.port),
    opens: options['no-open'] !== true,
  };
}

/** `URL[,URL]`: https everywhere, http on this machine only, because the password and every word travel here. */
export function parseHubUrls(text: string, what: string): readonly [string, ...string[]] {
  const urls = text
    .split(',')
    .map((url) => url.trim())
    .filter((url) => url !== '')
    .map((url) => parseHubUrl(url, what));
  const [first, ...others] = urls;
  if (first === undefined) throw new Failure('invalid', `${what}: must be the address of a hub`, { field: 'hubUrl' });
  return [first, ...others];
}

export function isLoopback(url: string): boolean {
  return LOOPBACK.has(new URL(url).hostname);
}

function parseHubUrl(text: string, what: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new Failure('invalid', `${what}: must be an address such as https://hub.example.com`, { field: 'hubUrl' });
  }
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname)) {
    throw new Failure('invalid', `${what}: http is for a hub on this machine; use https`, { field: 'hubUrl' });
  }
  return url.origin;
}

function defaultDataFolder(env: Readonly<Record<string, string | undefined>>): string {
  if (process.platform === 'win32') return path.join(env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'Madoguchi');
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', 'Madoguchi');
  return path.join(env['XDG_DATA_HOME'] ?? path.join(homedir(), '.local', 'share'), 'madoguchi');
}

interface Options {
  readonly hub?: string;
  readonly data?: string;
  readonly shell?: string;
  readonly port?: string;
  readonly 'no-open'?: boolean;
}

function parseOptions(args: readonly string[]): Options {
  try {
    return parseArgs({
      args: [...args],
      options: {
        hub: { type: 'string' },
        data: { type: 'string' },
        shell: { type: 'string' },
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    const what = error instanceof Error ? error.message.split('.')[0] : '';
    throw new Failure('invalid', `${what}; the options are --shell electron|browser, --hub URL[,URL], --data DIR, --port N and --no-open`);
  }
}

function parseOne<S extends z.ZodType>(name: string, schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Failure('invalid', `${name}: ${parsed.error.issues[0]?.message ?? 'not valid'}`);
}
