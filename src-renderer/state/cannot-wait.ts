import { commandPolicy, type CommandType } from '#shared/commands/index';

/** What is said of wishes that make no sense later: each group is one sentence, errors.json `cannot_wait`. */
export type CannotWait = 'offer' | 'take' | 'rescind' | 'presence' | 'resend' | 'other';

const GROUPS: Partial<Record<CommandType, CannotWait>> = {
  'reservation.accept': 'offer',
  'reservation.decline': 'offer',
  'interaction.take': 'take',
  'interaction.take_over': 'take',
  'reservation.rescind': 'rescind',
  'agent.set_intent': 'presence',
  'message.resend': 'resend',
};

/** Null: it waits for the line, and so may be wished at any time. */
export function cannotWaitOf(type: CommandType): CannotWait | null {
  return commandPolicy[type].whenOffline === 'queue' ? null : (GROUPS[type] ?? 'other');
}
