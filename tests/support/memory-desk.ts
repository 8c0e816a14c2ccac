import { DEFAULT_NOTICES } from '#shared/domain/notice';
import type { ChannelQuota, GivenSecret } from '#shared/contracts/hub';
import type { AccountCheck, AccountState } from '#shared/domain/account-check';
import { commandPolicy, type Command, type CommandBody } from '#shared/commands/index';
import { deskContract, type Connection, type OutboxItem, type SearchHit, type Session, type Settings } from '#shared/contracts/desk';
import type { Setup, SetupState } from '#shared/contracts/setup';
import { shellContract, type ShellCapabilities } from '#shared/contracts/shell';
import type { Agent } from '#shared/domain/agent';
import { toInstant, type Clock } from '#shared/domain/clock';
import type { ComposerMode, Draft } from '#shared/domain/draft';
import { DeskId, type ConversationId, type CustomerId, type Ids } from '#shared/domain/ids';
import { isOpen, ownerOf } from '#shared/domain/interaction';
import { wordsOf } from '#shared/domain/message-part';
import { KINDS, type Change } from '#shared/records/records';
import type { Emitter, Handlers } from '#shared/rpc/contract';
import { Failure, type FailureBody } from '#shared/rpc/failure';
import { memoryPorts, type Port } from '#shared/rpc/port';
import { serve } from '#shared/rpc/serve';
import { foldText } from '#shared/search/fold-text';
import { decide } from './memory-desk-decide.ts';
import { createMemoryFiles } from './memory-files.ts';
import { createMemoryRecords, placeOf, placeText } from './memory-records.ts';

type DeskEmitter = Emitter<typeof deskContract>;
type ShellEmitter = Emitter<typeof shellContract>;
type ShellCall = { readonly call: string; readonly input: unknown };

export interface MemoryDeskOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly records: readonly Change[];
  readonly people: readonly Agent[];
  /** Signed in as this person; null shows the sign-in form. */
  readonly loginName: string | null;
  readonly settings?: Partial<Settings>;
  readonly capabilities?: Partial<ShellCapabilities>;
  readonly isDemo?: boolean;
  /** Whether the hub was set up; it was, unless this says otherwise. */
  readonly setupState?: SetupState;
  readonly pageSize?: number;
  /** Files by their id, in base64. */
  readonly files?: Readonly<Record<string, string>>;
  /** How the hub says that channel accounts stand, and what it finds when one is tested. */
  readonly accountStates?: readonly AccountState[];
  readonly accountChecks?: readonly AccountCheck[];
  readonly quota?: ChannelQuota;
  /** What every sticker looks like. */
  readonly sticker?: { readonly base64: string; readonly mediaType: string };
}

export const MEMORY_PASSWORD = 'madoguchi-demo';
/** One that an administrator issued: it signs nobody in before another is chosen. */
export const MEMORY_TEMPORARY = 'a-temp-word-here';
const DESK = DeskId.parse('dsk_memory');
const PAGE_SIZE = 50;

/**
 * A desk core and shell in memory behind the real contracts and the real fold: for components in tests and for looking at them.
 * The hub's rules are not in here; a wish becomes the events that the hub would log for it.
 */
export function createMemoryDesk(options: MemoryDeskOptions) {
  const { clock, ids, people, pageSize = PAGE_SIZE } = options;
  const state = {
    session: sessionOf(options.people, options.loginName),
    connection: { is: 'connected', lastSyncedAt: toInstant(clock.now()) } as Connection,
    settings: {
      locale: 'ja',
      theme: 'light',
      sendKey: 'enter',
      zoom: 100,
      showsPreviews: true,
      sendDelay: 0,
      notices: DEFAULT_NOTICES,
      ...options.settings,
    } as Settings,
    outbox: [] as OutboxItem[],
    refuseNext: null as FailureBody | null,
    setupState: options.setupState ?? { isSetUp: true, needsCode: false },
    refuseSetup: null as FailureBody | null,
    port: null as ReturnType<typeof memoryPorts> | null,
    onPort: null as ((port: Port | null) => void) | null,
    desk: null as DeskEmitter | null,
    shell: null as ShellEmitter | null,
  };
  const drafts = new Map<string, Draft>();
  const files = createMemoryFiles((file) => state.desk?.emit('file.changed', file));
  const submitted: CommandBody[] = [];
  const secretsGiven: GivenSecret[] = [];
  const setupsRun: Setup[] = [];
  const shellCalls: ShellCall[] = [];
  const typingTold: boolean[] = [];
  const { current, all, log, seq, itemsOf } = createMemoryRecords(options.records, clock, (changes) =>
    state.desk?.emit('records.changed', { changes: [...changes] }),
  );

  function tellOutbox(): void {
    state.desk?.emit('outbox.changed', [...state.outbox]);
  }

  function setOutboxState(command: Command, next: OutboxItem['state']): void {
    state.outbox = state.outbox.map((item) => (item.command.commandId === command.commandId ? { command, state: next } : item));
    tellOutbox();
  }

  function pump(command: Command): void {
    if (state.connection.is !== 'connected') return;
    const refusal = state.refuseNext;
    if (refusal !== null) {
      state.refuseNext = null;
      setOutboxState(command, { is: 'refused', failure: refusal });
      return;
    }
    try {
      log(...decide(command, current, { now: clock.now(), ids }));
      state.outbox = state.outbox.filter((item) => item.command.commandId !== command.commandId);
      tellOutbox();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setOutboxState(command, { is: 'refused', failure: error.toBody() });
    }
  }

  /** As the core does in the transaction of the send. */
  function consumeDraft(conversationId: ConversationId, mode: ComposerMode): void {
    const kept = drafts.get(`${conversationId} ${mode}`);
    if (kept === undefined) return;
    const consumed = { ...kept, text: '', revision: kept.revision + 1, updatedAt: toInstant(clock.now()) };
    drafts.set(`${conversationId} ${mode}`, consumed);
    state.desk?.emit('draft.changed', consumed);
  }

  function signedIn(): Agent {
    if (state.session.is === 'signed_out') throw new Failure('denied', 'nobody is signed in');
    return state.session.agent;
  }

  function setSession(session: Session): Session {
    state.session = session;
    state.desk?.emit('session.changed', session);
    return session;
  }

  const deskHandlers: Handlers<typeof deskContract, null> = {
    'session.current': () => ({ session: state.session, connection: state.connection, settings: state.settings }),
    'session.sign_in': ({ loginName, password, newPassword }) => {
      if (state.connection.is === 'offline') throw new Failure('offline', 'the hub cannot be reached');
      if (password === MEMORY_TEMPORARY) {
        if (newPassword === undefined) throw new Failure('conflict', 'choose a password of your own first', { field: 'newPassword' });
        if (newPassword === password) throw new Failure('invalid', 'newPassword: must be another one', { field: 'newPassword' });
        return setSession(sessionOf(people, loginName));
      }
      const session = sessionOf(people, loginName);
      if (session.is === 'signed_out' || password !== MEMORY_PASSWORD) throw new Failure('denied', 'wrong name or password');
      return setSession(session);
    },
    'setup.state': () => state.setupState,
    'setup.run': ({ setup }) => {
      const refusal = state.refuseSetup;
      state.refuseSetup = null;
      if (refusal !== null) throw Failure.fromBody(refusal);
      setupsRun.push(setup);
      state.setupState = { isSetUp: true, needsCode: false };
      return setSession(sessionOf(people, 'admin'));
    },
    'session.sign_out': () => setSession(sessionOf(people, null)),
    'session.demo_people': () => (options.isDemo === false ? null : { password: MEMORY_PASSWORD, people: [...people] }),
    'settings.put': (settings) => {
      state.settings = settings;
      return settings;
    },
    'view.open': (view) => {
      signedIn();
      if (view.is === 'customer') {
        const items = itemsOf(view.customerId);
        const own = (['customer', 'conversation', 'interaction', 'segment'] as const).flatMap((kind) => all(kind));
        const changes = own.filter(({ kind, id, body }) =>
          kind === 'customer' ? id === view.customerId : body?.customerId === view.customerId,
        );
        return { viewId: view.customerId, changes: [...changes, ...items.slice(-pageSize)], hasOlder: items.length > pageSize };
      }
      const kinds = KINDS.filter((kind) => kind !== 'message' && kind !== 'note' && kind !== 'segment');
      return { viewId: 'inbox', changes: kinds.flatMap((kind): Change[] => all(kind)), hasOlder: false };
    },
    'view.close': () => null,
    'timeline.older': ({ viewId, before }) => {
      const older = itemsOf(viewId as CustomerId).filter((item) => placeOf(item) < placeText(before.at, before.seq));
      return { changes: older.slice(-pageSize), hasOlder: older.length > pageSize };
    },
    'timeline.find': ({ customerId, text }) => {
      const wanted = foldText(text);
      const items = itemsOf(customerId).flatMap(({ body }) => body ?? []);
      const found = items.filter((item) => foldText(wordsOf(item)).includes(wanted));
      const hits = found.map((item) => ({ itemId: item.id, place: { at: item.at, seq: item.seq } }));
      return { hits: wanted === '' ? [] : hits, isComplete: state.connection.is === 'connected' };
    },
    'command.submit': ({ commandId, basis, body }) => {
      const agent = signedIn();
      if (state.connection.is !== 'connected' && commandPolicy[body.type].whenOffline === 'refuse') {
        throw new Failure('offline', `${body.type} cannot wait`);
      }
      submitted.push(body);
      if (body.type === 'message.send') consumeDraft(body.conversationId, 'reply');
      if (body.type === 'note.add') consumeDraft(body.conversationId, 'note');
      if (body.type === 'message.send' || body.type === 'note.add') files.send(body.attachments ?? []);
      const command: Command = { commandId, agentId: agent.id, deskId: DESK, writtenAt: toInstant(clock.now()), basis, body };
      state.outbox = [...state.outbox, { command, state: { is: 'waiting' } }];
      tellOutbox();
      pump(command);
      return null;
    },
    'outbox.list': () => state.outbox,
    'outbox.retry': ({ commandId }) => {
      const found = state.outbox.find(({ command }) => command.commandId === commandId);
      if (found === undefined) throw new Failure('not_found', 'it is not in the outbox');
      setOutboxState(found.command, { is: 'waiting' });
      pump(found.command);
      return null;
    },
    'outbox.discard': ({ commandId }) => {
      state.outbox = state.outbox.filter(({ command }) => command.commandId !== commandId);
      tellOutbox();
      return null;
    },
    'draft.get': ({ conversationId, mode }) => drafts.get(`${conversationId} ${mode}`) ?? null,
    'draft.put': (draft) => {
      drafts.set(`${draft.conversationId} ${draft.mode}`, draft);
      return draft;
    },
    'typing.set': ({ isTyping }) => {
      typingTold.push(isTyping);
      return null;
    },
    search: ({ text }) => search(text),
    'password.issue': ({ agentIds }) => ({ issued: agentIds.map((agentId, n) => ({ agentId, password: `temp-word-number-${n}` })) }),
    'password.change': ({ password }) => {
      if (password !== MEMORY_PASSWORD) throw new Failure('denied', 'password: is wrong', { field: 'password' });
      return null;
    },
    'person.work': ({ agentId }) => {
      const inHand = all('interaction').flatMap(({ body }) => (body !== null && ownerOf(body.state) === agentId ? [body] : []));
      const handling = inHand.filter(({ state: { is } }) => is === 'handling');
      return {
        handling: [...new Set(handling.map(({ queueId }) => queueId))].map((queueId) => ({
          queueId,
          count: handling.filter((one) => one.queueId === queueId).length,
        })),
        wrapUp: inHand.length - handling.length,
      };
    },
    'channel.quota': () => options.quota ?? null,
    'channel.sticker': () => options.sticker ?? null,
    'channel_account.states': () => [...(options.accountStates ?? [])],
    'channel_account.put_secret': (given) => {
      secretsGiven.push(given);
      return null;
    },
    'channel_account.test': () => [...(options.accountChecks ?? [])],
    'blob.read': ({ blobId }) => {
      const base64 = options.files?.[blobId] ?? files.base64Of(blobId);
      if (base64 === undefined) throw new Failure('not_found', 'this memory desk has no such file');
      return { base64 };
    },
    'file.add': (piece) => files.add(piece),
    'file.list': ({ conversationId, mode }) => files.list(conversationId, mode),
    'file.remove': ({ blobId }) => {
      files.remove(blobId);
      state.desk?.emit('file.removed', { blobId });
      return null;
    },
    'file.retry': ({ blobId }) => {
      files.retry(blobId);
      return null;
    },
  };

  function search(text: string): SearchHit[] {
    const wanted = text.normalize('NFKC').toLowerCase();
    const people: SearchHit[] = all('customer')
      .filter(({ body }) => JSON.stringify([body?.name, body?.contactPoints]).toLowerCase().includes(wanted))
      .map(({ body, id }) => ({ customerId: id as CustomerId, itemId: null, place: null, snippet: body?.contactPoints[0]?.value ?? '' }));
    const items: SearchHit[] = [...all('message'), ...all('note')].flatMap(({ body }) =>
      body !== null && body.text.normalize('NFKC').toLowerCase().includes(wanted)
        ? [{ customerId: body.customerId, itemId: body.id, place: { at: body.at, seq: body.seq }, snippet: body.text.slice(0, 120) }]
        : [],
    );
    return [...people, ...items].slice(0, 30);
  }

  const shellHandlers: Handlers<typeof shellContract, null> = {
    capabilities: () => ({ shell: 'browser', notifies: true, hasBadge: true, savesFiles: true, zooms: false, ...options.capabilities }),
    notify: (input) => record('notify', input),
    'badge.set': (input) => record('badge.set', input),
    'external.open': (input) => record('external.open', input),
    'file.save': (input) => {
      record('file.save', input);
      return { isSaved: true };
    },
    'zoom.set': (input) => record('zoom.set', input),
    'locale.set': (input) => record('locale.set', input),
  };

  function record(call: string, input: unknown): null {
    shellCalls.push({ call, input });
    return null;
  }

  function openPort(): void {
    const ports = memoryPorts();
    const onCrash = (error: unknown): void => {
      throw error;
    };
    state.port = ports;
    state.desk = serve(deskContract, deskHandlers, ports.b, null, onCrash);
    state.shell = serve(shellContract, shellHandlers, ports.b, null, onCrash);
    state.onPort?.(ports.a);
  }

  function closePort(): void {
    state.desk = null;
    state.shell = null;
    state.onPort?.(null);
    state.port?.close();
  }

  return {
    source: {
      start(onPort: (port: Port | null) => void) {
        state.onPort = onPort;
        openPort();
        return () => {
          state.onPort = null;
          closePort();
        };
      },
    },
    /** Every wish that was kept, in order. */
    submitted,
    secretsGiven,
    setupsRun,
    shellCalls,
    /** What the customer was told of typing, in order. */
    typingTold,
    drafts,
    files,
    /** What the log says now. */
    all,
    log,
    seq,
    /** The next wish is refused for good. */
    refuseNext(failure: FailureBody) {
      state.refuseNext = failure;
    },
    /** The next set-up is refused. */
    refuseSetup(failure: FailureBody) {
      state.refuseSetup = failure;
    },
    /** A file with unsent work could not be read at the start. */
    setAside(file: string) {
      if (state.session.is === 'signed_in') setSession({ ...state.session, setAside: file });
    },
    setConnection(connection: Connection) {
      state.connection = connection;
      state.desk?.emit('connection.changed', connection);
      if (connection.is === 'connected') for (const { command } of state.outbox) pump(command);
    },
    emitDesk: ((name, payload) => state.desk?.emit(name, payload)) as DeskEmitter['emit'],
    emitShell: ((name, payload) => state.shell?.emit(name, payload)) as ShellEmitter['emit'],
    /** The core is gone; `openPort` is the next one. */
    closePort,
    openPort,
    /** Open interactions, oldest first. */
    openInteractions: () => all('interaction').flatMap(({ body }) => (body !== null && isOpen(body.state) ? [body] : [])),
  };
}

export type MemoryDesk = ReturnType<typeof createMemoryDesk>;

function sessionOf(people: readonly Agent[], loginName: string | null): Session {
  const agent = people.find((person) => person.loginName === loginName);
  const base = { hubUrl: 'http://127.0.0.1:7310', isKeyFile: false };
  return agent === undefined ? { is: 'signed_out', ...base } : { is: 'signed_in', agent, ...base };
}
