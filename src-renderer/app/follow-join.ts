import { useEffect } from 'react';
import { useDesk, useRecords, useUi } from '../wire/desk.tsx';

/** A record that was found to be another person's opens that person: old links, searches and open windows go on. */
export function useFollowJoin(): void {
  const { ui } = useDesk();
  const customerId = useUi((state) => state.customerId);
  const joinedInto = useRecords(({ records }) => (customerId === null ? undefined : records.customer.get(customerId)?.joinedInto));
  useEffect(() => {
    if (joinedInto !== undefined) ui.setState({ customerId: joinedInto });
  }, [joinedInto, ui]);
}
