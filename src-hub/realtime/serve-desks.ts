import type { Server, Socket } from 'socket.io';
import type { Logger } from 'pino';
import * as z from 'zod';
import { hubContract, type HubContract } from '#shared/contracts/hub';
import { ComposerMode } from '#shared/domain/draft';
import { AgentId, ConversationId, DeskId } from '#shared/domain/ids';
import type { Signal } from '#shared/domain/signal';
import { knownEvent, type LoggedEvent } from '#shared/events/index';
import { scopesOf } from '#shared/records/records';
import type { Emitter } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import type { Frame } from '#shared/rpc/port';
import { serve } from '#shared/rpc/serve';
import { FRAME, socketPort } from '#shared/rpc/socket-port';
import type { Presence } from '#hub/agents/presence';
import { SESSION_ENDED, type Sessions } from '#hub/auth/sessions';
import type { AccessClaims } from '#hub/auth/tokens';
import { recordById, scopesHeldBy } from '#hub/log/records';
import { createSilenceWatch } from './silence-watch.ts';
import { createDeskAudience, type Listener } from './desk-audience.ts';
import type { DeskConnection } from './desk-connection.ts';
import { createDeskHandlers, type DeskHandlersDeps } from './desk-handlers.ts';
import { findDraft } from './drafts.ts';
import { hasRoom } from './unsent.ts';

export interface ServeDesksDeps extends DeskHandlersDeps {
  readonly io: Server;
  readonly sessions: Pick<Sessions, 'verifyAccessToken'>;
  readonly presence: Pick<Presence, 'opened' | 'closed'>;
  readonly logger: Logger;
}

export interface DeskServer {
  /** How many desks are on the line here. */
  count(): number;
  close(): void;
}

const SEEN_EVERY_MS = 60_000;

/** `beats`: the desk lets itself be heard every few seconds; older ones do not. */
const Handshake = z.object({ token: z.string().min(1).max(4_096), beats: z.boolean().optional() });
const DraftNotice = z.object({ agentId: AgentId, deskId: DeskId, conversationId: ConversationId, mode: ComposerMode });
const SessionNotice = z.object({ sessionId: z.string(), reason: z.string() });

/**
 * The desks' side of the hub: authenticates, serves contracts/hub, and pushes the log's tail to its own sockets, each event to those
 * whose agent holds one of its scopes.
 */
export function serveDesks(deps: ServeDesksDeps): DeskServer {
  const { io, db, log, clock, notices, signals, sessions, presence, logger, register } = deps;
  const desks = io.of('/desk');
  const claimsOf = new WeakMap<Socket, AccessClaims>();
  const silence = createSilenceWatch();
  const audience = createDeskAudience();
  const handlers = createDeskHandlers(deps);
  const connections = new Map<
    string,
    { readonly desk: DeskConnection; readonly listener: Listener; readonly socket: Socket; readonly emitter: Emitter<HubContract> }
  >();

  let isClosing = false;
  let stopMinutes = clock.setTimer(SEEN_EVERY_MS, noteSeen);
  let signalled: Promise<void> = Promise.resolve();

  desks.use((socket, next) => void admit(socket, next));
  desks.on('connection', accept);
  const stops = [
    log.onAppended(push),
    log.onEpochChanged(restartAll),
    // One after the other: "stopped typing" that overtook "types" would stand for seconds.
    signals.on((signal) => {
      signalled = signalled.then(() => tellSignal(signal)).catch((error: unknown) => trouble(error, 'a signal'));
    }),
    notices.on('draft', (payload) => void tellDraft(payload).catch((error: unknown) => trouble(error, 'a draft'))),
    notices.on(SESSION_ENDED, (payload) => {
      const notice = SessionNotice.safeParse(payload);
      if (notice.success) {
        const { sessionId: ended, reason } = notice.data;
        endWhere(({ sessionId }) => sessionId === ended, reason === 'deactivated' ? 'deactivated' : 'signed_out');
      }
    }),
  ];

  async function admit(socket: Socket, next: (refused?: Error) => void): Promise<void> {
    try {
      if (socket.handshake.headers.origin !== undefined) throw new Failure('denied', 'origin: a desk is no page');
      const handshake = Handshake.safeParse(socket.handshake.auth);
      if (!handshake.success) throw new Failure('denied', 'a desk connects with its access token');
      claimsOf.set(socket, await sessions.verifyAccessToken(handshake.data.token));
    } catch (error) {
      return next(refusal(error));
    }
    next();
  }

  /** Socket.IO carries `data` of a refusal to the client as it is. */
  function refusal(error: unknown): Error {
    if (!(error instanceof Failure)) trouble(error, 'a desk’s handshake');
    const failure = error instanceof Failure ? error : new Failure('internal', 'the handshake failed inside', { retryable: true });
    return Object.assign(new Error(failure.message), { data: failure.toBody() });
  }

  function accept(socket: Socket): void {
    const claims = claimsOf.get(socket);
    // `use` lets nobody through without.
    if (claims === undefined) return void socket.disconnect();
    const { agentId, deskId, sessionId } = claims;
    const listener: Listener = {
      socketId: socket.id,
      agentId,
      deskId,
      sessionId,
      lastSent: 0,
      isBehind: false,
      canTake: () => hasRoom(socket),
    };
    const desk: DeskConnection = { listener, clockOffsetMs: null, isLevel: false, join };
    const emitter = serve(hubContract, handlers, socketPort(socket), desk, (error, call) => trouble(error, call, listener));
    connections.set(socket.id, { desk, listener, socket, emitter });
    if (socket.handshake.auth['beats'] === true) silence.watch(socket.conn);
    socket.conn.on('drain', () => {
      if (!listener.isBehind || !hasRoom(socket)) return;
      listener.isBehind = false;
      emitter.emit('events.appended', { after: listener.lastSent, events: [] });
    });
    socket.on('disconnect', () => {
      connections.delete(socket.id);
      audience.leave(listener);
      // A hub that ends is to presence as one that died: its lease runs out, and desks that came back elsewhere never left.
      if (isClosing) return;
      presence.closed(socket.id).catch((error: unknown) => trouble(error, 'a desk’s leaving', listener));
    });

    async function join(): Promise<void> {
      await audience.join(
        listener,
        () => scopesHeldBy(db, agentId),
        () => log.position(),
      );
      // Gone while the scopes were read: nobody would take it out again.
      if (!socket.connected) return audience.leave(listener);
      presence.opened(agentId, socket.id).catch((error: unknown) => trouble(error, 'a desk’s arrival', listener));
    }
  }

  function push(events: readonly LoggedEvent[]): void {
    for (const { after, events: due, socketIds } of audience.follow(events)) {
      const frame: Frame = { kind: 'event', contract: hubContract.name, name: 'events.appended', payload: { after, events: due } };
      desks.to([...socketIds]).emit(FRAME, frame);
    }
    for (const event of events) {
      const known = event.type === 'agent.configured' ? knownEvent(event) : 'unknown';
      if (known === 'unknown' || known === 'no_body' || known.type !== 'agent.configured' || known.body.agent.isActive) continue;
      const { id } = known.body.agent;
      endWhere(({ agentId }) => agentId === id, 'deactivated');
    }
  }

  /** So that a lead sees when each desk was here last, although none says goodbye. */
  function noteSeen(): void {
    stopMinutes = clock.setTimer(SEEN_EVERY_MS, noteSeen);
    for (const { desk, listener } of connections.values()) {
      if (desk.clockOffsetMs === null) continue;
      register.seen(listener, desk.isLevel && !listener.isBehind).catch((error: unknown) => trouble(error, 'noting a desk', listener));
    }
  }

  /** The transport, not the namespace: the desk takes it for a lost line and comes back with hello. */
  function restartAll(): void {
    for (const { socket } of connections.values()) socket.conn.close();
  }

  function endWhere(isMeant: (listener: Listener) => boolean, reason: 'signed_out' | 'deactivated'): void {
    for (const { listener, socket, emitter } of connections.values()) {
      if (!isMeant(listener)) continue;
      emitter.emit('session.ended', { reason });
      socket.disconnect();
    }
  }

  async function tellSignal(signal: Signal): Promise<void> {
    if (connections.size === 0) return;
    const conversation = await recordById(db, 'conversation', signal.conversationId);
    if (conversation === undefined) return;
    const readers = audience.holdersOf(scopesOf({ kind: 'conversation', id: conversation.id, body: conversation }));
    for (const { agentId, socketId } of readers) {
      const isOwn = signal.is === 'agent_typing' && signal.agentId === agentId;
      if (!isOwn) connections.get(socketId)?.emitter.emit('signal', signal);
    }
  }

  async function tellDraft(payload: unknown): Promise<void> {
    const notice = DraftNotice.safeParse(payload);
    if (!notice.success) return;
    const { agentId, deskId, conversationId, mode } = notice.data;
    const others = audience.all().filter((listener) => listener.agentId === agentId && listener.deskId !== deskId);
    if (others.length === 0) return;
    const draft = await findDraft(db, agentId, conversationId, mode);
    if (draft !== undefined) for (const { socketId } of others) connections.get(socketId)?.emitter.emit('draft.changed', draft);
  }

  function trouble(error: unknown, what: string, listener?: Listener): void {
    logger.error({ err: error, agentId: listener?.agentId, deskId: listener?.deskId }, `failed: ${what}`);
  }

  return {
    count: () => connections.size,
    close() {
      isClosing = true;
      stopMinutes();
      silence.stop();
      for (const stop of stops) stop();
      restartAll();
    },
  };
}
