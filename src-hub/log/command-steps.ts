import { setIntentStep, setQueuesStep } from '#hub/agents/agent-steps';
import {
  configureAccountStep,
  configureAgentStep,
  configureCannedResponseStep,
  configureCentreStep,
  configureDispositionStep,
  configureQueueStep,
  undoStep,
} from '#hub/centre/configure-steps';
import { acknowledgeAbuseStep, flagAbuseStep, stepOutStep, withdrawAbuseStep } from '#hub/abuse/abuse-steps';
import { blockCustomerStep, closeAsSpamStep, unblockCustomerStep } from '#hub/abuse/spam-steps';
import { assignStep, closeStep, moveStep, reopenStep } from '#hub/interactions/direction-steps';
import { acceptStep, completeWrapUpStep, declineStep, startWrapUpStep, takeStep } from '#hub/interactions/interaction-steps';
import { addPointStep, correctPointStep, nameStep, removePointStep, setLocaleStep } from '#hub/customers/customer-steps';
import { joinStep } from '#hub/customers/join-steps';
import { giveBackStep, handOverStep, rescindStep, takeOverStep } from '#hub/interactions/ownership-steps';
import { startStep } from '#hub/interactions/start-steps';
import { snoozeStep, wakeStep } from '#hub/interactions/snooze-steps';
import { markReadStep, markUnreadStep, noteStep, resendStep, sendStep } from '#hub/messages/message-steps';
import type { Steps } from './step.ts';

/** Every command, and where its meaning lives; a forgotten one does not compile. */
export const commandSteps: Steps = {
  'message.send': sendStep,
  'message.resend': resendStep,
  'note.add': noteStep,
  'conversation.mark_read': markReadStep,
  'conversation.mark_unread': markUnreadStep,
  'customer.name': nameStep,
  'customer.add_contact_point': addPointStep,
  'customer.correct_contact_point': correctPointStep,
  'customer.remove_contact_point': removePointStep,
  'customer.set_locale': setLocaleStep,
  'customer.join': joinStep,
  'interaction.start': startStep,
  'reservation.accept': acceptStep,
  'reservation.decline': declineStep,
  'interaction.take': takeStep,
  'interaction.give_back': giveBackStep,
  'interaction.hand_over': handOverStep,
  'interaction.take_over': takeOverStep,
  'reservation.rescind': rescindStep,
  'interaction.snooze': snoozeStep,
  'interaction.wake': wakeStep,
  'interaction.assign': assignStep,
  'interaction.move': moveStep,
  'interaction.close': closeStep,
  'interaction.reopen': reopenStep,
  'abuse.flag': flagAbuseStep,
  'abuse.withdraw': withdrawAbuseStep,
  'abuse.acknowledge': acknowledgeAbuseStep,
  'abuse.step_out': stepOutStep,
  'interaction.close_as_spam': closeAsSpamStep,
  'customer.block': blockCustomerStep,
  'customer.unblock': unblockCustomerStep,
  'wrap_up.start': startWrapUpStep,
  'wrap_up.complete': completeWrapUpStep,
  'agent.set_intent': setIntentStep,
  'agent.set_queues': setQueuesStep,
  'centre.configure': configureCentreStep,
  'agent.configure': configureAgentStep,
  'queue.configure': configureQueueStep,
  'disposition.configure': configureDispositionStep,
  'canned_response.configure': configureCannedResponseStep,
  'channel_account.configure': configureAccountStep,
  'config.undo': undoStep,
};
