import { isIP } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { Failure } from '#shared/rpc/failure';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);
/** Of this machine and of private networks, in the words of Fastify. */
const NEAR_PROXIES = ['loopback', 'linklocal', 'uniquelocal'];
const DEFAULT_PORT = 4649; // よろしく
const DEFAULT_DATA = path.join('data', 'hub');

const Port = z.coerce.number().int().min(0).max(65_535);
const Address = (...schemes: readonly string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && schemes.includes(new URL(text).protocol),
      `must be an address starting with ${schemes.join('// or ')}//`,
    );
const Origins = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  )
  .pipe(z.array(z.string().regex(/^https?:\/\/[^/\s]+$/, 'must be origins such as https://shop.example, separated by commas')));

const Proxies = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  )
  .pipe(z.array(z.string().refine(isNetwork, 'must be addresses or networks such as 10.0.0.5 or 172.30.46.0/24, separated by commas')));

/** Every setting from the environment; docs/operations.md says each in words. An unknown MADOGUCHI_* name is an error. */
const Environment = z.object({
  DATABASE_URL: Address('postgres:', 'postgresql:').optional(),
  REDIS_URL: Address('redis:', 'rediss:').optional(),
  PUBLIC_URL: Address('http:', 'https:').optional(),
  MADOGUCHI_TRUSTED_PROXIES: Proxies.optional(),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9A-Za-z]{32}$/, 'must be AC and 32 letters or digits')
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().min(1).optional(),
  TWILIO_API_BASE_URL: Address('http:', 'https:').optional(),
  LINE_CHANNEL_SECRET: z.string().min(1).optional(),
  LINE_CHANNEL_ACCESS_TOKEN: z.string().min(1).optional(),
  LINE_API_BASE_URL: Address('http:', 'https:').optional(),
  MADOGUCHI_HOST: z.string().min(1).default('127.0.0.1'),
  MADOGUCHI_PORT: Port.optional(),
  MADOGUCHI_DATA: z.string().min(1).optional(),
  MADOGUCHI_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
  MADOGUCHI_SMS_NUMBER: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'must be a number such as +815012345678')
    .optional(),
  MADOGUCHI_WIDGET_ORIGINS: Origins.optional(),
  MADOGUCHI_SECRET_KEY: z.string().min(32, 'must have at least 32 characters, such as `openssl rand -base64 32` makes').optional(),
  /** The first administrator of a new centre signs in as `admin` with this. */
  MADOGUCHI_ADMIN_PASSWORD: z.string().min(12, 'must have at least 12 characters').optional(),
});

export interface HubConfig {
  readonly host: string;
  readonly port: number;
  readonly dataFolder: string;
  readonly isDemo: boolean;
  readonly hasSimulator: boolean;
  /** A backup was put back: every desk starts from a fresh snapshot. */
  readonly isRestored: boolean;
  /** Null: the embedded PostgreSQL in the data folder. */
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  /** How the world reaches this hub, where that is not how it listens; webhooks are signed for it. */
  readonly publicUrl: string | null;
  /** Whose word about the sender's address and protocol counts; everybody else's X-Forwarded-* is thrown away. */
  readonly trustedProxies: readonly string[];
  readonly twilio: { readonly accountSid: string; readonly authToken: string } | null;
  readonly twilioApiBaseUrl: string | null;
  readonly smsNumber: string | null;
  readonly line: { readonly channelSecret: string; readonly channelAccessToken: string } | null;
  readonly lineApiBaseUrl: string | null;
  readonly widgetOrigins: readonly string[];
  /** What seals the secrets of channel accounts; null: a key that lies in the database. */
  readonly secretKey: string | null;
  readonly adminPassword: string | null;
  readonly logLevel: z.infer<typeof Environment>['MADOGUCHI_LOG_LEVEL'];
}

/** Parsed once, at start. Failure('invalid') names the setting that is wrong, and never its value. */
export function parseConfig(args: readonly string[], env: Readonly<Record<string, string | undefined>>): HubConfig {
  const options = parseOptions(args);
  const set = parseEnvironment(env);
  const host = set.MADOGUCHI_HOST;
  const isDemo = options.demo ?? false;
  if (isDemo && !LOOPBACK.has(host)) {
    throw new Failure('invalid', 'MADOGUCHI_HOST: a demo, whose passwords everybody knows, listens on this machine only (127.0.0.1)');
  }
  if ((set.TWILIO_ACCOUNT_SID === undefined) !== (set.TWILIO_AUTH_TOKEN === undefined)) {
    const missing = set.TWILIO_ACCOUNT_SID === undefined ? 'TWILIO_ACCOUNT_SID' : 'TWILIO_AUTH_TOKEN';
    throw new Failure('invalid', `${missing}: is missing; Twilio needs the account and its token`);
  }
  if ((set.LINE_CHANNEL_SECRET === undefined) !== (set.LINE_CHANNEL_ACCESS_TOKEN === undefined)) {
    const missing = set.LINE_CHANNEL_SECRET === undefined ? 'LINE_CHANNEL_SECRET' : 'LINE_CHANNEL_ACCESS_TOKEN';
    throw new Failure('invalid', `${missing}: is missing; LINE needs the channel's secret and its access token`);
  }
  return {
    host,
    port: options.port === undefined ? (set.MADOGUCHI_PORT ?? DEFAULT_PORT) : parseOne('--port', Port, options.port),
    dataFolder: path.resolve(options.data ?? set.MADOGUCHI_DATA ?? DEFAULT_DATA),
    isDemo,
    hasSimulator: options.simulator ?? false,
    isRestored: options.restored ?? false,
    databaseUrl: set.DATABASE_URL ?? null,
    redisUrl: set.REDIS_URL ?? null,
    publicUrl: set.PUBLIC_URL?.replace(/\/$/, '') ?? null,
    trustedProxies: set.MADOGUCHI_TRUSTED_PROXIES ?? (set.PUBLIC_URL === undefined ? [] : NEAR_PROXIES),
    twilio:
      set.TWILIO_ACCOUNT_SID === undefined || set.TWILIO_AUTH_TOKEN === undefined
        ? null
        : { accountSid: set.TWILIO_ACCOUNT_SID, authToken: set.TWILIO_AUTH_TOKEN },
    twilioApiBaseUrl: set.TWILIO_API_BASE_URL?.replace(/\/$/, '') ?? null,
    smsNumber: set.MADOGUCHI_SMS_NUMBER ?? null,
    line:
      set.LINE_CHANNEL_SECRET === undefined || set.LINE_CHANNEL_ACCESS_TOKEN === undefined
        ? null
        : { channelSecret: set.LINE_CHANNEL_SECRET, channelAccessToken: set.LINE_CHANNEL_ACCESS_TOKEN },
    lineApiBaseUrl: set.LINE_API_BASE_URL?.replace(/\/$/, '') ?? null,
    widgetOrigins: set.MADOGUCHI_WIDGET_ORIGINS ?? [],
    secretKey: set.MADOGUCHI_SECRET_KEY ?? null,
    adminPassword: set.MADOGUCHI_ADMIN_PASSWORD ?? null,
    logLevel: set.MADOGUCHI_LOG_LEVEL,
  };
}

function parseOptions(args: readonly string[]): { demo?: boolean; simulator?: boolean; restored?: boolean; port?: string; data?: string } {
  try {
    return parseArgs({
      args: [...args],
      options: {
        demo: { type: 'boolean' },
        simulator: { type: 'boolean' },
        restored: { type: 'boolean' },
        port: { type: 'string' },
        data: { type: 'string' },
      },
    }).values;
  } catch (error) {
    const what = error instanceof Error ? error.message.split('.')[0] : '';
    throw new Failure('invalid', `${what}; the options are --demo, --simulator, --restored, --port N and --data DIR`);
  }
}

function parseEnvironment(env: Readonly<Record<string, string | undefined>>): z.infer<typeof Environment> {
  const known = new Set(Object.keys(Environment.shape));
  // The desk's settings may stand in the same environment.
  const unknown = Object.keys(env).find((name) => /^MADOGUCHI_(?!DESK_)/.test(name) && !known.has(name));
  if (unknown !== undefined) throw new Failure('invalid', `${unknown}: there is no such setting`);
  // An empty variable is one that was not set: shells and container files write them so.
  const given = Object.fromEntries(Object.entries(env).filter(([name, value]) => known.has(name) && value !== ''));
  const parsed = Environment.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Failure('invalid', `${String(issue?.path[0] ?? 'environment')}: ${issue?.message ?? 'not valid'}`);
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= (family === 4 ? 32 : 128));
}

function parseOne<S extends z.ZodType>(name: string, schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Failure('invalid', `${name}: ${parsed.error.issues[0]?.message ?? 'not valid'}`);
}
