import type { Command, CommandOutcome } from '#shared/commands/index';
import { FILE_PIECE, hubContract, PROTOCOL, type HubContract } from '#shared/contracts/hub';
import type { Draft } from '#shared/domain/draft';
import { Scope } from '#shared/domain/scope';
import { DeskId, type AgentId, type CommandId } from '#shared/domain/ids';
import type { DomainEvent, LoggedEvent } from '#shared/events/index';
import { foldEvent } from '#shared/records/fold-event';
import { scopesOf, StoredRecord, type Change, type RawRecord } from '#shared/records/records';
import type { Emitter, Handlers } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import { memoryPorts } from '#shared/rpc/port';
import { serve } from '#shared/rpc/serve';
import type { Dial } from '#core/sync/dial-hub';

const AT = '2026-11-20T01:00:00.000Z';

type Push = { readonly after: number; readonly events: readonly LoggedEvent[] };

/**
 * The hub's contract over a log in memory, with faults on demand: pushes lost, doubled, out of order; lines cut; answers lost.
 * It folds with the same function and derives audiences as the hub does, so what a desk should hold is known.
 */
export interface ScriptedHub {
  readonly dial: Dial;
  readonly log: readonly LoggedEvent[];
  /** Everything asked, as `call input`. */
  readonly asked: readonly { readonly name: string; readonly input: unknown }[];
  append(...events: readonly DomainEvent[]): readonly LoggedEvent[];
  appendCausedBy(causedBy: CommandId, ...events: readonly DomainEvent[]): readonly LoggedEvent[];
  /** A fact this desk is too old to know. */
  appendUnknown(type: string, scopes: readonly string[], body?: Record<string, unknown>): LoggedEvent;
  /** A record this desk is too old to read: it is in every snapshot of the scope. */
  keepUnknown(scope: string, record: RawRecord): void;
  /** What the agent may see now: exactly this must be on the desk. */
  visible(): readonly StoredRecord[];
  /** Pushes go through this: what it answers is sent, in its order. */
  disturb(how: ((push: Push) => readonly Push[]) | null): void;
  /** Between calls: asked before each answer. */
  before(name: string, run: (() => Promise<void> | void) | null): void;
  execute(how: (command: Command) => CommandOutcome | Promise<CommandOutcome>): void;
  readonly drafts: Map<string, Draft>;
  /** What it was brought, by id; and the next answers that are refusals. */
  readonly files: { readonly kept: Map<string, Buffer>; readonly refusals: Failure[] };
  tellDraft(draft: Draft): void;
  /** Cuts every line; `isUp: false`: and lets nobody in. */
  cut(isUp?: boolean): void;
  open(): void;
  /** A restored or new store. */
  restart(keep: number): void;
  endSession(): void;
  readonly pageSize: number;
}

interface Options {
  readonly agentId: AgentId;
  readonly pageSize?: number;
}

export function createScriptedHub({ agentId, pageSize = 500 }: Options): ScriptedHub {
  let log: LoggedEvent[] = [];
  let records = new Map<string, StoredRecord>();
  const unknown: { scope: string; record: RawRecord }[] = [];
  let epoch = 'a'.repeat(32);
  let isUp = true;
  let disturb: ((push: Push) => readonly Push[]) | null = null;
  let execute: (command: Command) => CommandOutcome | Promise<CommandOutcome> = () => ({ is: 'done', seqs: [] });
  const lines = new Map<Emitter<HubContract>, { lastSent: number; isGreeted: boolean; cut(): void }>();
  const drafts = new Map<string, Draft>();
  const asked: { name: string; input: unknown }[] = [];
  const befores = new Map<string, () => Promise<void> | void>();

  const held = (): Set<string> =>
    new Set(
      [...records.values()].flatMap((record) => (record.kind === 'grant' && record.body.agentId === agentId ? [record.body.scope] : [])),
    );
  const isSeen = ({ rev: _rev, ...change }: StoredRecord): boolean => scopesOf(change).some((scope) => held().has(scope));

  function fold(event: Omit<LoggedEvent, 'scopes'>): LoggedEvent {
    const draft: LoggedEvent = { ...event, scopes: [] };
    const changes = foldEvent(draft, {
      get: (kind, id) => {
        const found = records.get(`${kind} ${id}`);
        // The key holds the kind.
        return found === undefined ? undefined : { rev: found.rev, body: found.body as never };
      },
    });
    const scopes = new Set<Scope>();
    for (const change of changes === 'unknown' ? [] : changes) {
      const before = records.get(`${change.kind} ${change.id}`);
      if (before !== undefined)
        for (const scope of scopesOf({ kind: before.kind, id: before.id, body: before.body } as Change)) scopes.add(scope);
      for (const scope of scopesOf(change)) scopes.add(scope);
      if (change.body === null) records.delete(`${change.kind} ${change.id}`);
      else records.set(`${change.kind} ${change.id}`, StoredRecord.parse({ ...change, rev: event.seq }));
    }
    return { ...draft, scopes: [...scopes] };
  }

  function write(event: Omit<LoggedEvent, 'scopes' | 'seq' | 'at'>, scopes: readonly string[] = []): LoggedEvent {
    const seq = (log.at(-1)?.seq ?? 0) + 1;
    const heldBefore = held();
    const folded = fold({ ...event, seq, at: AT });
    const logged = { ...folded, scopes: [...folded.scopes, ...scopes.map((scope) => Scope.parse(scope))] };
    log.push(logged);
    // Who loses a scope is told so; who gains one hears from the next event on.
    if (logged.scopes.some((scope) => heldBefore.has(scope))) pushToAll([logged]);
    return logged;
  }

  function pushToAll(events: readonly LoggedEvent[]): void {
    for (const [emitter, line] of lines) {
      if (!line.isGreeted) continue;
      const push = { after: line.lastSent, events };
      line.lastSent = events.at(-1)?.seq ?? line.lastSent;
      for (const { after, events: sent } of disturb?.(push) ?? [push]) emitter.emit('events.appended', { after, events: [...sent] });
    }
  }

  const files = { kept: new Map<string, Buffer>(), refusals: [] as Failure[] };
  const draftKey = ({ conversationId, mode }: Draft): string => `${conversationId} ${mode}`;
  const head = (): number => log.at(-1)?.seq ?? 0;

  const handlers: Handlers<HubContract, { line: { lastSent: number; isGreeted: boolean } }> = {
    hello: ({ epoch: known, cursor }, { line }) => {
      line.lastSent = head();
      line.isGreeted = true;
      const agent = records.get(`agent ${agentId}`);
      if (agent?.kind !== 'agent') throw new Failure('denied', 'nobody of this name works here');
      const scopes = [...held()].map((scope) => Scope.parse(scope));
      return {
        protocol: PROTOCOL,
        epoch,
        head: head(),
        hubClock: AT,
        agent: agent.body,
        scopes,
        mayResume: known === epoch && cursor <= head(),
      };
    },
    search: () => ({ hits: [], next: null }),
    'sync.pull': ({ after }) => {
      const due = log.filter(({ seq, scopes }) => seq > after && scopes.some((scope) => held().has(scope)));
      return { events: due.slice(0, pageSize), head: head(), more: due.length > pageSize };
    },
    'sync.snapshot': async ({ scope, after }) => {
      const seq = head();
      const customer = [...records.values()].find(({ kind, id }) => kind === 'customer' && `customer:${id}` === scope);
      if (!held().has(scope) && (customer === undefined || !isSeen(customer))) throw new Failure('denied', 'not held');
      const all = [...records.values()]
        .filter((record) => isSeen(record) && scopesOf({ kind: record.kind, id: record.id, body: record.body } as Change).includes(scope))
        .toSorted((a, b) => (`${a.kind} ${a.id}` < `${b.kind} ${b.id}` ? -1 : 1))
        .filter((record) => after === null || `${record.kind} ${record.id}` > `${after.kind} ${after.id}`);
      const page = all.slice(0, pageSize);
      const last = page.at(-1);
      // What happens while a page is read, and before it arrives.
      await befores.get('page')?.();
      const strange = after === null ? unknown.filter((one) => one.scope === scope).map(({ record }) => record) : [];
      return {
        records: [...strange, ...page],
        next: all.length > pageSize && last !== undefined ? { kind: last.kind, id: last.id } : null,
        seq,
      };
    },
    'sync.cleared': () => null,
    'sync.purged': () => null,
    'desk.list': () => [],
    'command.execute': (command) => execute(command),
    'draft.put': (draft) => {
      const kept = drafts.get(draftKey(draft));
      if (kept !== undefined && kept.revision >= draft.revision) return kept;
      drafts.set(draftKey(draft), draft);
      return draft;
    },
    'draft.list': () => [...drafts.values()].filter(({ text }) => text !== ''),
    'typing.set': () => null,
    'history.read': () => ({ records: [], hasOlder: false }),
    'password.issue': () => ({ issued: [] }),
    'password.change': () => null,
    'desk.wipes': () => ({ thisDeskId: DeskId.parse('dsk_one'), wipes: [] }),
    'desk.order_wipe': () => {
      throw new Failure('denied', 'only who leads');
    },
    'desk.withdraw_wipe': () => null,
    'person.work': () => ({ handling: [], wrapUp: 0 }),
    'channel.quota': () => null,
    'channel.sticker': () => null,
    'channel_account.states': () => [],
    'channel_account.put_secret': () => null,
    'channel_account.test': () => [],
    'blob.put': ({ conversationId: _conversation, mode: _mode, offset, base64, ...attachment }) => {
      const refusal = files.refusals.shift();
      if (refusal !== undefined) throw refusal;
      const bytes = Buffer.concat([
        (files.kept.get(attachment.blobId) ?? Buffer.alloc(0)).subarray(0, offset),
        Buffer.from(base64, 'base64'),
      ]);
      files.kept.set(attachment.blobId, bytes);
      return { received: bytes.length, attachment: bytes.length === attachment.size ? attachment : null };
    },
    'blob.read': ({ blobId, offset }) => {
      const bytes = files.kept.get(blobId);
      if (bytes === undefined) throw new Failure('not_found', 'the file is gone');
      return { base64: bytes.subarray(offset, offset + FILE_PIECE).toString('base64'), size: bytes.length };
    },
  };

  return {
    get log() {
      return log;
    },
    asked,
    drafts,
    files,
    pageSize,
    dial: () => {
      if (!isUp) return Promise.reject(new Failure('offline', 'the hub cannot be reached'));
      const wire = memoryPorts();
      const line = { lastSent: 0, isGreeted: false, cut: () => wire.close() };
      const emitter: Emitter<HubContract> = serve(hubContract, withBefores(handlers), wire.b, { line }, (error) => {
        throw error;
      });
      lines.set(emitter, line);
      wire.b.onClose(() => lines.delete(emitter));
      return Promise.resolve({ port: wire.a, onHeard: () => {}, close: () => wire.close() });
    },
    append: (...events) => events.map(({ type, body }) => write({ type, body, causedBy: null })),
    appendCausedBy: (causedBy, ...events) => events.map(({ type, body }) => write({ type, body, causedBy })),
    appendUnknown: (type, scopes, body = { news: 1 }) => write({ type, body, causedBy: null }, scopes),
    keepUnknown: (scope, record) => unknown.push({ scope, record }),
    visible: () => [...records.values()].filter(isSeen),
    disturb: (how) => {
      disturb = how;
    },
    before: (name, run) => {
      if (run === null) befores.delete(name);
      else befores.set(name, run);
    },
    execute: (how) => {
      execute = how;
    },
    tellDraft: (draft) => {
      drafts.set(draftKey(draft), draft);
      for (const [emitter] of lines) emitter.emit('draft.changed', draft);
    },
    cut: (stays = true) => {
      isUp = stays;
      for (const line of lines.values()) line.cut();
    },
    open: () => {
      isUp = true;
    },
    restart: (keep) => {
      const old = log.slice(0, keep);
      log = [];
      records = new Map();
      epoch = epoch.replaceAll('a', 'b');
      for (const { seq: _seq, at: _at, scopes: _scopes, ...event } of old) write(event);
      for (const line of lines.values()) line.cut();
    },
    endSession: () => {
      for (const [emitter, line] of lines) {
        emitter.emit('session.ended', { reason: 'deactivated' });
        void Promise.resolve().then(() => line.cut());
      }
    },
  };

  function withBefores(plain: typeof handlers): typeof handlers {
    return Object.fromEntries(
      Object.entries(plain).map(([name, handler]) => [
        name,
        async (input: never, ctx: never): Promise<unknown> => {
          asked.push({ name, input });
          await befores.get(name)?.();
          return (handler as (input: never, ctx: never) => unknown)(input, ctx); // the pair comes from one entry
        },
      ]),
    ) as typeof handlers; // the same names
  }
}
