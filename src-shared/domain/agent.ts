import * as z from 'zod';
import { Instant } from './clock.ts';
import { Channel } from './conversation.ts';
import { PersonName } from './customer.ts';
import { AgentId, DispositionId, QueueId } from './ids.ts';
import { LocalizedText } from './text.ts';

export const Role = z.enum(['agent', 'lead', 'supervisor', 'admin']);
export type Role = z.infer<typeof Role>;

export const NotReadyReason = z.enum(['break', 'meal', 'meeting', 'training', 'back_office', 'signed_out']);
export type NotReadyReason = z.infer<typeof NotReadyReason>;

/** What the agent chose; only the agent, or a lead, changes it. Losing the line does not. */
export const Intent = z.discriminatedUnion('is', [
  z.object({ is: z.literal('ready') }),
  z.object({ is: z.literal('not_ready'), reason: NotReadyReason }),
]);
export type Intent = z.infer<typeof Intent>;

/** What is typed at sign-in, as new ones are chosen: no blanks, which nobody sees. */
export const LoginName = z.string().trim().min(1).max(64).regex(/^\S+$/, 'must be without spaces');

/** A person who works at a desk: agent, lead, supervisor or administrator. */
export const Agent = z.object({
  id: AgentId,
  /** What is typed at sign-in. */
  loginName: z.string().min(1).max(64),
  name: PersonName,
  /** In Latin letters, for English screens: "Kenji Sato". */
  latinName: z.string().min(1).max(100),
  /** What customers see. */
  publicName: LocalizedText,
  role: Role,
  queueIds: z.array(QueueId),
  /** How many interactions per channel at once; a channel that is absent is not theirs to handle. */
  capacity: z.partialRecord(Channel, z.number().int().min(0).max(100)),
  intent: Intent,
  intentSince: Instant,
  isConnected: z.boolean(),
  connectionSince: Instant,
  isActive: z.boolean(),
});
export type Agent = z.infer<typeof Agent>;

/** What an administrator sets of a person; the rest is the person's own doing. */
export const AgentProfile = Agent.pick({
  id: true,
  loginName: true,
  name: true,
  latinName: true,
  publicName: true,
  role: true,
  queueIds: true,
  capacity: true,
  isActive: true,
});
export type AgentProfile = z.infer<typeof AgentProfile>;

/** Where the work of somebody who leaves goes. `dispositionId`: the outcome of talks that are over and still in wrap-up. */
export const OpenWork = z.discriminatedUnion('to', [
  z.object({ to: z.literal('queues'), dispositionId: DispositionId.optional() }),
  z.object({ to: z.literal('colleague'), agentId: AgentId, dispositionId: DispositionId.optional() }),
]);
export type OpenWork = z.infer<typeof OpenWork>;

/** The state shown, derived: never stored, never set. */
export type ShownState = 'offline' | 'wrap_up' | 'handling' | 'ready' | 'not_ready';

/** `load`: what the agent has in hand. Offline hides all else; wrap-up shows before handling, because it blocks the agent. */
export function shownState(agent: Agent, load: { readonly handling: number; readonly wrapUp: number }): ShownState {
  if (!agent.isConnected) return 'offline';
  if (load.wrapUp > 0) return 'wrap_up';
  if (load.handling > 0) return 'handling';
  return agent.intent.is;
}
