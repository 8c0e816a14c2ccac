import * as z from 'zod';
import { Instant } from '../domain/clock.ts';
import type { ComposerMode } from '../domain/draft.ts';
import { AgentId, CommandId, DeskId } from '../domain/ids.ts';
import type { Permission } from '../domain/permissions.ts';
import { FailureBody } from '../rpc/failure.ts';
import { abuseCommands } from './abuse-commands.ts';
import { agentCommands } from './agent-commands.ts';
import { configCommands } from './config-commands.ts';
import { conversationCommands } from './conversation-commands.ts';
import { customerCommands } from './customer-commands.ts';
import { interactionCommands } from './interaction-commands.ts';

/** Every wish an agent can have, with the schema of what it needs. */
export const commandInputs = {
  ...conversationCommands,
  ...customerCommands,
  ...interactionCommands,
  ...agentCommands,
  ...configCommands,
  ...abuseCommands,
} as const;
export type CommandType = keyof typeof commandInputs;

export const CommandBody = z.discriminatedUnion('type', [
  commandInputs['message.send'].extend({ type: z.literal('message.send') }),
  commandInputs['message.resend'].extend({ type: z.literal('message.resend') }),
  commandInputs['note.add'].extend({ type: z.literal('note.add') }),
  commandInputs['conversation.mark_read'].extend({ type: z.literal('conversation.mark_read') }),
  commandInputs['conversation.mark_unread'].extend({ type: z.literal('conversation.mark_unread') }),
  commandInputs['customer.name'].extend({ type: z.literal('customer.name') }),
  commandInputs['customer.add_contact_point'].extend({ type: z.literal('customer.add_contact_point') }),
  commandInputs['customer.correct_contact_point'].extend({ type: z.literal('customer.correct_contact_point') }),
  commandInputs['customer.remove_contact_point'].extend({ type: z.literal('customer.remove_contact_point') }),
  commandInputs['customer.set_locale'].extend({ type: z.literal('customer.set_locale') }),
  commandInputs['customer.join'].extend({ type: z.literal('customer.join') }),
  commandInputs['interaction.start'].extend({ type: z.literal('interaction.start') }),
  commandInputs['reservation.accept'].extend({ type: z.literal('reservation.accept') }),
  commandInputs['reservation.decline'].extend({ type: z.literal('reservation.decline') }),
  commandInputs['interaction.take'].extend({ type: z.literal('interaction.take') }),
  commandInputs['interaction.give_back'].extend({ type: z.literal('interaction.give_back') }),
  commandInputs['interaction.hand_over'].extend({ type: z.literal('interaction.hand_over') }),
  commandInputs['reservation.rescind'].extend({ type: z.literal('reservation.rescind') }),
  commandInputs['interaction.take_over'].extend({ type: z.literal('interaction.take_over') }),
  commandInputs['interaction.snooze'].extend({ type: z.literal('interaction.snooze') }),
  commandInputs['interaction.wake'].extend({ type: z.literal('interaction.wake') }),
  commandInputs['interaction.assign'].extend({ type: z.literal('interaction.assign') }),
  commandInputs['interaction.move'].extend({ type: z.literal('interaction.move') }),
  commandInputs['interaction.close'].extend({ type: z.literal('interaction.close') }),
  commandInputs['interaction.reopen'].extend({ type: z.literal('interaction.reopen') }),
  commandInputs['abuse.flag'].extend({ type: z.literal('abuse.flag') }),
  commandInputs['abuse.withdraw'].extend({ type: z.literal('abuse.withdraw') }),
  commandInputs['abuse.acknowledge'].extend({ type: z.literal('abuse.acknowledge') }),
  commandInputs['abuse.step_out'].extend({ type: z.literal('abuse.step_out') }),
  commandInputs['interaction.close_as_spam'].extend({ type: z.literal('interaction.close_as_spam') }),
  commandInputs['customer.block'].extend({ type: z.literal('customer.block') }),
  commandInputs['customer.unblock'].extend({ type: z.literal('customer.unblock') }),
  commandInputs['wrap_up.start'].extend({ type: z.literal('wrap_up.start') }),
  commandInputs['wrap_up.complete'].extend({ type: z.literal('wrap_up.complete') }),
  commandInputs['agent.set_intent'].extend({ type: z.literal('agent.set_intent') }),
  commandInputs['agent.set_queues'].extend({ type: z.literal('agent.set_queues') }),
  commandInputs['centre.configure'].extend({ type: z.literal('centre.configure') }),
  commandInputs['agent.configure'].extend({ type: z.literal('agent.configure') }),
  commandInputs['queue.configure'].extend({ type: z.literal('queue.configure') }),
  commandInputs['disposition.configure'].extend({ type: z.literal('disposition.configure') }),
  commandInputs['canned_response.configure'].extend({ type: z.literal('canned_response.configure') }),
  commandInputs['channel_account.configure'].extend({ type: z.literal('channel_account.configure') }),
  commandInputs['config.undo'].extend({ type: z.literal('config.undo') }),
]);
export type CommandBody = z.infer<typeof CommandBody>;
export type CommandOf<T extends CommandType> = Extract<CommandBody, { type: T }>;

/** A wish on its way to the hub. */
export const Command = z.object({
  commandId: CommandId,
  agentId: AgentId,
  deskId: DeskId,
  /** The desk's own clock; the hub corrects it by the offset measured at hello. */
  writtenAt: Instant,
  /** The seq last shown for the subject: what the agent knew when wishing. */
  basis: z.number().int().nonnegative(),
  /** It was not submitted on the line that it is sent on: the hub looks at a reply again before it goes out. */
  hasWaited: z.boolean().optional(),
  /** It was parked once, and the agent wants it again: its draft is gone already, and what is being written there now is another. */
  isRetry: z.boolean().optional(),
  body: CommandBody,
});
export type Command = z.infer<typeof Command>;

/** Why a wish was held instead of done; the agent decides again. */
export const HoldReason = z.enum(['customer_wrote', 'colleague_answered', 'reassigned', 'closed', 'window_closed']);
export type HoldReason = z.infer<typeof HoldReason>;

/** What a wish was held for. `seq`: a desk that is level with it has all that the reasons speak of. */
export const Hold = z.object({
  reasons: z.array(HoldReason),
  seq: z.number().int(),
  /** Who has the work now, where that is a colleague. */
  ownerId: AgentId.optional(),
});
export type Hold = z.infer<typeof Hold>;

/** What became of a wish: stored by commandId, given again to the same agent. `seqs` are the events it caused. */
export const CommandOutcome = z.discriminatedUnion('is', [
  z.object({ is: z.literal('done'), seqs: z.array(z.number().int()) }),
  Hold.extend({ is: z.literal('held') }),
  z.object({ is: z.literal('refused'), failure: FailureBody }),
]);
export type CommandOutcome = z.infer<typeof CommandOutcome>;

export interface CommandPolicy {
  readonly permission: Permission;
  /** `queue`: makes sense later too. `refuse`: would be a lie while the line is down. */
  readonly whenOffline: 'queue' | 'refuse';
}

/** The policy of a command stands beside it; a forgotten row does not compile. */
export const commandPolicy = {
  'message.send': { permission: 'conversation.reply', whenOffline: 'queue' },
  'message.resend': { permission: 'conversation.reply', whenOffline: 'refuse' },
  'note.add': { permission: 'conversation.note', whenOffline: 'queue' },
  'conversation.mark_read': { permission: 'conversation.read', whenOffline: 'queue' },
  'conversation.mark_unread': { permission: 'conversation.read', whenOffline: 'queue' },
  'customer.name': { permission: 'customer.edit', whenOffline: 'queue' },
  'customer.add_contact_point': { permission: 'customer.edit', whenOffline: 'queue' },
  'customer.correct_contact_point': { permission: 'customer.edit', whenOffline: 'queue' },
  'customer.remove_contact_point': { permission: 'customer.edit', whenOffline: 'queue' },
  'customer.set_locale': { permission: 'customer.edit', whenOffline: 'queue' },
  'customer.join': { permission: 'customer.edit', whenOffline: 'refuse' },
  'interaction.start': { permission: 'interaction.start', whenOffline: 'refuse' },
  'reservation.accept': { permission: 'interaction.handle', whenOffline: 'refuse' },
  'reservation.decline': { permission: 'interaction.handle', whenOffline: 'refuse' },
  'interaction.take': { permission: 'interaction.take', whenOffline: 'refuse' },
  'interaction.give_back': { permission: 'interaction.handle', whenOffline: 'queue' },
  'interaction.hand_over': { permission: 'interaction.handle', whenOffline: 'queue' },
  'reservation.rescind': { permission: 'interaction.handle', whenOffline: 'refuse' },
  'interaction.take_over': { permission: 'interaction.take', whenOffline: 'refuse' },
  'interaction.snooze': { permission: 'interaction.handle', whenOffline: 'queue' },
  'interaction.wake': { permission: 'interaction.handle', whenOffline: 'queue' },
  'interaction.assign': { permission: 'interaction.direct', whenOffline: 'refuse' },
  'interaction.move': { permission: 'interaction.direct', whenOffline: 'refuse' },
  'interaction.close': { permission: 'interaction.direct', whenOffline: 'refuse' },
  'interaction.reopen': { permission: 'interaction.direct', whenOffline: 'refuse' },
  'abuse.flag': { permission: 'interaction.handle', whenOffline: 'refuse' },
  'abuse.withdraw': { permission: 'interaction.handle', whenOffline: 'refuse' },
  'abuse.acknowledge': { permission: 'interaction.direct', whenOffline: 'refuse' },
  'abuse.step_out': { permission: 'interaction.handle', whenOffline: 'refuse' },
  'interaction.close_as_spam': { permission: 'spam.judge', whenOffline: 'refuse' },
  'customer.block': { permission: 'spam.judge', whenOffline: 'refuse' },
  'customer.unblock': { permission: 'interaction.direct', whenOffline: 'refuse' },
  'wrap_up.start': { permission: 'interaction.handle', whenOffline: 'queue' },
  'wrap_up.complete': { permission: 'interaction.handle', whenOffline: 'queue' },
  'agent.set_intent': { permission: 'agent.set_own_state', whenOffline: 'refuse' },
  'agent.set_queues': { permission: 'agent.set_queues', whenOffline: 'refuse' },
  'centre.configure': { permission: 'centre.configure', whenOffline: 'refuse' },
  'agent.configure': { permission: 'centre.configure', whenOffline: 'refuse' },
  'queue.configure': { permission: 'centre.configure', whenOffline: 'refuse' },
  'disposition.configure': { permission: 'centre.configure', whenOffline: 'refuse' },
  'canned_response.configure': { permission: 'canned_response.configure', whenOffline: 'refuse' },
  'channel_account.configure': { permission: 'centre.configure', whenOffline: 'refuse' },
  'config.undo': { permission: 'centre.configure', whenOffline: 'refuse' },
} as const satisfies Record<CommandType, CommandPolicy>;

/** The composer that a command empties; most come from none. */
export function composerModeOf(body: CommandBody): ComposerMode | null {
  if (body.type === 'message.send') return 'reply';
  // A held reply that becomes a note was never in the note's composer.
  return body.type === 'note.add' && body.insteadOf === undefined ? 'note' : null;
}

const LEAVES_THE_WORK: readonly CommandType[] = [
  'wrap_up.start',
  'wrap_up.complete',
  'interaction.give_back',
  'interaction.hand_over',
  'interaction.snooze',
];

/**
 * Behind a reply that the agent has yet to decide about these wait too: work that was closed, laid aside or given away by then would
 * leave its words without an owner.
 */
export function waitsForParkedReply({ type }: CommandBody): boolean {
  return LEAVES_THE_WORK.includes(type);
}

/** What may go past a wish of its lane that waits in this way: words and reading take nothing away that it stands on. */
export function passesWhatWaits({ type }: CommandBody): boolean {
  return PASSES.includes(type);
}

const PASSES: readonly CommandType[] = ['message.send', 'note.add', 'conversation.mark_read', 'conversation.mark_unread'];

/** Commands of one lane keep their order; lanes do not wait for each other. A wrap-up stands behind the replies before it. */
export function laneOf(body: CommandBody): string {
  switch (body.type) {
    case 'message.send':
    case 'message.resend':
    case 'note.add':
    case 'conversation.mark_read':
    case 'conversation.mark_unread':
    case 'interaction.give_back':
    case 'interaction.hand_over':
    case 'interaction.take_over':
    case 'interaction.snooze':
    case 'interaction.wake':
    case 'interaction.assign':
    case 'interaction.move':
    case 'interaction.close':
    case 'interaction.reopen':
    case 'abuse.flag':
    case 'abuse.withdraw':
    case 'abuse.acknowledge':
    case 'abuse.step_out':
    case 'interaction.close_as_spam':
    case 'customer.block':
    case 'customer.unblock':
    case 'wrap_up.start':
    case 'wrap_up.complete':
      return body.conversationId;
    case 'reservation.rescind':
    case 'reservation.accept':
    case 'reservation.decline':
      return body.reservationId;
    case 'interaction.take':
      return body.interactionId;
    case 'customer.name':
    case 'customer.add_contact_point':
    case 'customer.correct_contact_point':
    case 'customer.remove_contact_point':
    case 'customer.set_locale':
    case 'interaction.start':
      return body.customerId;
    case 'customer.join':
      return body.fromId;
    case 'agent.set_intent':
      return 'own_state';
    case 'agent.set_queues':
      return body.agentId;
    case 'centre.configure':
    case 'agent.configure':
    case 'queue.configure':
    case 'disposition.configure':
    case 'canned_response.configure':
    case 'channel_account.configure':
    case 'config.undo':
      return 'config';
  }
}
