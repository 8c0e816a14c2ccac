import type { Instant } from '#shared/domain/clock';
import type { Interaction, Segment } from '#shared/domain/interaction';
import type { Message, Note } from '#shared/domain/message';
import { PENDING_SEQ } from '#shared/records/overlay';

/** A step of an interaction that is worth a line between the words. */
export type Milestone =
  | { readonly is: 'arrived'; readonly interaction: Interaction }
  | { readonly is: 'assigned' | 'wrap_up_started' | 'returned'; readonly interaction: Interaction; readonly segment: Segment }
  | { readonly is: 'closed' | 'left'; readonly interaction: Interaction };

interface Placed {
  /** Unique in the timeline, and the same for as long as the thing is. */
  readonly key: string;
  readonly at: Instant;
  readonly seq: number;
}

export type TimelineItem =
  | (Placed & { readonly is: 'message'; readonly message: Message })
  | (Placed & { readonly is: 'note'; readonly note: Note })
  | (Placed & { readonly is: 'milestone'; readonly milestone: Milestone });

export interface TimelineRecords {
  readonly messages: Iterable<Message>;
  readonly notes: Iterable<Note>;
  readonly interactions: readonly Interaction[];
  readonly segments: readonly Segment[];
}

/**
 * Everything between one customer and us in the one order (design rule 10): the channel's time, then the log's seq. What nobody
 * has confirmed yet stands last: its time is this desk's clock, which may be wrong.
 */
export function itemsOf(records: TimelineRecords, hasOlder: boolean): readonly TimelineItem[] {
  const words: TimelineItem[] = [];
  for (const message of records.messages) words.push(messageItem(message));
  for (const note of records.notes) words.push(noteItem(note));
  words.sort(byPlace);
  // Interactions are all here from the start, words come by the page: a milestone older than the oldest word would move later.
  const horizon = hasOlder ? words[0]?.at : undefined;
  const segmentsOf = byInteraction(records.segments);
  const milestones = records.interactions
    .flatMap((interaction) => milestonesOf(interaction, segmentsOf.get(interaction.id) ?? []))
    .filter(({ at }) => horizon === undefined || at >= horizon);
  return milestones.length === 0 ? words : [...words, ...milestones].sort(byPlace);
}

export function isPending(item: TimelineItem): boolean {
  return item.seq === PENDING_SEQ;
}

function byPlace(a: TimelineItem, b: TimelineItem): number {
  if (isPending(a) !== isPending(b)) return isPending(a) ? 1 : -1;
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return a.seq - b.seq || (a.key < b.key ? -1 : 1);
}

// The same record gives the same item, so that a row whose record did not change is not drawn again.
const messageItems = new WeakMap<Message, TimelineItem>();
const noteItems = new WeakMap<Note, TimelineItem>();

function messageItem(message: Message): TimelineItem {
  const known = messageItems.get(message);
  if (known !== undefined) return known;
  const item: TimelineItem = { is: 'message', key: message.id, at: message.at, seq: message.seq, message };
  messageItems.set(message, item);
  return item;
}

function noteItem(note: Note): TimelineItem {
  const known = noteItems.get(note);
  if (known !== undefined) return known;
  const item: TimelineItem = { is: 'note', key: note.id, at: note.at, seq: note.seq, note };
  noteItems.set(note, item);
  return item;
}

/** Milestones have no seq of their own: an arrival stands before what came at the same moment, the others after it. */
const BEFORE_ALL = -1;
const AFTER_ALL = PENDING_SEQ - 1;

/** The key of an interaction's arrival, which stands for the interaction. */
export function arrivalKey(interactionId: string): string {
  return `${interactionId} arrived`;
}

function byInteraction(segments: readonly Segment[]): ReadonlyMap<string, readonly Segment[]> {
  const found = new Map<string, Segment[]>();
  for (const segment of segments) {
    const others = found.get(segment.interactionId);
    if (others === undefined) found.set(segment.interactionId, [segment]);
    else others.push(segment);
  }
  return found;
}

function milestonesOf(interaction: Interaction, segments: readonly Segment[]): TimelineItem[] {
  const arrived = place(arrivalKey(interaction.id), interaction.arrivedAt, BEFORE_ALL, { is: 'arrived', interaction });
  const handled = segments.flatMap((one) => segmentSteps(interaction, one));
  const { state } = interaction;
  if (state.is !== 'closed') return [arrived, ...handled];
  const is = state.agentId === null && state.byId === undefined ? 'left' : 'closed';
  return [arrived, ...handled, place(`${interaction.id} closed`, state.at, AFTER_ALL, { is, interaction })];
}

function segmentSteps(interaction: Interaction, segment: Segment): TimelineItem[] {
  const { id, startedAt, wrapUpStartedAt, endedAt, endedAs } = segment;
  const step = (is: 'assigned' | 'wrap_up_started' | 'returned', at: Instant) =>
    place(`${id} ${is}`, at, AFTER_ALL, { is, interaction, segment });
  const steps = [step('assigned', startedAt)];
  if (wrapUpStartedAt !== null) steps.push(step('wrap_up_started', wrapUpStartedAt));
  // Ended without a wrap-up: the work went back to a queue, unless the next one's own line says how it came to it.
  else if (endedAt !== null && endedAs !== 'handed_over' && endedAs !== 'taken_over' && endedAs !== 'reassigned')
    steps.push(step('returned', endedAt));
  return steps;
}

function place(key: string, at: Instant, seq: number, milestone: Milestone): TimelineItem {
  return { is: 'milestone', key, at, seq, milestone };
}
