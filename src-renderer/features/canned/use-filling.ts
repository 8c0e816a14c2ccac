import type { Interaction } from '#shared/domain/interaction';
import type { Locale } from '#shared/domain/text';
import { useDesk, useMe, useRecords } from '#ui/wire/desk.tsx';
import { CENTRE_ID } from '#shared/domain/centre';
import { answerLanguage } from './canned-language.ts';
import type { Filling } from './fill-canned.ts';

/** What texts to this customer are filled in from, and the language to answer in. */
export function useFilling(interaction: Interaction): { readonly locale: Locale; readonly filling: Omit<Filling, 'locale'> } {
  const { ticker } = useDesk();
  const agent = useMe();
  const { customer, centre, queue } = useRecords(({ records }) => ({
    customer: records.customer.get(interaction.customerId),
    centre: records.centre.get(CENTRE_ID),
    queue: records.queue.get(interaction.queueId),
  }));
  return {
    locale: answerLanguage(customer, interaction, centre),
    filling: { customerName: customer?.name ?? null, agent, centre, queue, now: ticker.now() },
  };
}
