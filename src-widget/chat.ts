import type { WidgetDetails, WidgetEnd, WidgetLine, WidgetState } from '#shared/contracts/widget';
import type { GivenAttachment } from '#shared/domain/message';
import type { Locale } from '#shared/domain/text';
import type { WidgetConfig } from './config.ts';
import { createFollowThread, type Connection } from './follow-thread.ts';
import type { Identity } from './identity.ts';
import type { Keep } from './keep.ts';
import { linesOf, unreadOf, type Line } from './lines.ts';
import { oneTabAtATime } from './one-tab.ts';
import { createOutbox } from './outbox.ts';
import { postLine, type PostOutcome } from './post-line.ts';
import { readJson } from './read-json.ts';
import { createSendLines } from './send-lines.ts';
import { createSession, SESSION_KEY } from './session.ts';
import { createThread } from './thread.ts';
import { createTyping } from './typing.ts';

/** All that is drawn. */
export interface ChatView {
  readonly lines: readonly Line[];
  readonly state: WidgetState;
  readonly connection: Connection;
  readonly isAgentTyping: boolean;
  readonly unread: number;
  /** False: this browser keeps nothing, so the talk ends with the page. */
  readonly isKept: boolean;
  /** The hub believes the page who this is, or has not said yet. */
  readonly isVouched: boolean;
}

export interface Chat {
  view(): ChatView;
  onChange(listener: () => void): void;
  /** Takes up a talk this visitor began on any page; costs nothing to who never began one. */
  resume(): void;
  /** The panel was opened. */
  begin(locale: Locale): void;
  /** `details`: what was filled in with it. */
  write(text: string, locale: Locale, details?: WidgetDetails, files?: readonly GivenAttachment[]): void;
  /** What proves who this is to the hub; another one, where it was `refused`. */
  token(refused?: string): Promise<string | undefined>;
  fileAddress(blobId: string): Promise<string | null>;
  retry(lineKey: string): void;
  discard(lineKey: string): void;
  typed(isTyping: boolean): void;
  /** All lines are before the customer's eyes. */
  seen(): void;
  /** The customer ends the talk; false: the hub could not be told. */
  end(): Promise<boolean>;
}

const READ_KEY = 'read';
const END_PATIENCE_MS = 10_000;
/** The time that other tabs have to hear from the hub what this one already has. */
const OTHER_TABS_MS = 60_000;

interface Deps {
  readonly config: WidgetConfig;
  readonly keep: Keep;
  readonly page: Window;
  readonly identity: () => Identity | null;
  readonly onSettings: (settings: unknown) => void;
  /** Ends when the page shows another visitor. */
  readonly life: AbortSignal;
}

/** What was written goes up by HTTP, the thread comes down by socket; the two meet by client message id. */
export function createChat({ config, keep, page, identity, onSettings, life }: Deps): Chat {
  const listeners = new Set<() => void>();
  const session = createSession({ config, keep, page, identity, onSettings });
  const thread = createThread(keep);
  const outbox = createOutbox(keep, Date.now, () => randomHex(page));
  const typing = createTyping(page, (isTyping) => void follow.tell('chat.typing', { isTyping }), changed);
  let locale = config.locale;
  let toldReadSeq = 0;

  const follow = createFollowThread({
    config,
    session,
    thread,
    page,
    life,
    onAgentTyping: (isTyping) => typing.heard(isTyping),
    onLevel: () => sender.wake(),
    onChange: changed,
  });
  const sender = createSendLines({
    outbox,
    post,
    visitor: () => session.current()?.visitorId ?? '',
    alone: (run) => oneTabAtATime(page, `${config.hubUrl}${config.account}:send`, run),
    setTimer(ms, run) {
      const timer = page.setTimeout(run, ms);
      return () => page.clearTimeout(timer);
    },
    random: Math.random,
    onChange: changed,
  });

  keep.onChanged((key) => {
    if (key === SESSION_KEY && session.current() !== null) follow.start(locale);
    if (key?.startsWith('line:') === true) sender.wake();
    changed();
  }, life);
  page.addEventListener('online', () => sender.wake(), { signal: life });

  function changed(): void {
    // A sent line stays until the thread that came back contains it, in every tab, so that it is never off any screen.
    const arrived = new Set(thread.items().map((item) => item.clientMessageId));
    for (const { id, writtenAt, visitor } of outbox.lines()) {
      const isAnothers = visitor !== null && visitor !== session.current()?.visitorId;
      if (isAnothers || (arrived.has(id) && Date.now() - writtenAt > OTHER_TABS_MS)) outbox.remove(id);
    }
    for (const listener of listeners) listener();
  }

  async function post(body: WidgetLine | WidgetEnd): Promise<PostOutcome> {
    const first = await session.ensure(locale);
    if (first === null) return { is: 'again', afterMs: 0 };
    const outcome = await postLine(config, first.token, body, page);
    if (outcome.is !== 'denied') return outcome;
    const renewed = await session.renew(first.token, locale);
    if (renewed === null) return { is: 'again', afterMs: 0 };
    follow.start(locale);
    return postLine(config, renewed.token, body, page);
  }

  function lastSeqOfOurs(): number {
    return thread.items().reduce((last, item) => (item.by === 'customer' ? last : Math.max(last, item.seq)), 0);
  }

  /** Seqs of another log say nothing here. */
  function readUpToSeq(): number {
    const { epoch, seq } = readJson(keep.get(READ_KEY));
    return epoch === thread.epoch() && typeof seq === 'number' ? seq : 0;
  }

  return {
    view: () => ({
      lines: linesOf(thread.items(), outbox.lines(), thread.state(), sender.isStuck() || follow.connection() === 'lost'),
      state: thread.state(),
      connection: follow.connection(),
      isAgentTyping: typing.isAgentTyping() && thread.state().is === 'with_agent',
      unread: unreadOf(thread.items(), readUpToSeq()),
      isKept: keep.isLasting(),
      isVouched: (session.current()?.identity ?? 'verified') === 'verified',
    }),
    onChange: (listener) => void listeners.add(listener),
    resume() {
      if (session.current() === null && outbox.lines().length === 0) return;
      follow.start(locale);
      sender.wake();
    },
    begin(chosen) {
      locale = chosen;
      follow.start(locale);
    },
    token: async (refused) => (await (refused === undefined ? session.ensure(locale) : session.renew(refused, locale)))?.token,
    fileAddress: (blobId) => follow.address(blobId),
    write(text, writtenIn, details, files) {
      outbox.add(text, writtenIn, details, files);
      typing.typed(false);
      changed();
      follow.start(locale);
      sender.wake();
    },
    retry(lineKey) {
      outbox.mark(lineKey, 'unsent');
      sender.wake();
      changed();
    },
    discard(lineKey) {
      outbox.remove(lineKey);
      changed();
    },
    typed: (isTyping) => typing.typed(isTyping),
    seen() {
      const seq = lastSeqOfOurs();
      if (seq > readUpToSeq()) {
        keep.set(READ_KEY, JSON.stringify({ epoch: thread.epoch(), seq }));
        changed();
      }
      if (seq <= toldReadSeq || follow.connection() !== 'online') return;
      toldReadSeq = seq;
      void follow.tell('chat.read', { upToSeq: seq }).then((arrived) => {
        if (!arrived) toldReadSeq = 0;
      });
    },
    async end() {
      let isGivenUp = false;
      const patience = new Promise<false>((resolve) => {
        page.setTimeout(() => {
          isGivenUp = true;
          resolve(false);
        }, END_PATIENCE_MS);
      });
      // After all that was written; but an end that comes long after its wish would end another talk.
      const ended = sender.flushed().then(async () => !isGivenUp && (await post({ is: 'end' })).is === 'kept');
      return Promise.race([ended, patience]);
    },
  };
}

/** crypto.randomUUID is not there on http: pages. */
function randomHex(page: Window): string {
  return Array.from(page.crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
