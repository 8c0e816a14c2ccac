import type { AgentId } from '#shared/domain/ids';
import { may } from '#shared/domain/permissions';
import { Failure } from '#shared/rpc/failure';
import type { Db } from '#hub/db/db';
import { recordById } from '#hub/log/records';
import { greeted, type DeskConnection } from './desk-connection.ts';

/** Who asks, if he may set up the centre now: a role that was taken away a moment ago counts no more. */
export async function mustAdminister(db: Db, desk: DeskConnection): Promise<AgentId> {
  const { agentId } = greeted(desk);
  const agent = await recordById(db, 'agent', agentId);
  if (agent === undefined || !may(agent, 'centre.configure')) throw new Failure('denied', 'only an administrator may do this');
  return agentId;
}
