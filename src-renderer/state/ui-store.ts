import { createStore } from 'zustand/vanilla';
import type { CustomerId, InteractionId } from '#shared/domain/ids';
import type { TakenBack } from './take-back.ts';

export type InboxFilter = 'mine' | 'awaiting' | 'queues' | 'all';
export type Place = 'inbox' | 'team' | 'settings';
export type Sheet = 'palette' | 'shortcuts' | 'unsent' | 'customer' | 'hand_over' | 'give_back';

/** What the agent looks at; never a fact of the hub. */
export interface UiState {
  readonly place: Place;
  readonly filter: InboxFilter;
  readonly customerId: CustomerId | null;
  readonly interactionId: InteractionId | null;
  /** The item to show, after a search; null opens at the first unread. */
  readonly itemId: string | null;
  readonly sheet: Sheet | null;
  /** Until the composer has it. */
  readonly takenBack: TakenBack | null;
  readonly isContextOpen: boolean;
}

export type UiStore = ReturnType<typeof createUiStore>;

export function createUiStore() {
  return createStore<UiState>(() => ({
    place: 'inbox',
    filter: 'queues',
    customerId: null,
    interactionId: null,
    itemId: null,
    sheet: null,
    takenBack: null,
    isContextOpen: true,
  }));
}
