import type { Agent, Role } from './agent.ts';
import type { AgentId, QueueId } from './ids.ts';

export type Permission =
  | 'conversation.read'
  | 'conversation.reply'
  | 'conversation.note'
  | 'interaction.handle'
  | 'interaction.take'
  | 'interaction.direct'
  | 'interaction.start'
  | 'customer.edit'
  | 'spam.judge'
  | 'agent.set_own_state'
  | 'agent.set_queues'
  | 'canned_response.configure'
  | 'desk.oversee'
  | 'centre.configure';

const AGENT_PERMISSIONS = [
  'conversation.read',
  'conversation.reply',
  'conversation.note',
  'interaction.handle',
  'interaction.take',
  'interaction.start',
  'customer.edit',
  'spam.judge',
  'agent.set_own_state',
] as const satisfies readonly Permission[];

const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  agent: AGENT_PERMISSIONS,
  lead: [...AGENT_PERMISSIONS, 'interaction.direct', 'agent.set_queues', 'canned_response.configure', 'desk.oversee'],
  supervisor: [
    'conversation.read',
    'conversation.note',
    'interaction.direct',
    'spam.judge',
    'customer.edit',
    'agent.set_own_state',
    'agent.set_queues',
    'canned_response.configure',
    'desk.oversee',
  ],
  admin: ['agent.set_queues', 'agent.set_own_state', 'canned_response.configure', 'centre.configure', 'desk.oversee'],
};

/** What the permission is asked for. Where a part is absent it does not matter. */
export interface Subject {
  readonly queueId?: QueueId | null;
  readonly ownerId?: AgentId | null;
  /** The agent was given this customer (scope `customer:…`). */
  readonly holdsCustomer?: boolean;
}

export function can(role: Role, permission: Permission): boolean {
  return ROLE_PERMISSIONS[role].includes(permission);
}

/**
 * May this person do that to this? Replying and handling belong to the owner alone; reading, noting and taking to those who
 * hold the queue or the customer.
 */
export function may(agent: Pick<Agent, 'id' | 'role' | 'queueIds' | 'isActive'>, permission: Permission, subject: Subject = {}): boolean {
  if (!agent.isActive || !can(agent.role, permission)) return false;
  const holdsQueue = subject.queueId !== undefined && subject.queueId !== null && agent.queueIds.includes(subject.queueId);
  const isOwner = subject.ownerId === agent.id;
  switch (permission) {
    case 'conversation.reply':
    case 'interaction.handle':
      return isOwner;
    case 'conversation.read':
    case 'conversation.note':
    case 'customer.edit':
    case 'interaction.start':
    case 'spam.judge':
      return isOwner || holdsQueue || subject.holdsCustomer === true;
    case 'interaction.take':
    case 'interaction.direct':
      return holdsQueue;
    case 'agent.set_own_state':
      return isOwner;
    case 'agent.set_queues':
    case 'canned_response.configure':
    case 'desk.oversee':
    case 'centre.configure':
      return true;
  }
}
