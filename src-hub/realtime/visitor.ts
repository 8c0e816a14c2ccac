import type { WidgetContract, WidgetState } from '#shared/contracts/widget';
import type { Conversation } from '#shared/domain/conversation';
import type { Clock } from '#shared/domain/clock';
import type { AgentId, BlobId, ConversationId, QueueId } from '#shared/domain/ids';
import { customerScope } from '#shared/domain/scope';
import type { CallOutput, Emitter } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import type { VisitorClaims } from '#hub/auth/tokens';
import type { Db } from '#hub/db/db';
import type { FileTokens } from '#hub/files/file-tokens';
import type { EventLog } from '#hub/log/event-log';
import { conversationOfContact } from '#hub/log/records';
import type { EventReach } from './event-reach.ts';
import { isPublicFile, publicItems, publicState } from './public-thread.ts';
import type { Signals } from './signals.ts';
import { recordReceipt } from './widget-receipts.ts';

/** One page with the widget in it. */
export interface WidgetLink {
  /** The rev up to which this page has the thread; null until it has synced. */
  cursor: number | null;
  shownState: string | null;
  /** False: it reads slower than we write; it gets the rest when it has caught up, or syncs after its line broke. */
  readonly hasRoom: () => boolean;
  readonly emitter: Emitter<WidgetContract>;
}

/** A visitor with all pages that are open now. */
export interface Visitor {
  readonly key: string;
  join(link: WidgetLink): void;
  leave(link: WidgetLink): void;
  linkCount(): number;
  isReachedBy(reach: EventReach): boolean;
  /** Shows whether anybody is there. */
  caresForStaff(): boolean;
  /** Something may have changed: tells every page what it lacks. */
  refresh(): void;
  sync(link: WidgetLink, after: number, epoch: string | null): Promise<CallOutput<WidgetContract, 'chat.sync'>>;
  read(upToSeq: number): Promise<void>;
  /** The path of a file of the thread. */
  fileOf(blobId: BlobId): Promise<string>;
  customerTyping(isTyping: boolean): void;
  /** Of the owner alone: others who have the conversation open may be typing a note. */
  agentTyping(conversationId: ConversationId, agentId: AgentId, isTyping: boolean): void;
}

interface Deps {
  readonly key: string;
  readonly claims: VisitorClaims;
  /** Where what they write first would wait. */
  readonly queueId: () => QueueId;
  readonly db: Db;
  readonly log: EventLog;
  readonly signals: Signals;
  readonly files: Pick<FileTokens, 'path'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly onTrouble: (error: unknown, what: string) => void;
}

const PAGE = 200;
/** A page asks again for an address that it no longer has. */
const FILE_ADDRESS_MS = 10 * 60_000;
const TELL_AGAIN_MS = 1_000;
/** A page asks one thing after the other; who asks a hundred at once is no widget. */
const MOST_WAITING = 100;
/** The widget says it every three seconds. */
const TYPING_PAUSE_MS = 300;

/**
 * Questions and pushes of a visitor run one after the other, so that what a push starts from is what the page was last given;
 * a page that stands elsewhere syncs.
 */
export function createVisitor({ key, claims, queueId, db, log, signals, files, clock, onTrouble }: Deps): Visitor {
  const links = new Set<WidgetLink>();
  let conversation: Conversation | undefined;
  let caresForStaff = true;
  let ownerId: AgentId | null = null;
  let isTyping = false;
  let turn: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let typedAt = Number.NEGATIVE_INFINITY;
  let isRefreshDue = false;

  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    if (waiting >= MOST_WAITING) return Promise.reject(new Failure('too_many', 'too much at once'));
    waiting += 1;
    const mine = turn.then(run).finally(() => {
      waiting -= 1;
    });
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function findConversation(): Promise<Conversation | undefined> {
    conversation ??= await conversationOfContact(db, claims.accountId, { kind: 'visitor', value: claims.visitorId });
    return conversation;
  }

  async function readState(): Promise<WidgetState> {
    const { state, ownerId: owner } = await publicState(db, await findConversation(), queueId());
    ownerId = owner;
    caresForStaff = state.is !== 'with_agent';
    return state;
  }

  async function push(): Promise<void> {
    isRefreshDue = false;
    const level = [...links].filter((link) => link.cursor !== null && link.hasRoom());
    if (level.length === 0) return;
    const found = await findConversation();
    const from = Math.min(...level.map((link) => link.cursor ?? 0));
    const items = found === undefined ? [] : await publicItems(db, found.id, from, PAGE);
    const cursor = items.at(-1)?.rev ?? from;
    const state = await readState();
    for (const link of level) {
      const after = link.cursor ?? 0;
      const news = items.filter((item) => item.rev > after);
      if (news.length > 0) {
        link.emitter.emit('chat.items', { after, items: news, cursor });
        link.cursor = cursor;
      }
      show(link, state);
    }
    if (items.length === PAGE) refresh();
  }

  function show(link: WidgetLink, state: WidgetState): void {
    const shown = JSON.stringify(state);
    if (shown === link.shownState) return;
    link.shownState = shown;
    link.emitter.emit('chat.state', state);
  }

  function refresh(): void {
    // What comes while one waits for its turn is seen by it.
    if (isRefreshDue) return;
    isRefreshDue = true;
    inTurn(push).catch((error: unknown) => {
      onTrouble(error, 'telling a widget');
      // The store may be away for a moment; the news must not be.
      isRefreshDue = false;
      if (links.size > 0) setTimeout(refresh, TELL_AGAIN_MS).unref();
    });
  }

  function customerTyping(next: boolean): void {
    const now = performance.now();
    // Who stops at once is believed at once: else the desk shows somebody typing who has sent and is gone.
    if (conversation === undefined || (next ? now - typedAt < TYPING_PAUSE_MS : !isTyping)) return;
    if (next) typedAt = now;
    isTyping = next;
    signals.send({ is: 'customer_typing', conversationId: conversation.id, isTyping });
  }

  return {
    key,
    join: (link) => void links.add(link),
    leave(link) {
      links.delete(link);
      if (links.size === 0) customerTyping(false);
    },
    linkCount: () => links.size,
    isReachedBy: ({ scopes, conversationIds, visitorIds }) =>
      conversation === undefined
        ? visitorIds.has(claims.visitorId)
        : scopes.has(customerScope(conversation.customerId)) || conversationIds.has(conversation.id),
    caresForStaff: () => caresForStaff,
    refresh,
    sync: (link, asked, epoch) =>
      inTurn(async () => {
        const after = epoch === log.epoch ? asked : 0;
        const found = await findConversation();
        const items = found === undefined ? [] : await publicItems(db, found.id, after, PAGE);
        const more = items.length === PAGE;
        const cursor = items.at(-1)?.rev ?? after;
        const state = await readState();
        link.cursor = more ? null : cursor;
        link.shownState = JSON.stringify(state);
        if (found !== undefined && after > 0) {
          recordReceipt(log, db, found, 'delivered', after).catch((error: unknown) => onTrouble(error, 'recording a receipt'));
        }
        return { epoch: log.epoch, items, cursor, more, state };
      }),
    read: (upToSeq) =>
      inTurn(async () => {
        const found = await findConversation();
        if (found !== undefined) await recordReceipt(log, db, found, 'read', upToSeq);
      }),
    fileOf: (blobId) =>
      inTurn(async () => {
        const found = await findConversation();
        const isTheirs = found !== undefined && (await isPublicFile(db, found.id, blobId));
        if (!isTheirs) throw new Failure('denied', 'this file is not of this talk');
        return files.path({ blobId, purpose: 'visitor' }, clock.now() + FILE_ADDRESS_MS);
      }),
    customerTyping,
    agentTyping(conversationId, agentId, isAgentTyping) {
      if (conversation?.id !== conversationId || agentId !== ownerId) return;
      for (const { emitter } of links) emitter.emit('chat.agent_typing', { isTyping: isAgentTyping });
    },
  };
}
