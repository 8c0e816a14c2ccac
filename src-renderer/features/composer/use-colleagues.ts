import { useMemo } from 'react';
import type { Agent } from '#shared/domain/agent';
import { isOpen, ownerOf, type Interaction } from '#shared/domain/interaction';
import { may } from '#shared/domain/permissions';
import { useMe, useRecords } from '#ui/wire/desk.tsx';

/** Somebody who can be called by name in a note. */
export interface Colleague {
  readonly agent: Agent;
  /** As far as this desk can tell; the hub has the last word. */
  readonly maySee: boolean;
}

/** Who works here besides the agent: those who may see this customer first. */
export function useColleagues({ customerId, queueId, state }: Interaction): readonly Colleague[] {
  const me = useMe();
  const { agents, interactions } = useRecords(({ records }) => ({ agents: records.agent, interactions: records.interaction }));
  return useMemo(() => {
    const owners = new Set(
      [...interactions.values()].flatMap((one) => (one.customerId === customerId && isOpen(one.state) ? [ownerOf(one.state)] : [])),
    );
    const subject = { queueId, ownerId: ownerOf(state) };
    return [...agents.values()]
      .filter(({ id, isActive }) => isActive && id !== me.id)
      .map((agent) => ({ agent, maySee: may(agent, 'conversation.read', { ...subject, holdsCustomer: owners.has(agent.id) }) }))
      .toSorted((a, b) => Number(b.maySee) - Number(a.maySee) || (a.agent.latinName < b.agent.latinName ? -1 : 1));
  }, [agents, interactions, customerId, queueId, state, me.id]);
}
