import { createStore } from 'zustand/vanilla';
import type { AgentId, CommandId, CustomerId, InteractionId } from '#shared/domain/ids';
import type { TakenBack } from './take-back.ts';

export type InboxFilter = 'mine' | 'awaiting' | 'queues' | 'all';
export type Place = 'inbox' | 'unsent' | 'team' | 'admin' | 'settings';
/** What administrators set up, each with a screen of its own. */
export type AdminSectionId = 'centre' | 'people' | 'queues' | 'dispositions' | 'canned' | 'accounts' | 'widget' | 'changes';
export type Sheet = 'palette' | 'shortcuts' | 'customer' | 'hand_over' | 'give_back' | 'snooze' | 'spam' | 'sign_out' | 'desks';

/** A form's fields as they were left, and the record they were made from. */
export interface HalfDone {
  readonly value: object;
  readonly base: object;
}

/** What the agent looks at; never a fact of the hub. */
export interface UiState {
  readonly place: Place;
  /** The screen of the admin place; null is the first one that this person may use. */
  readonly adminSection: AdminSectionId | null;
  /** Forms that were left half filled in, by their key: going elsewhere loses nothing. Never a secret. */
  readonly halfDone: Readonly<Record<string, HalfDone>>;
  readonly filter: InboxFilter;
  readonly customerId: CustomerId | null;
  readonly interactionId: InteractionId | null;
  /** The item to show, after a search; null opens at the first unread. */
  readonly itemId: string | null;
  readonly sheet: Sheet | null;
  /** Whose computers the sheet `desks` shows. */
  readonly desksOf: AgentId | null;
  /** Until the composer has it. */
  readonly takenBack: TakenBack | null;
  readonly isContextOpen: boolean;
  /** What is looked at on the page of what is unsent; null is the first that waits for a decision. */
  readonly unsentId: CommandId | null;
}

export type UiStore = ReturnType<typeof createUiStore>;

export function createUiStore() {
  return createStore<UiState>(() => ({
    place: 'inbox',
    adminSection: null,
    halfDone: {},
    filter: 'queues',
    customerId: null,
    interactionId: null,
    itemId: null,
    sheet: null,
    desksOf: null,
    takenBack: null,
    isContextOpen: true,
    unsentId: null,
  }));
}
