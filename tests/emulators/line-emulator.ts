// An emulator of LINE's Messaging API and of the webhooks it posts (../shared/specs/line-*.yml), with the faults that a network has. In
// tests by createLineEmulator(); as a process by `node tests/emulators/line-emulator.ts --port N`, steered over /emulator/….
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import * as z from 'zod';
import { DEMO_LINE } from '#hub/demo/demo-centre';
import { fetchFile, type FetchedFile } from './fetched-file.ts';
import { lineEvents, LineWords, type LineEvent } from './line-events.ts';

/** What happens to one request that sends a message; each is used up by one. */
export const LineFault = z.discriminatedUnion('is', [
  /** Taken, but the answer is an error of the server. */
  z.object({ is: z.literal('error_after_accept'), status: z.number().int().default(500) }),
  /** Not taken: the server failed before. */
  z.object({ is: z.literal('error_before_accept'), status: z.number().int().default(500) }),
  /** Taken, but the answer never comes. */
  z.object({ is: z.literal('silence_after_accept') }),
  /** Taken, but the connection breaks before the answer. */
  z.object({ is: z.literal('drop_after_accept') }),
  /** The connection breaks before anything was taken. */
  z.object({ is: z.literal('drop_before_accept') }),
  /** Not taken: come back later. */
  z.object({ is: z.literal('rate_limited') }),
  /** Not taken, for good. */
  z.object({
    is: z.literal('refused'),
    status: z.number().int().default(400),
    message: z.string().default('The request body has 1 error(s)'),
  }),
  /** Taken; the answer waits. */
  z.object({ is: z.literal('slow'), ms: z.number().int() }),
]);
export type LineFault = z.input<typeof LineFault>;

/** One of up to five bubbles of a request that was taken. */
const SentMessage = z.looseObject({ type: z.string(), text: z.string().optional(), originalContentUrl: z.url().optional() });
export type SentMessage = z.infer<typeof SentMessage>;

export interface AcceptedSending {
  readonly how: 'reply' | 'push';
  readonly to: string;
  readonly messages: readonly SentMessage[];
  readonly ids: readonly string[];
  readonly retryKey: string | null;
  /** False where the customer blocks us: LINE says "sent" and delivers nothing. */
  readonly isDelivered: boolean;
}

interface Profile {
  readonly displayName: string;
  readonly picture?: Uint8Array;
  readonly language?: string;
}

interface Content {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** How often it answers "still converting" first. */
  readonly isPreparedAfter?: number;
}

export interface LineEmulator {
  readonly url: string;
  readonly channelSecret: string;
  /** All that was taken, in order. */
  readonly accepted: readonly AcceptedSending[];
  /** Files of ours that were fetched to be shown, in order. */
  readonly fetched: readonly Promise<FetchedFile>[];
  /** Every request to send, with what the API was asked, for checks against LINE's own description. */
  readonly requests: readonly { readonly path: string; readonly body: unknown; readonly status: number; readonly answer: unknown }[];
  attempts(): number;
  nextFault(fault: LineFault): void;
  setProfile(userId: string, profile: Profile): void;
  setContent(messageId: string, content: Content): void;
  setQuota(limit: number | null): void;
  /** The customer blocks the account, or not any more. */
  setBlocked(userId: string, isBlocked: boolean): void;
  setWebhook(webhook: LineWebhook | null): void;
  /** A minute has passed: no reply token given until now works any more. */
  expireTokens(): void;
  /** Events of a customer; their reply tokens work. */
  events(words: LineWords): LineEvent[];
  /** The parts of a signed webhook, for who posts it in an own way. */
  signed(body: unknown): SignedBody;
  /** Events, posted to the hub; answers its HTTP status. */
  post(webhookUrl: string, events: readonly LineEvent[]): Promise<number>;
  close(): Promise<void>;
}

export interface SignedBody {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Where the channel's console says that webhooks go. */
export interface LineWebhook {
  readonly endpoint: string;
  readonly active: boolean;
}

interface Options {
  readonly port?: number;
  readonly channelSecret?: string;
  readonly channelAccessToken?: string;
}

/** A red dot, for every sticker there is. */
const STICKER = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==',
  'base64',
);

/** User id of the account, in LINE's form. */
const DESTINATION = `U${'0'.repeat(31)}1`;
const Messages = z.array(SentMessage).min(1).max(5);
const Reply = z.object({ replyToken: z.string(), messages: Messages });
const Push = z.object({ to: z.string().regex(/^U[0-9a-f]{32}$/), messages: Messages });
const RetryKey = z.uuid();

export function signLineBody(rawBody: string, channelSecret: string): string {
  return createHmac('sha256', channelSecret).update(rawBody).digest('base64');
}

export async function createLineEmulator({
  port = 0,
  channelSecret = DEMO_LINE.channelSecret,
  channelAccessToken = DEMO_LINE.channelAccessToken,
}: Options = {}): Promise<LineEmulator> {
  const accepted: AcceptedSending[] = [];
  const fetched: Promise<FetchedFile>[] = [];
  const requests: LineEmulator['requests'][number][] = [];
  const faults: z.output<typeof LineFault>[] = [];
  /** Open ones; a used or old one is nowhere. */
  const tokens = new Map<string, string>();
  const byRetryKey = new Map<string, AcceptedSending>();
  const profiles = new Map<string, Profile>();
  const contents = new Map<string, Content & { asked: number }>();
  const blocked = new Set<string>();
  const state = { attempts: 0, quota: 1_000 as number | null, used: 0, webhook: null as LineWebhook | null };
  const app = Fastify({ forceCloseConnections: true });

  app.addHook('onRequest', async (request, reply) => {
    // Stickers are for everybody.
    if (
      request.url.startsWith('/emulator/') ||
      request.url.startsWith('/stickershop/') ||
      request.headers.authorization === `Bearer ${channelAccessToken}`
    )
      return;
    await reply.code(401).send({ message: 'Authentication failed. Confirm that the access token in the authorization header is valid.' });
  });
  app.addHook('preSerialization', async (request, reply, answer) => {
    if (request.url.startsWith('/v2/')) requests.push({ path: pathOf(request), body: request.body, status: reply.statusCode, answer });
    return answer;
  });

  app.post('/v2/bot/message/reply', (request, reply) =>
    sending(reply, () => {
      const { replyToken, messages } = Reply.parse(request.body);
      const to = tokens.get(replyToken);
      if (to === undefined) return { status: 400, body: { message: 'Invalid reply token' } };
      tokens.delete(replyToken);
      return take({ how: 'reply', to, messages, retryKey: null });
    }),
  );

  app.post('/v2/bot/message/push', (request, reply) =>
    sending(reply, () => {
      const { to, messages } = Push.parse(request.body);
      const given = request.headers['x-line-retry-key'];
      const retryKey = given === undefined ? null : RetryKey.parse(given);
      const before = retryKey === null ? undefined : byRetryKey.get(retryKey);
      if (before !== undefined) {
        reply.header('x-line-accepted-request-id', randomUUID());
        return { status: 409, body: { message: 'The retry key is already accepted', sentMessages: sentOf(before) } };
      }
      if (state.quota !== null && state.used >= state.quota) {
        return { status: 429, body: { message: 'You have reached your monthly limit.' } };
      }
      state.used += 1;
      return take({ how: 'push', to, messages, retryKey });
    }),
  );

  app.get<{ Params: { userId: string } }>('/v2/bot/profile/:userId', (request, reply) => {
    const { userId } = request.params;
    const profile = profiles.get(userId);
    if (profile === undefined || blocked.has(userId)) return reply.code(404).send({ message: 'Not found' });
    const { displayName, picture, language } = profile;
    return {
      userId,
      displayName,
      ...(language === undefined ? {} : { language }),
      ...(picture === undefined ? {} : { pictureUrl: `${emulator.url}/emulator/pictures/${userId}` }),
    };
  });
  app.get<{ Params: { userId: string } }>('/emulator/pictures/:userId', (request, reply) => {
    const picture = profiles.get(request.params.userId)?.picture;
    return picture === undefined ? reply.code(404).send() : reply.type('image/png').send(Buffer.from(picture));
  });
  app.get<{ Params: { messageId: string } }>('/v2/bot/message/:messageId/content', (request, reply) => {
    const found = contents.get(request.params.messageId);
    if (found === undefined) return reply.code(404).send({ message: 'Not found' });
    found.asked += 1;
    if (found.asked <= (found.isPreparedAfter ?? 0)) return reply.code(202).send();
    return reply.type(found.mediaType).send(Buffer.from(found.bytes));
  });
  app.get('/stickershop/v1/sticker/:stickerId/android/sticker.png', (_request, reply) => reply.type('image/png').send(STICKER));
  app.get('/v2/bot/info', () => ({
    userId: DESTINATION,
    basicId: '@216ru...',
    displayName: 'みどり商店',
    chatMode: 'bot',
    markAsReadMode: 'manual',
  }));
  app.get('/v2/bot/channel/webhook/endpoint', (_request, reply) =>
    state.webhook === null ? reply.code(404).send({ message: 'Webhook endpoint is not found' }) : state.webhook,
  );
  app.post('/v2/bot/channel/webhook/test', async () => {
    const timestamp = new Date().toISOString();
    try {
      const { body, headers } = emulator.signed({ destination: DESTINATION, events: [] });
      const response = await fetch(state.webhook?.endpoint ?? '', { method: 'POST', headers, body });
      await response.arrayBuffer();
      const { status, ok } = response;
      return { success: ok, timestamp, statusCode: status, reason: ok ? 'OK' : 'ERROR_STATUS_CODE', detail: String(status) };
    } catch {
      return { success: false, timestamp, statusCode: 0, reason: 'COULD_NOT_CONNECT', detail: 'TLS handshake failure' };
    }
  });
  app.get('/v2/bot/message/quota', () => (state.quota === null ? { type: 'none' } : { type: 'limited', value: state.quota }));
  app.get('/v2/bot/message/quota/consumption', () => ({ totalUsage: state.used }));

  const Inbound = z.object({ url: z.url(), words: LineWords.optional(), events: z.array(z.looseObject({ type: z.string() })).optional() });
  app.get('/emulator/messages', () => ({ attempts: state.attempts, accepted }));
  app.post('/emulator/faults', (request) => {
    faults.push(...z.array(LineFault).parse(request.body));
    return { faults: faults.length };
  });
  app.post('/emulator/inbound', async (request) => {
    const { url, words, events = [] } = Inbound.parse(request.body);
    return { status: await emulator.post(url, [...(words === undefined ? [] : emulator.events(words)), ...events]) };
  });
  app.post('/emulator/profiles', (request) => {
    const { userId, ...profile } = z.object({ userId: z.string(), displayName: z.string() }).parse(request.body);
    emulator.setProfile(userId, profile);
    return { userId };
  });
  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof z.ZodError)) return reply.code(500).send({ message: 'the emulator failed' });
    const details = error.issues.map(({ message, path }) => ({ message, property: path.join('.').replaceAll(/\.(\d+)/g, '[$1]') }));
    return reply.code(400).send({ message: `The request body has ${details.length} error(s)`, details });
  });

  const url = await app.listen({ port, host: '127.0.0.1' });

  const emulator: LineEmulator = {
    url,
    channelSecret,
    accepted,
    fetched,
    requests,
    attempts: () => state.attempts,
    nextFault: (fault) => void faults.push(LineFault.parse(fault)),
    setProfile: (userId, profile) => void profiles.set(userId, profile),
    setContent: (messageId, content) => void contents.set(messageId, { ...content, asked: 0 }),
    setQuota: (limit) => void (state.quota = limit),
    setBlocked: (userId, isBlocked) => void (isBlocked ? blocked.add(userId) : blocked.delete(userId)),
    setWebhook: (webhook) => void (state.webhook = webhook),
    expireTokens: () => tokens.clear(),
    events(words) {
      const events = lineEvents(words);
      for (const { replyToken, source } of events) if (replyToken !== undefined) tokens.set(replyToken, source?.userId ?? '');
      return events;
    },
    signed(content) {
      const body = JSON.stringify(content);
      return {
        body,
        headers: { 'content-type': 'application/json; charset=utf-8', 'x-line-signature': signLineBody(body, channelSecret) },
      };
    },
    async post(webhookUrl, events) {
      const { body, headers } = emulator.signed({ destination: DESTINATION, events });
      const response = await fetch(webhookUrl, { method: 'POST', headers, body });
      await response.arrayBuffer();
      return response.status;
    },
    close: () => app.close(),
  };
  return emulator;

  async function sending(reply: FastifyReply, run: () => { status: number; body: object }): Promise<FastifyReply> {
    state.attempts += 1;
    const fault = faults.shift();
    if (fault?.is === 'drop_before_accept') return drop(reply);
    if (fault?.is === 'rate_limited') return reply.code(429).send({ message: 'The API rate limit has been exceeded. Try again later.' });
    if (fault?.is === 'error_before_accept') return reply.code(fault.status).send({ message: 'Internal server error' });
    if (fault?.is === 'refused') return reply.code(fault.status).send({ message: fault.message });
    const { status, body } = run();
    switch (fault?.is) {
      case 'error_after_accept':
        return reply.code(fault.status).send({ message: 'Internal server error' });
      case 'drop_after_accept':
        return drop(reply);
      case 'silence_after_accept':
        return reply.hijack();
      case 'slow':
        await new Promise((resolve) => setTimeout(resolve, fault.ms));
        return reply.code(status).send(body);
      case undefined:
        return reply.code(status).send(body);
    }
  }

  function take(sent: Omit<AcceptedSending, 'ids' | 'isDelivered'>): { status: number; body: object } {
    const ids = sent.messages.map(() => String(BigInt(`0x${randomBytes(7).toString('hex')}`)));
    const sending: AcceptedSending = { ...sent, ids, isDelivered: !blocked.has(sent.to) };
    accepted.push(sending);
    for (const { originalContentUrl } of sent.messages) if (originalContentUrl !== undefined) fetched.push(fetchFile(originalContentUrl));
    if (sent.retryKey !== null) byRetryKey.set(sent.retryKey, sending);
    return { status: 200, body: { sentMessages: sentOf(sending) } };
  }

  function drop(reply: FastifyReply): FastifyReply {
    reply.hijack();
    reply.request.raw.socket.destroy();
    return reply;
  }
}

function sentOf({ ids }: AcceptedSending): readonly { id: string }[] {
  return ids.map((id) => ({ id }));
}

function pathOf({ routeOptions }: FastifyRequest): string {
  return (routeOptions.url ?? '').replaceAll(/:(\w+)/g, '{$1}');
}

async function runAsProcess(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
  const emulator = await createLineEmulator({ port: Number(values.port) });
  console.log(`line emulator ready ${emulator.url}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void emulator.close());
}

if (import.meta.main) await runAsProcess();
