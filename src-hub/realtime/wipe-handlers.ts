import type { HubContract } from '#shared/contracts/hub';
import type { AgentId } from '#shared/domain/ids';
import { may } from '#shared/domain/permissions';
import type { Handlers } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import type { Db } from '#hub/db/db';
import type { DeskWipes } from '#hub/desks/desk-wipes';
import { recordById } from '#hub/log/records';
import { greeted, type DeskConnection } from './desk-connection.ts';

interface Deps {
  readonly db: Db;
  readonly wipes: DeskWipes;
}

type WipeCalls = 'desk.wipes' | 'desk.order_wipe' | 'desk.withdraw_wipe';

/** A lost computer forgets a person. Calls, not commands: the order goes to a desk that has no line, and is no part of any customer's story. */
export function createWipeHandlers({ db, wipes }: Deps): Pick<Handlers<HubContract, DeskConnection>, WipeCalls> {
  /** Who asks, if he may decide about this person's desks now: administrators, and who leads one of the person's queues. */
  async function mustOversee(desk: DeskConnection, agentId: AgentId): Promise<AgentId> {
    const actorId = greeted(desk).agentId;
    const [actor, agent] = await Promise.all([recordById(db, 'agent', actorId), recordById(db, 'agent', agentId)]);
    const isTheirs = actor?.role === 'admin' || agent?.queueIds.some((queueId) => actor?.queueIds.includes(queueId)) === true;
    if (actor === undefined || agent === undefined || !may(actor, 'desk.oversee') || !isTheirs) {
      throw new Failure('denied', 'only who leads this person may decide about their computers');
    }
    return actorId;
  }

  return {
    async 'desk.wipes'({ agentId }, desk) {
      await mustOversee(desk, agentId);
      return { thisDeskId: desk.listener.deskId, wipes: await wipes.of(agentId) };
    },
    async 'desk.order_wipe'({ agentId, deskId }, desk) {
      return wipes.order(agentId, deskId, await mustOversee(desk, agentId));
    },
    async 'desk.withdraw_wipe'({ agentId, deskId }, desk) {
      await wipes.withdraw(agentId, deskId, await mustOversee(desk, agentId));
      return null;
    },
  };
}
