import { DEFAULT_NOTICES } from '#shared/domain/notice';
import type { ChannelQuota, GivenSecret } from '#shared/contracts/hub';
import type { DeskState } from '#shared/domain/desk-state';
import type { AccountCheck, AccountState } from '#shared/domain/account-check';
import { commandPolicy, type Command, type CommandBody } from '#shared/commands/index';
import { deskContract, type Connection, type OutboxItem, type Session, type Settings } from '#shared/contracts/desk';
import { SEARCH_PAGE, type SearchPage, type SearchQuestion } from '#shared/contracts/search';
import type { Setup, SetupState } from '#shared/contracts/setup';
import { hasUnsent, type UnsentCounts, type WipeState } from '#shared/contracts/wipe';
import { shellContract, type ShellCapabilities } from '#shared/contracts/shell';
import type { Agent } from '#shared/domain/agent';
import { toInstant, type Clock } from '#shared/domain/clock';
import type { ComposerMode, Draft } from '#shared/domain/draft';
import { DeskId, type CommandId, type ConversationId, type CustomerId, type Ids } from '#shared/domain/ids';
import { isOpen, ownerOf } from '#shared/domain/interaction';
import { wordsOf } from '#shared/domain/message-part';
import { KINDS, type Bodies, type Change } from '#shared/records/records';
import type { Emitter, Handlers } from '#shared/rpc/contract';
import { Failure, type FailureBody } from '#shared/rpc/failure';
import { memoryPorts, type Port } from '#shared/rpc/port';
import { serve } from '#shared/rpc/serve';
import { foldText } from '#shared/search/fold-text';
import { byPlace, facetsAsked, isHit, isNewer, isPersonHit, itemHit, personHit } from '#shared/search/hits';
import { questionOf } from '#shared/search/question';
import { searchedOf } from '#shared/search/searched';
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
  /** False: this desk holds no customer's past whole. */
  readonly keepsPast?: boolean;
  /** Files by their id, in base64. */
  readonly files?: Readonly<Record<string, string>>;
  /** Those of them that this desk keeps itself. */
  readonly keptFiles?: readonly string[];
  /** How the hub says that channel accounts stand, and what it finds when one is tested. */
  readonly accountStates?: readonly AccountState[];
  readonly accountChecks?: readonly AccountCheck[];
  readonly quota?: ChannelQuota;
  /** Where people signed in. */
  readonly desks?: readonly DeskState[];
  /** Orders to wipe desks, of whomever is asked about. */
  readonly wipes?: readonly WipeState[];
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
      fileBudgetMb: 500,
      notices: DEFAULT_NOTICES,
      ...options.settings,
    } as Settings,
    outbox: [] as OutboxItem[],
    /** Who asked to try the line. */
    tries: [] as ('agent' | 'network')[],
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
  const retried: { commandId: CommandId; basis: number | null }[] = [];
  const setupsRun: Setup[] = [];
  const signOutsSaid: (string | null)[] = [];
  const wipes = new Map<string, WipeState>((options.wipes ?? []).map((wipe) => [wipe.deskId, wipe]));
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
    if (state.session.is !== 'signed_in') throw new Failure('denied', 'nobody is signed in');
    return state.session.agent;
  }

  function setSession(session: Session): Session {
    state.session = session;
    state.desk?.emit('session.changed', session);
    return session;
  }

  function unsentCounts(): UnsentCounts {
    const of = (is: OutboxItem['state']['is']): number => state.outbox.filter((item) => item.state.is === is).length;
    const typed = [...drafts.values()].filter(({ text }) => state.connection.is !== 'connected' && text !== '').length;
    return { waiting: of('waiting') + of('sending'), held: of('held'), refused: of('refused'), drafts: typed, files: 0 };
  }

  /** `keepsPast: false`: nothing is ever whole here, and without a line nobody knows what is older. */
  function howFar(items: readonly unknown[]): { hasOlder: boolean; isCut: boolean } {
    const hasOlder = items.length > pageSize;
    return { hasOlder, isCut: !hasOlder && options.keepsPast === false && state.connection.is !== 'connected' };
  }

  const deskHandlers: Handlers<typeof deskContract, null> = {
    'line.try': ({ by }) => {
      state.tries.push(by);
      return null;
    },
    'line.cut': ({ isCut }) => {
      const lastSyncedAt = state.connection.lastSyncedAt ?? toInstant(clock.now());
      const next = isCut ? ({ is: 'offline', lastSyncedAt, reason: 'cut' } as const) : ({ is: 'connected', lastSyncedAt } as const);
      setConnection({ ...next, isDemo: true });
      return null;
    },
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
    'session.sign_out': ({ unsent }) => {
      const counts = unsentCounts();
      if (hasUnsent(counts) && unsent === undefined) throw new Failure('conflict', 'unsent', { field: 'unsent' });
      if (unsent === 'wait' && state.session.is === 'signed_in') return setSession({ ...state.session, leavesWhenSent: true });
      signOutsSaid.push(unsent ?? null);
      if (unsent === 'discard') state.outbox = [];
      return setSession(sessionOf(people, null));
    },
    'session.stay': () => {
      if (state.session.is !== 'signed_in') return state.session;
      const { leavesWhenSent: _, ...session } = state.session;
      return setSession(session);
    },
    'session.unsent': () => ({
      counts: unsentCounts(),
      drafts: [...drafts.values()].filter(({ text }) => state.connection.is !== 'connected' && text !== ''),
      files: [],
    }),
    'session.unlock': ({ password }) => {
      const { session } = state;
      if (session.is !== 'locked') return session;
      if (session.left === 0) throw new Failure('denied', 'only the hub', { field: 'hub' });
      if (password !== MEMORY_PASSWORD) {
        setSession({ ...session, left: session.left - 1 });
        throw new Failure('denied', 'password: is wrong', { field: 'password' });
      }
      return setSession(sessionOf(people, session.agent.loginName));
    },
    'desk.list': () => [...(options.desks ?? [])],
    'desk.wipes': () => ({ thisDeskId: DESK, wipes: [...wipes.values()] }),
    'desk.order_wipe': ({ deskId }) => {
      const wipe = { deskId, orderedAt: toInstant(clock.now()), orderedById: signedIn().id, lost: null, doneAt: null };
      wipes.set(deskId, wipe);
      return wipe;
    },
    'desk.withdraw_wipe': ({ deskId }) => {
      wipes.delete(deskId);
      return null;
    },
    'session.demo_people': () => (options.isDemo === false ? null : { password: MEMORY_PASSWORD, people: [...people] }),
    'settings.put': (settings) => {
      state.settings = settings;
      return settings;
    },
    'inbox.more': () => null,
    'view.open': (view) => {
      signedIn();
      if (view.is === 'customer') {
        const items = itemsOf(view.customerId);
        const own = (['customer', 'conversation', 'interaction', 'segment'] as const).flatMap((kind) => all(kind));
        const changes = own.filter(({ kind, id, body }) =>
          kind === 'customer' ? id === view.customerId : body?.customerId === view.customerId,
        );
        return { viewId: view.customerId, changes: [...changes, ...items.slice(-pageSize)], ...howFar(items) };
      }
      const kinds = KINDS.filter((kind) => kind !== 'message' && kind !== 'note' && kind !== 'segment');
      return { viewId: 'inbox', changes: kinds.flatMap((kind): Change[] => all(kind)), hasOlder: false, isCut: false };
    },
    'view.close': () => null,
    'timeline.older': ({ viewId, before }) => {
      const older = itemsOf(viewId as CustomerId).filter((item) => placeOf(item) < placeText(before.at, before.seq));
      return { changes: older.slice(-pageSize), ...howFar(older) };
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
      if (body.type === 'note.add' && body.insteadOf === undefined) consumeDraft(body.conversationId, 'note');
      if (body.type === 'note.add') state.outbox = state.outbox.filter((item) => item.command.commandId !== body.insteadOf);
      if (body.type === 'message.send' || body.type === 'note.add') files.send(body.attachments ?? []);
      const command: Command = { commandId, agentId: agent.id, deskId: DESK, writtenAt: toInstant(clock.now()), basis, body };
      state.outbox = [...state.outbox, { command, state: { is: 'waiting' } }];
      tellOutbox();
      pump(command);
      return null;
    },
    'outbox.list': () => state.outbox,
    'outbox.files': () => [],
    'outbox.retry': ({ commandId, basis }) => {
      retried.push({ commandId, basis: basis ?? null });
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
    search: (question) => ({
      ...search(question),
      reach: question.alsoAtHub && state.connection.is === 'connected' ? 'all' : 'this_computer',
    }),
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
    'blob.kept': ({ blobIds }) => blobIds.filter((blobId) => options.keptFiles?.includes(blobId) === true),
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

  /** What the core answers, without an index: a look at everything. */
  function search({ text, filters, before }: SearchQuestion): SearchPage {
    const question = questionOf(text);
    const wanted = facetsAsked(filters);
    const isFiltered = Object.values(filters).length > 0;
    if (question.length === 0 && !isFiltered) return { hits: [], next: null };
    const personOf = (id: string): Bodies['customer'] | undefined =>
      all('customer').flatMap(({ body }) => (body?.id === id ? [body] : []))[0];
    const people = all('customer').flatMap(({ body }) =>
      !isFiltered && before === null && body !== null && isPersonHit(body, question) ? [personHit(body, question)] : [],
    );
    const found = [...all('message'), ...all('note')]
      .filter((change) => wanted.every((facet) => searchedOf(change)?.facets.includes(facet)))
      .flatMap(({ body }) => (body !== null && isHit(body, question, filters) && (before === null || isNewer(before, body)) ? [body] : []))
      .toSorted(byPlace);
    const page = found.slice(0, SEARCH_PAGE);
    const last = page.at(-1);
    return {
      hits: [...people, ...page.map((item) => itemHit(item, question, personOf(item.customerId)))],
      next: found.length > SEARCH_PAGE && last !== undefined ? { at: last.at, seq: last.seq } : null,
    };
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

  function setConnection(connection: Connection): void {
    state.connection = connection;
    state.desk?.emit('connection.changed', connection);
    if (connection.is === 'connected') for (const { command } of state.outbox) pump(command);
  }

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
    /** What the agent wanted again, and what had been seen then. */
    retried,
    setupsRun,
    /** What was said of unsent work at each sign-out; null where there was none. */
    signOutsSaid,
    unsentCounts,
    /** Orders to wipe desks, by desk. */
    wipes,
    shellCalls,
    /** What the customer was told of typing, in order. */
    typingTold,
    drafts,
    files,
    /** What the log says now. */
    all,
    log,
    seq,
    unsent: () => state.outbox,
    /** What is unsent, as it was left. */
    putOutbox(items: readonly OutboxItem[]) {
      state.outbox = [...items];
      tellOutbox();
    },
    /** The next wish is refused for good. */
    refuseNext(failure: FailureBody) {
      state.refuseNext = failure;
    },
    /** The next set-up is refused. */
    refuseSetup(failure: FailureBody) {
      state.refuseSetup = failure;
    },
    /** As the core tells it: locked, wiped, with work that was kept. */
    setSession,
    /** A file with unsent work could not be read at the start. */
    setAside(file: string) {
      if (state.session.is === 'signed_in') setSession({ ...state.session, setAside: file });
    },
    setConnection,
    get tries() {
      return state.tries;
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
