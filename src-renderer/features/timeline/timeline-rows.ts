import type { AgentId, ConversationId, InteractionId } from '#shared/domain/ids';
import type { Channel } from '#shared/domain/conversation';
import type { TimelineItem } from './timeline-items.ts';

/**
 * One row of the list: an item and what stands around it. Day and unread marks belong to the row *before* the break, so that an
 * older page coming in above changes no row that is being read.
 */
export interface TimelineRow {
  readonly key: string;
  readonly item: TimelineItem;
  /** Who and when; left out where the same person goes on at once. */
  readonly hasHeader: boolean;
  /** The channel, where it is not that of the words before. */
  readonly showsChannel: boolean;
  /** The day (local, at its noon) that begins after this row. */
  readonly dayAfter: number | null;
  readonly isUnreadAfter: boolean;
}

/** Words of the same person within this stand together under one header. */
const GROUP_MS = 5 * 60_000;

/** Rows with a memory: one that did not change is handed out again, so that React draws only the others. */
export interface RowModel {
  readonly rowsOf: (items: readonly TimelineItem[], firstUnreadKey: string | null) => readonly TimelineRow[];
  /** A row that was the first keeps its header when something older comes before it. */
  readonly keepHead: (key: string) => void;
}

export function createRowModel(): RowModel {
  const headedKeys = new Set<string>();
  const known = new Map<string, TimelineRow>();
  return {
    rowsOf: (items, firstUnreadKey) =>
      buildRows(items, firstUnreadKey, headedKeys).map((row) => {
        const before = known.get(row.key);
        if (before !== undefined && isSame(before, row)) return before;
        known.set(row.key, row);
        return row;
      }),
    keepHead: (key) => headedKeys.add(key),
  };
}

function buildRows(items: readonly TimelineItem[], firstUnreadKey: string | null, headedKeys: ReadonlySet<string>): readonly TimelineRow[] {
  const rows: TimelineRow[] = [];
  let channelNow: Channel | null = null;
  let day: Day | null = null;
  for (const [index, item] of items.entries()) {
    const before = items[index - 1];
    const after = items[index + 1];
    const channel = channelOf(item);
    if (day === null) day = dayOf(item.at);
    const isFirst = before === undefined || headedKeys.has(item.key);
    const showsChannel = channel !== null && (isFirst || channel !== channelNow);
    const isNewDay = before !== undefined && before.at < day.from;
    const nextDay: Day | null = after === undefined ? null : isWithin(day, after.at) ? day : dayOf(after.at);
    rows.push({
      key: item.key,
      item,
      hasHeader: isFirst || isNewDay || showsChannel || item.key === firstUnreadKey || !isContinued(before, item),
      showsChannel,
      dayAfter: nextDay === null || nextDay === day ? null : nextDay.noon,
      isUnreadAfter: after !== undefined && after.key === firstUnreadKey,
    });
    if (channel !== null) channelNow = channel;
    if (nextDay !== null) day = nextDay;
  }
  return rows;
}

/** A local day: its bounds as instants, so that the thousands of items of one day cost a comparison each. */
interface Day {
  readonly from: string;
  readonly until: string;
  /** Names the day, safe from the hour that a time change takes or gives. */
  readonly noon: number;
}

export function dayOf(at: string): Day {
  const date = new Date(at);
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
  return {
    from: new Date(year, month, day).toISOString(),
    until: new Date(year, month, day + 1).toISOString(),
    noon: new Date(year, month, day, 12).getTime(),
  };
}

function isWithin(day: Day, at: string): boolean {
  return at >= day.from && at < day.until;
}

function isSame(a: TimelineRow, b: TimelineRow): boolean {
  return (
    a.item === b.item &&
    a.hasHeader === b.hasHeader &&
    a.showsChannel === b.showsChannel &&
    a.dayAfter === b.dayAfter &&
    a.isUnreadAfter === b.isUnreadAfter
  );
}

function channelOf(item: TimelineItem): Channel | null {
  return item.is === 'message' ? item.message.channel : null;
}

function isContinued(before: TimelineItem, item: TimelineItem): boolean {
  return before.is === item.is && speakerOf(before) === speakerOf(item) && Date.parse(item.at) - Date.parse(before.at) < GROUP_MS;
}

function speakerOf(item: TimelineItem): string {
  switch (item.is) {
    case 'message':
      return item.message.author.by === 'agent' ? item.message.author.agentId : item.message.author.by;
    case 'note':
      return item.note.authorId;
    case 'milestone':
      return 'milestone';
  }
}

export interface Reading {
  readonly me: AgentId;
  /** How far this agent has read a conversation; undefined where they never looked into it. */
  readonly upTo: (conversationId: ConversationId) => number | undefined;
  readonly isOpen: (interactionId: InteractionId) => boolean;
}

/**
 * What the agent has not read: customers' words and colleagues' notes above the marker of their conversation. Who never looked into
 * it has the open work to read, and not the years before.
 */
export function isUnread(item: TimelineItem, { me, upTo, isOpen }: Reading): boolean {
  if (item.is === 'milestone') return false;
  const { conversationId, interactionId } = item.is === 'message' ? item.message : item.note;
  const isMine = item.is === 'message' ? item.message.author.by !== 'customer' : item.note.authorId === me;
  if (isMine || conversationId === null) return false;
  const readUpTo = upTo(conversationId);
  return readUpTo === undefined ? interactionId !== null && isOpen(interactionId) : item.seq > readUpTo;
}

export function conversationOf(item: TimelineItem): ConversationId | null {
  switch (item.is) {
    case 'message':
      return item.message.conversationId;
    case 'note':
      return item.note.conversationId;
    case 'milestone':
      return null;
  }
}
