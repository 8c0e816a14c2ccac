import type { Server, Socket } from 'socket.io';
import * as z from 'zod';
import { VISITOR_TOKEN_LIMIT, widgetContract, type WidgetContract } from '#shared/contracts/widget';
import { AccountId, type QueueId } from '#shared/domain/ids';
import type { Clock } from '#shared/domain/clock';
import type { Handlers } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import { serve } from '#shared/rpc/serve';
import { socketPort } from '#shared/rpc/socket-port';
import type { Tokens, VisitorClaims } from '#hub/auth/tokens';
import type { Channels } from '#hub/channels/registry';
import { isAllowedOrigin } from '#hub/channels/web-chat-account';
import type { Db } from '#hub/db/db';
import type { FileTokens } from '#hub/files/file-tokens';
import type { EventLog } from '#hub/log/event-log';
import { eventReach } from './event-reach.ts';
import type { Signals } from './signals.ts';
import { hasRoom } from './unsent.ts';
import { createVisitor, type Visitor, type WidgetLink } from './visitor.ts';

interface Deps {
  readonly io: Server;
  readonly db: Db;
  readonly log: EventLog;
  readonly signals: Signals;
  readonly files: Pick<FileTokens, 'path'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly tokens: Pick<Tokens, 'verifyVisitorToken'>;
  readonly channels: Pick<Channels, 'account'>;
  readonly onTrouble: (error: unknown, what: string) => void;
}

/** Pages of one visitor at once: a shop's customer opens many tabs, a script many more. */
const MOST_LINKS = 30;
/** Who is there changes in bursts, at the start of a shift. */
const STAFF_CHECK_MS = 300;

const Handshake = z.object({ token: z.string().max(VISITOR_TOKEN_LIMIT), account: AccountId });

/** The customer's side of the hub: visitors are told what is public of their own conversation, from the log's tail, and nothing else. */
export function serveWidget({ io, db, log, signals, files, clock, tokens, channels, onTrouble }: Deps): () => void {
  const visitors = new Map<string, Visitor>();
  /** Of an account that was switched off, its pages still show what was said. */
  const queues = new Map<AccountId, QueueId>();
  const claimsOf = new WeakMap<Socket, VisitorClaims>();
  const namespace = io.of('/widget');

  // oxlint-disable-next-line promise/no-callback-in-promise -- Socket.IO's middleware takes a callback
  namespace.use((socket, next) => void refusalOf(socket).then(next));

  namespace.on('connection', (socket) => {
    const claims = claimsOf.get(socket);
    // `use` lets nobody through without.
    if (claims === undefined) return void socket.disconnect(true);
    const visitor = enter(claims);
    const link: WidgetLink = {
      cursor: null,
      shownState: null,
      hasRoom: () => hasRoom(socket),
      emitter: serve(widgetContract, handlers, socketPort(socket), { visitor, link: () => link }, onTrouble),
    };
    visitor.join(link);
    socket.on('disconnect', () => {
      visitor.leave(link);
      if (visitor.linkCount() === 0) visitors.delete(visitor.key);
    });
  });

  async function refusalOf(socket: Socket): Promise<Error | undefined> {
    try {
      const claims = await verify(socket);
      const links = visitors.get(keyOf(claims))?.linkCount() ?? 0;
      if (links >= MOST_LINKS) throw new Failure('too_many', 'too many pages of one visitor');
      claimsOf.set(socket, claims);
      return undefined;
    } catch (error) {
      if (!(error instanceof Failure)) onTrouble(error, 'admitting a widget');
      return refusal(error instanceof Failure ? error : new Failure('internal', 'the hub cannot admit anybody now'));
    }
  }

  function queueOf({ accountId }: VisitorClaims): QueueId {
    const queueId = channels.account(accountId)?.queueId ?? queues.get(accountId);
    // Nobody gets in by an account that is not running.
    if (queueId === undefined) throw new Error(`a visitor of ${accountId}, which never ran`);
    queues.set(accountId, queueId);
    return queueId;
  }

  async function verify({ handshake }: Socket): Promise<VisitorClaims> {
    const given = Handshake.safeParse(handshake.auth);
    const account = given.success ? channels.account(given.data.account)?.webChat : undefined;
    const { origin } = handshake.headers;
    if (!given.success || account === undefined || !isAllowedOrigin(account, origin)) {
      throw new Failure('denied', 'the visitor token is missing, or this page may not carry this chat');
    }
    return tokens.verifyVisitorToken(given.data.token, { accountId: account.accountId, origin });
  }

  function enter(claims: VisitorClaims): Visitor {
    const key = keyOf(claims);
    const known = visitors.get(key);
    if (known !== undefined) return known;
    const visitor = createVisitor({ key, claims, queueId: () => queueOf(claims), db, log, signals, files, clock, onTrouble });
    visitors.set(key, visitor);
    return visitor;
  }

  const stopLog = log.onAppended((events) => {
    const reach = eventReach(events);
    for (const visitor of visitors.values()) {
      if (visitor.isReachedBy(reach)) visitor.refresh();
    }
    if (reach.hasStaffNews) checkStaff();
  });
  // Copies of another log mean nothing: the widget connects again, syncs, and hears the new epoch.
  const stopEpoch = log.onEpochChanged(() => namespace.disconnectSockets(true));
  const stopSignals = signals.on((signal) => {
    if (signal.is !== 'agent_typing') return;
    for (const visitor of visitors.values()) visitor.agentTyping(signal.conversationId, signal.agentId, signal.isTyping);
  });

  let staffTimer: NodeJS.Timeout | undefined;
  function checkStaff(): void {
    staffTimer ??= setTimeout(() => {
      staffTimer = undefined;
      for (const visitor of visitors.values()) if (visitor.caresForStaff()) visitor.refresh();
    }, STAFF_CHECK_MS);
  }

  return () => {
    clearTimeout(staffTimer);
    stopLog();
    stopEpoch();
    stopSignals();
    namespace.disconnectSockets(true);
  };
}

interface Context {
  readonly visitor: Visitor;
  readonly link: () => WidgetLink;
}

const handlers: Handlers<WidgetContract, Context> = {
  'chat.sync': ({ after, epoch }, { visitor, link }) => visitor.sync(link(), after, epoch),
  'chat.file': async ({ blobId }, { visitor }) => ({ path: await visitor.fileOf(blobId) }),
  'chat.typing': ({ isTyping }, { visitor }) => {
    visitor.customerTyping(isTyping);
    return null;
  },
  'chat.read': async ({ upToSeq }, { visitor }) => {
    await visitor.read(upToSeq);
    return null;
  },
};

function keyOf({ accountId, visitorId }: VisitorClaims): string {
  return `${accountId}/${visitorId}`;
}

/** Socket.IO hands `data` of a refusal to the other side. */
function refusal(failure: Failure): Error {
  return Object.assign(new Error(failure.message), { data: failure.toBody() });
}
