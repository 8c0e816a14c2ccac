import type { Setup } from '#shared/contracts/setup';
import { AgentProfile, type Agent } from '#shared/domain/agent';
import { CENTRE_ID, type Centre } from '#shared/domain/centre';
import type { Instant } from '#shared/domain/clock';
import type { Ids } from '#shared/domain/ids';
import type { Disposition } from '#shared/domain/interaction';
import type { Queue } from '#shared/domain/queue';
import type { DomainEvent } from '#shared/events/index';
import { decideProfile } from '#hub/agents/decide-agent';
import { decideConfigure } from './decide-configure.ts';

const TARGET_MS = 5 * 60_000;
const RING_TIMEOUT_MS = 20_000;
const ANSWERED = { ja: '対応済み', en: 'Answered' };

/** What the centre is before its set-up: settings of the environment may have brought queues and an outcome. */
interface Before {
  readonly centre: Centre | undefined;
  readonly queues: readonly Queue[];
  readonly hasDisposition: boolean;
}

/** The centre, its first queue, an outcome to end work with, and its first administrator, who stands in the notes of it all. */
export function decideSetup(setup: Setup, before: Before, adminId: Agent['id'], ids: Ids, at: Instant): DomainEvent[] {
  const { centre, admin } = setup;
  const queue: Queue = { id: ids.queue(), name: setup.queue.name, targetMs: TARGET_MS, ringTimeoutMs: RING_TIMEOUT_MS };
  const disposition: Disposition = { id: ids.disposition(), label: ANSWERED, isRetired: false };
  const profile: AgentProfile = AgentProfile.parse({
    ...admin,
    id: adminId,
    role: 'admin',
    queueIds: [queue.id],
    capacity: {},
    isActive: true,
  });
  const known = new Set([...before.queues.map(({ id }) => id), queue.id]);
  const by = (): { id: ReturnType<Ids['configChange']>; byId: Agent['id']; at: Instant } => ({ id: ids.configChange(), byId: adminId, at });
  return [
    ...decideConfigure(
      { kind: 'centre', recordId: CENTRE_ID, before: before.centre, after: centre },
      [{ type: 'centre.configured', body: { centre } }],
      by(),
    ),
    ...decideConfigure(
      { kind: 'queue', recordId: queue.id, before: undefined, after: queue },
      [{ type: 'queue.configured', body: { queue } }],
      by(),
    ),
    ...(before.hasDisposition
      ? []
      : decideConfigure(
          { kind: 'disposition', recordId: disposition.id, before: undefined, after: disposition },
          [{ type: 'disposition.configured', body: { disposition } }],
          by(),
        )),
    ...decideConfigure(
      { kind: 'agent', recordId: adminId, before: undefined, after: profile },
      decideProfile(null, profile, known, at),
      by(),
    ),
  ];
}
