import { contactLane, customerLane } from '#hub/log/lanes';
import { conversationOfContact, openInteractionsOf } from '#hub/log/records';
import { getRecord, holdsCustomer, type Step } from '#hub/log/step';
import { subjectOf } from '#hub/customers/customer-steps';
import { decideStart } from './decide-start.ts';

export const startStep: Step<'interaction.start'> = {
  // The contact's lane too: the customer may write at this very moment, and a thread is opened once.
  lanes: (_db, { customerId, to }) => Promise.resolve([customerLane(customerId), contactLane(to)]),
  async prepare(writer, body, { agent, now, ids }) {
    const customer = await getRecord(writer, 'customer', body.customerId);
    const conversation = await conversationOfContact(writer.tx, body.accountId, body.to);
    const open = conversation === undefined ? [] : await openInteractionsOf(writer.tx, conversation.id);
    const subject = await subjectOf(writer, agent, customer);
    const starting = {
      agent,
      customer,
      conversation,
      account: await writer.record('channel_account', body.accountId),
      talk: open.find(({ state }) => state.is !== 'wrap_up'),
      known: await writer.record('interaction', body.interactionId),
      holdsCustomer: await holdsCustomer(writer, agent, customer.id),
      fresh: { conversationId: ids.conversation(), segmentId: ids.segment() },
    };
    return { subject, decide: () => decideStart(starting, body, now) };
  },
};
