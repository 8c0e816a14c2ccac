import type { CustomerId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import { interactionToShow } from '../state/selectors.ts';
import { useMe, useRecords, useUi } from '../wire/desk.tsx';

/** The piece of work that the middle column is about. */
export function useInteraction(customerId: CustomerId | null): Interaction | undefined {
  const me = useMe();
  const chosen = useUi((state) => state.interactionId);
  return useRecords(({ records }) => (customerId === null ? undefined : interactionToShow(records, customerId, chosen, me.id)));
}
