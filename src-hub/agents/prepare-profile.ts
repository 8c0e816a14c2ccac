import { AgentProfile, type OpenWork } from '#shared/domain/agent';
import { fromInstant } from '#shared/domain/clock';
import type { AgentId, Ids } from '#shared/domain/ids';
import { can } from '#shared/domain/permissions';
import { customerScope } from '#shared/domain/scope';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import { decideConfigure, type Configuring } from '#hub/centre/decide-configure';
import type { Db } from '#hub/db/db';
import type { Writer } from '#hub/log/event-log';
import { agentLane, CONFIG_LANE, customerLane } from '#hub/log/lanes';
import { allOf, interactionsOfAgent, scopesHeldBy } from '#hub/log/records';
import type { Prepared } from '#hub/log/step';
import { hasNamesake, readQueueChange } from './agent-steps.ts';
import { decideProfile, mustKeepAdministrator } from './decide-agent.ts';
import { decideLeaveWork, mayHandle, type LeavingWork } from './decide-leaving.ts';

export interface WishedProfile {
  readonly profile: AgentProfile;
  readonly openWork: OpenWork | undefined;
}

/** The person's own lane, and those of all that changes hands where the person may handle nothing from now on. */
export async function lanesOfProfile(db: Db, { profile, openWork }: WishedProfile): Promise<readonly string[]> {
  const own = [CONFIG_LANE, agentLane(profile.id)];
  if (mayHandle(profile)) return own;
  const works = await interactionsOfAgent(db, profile.id);
  const receiver = openWork?.to === 'colleague' ? [agentLane(openWork.agentId)] : [];
  return [...own, ...receiver, ...works.map(({ customerId }) => customerLane(customerId))];
}

/** A person as an administrator wishes: new, changed, or leaving, whose sessions end in the same moment. */
export async function prepareProfile(
  writer: Writer,
  { profile, openWork }: WishedProfile,
  configuring: Configuring,
  ids: Ids,
): Promise<Prepared> {
  const agent = await writer.record('agent', profile.id);
  const change = agent === undefined ? null : await readQueueChange(writer, agent);
  const people = await allOf(writer.tx, 'agent');
  const others = people.filter(({ id, role, isActive }) => id !== profile.id && isActive && can(role, 'centre.configure')).length;
  const known = new Set((await allOf(writer.tx, 'queue')).map(({ id }) => id));
  const isTaken = await hasNamesake(writer.tx, profile);
  const leaving = mayHandle(profile) ? null : await readLeaving(writer, profile.id, openWork, ids);
  return {
    subject: {},
    decide() {
      if (isTaken) throw new Failure('conflict', 'another person signs in with this name', { field: 'loginName' });
      mustKeepAdministrator(agent, profile, others);
      const work = leaving === null ? [] : decideLeaveWork(leaving, profile, configuring.byId, fromInstant(configuring.at));
      const facts = [...work, ...decideProfile(change, profile, known, configuring.at)];
      const before = agent === undefined ? undefined : AgentProfile.parse(agent);
      return decideConfigure({ kind: 'agent', recordId: profile.id, before, after: profile }, facts, configuring);
    },
    alongside: () =>
      profile.isActive
        ? []
        : [
            sql`UPDATE session SET ended_at = ${configuring.at}, end_reason = 'deactivated'
                WHERE agent_id = ${profile.id} AND ended_at IS NULL`,
          ],
  };
}

async function readLeaving(writer: Writer, leaverId: AgentId, openWork: OpenWork | undefined, ids: Ids): Promise<LeavingWork> {
  const works = await interactionsOfAgent(writer.tx, leaverId);
  if (works.some(({ customerId }) => !writer.holds(customerLane(customerId)))) {
    throw new Failure('conflict', 'work came in at this very moment', { retryable: true });
  }
  const receiverId = openWork?.to === 'colleague' ? openWork.agentId : null;
  const held = new Set(receiverId === null ? [] : await scopesHeldBy(writer.tx, receiverId));
  return {
    works,
    openWork,
    receiver: receiverId === null ? undefined : await writer.record('agent', receiverId),
    receiverHolds: new Set(works.map(({ customerId }) => customerId).filter((id) => held.has(customerScope(id)))),
    disposition: openWork?.dispositionId === undefined ? undefined : await writer.record('disposition', openWork.dispositionId),
    newSegment: () => ids.segment(),
  };
}
