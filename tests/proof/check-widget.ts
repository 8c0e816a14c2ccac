import type { WidgetItem } from '#shared/contracts/widget';
import type { LogIndex } from './check-log.ts';
import type { Customer } from './customer.ts';

/** Where a customer's thread differs from the log: a line missing, twice, another, or in another place. */
export async function threadDiffers(customer: Customer, { threads }: LogIndex): Promise<string[]> {
  const thread = await customer.thread();
  if (thread === null) return [];
  const logged = [...threads.values()].find(({ account, from }) => account === 'chat' && from === customer.from);
  const expected = JSON.stringify([...(logged?.received ?? []), ...(logged?.sent ?? [])].map(({ id, text }) => `${id} ${text}`).toSorted());
  const amiss = (name: string, items: readonly WidgetItem[]): string[] => {
    const isInOrder = items.every(({ seq }, at) => at === 0 || seq > (items[at - 1]?.seq ?? 0));
    const told = JSON.stringify(items.map(({ id, text }) => `${id} ${text}`).toSorted());
    if (!isInOrder) return [`${name} of ${customer.from} is out of order`];
    return told === expected ? [] : [`${name} of ${customer.from} is\n    ${told}\n  and the log has\n    ${expected}`];
  };
  return [...amiss('the thread in the widget', thread.held), ...amiss('the thread for a fresh page', thread.fresh)];
}
