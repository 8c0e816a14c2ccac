import type { CommandBody } from '#shared/commands/index';
import type { GivenAttachment } from '#shared/domain/message';

export type UnsentKind = 'message' | 'note' | 'read' | 'customer' | 'wrap_up' | 'work' | 'other';

/** What sort of wish it is, in the words of the page. */
export function kindOf({ type }: CommandBody): UnsentKind {
  if (type === 'message.send' || type === 'message.resend') return 'message';
  if (type === 'note.add') return 'note';
  if (type.startsWith('conversation.mark_')) return 'read';
  if (type.startsWith('customer.')) return 'customer';
  if (type.startsWith('wrap_up.')) return 'wrap_up';
  return type.startsWith('interaction.') ? 'work' : 'other';
}

/** What the agent wrote with it; empty where that is nothing. */
export function wordsOf(body: CommandBody): string {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the others say all by their kind
  switch (body.type) {
    case 'message.send':
    case 'note.add':
      return body.text;
    case 'interaction.give_back':
    case 'interaction.hand_over':
      return body.note;
    case 'customer.name':
      return [body.name.family, body.name.given].filter(Boolean).join(' ');
    case 'customer.add_contact_point':
      return body.value;
    case 'customer.correct_contact_point':
      return `${body.value} → ${body.to}`;
    case 'customer.remove_contact_point':
      return body.value;
    default:
      return '';
  }
}

const NONE: readonly GivenAttachment[] = [];

export function filesOf(body: CommandBody): readonly GivenAttachment[] {
  return body.type === 'message.send' || body.type === 'note.add' ? (body.attachments ?? NONE) : NONE;
}
