// An emulator of Twilio's Messages API (/work/shared/specs/twilio_api_v2010.json), with the faults that a network has. In tests by
// createTwilioEmulator(); as a process by `node tests/emulators/twilio-emulator.ts --port N`, steered over /emulator/….
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import formBody from '@fastify/formbody';
import Fastify, { type FastifyReply } from 'fastify';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import * as z from 'zod';
import { DEMO_TWILIO } from '#hub/demo/demo-centre';
import { fetchFile, type FetchedFile } from './fetched-file.ts';

/** What happens to one request that creates a message; each is used up by one. */
export const Fault = z.discriminatedUnion('is', [
  /** Taken, but the answer is an error of the server. */
  z.object({ is: z.literal('error_after_accept'), status: z.number().int().default(500) }),
  /** Taken, but the answer never comes. */
  z.object({ is: z.literal('silence_after_accept') }),
  /** Taken, but the connection breaks before the answer. */
  z.object({ is: z.literal('drop_after_accept') }),
  /** The connection breaks before anything was taken. */
  z.object({ is: z.literal('drop_before_accept') }),
  /** Not taken: come back later. */
  z.object({ is: z.literal('rate_limited') }),
  /** Not taken, for good. */
  z.object({ is: z.literal('refused'), code: z.number().int(), status: z.number().int().default(400) }),
  /** Taken; the answer waits until it is released (or the process ends). */
  z.object({ is: z.literal('slow'), ms: z.number().int() }),
]);
export type Fault = z.input<typeof Fault>;

/** How a message's life is reported to its status callback. */
export const Callbacks = z.object({
  /** In this order; `early` reports before the answer to the send. */
  states: z.array(z.string()).default(['queued', 'sent', 'delivered']),
  early: z.boolean().default(false),
  /** Each report comes this often. */
  times: z.number().int().default(1),
  errorCode: z.string().optional(),
});

export interface AcceptedMessage {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly statusCallback: string | null;
  readonly dateCreated: string;
  status: string;
}

interface Media {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

export interface InboundSms {
  readonly from: string;
  readonly body: string;
  readonly sid?: string;
  readonly mediaUrls?: readonly string[];
  readonly mediaType?: string;
  /** When it came in at Twilio; now, unless it says otherwise. */
  readonly at?: Date;
}

export interface TwilioEmulator {
  readonly url: string;
  readonly authToken: string;
  /** All messages that were taken, in order: what went out to the customers. */
  readonly accepted: readonly AcceptedMessage[];
  /** Files of ours that were fetched to be shown, in order. */
  readonly fetched: readonly Promise<FetchedFile>[];
  /** How often somebody asked to create a message. */
  attempts(): number;
  nextFault(fault: Fault): void;
  setCallbacks(callbacks: z.input<typeof Callbacks>): void;
  /** Reports a message's state to its callback, as Twilio would. */
  report(sid: string, state: string, errorCode?: string): Promise<number>;
  /** The parts of a signed webhook, for who posts it in an own way. */
  inbound(webhookUrl: string, sms: InboundSms): SignedForm;
  /** A customer's SMS, posted to the hub; answers its HTTP status. */
  receive(webhookUrl: string, sms: InboundSms): Promise<number>;
  /** A customer's SMS that Twilio has and could tell nobody of, because the hub was away; answers its SID. */
  keep(sms: InboundSms): string;
  /** How often somebody asked for the list of messages, and the next of these fail. */
  lists(): number;
  failLists(times: number): void;
  /** What the console says of the account and of its number. */
  setAccount(status: 'active' | 'suspended' | 'closed'): void;
  setNumber(number: Partial<OwnNumber>): void;
  addMedia(media: Media): string;
  /** Waits until no callback is on its way. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface SignedForm {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** As IncomingPhoneNumbers lists it, less what nobody asks. */
interface OwnNumber {
  readonly capabilities: { readonly sms: boolean; readonly mms: boolean; readonly voice: boolean };
  readonly sms_url: string;
  readonly sms_method: string;
  readonly sms_application_sid: string;
}

function aNumber(): OwnNumber {
  return { capabilities: { sms: true, mms: true, voice: true }, sms_url: '', sms_method: 'POST', sms_application_sid: '' };
}

interface Options {
  readonly port?: number;
  readonly accountSid?: string;
  readonly authToken?: string;
  readonly number?: string;
}

export function signedForm(url: string, authToken: string, params: Readonly<Record<string, string>>): SignedForm {
  return {
    url,
    body: new URLSearchParams(params).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': getExpectedTwilioSignature(authToken, url, params),
    },
  };
}

const CreateForm = z.object({
  To: z.string(),
  From: z.string(),
  Body: z.string(),
  StatusCallback: z.string().optional(),
  MediaUrl: z.union([z.url(), z.array(z.url())]).optional(),
});
const ListQuery = z.object({
  To: z.string().optional(),
  From: z.string().optional(),
  'DateSent>': z.string().optional(),
  PageSize: z.coerce.number().int().default(50),
  Page: z.coerce.number().int().default(0),
});

export async function createTwilioEmulator({
  port = 0,
  accountSid = DEMO_TWILIO.accountSid,
  authToken = DEMO_TWILIO.authToken,
  number = DEMO_TWILIO.number,
}: Options = {}): Promise<TwilioEmulator> {
  const accepted: AcceptedMessage[] = [];
  const fetched: Promise<FetchedFile>[] = [];
  const faults: z.output<typeof Fault>[] = [];
  const media = new Map<string, Media>();
  const underway = new Set<Promise<unknown>>();
  const incoming: (InboundSms & { readonly sid: string; readonly at: Date })[] = [];
  const state = {
    lists: 0,
    failingLists: 0,
    attempts: 0,
    callbacks: Callbacks.parse({}),
    isClosed: false,
    status: 'active',
    number: aNumber(),
  };
  const app = Fastify({ forceCloseConnections: true });
  await app.register(formBody);

  const base = `/2010-04-01/Accounts/${accountSid}`;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/emulator/') || request.headers.authorization === authorization) return;
    await reply.code(401).send({ code: 20003, message: 'Authenticate', status: 401 });
  });

  app.post(`${base}/Messages.json`, async (request, reply) => {
    state.attempts += 1;
    const fault = faults.shift();
    if (fault?.is === 'drop_before_accept') return drop(reply);
    if (fault?.is === 'rate_limited') return reply.code(429).send({ code: 20429, message: 'Too Many Requests', status: 429 });
    if (fault?.is === 'refused') return reply.code(fault.status).send({ code: fault.code, message: 'refused', status: fault.status });
    const form = CreateForm.parse(request.body);
    const message: AcceptedMessage = {
      sid: `SM${randomBytes(16).toString('hex')}`,
      to: form.To,
      from: form.From,
      body: form.Body,
      statusCallback: form.StatusCallback ?? null,
      dateCreated: new Date().toUTCString(),
      status: 'queued',
    };
    accepted.push(message);
    for (const url of [form.MediaUrl ?? []].flat()) fetched.push(fetchFile(url));
    if (state.callbacks.early) await reportAll(message);
    else later(() => reportAll(message));
    switch (fault?.is) {
      case 'error_after_accept':
        return reply.code(fault.status).send({ code: 20500, message: 'Internal Server Error', status: fault.status });
      case 'drop_after_accept':
        return drop(reply);
      case 'silence_after_accept':
        return reply.hijack();
      case 'slow':
        await new Promise((resolve) => setTimeout(resolve, fault.ms));
        return reply.code(201).send(resourceOf(message));
      case undefined:
        return reply.code(201).send(resourceOf(message));
    }
  });

  app.get(`${base}/Messages.json`, async (request, reply) => {
    state.lists += 1;
    if (state.failingLists > 0) {
      state.failingLists -= 1;
      return reply.code(503).send({ code: 20503, message: 'Service Unavailable', status: 503 });
    }
    const { To, From, PageSize, Page, 'DateSent>': after } = ListQuery.parse(request.query);
    const all = [...accepted.map(resourceOf), ...incoming.map(inboundResourceOf)]
      .filter(({ to, from }) => (To === undefined || to === To) && (From === undefined || from === From))
      // By the day, as its description says.
      .filter(({ date_created: at }) => after === undefined || new Date(String(at)).toISOString().slice(0, 10) >= after)
      .toSorted((one, other) => Date.parse(String(other['date_created'])) - Date.parse(String(one['date_created'])));
    const page = all.slice(Page * PageSize, (Page + 1) * PageSize);
    const next = new URL(request.url, 'http://emulator');
    next.searchParams.set('Page', String(Page + 1));
    return {
      messages: page,
      page: Page,
      page_size: PageSize,
      next_page_uri: all.length > (Page + 1) * PageSize ? next.pathname + next.search : null,
    };
  });

  app.get<{ Params: { sid: string } }>(`${base}/Messages/:sid/Media.json`, ({ params }) => {
    const { mediaUrls = [], mediaType = 'image/jpeg' } = incoming.find(({ sid }) => sid === params.sid) ?? {};
    const mediaOf = (url: string): Record<string, unknown> => ({
      sid: url.split('/').at(-1),
      parent_sid: params.sid,
      content_type: mediaType,
      uri: `${new URL(url).pathname}.json`,
    });
    return { media_list: mediaUrls.map(mediaOf), page: 0, page_size: 50, next_page_uri: null };
  });

  app.get<{ Params: { id: string } }>(`${base}/Media/:id`, async (request, reply) => {
    const found = media.get(request.params.id);
    return found === undefined ? reply.code(404).send() : reply.type(found.mediaType).send(found.bytes);
  });

  app.get(`${base}.json`, () => ({ sid: accountSid, friendly_name: 'Midori', status: state.status, type: 'Full', auth_token: authToken }));
  app.get<{ Querystring: { PhoneNumber?: string } }>(`${base}/IncomingPhoneNumbers.json`, ({ query }) => {
    const numbers = query.PhoneNumber === undefined || query.PhoneNumber === number ? [{ ...state.number, phone_number: number }] : [];
    return { incoming_phone_numbers: numbers, page: 0, page_size: 50, next_page_uri: null };
  });

  const Inbound = z.object({ url: z.url(), from: z.string(), body: z.string(), sid: z.string().optional() });
  app.get('/emulator/messages', () => ({ attempts: state.attempts, accepted }));
  app.post('/emulator/faults', (request) => {
    faults.push(...z.array(Fault).parse(request.body));
    return { faults: faults.length };
  });
  app.post('/emulator/callbacks', (request) => {
    state.callbacks = Callbacks.parse(request.body);
    return state.callbacks;
  });
  app.post('/emulator/inbound', async (request) => {
    const { url: webhook, from, body, sid } = Inbound.parse(request.body);
    return { status: await emulator.receive(webhook, { from, body, ...(sid === undefined ? {} : { sid }) }) };
  });

  const url = await app.listen({ port, host: '127.0.0.1' });

  const emulator: TwilioEmulator = {
    url,
    authToken,
    accepted,
    fetched,
    attempts: () => state.attempts,
    nextFault: (fault) => void faults.push(Fault.parse(fault)),
    setCallbacks: (callbacks) => void (state.callbacks = Callbacks.parse(callbacks)),
    async report(sid, status, errorCode) {
      const message = accepted.find((one) => one.sid === sid);
      if (message === undefined) throw new Error(`the emulator has no message ${sid}`);
      return (await post(message, status, errorCode)) ?? 0;
    },
    inbound(webhookUrl, sms) {
      return signedForm(webhookUrl, authToken, {
        AccountSid: accountSid,
        MessageSid: sms.sid ?? `SM${randomBytes(16).toString('hex')}`,
        SmsStatus: 'received',
        From: sms.from,
        To: number,
        Body: sms.body,
        NumMedia: String(sms.mediaUrls?.length ?? 0),
        ...Object.fromEntries(
          (sms.mediaUrls ?? []).flatMap((mediaUrl, index) => [
            [`MediaUrl${index}`, mediaUrl],
            [`MediaContentType${index}`, sms.mediaType ?? 'image/jpeg'],
          ]),
        ),
      });
    },
    async receive(webhookUrl, given) {
      const sms = { ...given, sid: emulator.keep(given) };
      const { body, headers } = emulator.inbound(webhookUrl, sms);
      const response = await fetch(webhookUrl, { method: 'POST', headers, body });
      await response.arrayBuffer();
      return response.status;
    },
    keep(sms) {
      const sid = sms.sid ?? `SM${randomBytes(16).toString('hex')}`;
      incoming.push({ ...sms, sid, at: sms.at ?? new Date() });
      return sid;
    },
    lists: () => state.lists,
    failLists: (times) => void (state.failingLists = times),
    setAccount: (status) => void (state.status = status),
    setNumber: (over) => void (state.number = { ...aNumber(), ...over }),
    addMedia(one) {
      const id = `ME${randomBytes(16).toString('hex')}`;
      media.set(id, one);
      return `${url}${base}/Media/${id}`;
    },
    async settled() {
      while (underway.size > 0) await Promise.allSettled(underway);
    },
    async close() {
      state.isClosed = true;
      await app.close();
    },
  };
  return emulator;

  function drop(reply: FastifyReply): FastifyReply {
    reply.hijack();
    reply.request.raw.socket.destroy();
    return reply;
  }

  /** Callbacks come on their own connection, in their own time. */
  function later(run: () => Promise<unknown>): void {
    const job: Promise<unknown> = new Promise((resolve) => setImmediate(resolve)).then(run).finally(() => underway.delete(job));
    underway.add(job);
  }

  async function reportAll(message: AcceptedMessage): Promise<void> {
    const { states, times, errorCode } = state.callbacks;
    for (const status of states) {
      for (let time = 0; time < times; time += 1) await post(message, status, errorCode);
    }
  }

  async function post(message: AcceptedMessage, status: string, errorCode?: string): Promise<number | null> {
    message.status = status;
    if (message.statusCallback === null || state.isClosed) return null;
    const { body, headers } = signedForm(message.statusCallback, authToken, {
      AccountSid: accountSid,
      MessageSid: message.sid,
      MessageStatus: status,
      From: message.from,
      To: message.to,
      ...(errorCode === undefined ? {} : { ErrorCode: errorCode }),
    });
    try {
      const response = await fetch(message.statusCallback, { method: 'POST', headers, body });
      await response.arrayBuffer();
      return response.status;
    } catch {
      // The hub is down: the real one tries again for a while; a test that wants that calls report().
      return null;
    }
  }

  function inboundResourceOf({ sid, from, body, at, mediaUrls = [] }: (typeof incoming)[number]): Record<string, unknown> {
    const sent = { sid, to: number, from, body, statusCallback: null, dateCreated: at.toUTCString(), status: 'received' };
    return { ...resourceOf(sent), direction: 'inbound', num_media: String(mediaUrls.length) };
  }

  function resourceOf(message: AcceptedMessage): Record<string, unknown> {
    return {
      sid: message.sid,
      account_sid: accountSid,
      api_version: '2010-04-01',
      body: message.body,
      date_created: message.dateCreated,
      date_sent: message.status === 'queued' ? null : message.dateCreated,
      date_updated: message.dateCreated,
      direction: 'outbound-api',
      error_code: null,
      error_message: null,
      from: message.from,
      messaging_service_sid: null,
      num_media: '0',
      num_segments: '1',
      price: null,
      price_unit: null,
      status: message.status,
      subresource_uris: { media: `${base}/Messages/${message.sid}/Media.json` },
      to: message.to,
      uri: `${base}/Messages/${message.sid}.json`,
    };
  }
}

async function runAsProcess(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
  const emulator = await createTwilioEmulator({ port: Number(values.port) });
  console.log(`twilio emulator ready ${emulator.url}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void emulator.close());
}

if (import.meta.main) await runAsProcess();
