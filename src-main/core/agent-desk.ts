import type { Command, CommandBody } from '#shared/commands/index';
import { commandPolicy } from '#shared/commands/index';
import type { Connection, DraftFile, OutboxItem } from '#shared/contracts/desk';
import { hubContract, type HubContract } from '#shared/contracts/hub';
import type { Agent } from '#shared/domain/agent';
import { fromInstant, toInstant, type Clock } from '#shared/domain/clock';
import type { Draft } from '#shared/domain/draft';
import type { AgentId, BlobId, CommandId, DeskId, Ids } from '#shared/domain/ids';
import type { Signal } from '#shared/domain/signal';
import { connect } from '#shared/rpc/connect';
import type { Client } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import type { Changed, StoredWish, Written } from './cache/cache-contract.ts';
import type { Cache } from './cache/open-cache.ts';
import type { Log } from './log.ts';
import type { Dial, Line } from './sync/dial-hub.ts';
import { createDraftSync } from './sync/draft-sync.ts';
import { followLog } from './sync/follow-log.ts';
import { createBlobCache, type BlobCache } from './sync/blob-cache.ts';
import { createPastSweep } from './sync/past-sweep.ts';
import { keepConnected } from './sync/hub-connection.ts';
import { createLineState } from './sync/line-state.ts';
import type { lookAround } from './sync/look-around.ts';
import { createFileSync } from './sync/file-sync.ts';
import { createOutboxPump } from './sync/outbox-pump.ts';

interface Deps {
  readonly hubUrls: readonly string[];
  readonly agentId: AgentId;
  readonly deskId: DeskId;
  readonly cache: Cache;
  readonly dial: Dial;
  readonly accessToken: (isRefused: boolean) => Promise<string>;
  readonly clock: Clock;
  /** Milliseconds that nobody can set; the clock's own where a test is the only one who sets it. */
  readonly steady?: () => number;
  readonly ids: Ids;
  readonly random: () => number;
  readonly log: Log;
  /** Finds out why no hub is reached; left out, nobody asks. */
  readonly lookAround?: typeof lookAround;
  /** Somebody practises an outage here. */
  readonly isCut?: () => boolean;
  readonly tell: {
    changed(changed: Changed): void;
    /** A page of a snapshot: much of it is the past. */
    history(changed: Changed): void;
    /** Snapshots are complete: what windows look at is to be read again. */
    renewed(): void;
    outbox(items: OutboxItem[]): void;
    connection(connection: Connection): void;
    draft(draft: Draft): void;
    file(file: DraftFile): void;
    blobs(changed: { readonly kept: readonly BlobId[]; readonly dropped: readonly BlobId[] }): void;
    signal(signal: Signal): void;
    agent(agent: Agent): void;
    signedOutElsewhere(): void;
  };
}

/** Everything of one agent signed in: the local files, the line to the hub, what is on its way. */
export interface AgentDesk {
  readonly agentId: AgentId;
  readonly cache: Cache;
  connection(): Connection;
  /** The open line, while the replica is level with the hub; null otherwise. */
  hub(): Client<HubContract> | null;
  outbox(): OutboxItem[];
  submit(wish: { commandId: CommandId; basis: number; body: CommandBody }): Promise<void>;
  /** `basis`: what the agent had before the eyes when deciding; all that is here, where nothing is said. */
  retry(commandId: CommandId, basis?: number): Promise<void>;
  discard(commandId: CommandId, keepsFiles?: boolean): Promise<void>;
  /** Files of messages and notes. */
  readonly blobs: Pick<BlobCache, 'read'>;
  draftChanged(): void;
  /** A file was given, or is to be tried again. */
  filesChanged(): void;
  /** Try the hub now: the agent wants it, or something says that it may help. */
  wake(by: 'agent' | 'hint'): void;
  /** The computer's clock was set, or it slept. */
  clockJumped(): void;
  cutChanged(): void;
  close(): Promise<void>;
}

/** So many tries in vain, and more is asked than whether the hub is there. */
const RIDDLE_TRIES = 3;

type Misfit = 'desk_too_old' | 'hub_too_old';

/** The hub's words at hello are part of the protocol. */
function misfitOf(error: unknown): Misfit | null {
  if (!(error instanceof Failure) || error.code !== 'conflict') return null;
  if (error.message === 'desk too old') return 'desk_too_old';
  return error.message === 'hub too old' ? 'hub_too_old' : null;
}

export async function openAgentDesk(deps: Deps): Promise<AgentDesk> {
  const { agentId, deskId, cache, clock, ids, random, log, tell } = deps;
  const state: {
    hub: Client<HubContract> | null;
    line: Line | null;
    outbox: readonly StoredWish[];
    /** What the last hello was refused with, where trying again helps nothing. */
    misfit: Misfit | null;
  } = {
    hub: null,
    line: null,
    outbox: await cache.call('outbox.list', {}),
    misfit: null,
  };

  const isCut = deps.isCut ?? ((): boolean => false);
  const shown = createLineState({
    clock,
    steady: deps.steady ?? ((): number => clock.now()),
    isCut,
    lastSyncedAt: await cache.call('replica.synced', { at: null }),
    tell: (connection) => tell.connection(connection),
    keep: (at) =>
      void cache.call('replica.synced', { at }).catch((error: unknown) => trouble(error, 'keeping the time of the last synchronisation')),
  });
  const files = createFileSync({ cache, clock, log, onMoved: (file) => tell.file(file) });
  const blobs = createBlobCache({ cache, clock, log, onChanged: (changed) => tell.blobs(changed) });
  const past = createPastSweep({
    cache,
    clock,
    log,
    onDropped({ changes, blobIds }) {
      tell.changed({ changes: [...changes], around: [] });
      if (blobIds.length > 0) tell.blobs({ kept: [], dropped: blobIds });
    },
  });
  const pump = createOutboxPump({
    cache,
    clock,
    random,
    log,
    prepare: (hub, command) => files.ready(hub, command),
    onWritten: written,
    onMoved: () => tell.outbox(items()),
  });
  const drafts = createDraftSync({ cache, agentId, outbox: () => state.outbox, log, onReplaced: (draft) => tell.draft(draft) });
  pump.show(state.outbox);
  const stopResets = cache.onReset(() => state.line?.close());
  const connection = keepConnected({
    ...deps,
    isCut,
    work,
    onUnreached: (hubUrl, tries) => void seeWhy(hubUrl, tries),
    onDown() {
      state.hub = null;
      state.line = null;
      pump.detach();
      files.detach();
      blobs.detach();
      past.detach();
      drafts.detach();
      shown.down(state.misfit);
    },
    onSignedOut: () => tell.signedOutElsewhere(),
  });

  async function work(line: Line): Promise<{ wasLevel: boolean }> {
    state.line = line;
    const progress = { wasLevel: false, hubOffsetMs: 0 };
    const hub = connect(hubContract, line.port, (what) => log.warn({ what }, 'the hub said what its contract does not say'));
    line.onHeard(() => shown.heard());
    hub.on('signal', (signal) => tell.signal(signal));
    hub.on('draft.changed', (draft) => void drafts.adopt(draft).catch((error: unknown) => trouble(error, 'a draft')));
    hub.on('session.ended', () => tell.signedOutElsewhere());
    try {
      await followLog({
        hub,
        port: line.port,
        cache,
        deskId,
        clock,
        tell: {
          welcomed({ agent, hubClock, isDemo = false }) {
            progress.hubOffsetMs = fromInstant(hubClock) - clock.now();
            state.misfit = null;
            if (agent !== null) tell.agent(agent);
            shown.welcomed(isDemo);
          },
          behind: (eventsLeft) => shown.behind(eventsLeft),
          history(changed) {
            tellAgent(changed);
            tell.history(changed);
          },
          written,
          changed(changed) {
            tellAgent(changed);
            tell.changed(changed);
          },
          level(hasNewPast) {
            shown.level();
            if (hasNewPast)
              void cache.isLevel().then(
                () => tell.renewed(),
                (error: unknown) => trouble(error, 'letting an old copy go'),
              );
            if (progress.wasLevel) return;
            progress.wasLevel = true;
            state.hub = hub;
            pump.attach(hub);
            files.attach(hub);
            blobs.attach(hub);
            past.attach(hub, progress.hubOffsetMs);
            drafts.attach(hub).catch((error: unknown) => trouble(error, 'drafts'));
          },
        },
      });
    } catch (error) {
      // The line's end is the usual way out; a refusal is for whoever dials again.
      if (error instanceof Failure && error.code === 'denied') throw error;
      state.misfit = misfitOf(error) ?? state.misfit;
      trouble(error, 'following the log');
    }
    return progress;
  }

  /** Asked only after a while: a hub that restarts is no riddle, and whoever looks is told what was found, if it still counts. */
  async function seeWhy(hubUrl: string, tries: number): Promise<void> {
    if (deps.lookAround === undefined || tries < RIDDLE_TRIES) return;
    const obstacle = await deps.lookAround(hubUrl);
    if (shown.connection().is === 'offline' && state.misfit === null) shown.down(obstacle);
  }

  function tellAgent({ changes }: Changed): void {
    for (const change of changes) if (change.kind === 'agent' && change.id === agentId && change.body !== null) tell.agent(change.body);
  }

  /** After every write: windows first, then whatever is free to go. */
  function written({ outbox, ...changed }: Written): void {
    tellAgent(changed);
    tell.changed(changed);
    if (changed.changes.some(({ body }) => body === null)) past.push();
    if (changed.changes.some(({ kind }) => kind === 'interaction' || kind === 'message' || kind === 'note')) blobs.push();
    const isSame = outbox.length === 0 && state.outbox.length === 0;
    drafts.heard(changed.changes);
    state.outbox = outbox;
    if (!isSame) tell.outbox(items());
    pump.show(outbox);
    if (!isSame) drafts.push();
  }

  function items(): OutboxItem[] {
    return state.outbox.map(({ command, parked, doneSeq }) => {
      const isGoing = doneSeq !== null || pump.isSending(command.commandId);
      return { command, state: parked ?? { is: isGoing ? 'sending' : 'waiting' } };
    });
  }

  function parkedWish(commandId: CommandId): StoredWish {
    const found = state.outbox.find(({ command }) => command.commandId === commandId);
    if (found === undefined) throw new Failure('not_found', 'this is not in the outbox any more');
    return found;
  }

  function trouble(error: unknown, what: string): void {
    if (error instanceof Failure && error.code === 'offline') return;
    log.warn({ error: error instanceof Failure ? `${error.code}: ${error.message}` : String(error) }, `failed: ${what}`);
  }

  function commandOf(body: CommandBody, commandId: CommandId, basis: number): Command {
    return { commandId, agentId, deskId, writtenAt: toInstant(clock.now()), basis, body };
  }

  return {
    agentId,
    cache,
    connection: () => shown.connection(),
    hub: () => state.hub,
    outbox: items,
    async submit({ commandId, basis, body }) {
      if (commandPolicy[body.type].whenOffline === 'refuse' && state.hub === null) {
        throw new Failure('offline', 'not now: there is no line to the hub');
      }
      if (shown.connection().is === 'connected') pump.submitted(commandId);
      const { consumed, ...rest } = await cache.call('outbox.add', { command: commandOf(body, commandId, basis) });
      if (consumed !== null) tell.draft(consumed);
      written(rest);
    },
    async retry(commandId, basis) {
      const { command, parked, isAnswered } = parkedWish(commandId);
      if (parked === null) return;
      const cursor = await cache.call('replica.cursor', {});
      // The hub gives an answered id its old answer again; and the agent has seen what there is to see now.
      const fresh = commandOf(command.body, isAnswered ? ids.command() : commandId, basis ?? cursor);
      // The words are as old as they were, and their draft has long been consumed: what stands there now is another. What makes sense
      // only at its moment is wished at this one.
      const isOld = commandPolicy[command.body.type].whenOffline === 'queue';
      const again: Command = { ...fresh, writtenAt: isOld ? command.writtenAt : fresh.writtenAt, isRetry: true };
      written(await cache.call('outbox.unpark', { commandId, command: again }));
    },
    async discard(commandId, keepsFiles = false) {
      parkedWish(commandId);
      if (pump.isSending(commandId)) throw new Failure('conflict', 'it is on its way already');
      written(await cache.call('outbox.remove', { commandId, keepsFiles }));
    },
    blobs,
    draftChanged: () => drafts.push(),
    filesChanged: () => files.push(),
    wake: (by) => connection.wake(by),
    clockJumped() {
      shown.clockSet();
      // The hub corrects what is written here by the clock it was told at hello.
      connection.redial();
    },
    cutChanged() {
      connection.cutChanged();
      shown.cutChanged();
    },
    async close() {
      stopResets();
      await connection.stop();
      await cache.close();
    },
  };
}
