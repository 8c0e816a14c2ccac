import { setIntentStep, setQueuesStep } from '#hub/agents/agent-steps';
import { acceptStep, completeWrapUpStep, declineStep, startWrapUpStep, takeStep } from '#hub/interactions/interaction-steps';
import { giveBackStep, handOverStep, rescindStep, takeOverStep } from '#hub/interactions/ownership-steps';
import { snoozeStep, wakeStep } from '#hub/interactions/snooze-steps';
import { markReadStep, noteStep, resendStep, sendStep } from '#hub/messages/message-steps';
import type { Steps } from './step.ts';

/** Every command, and where its meaning lives; a forgotten one does not compile. */
export const commandSteps: Steps = {
  'message.send': sendStep,
  'message.resend': resendStep,
  'note.add': noteStep,
  'conversation.mark_read': markReadStep,
  'reservation.accept': acceptStep,
  'reservation.decline': declineStep,
  'interaction.take': takeStep,
  'interaction.give_back': giveBackStep,
  'interaction.hand_over': handOverStep,
  'interaction.take_over': takeOverStep,
  'reservation.rescind': rescindStep,
  'interaction.snooze': snoozeStep,
  'interaction.wake': wakeStep,
  'wrap_up.start': startWrapUpStep,
  'wrap_up.complete': completeWrapUpStep,
  'agent.set_intent': setIntentStep,
  'agent.set_queues': setQueuesStep,
};
