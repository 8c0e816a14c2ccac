import type { WidgetItem, WidgetState } from '#shared/contracts/widget';
import type { GivenAttachment } from '#shared/domain/message';
import type { LocalizedText } from '#shared/domain/text';
import type { OutboxLine } from './outbox.ts';

/** How far the customer's own line got. */
export type Mark = 'unsent' | 'sending' | 'refused' | 'sent' | 'read';

/** One line as it is drawn. */
export interface Line {
  /** Stays the same from the moment of writing, so that the line on the screen is never replaced by its confirmed twin. */
  readonly key: string;
  readonly by: WidgetItem['by'];
  readonly agentName: LocalizedText | null;
  readonly text: string;
  readonly files?: readonly GivenAttachment[];
  readonly at: number;
  readonly mark: Mark | null;
}

/** What the customer sees: the hub's thread, and below it what is not in it yet. Pure. */
export function linesOf(
  items: readonly WidgetItem[],
  outbox: readonly OutboxLine[],
  state: WidgetState,
  isStuck: boolean,
): readonly Line[] {
  const confirmed = new Set(items.map((item) => item.clientMessageId));
  const readUpToSeq = readByUs(items, state);
  return [
    ...items.map((item): Line => ({
      key: item.clientMessageId ?? item.id,
      by: item.by,
      agentName: item.agentName,
      text: item.text,
      ...filesOf(item),
      at: Date.parse(item.at),
      mark: item.by !== 'customer' ? null : item.seq <= readUpToSeq ? 'read' : 'sent',
    })),
    ...outbox
      .filter((line) => !confirmed.has(line.id))
      .map((line): Line => ({
        key: line.id,
        by: 'customer',
        agentName: null,
        text: line.text,
        ...filesOf(line),
        at: line.writtenAt,
        mark: line.state === 'unsent' && !isStuck ? 'sending' : line.state,
      })),
  ];
}

function filesOf({ files }: { readonly files?: readonly GivenAttachment[] | undefined }): Pick<Line, 'files'> {
  return files === undefined ? {} : { files };
}

/** Up to here the customer's lines were on an agent's screen: as the hub says, and because an answer shows that they were. */
function readByUs(items: readonly WidgetItem[], state: WidgetState): number {
  const answered = items.filter((item) => item.by === 'agent').at(-1)?.seq ?? 0;
  return Math.max(answered, state.is === 'with_agent' ? state.readUpToSeq : 0);
}

/** Lines of ours that the customer has not seen. */
export function unreadOf(items: readonly WidgetItem[], readUpToSeq: number): number {
  return items.filter((item) => item.by !== 'customer' && item.seq > readUpToSeq).length;
}
