import type { CommandBody } from '#shared/commands/index';
import type { CommandId, ConversationId } from '#shared/domain/ids';
import type { ComposerMode } from '#shared/domain/draft';
import type { DeskName } from './people.ts';

export interface Wish {
  readonly commandId: CommandId;
  readonly desk: DeskName;
  readonly body: CommandBody;
  /** What the agent's screen had shown. */
  readonly basis: number;
  /** `asked`: the desk was killed before it answered, so either is right. `gone`: discarded, or replaced by another try. */
  state: 'asked' | 'accepted' | 'refused' | 'gone';
  /** Its desk was not level with the hub between the submission and the sending, as its agent could see. */
  hasWaited: boolean;
  /** It stood in the outbox with a reason at some time: what came after it may have overtaken it. */
  wasParked: boolean;
}

export interface CustomerLine {
  readonly externalId: string;
  readonly account: string;
  readonly from: string;
  readonly text: string;
  isAnswered: boolean;
}

/** All that was promised to anybody: what those who check hold the world to. */
export interface Ledger {
  readonly wishes: Map<CommandId, Wish>;
  readonly lines: CustomerLine[];
  /** Texts that stood in a composer and were sent from there: they stand in none again. Key: conversation, mode. */
  readonly consumed: Map<string, Set<string>>;
  /** Texts that were typed, the last at each desk last. */
  readonly typed: Map<string, string>;
  nextText(who: string): string;
}

export function createLedger(): Ledger {
  let count = 0;
  return {
    wishes: new Map(),
    lines: [],
    consumed: new Map(),
    typed: new Map(),
    nextText(who) {
      count += 1;
      return `${who}の${count}番目の言葉`;
    },
  };
}

export function draftKey(conversationId: ConversationId, mode: ComposerMode): string {
  return `${conversationId} ${mode}`;
}

/** A message or note that a wish brings to the world: its id is minted with the wish, and stays through every try. */
export function bornOf(body: CommandBody): string | null {
  if (body.type === 'message.send') return body.messageId;
  if (body.type === 'note.add' || body.type === 'interaction.give_back' || body.type === 'interaction.hand_over') return body.noteId;
  return null;
}
