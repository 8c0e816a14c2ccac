import { EventEmitter } from 'node:events';
import type { CommandBody, CommandOf } from '#shared/commands/index';
import type { CommandId, ConversationId } from '#shared/domain/ids';
import type { ComposerMode } from '#shared/domain/draft';

/** What a customer wrote. */
export interface CustomerLine {
  readonly account: 'chat' | 'sms';
  /** The phone number, or the visitor. */
  readonly from: string;
  readonly externalId: string;
  readonly text: string;
  /** Answered 2xx, which the widget shows as sent. */
  isAnswered: boolean;
}

/**
 * What an agent wished. `asked`: nobody answered, because the core was killed; it may be so or not. `accepted`: it is so, or will be,
 * or stands visibly in the outbox. `refused`: the core said no at once.
 */
export interface Wish {
  readonly commandId: CommandId;
  readonly body: CommandBody;
  state: 'asked' | 'accepted' | 'refused';
  /** It stood in the outbox with its reason, where the agent saw it. */
  wasParked: boolean;
  /** What became of it was asked for. */
  isSettled: boolean;
}

/** What can be killed, and what it promises: 2xx, a wish or a draft kept, a bubble shown. */
export type Part = 'hub' | 'core' | 'renderer';

/** Everything that was promised to somebody, kept outside of what is killed. */
export interface Ledger {
  readonly lines: CustomerLine[];
  readonly wishes: Map<CommandId, Wish>;
  /** Replies sent from the real page whose bubble was seen there. */
  readonly shown: string[];
  /** Messages that the agent asked to send again, and how often. */
  readonly resends: Map<string, number>;
  /** Of each composer: every text that may stand in it now. One, unless somebody was killed while it was put there. */
  readonly drafts: Map<string, Set<string>>;
  /** Somebody was just promised something by this part. */
  promised(by: Part): void;
  /** Resolves at that very moment, the next time. */
  nextPromise(by: Part): Promise<void>;
  draftTyped(conversationId: ConversationId, mode: ComposerMode, text: string): void;
  draftKept(conversationId: ConversationId, mode: ComposerMode, text: string): void;
}

export function createLedger(): Ledger {
  const drafts = new Map<string, Set<string>>();
  const moments = new EventEmitter<Record<Part, []>>();
  return {
    lines: [],
    wishes: new Map(),
    shown: [],
    resends: new Map(),
    drafts,
    promised: (by) => void moments.emit(by),
    nextPromise: (by) => new Promise((resolve) => moments.once(by, resolve)),
    draftTyped(conversationId, mode, text) {
      const name = draftName(conversationId, mode);
      // A composer that nobody wrote in is empty.
      drafts.set(name, (drafts.get(name) ?? new Set([''])).add(text));
    },
    draftKept: (conversationId, mode, text) => void drafts.set(draftName(conversationId, mode), new Set([text])),
  };
}

export function draftName(conversationId: ConversationId, mode: ComposerMode): string {
  return `${conversationId} ${mode}`;
}

export function isSend(body: CommandBody): body is CommandOf<'message.send'> {
  return body.type === 'message.send';
}
