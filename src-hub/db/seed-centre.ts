import type { Agent } from '#shared/domain/agent';
import { toInstant } from '#shared/domain/clock';
import { AgentId, DispositionId, type QueueId } from '#shared/domain/ids';
import type { DomainEvent } from '#shared/events/index';
import { decideConfigureAgent } from '#hub/agents/decide-agent';
import { setPassword, type Passwords } from '#hub/auth/credentials';
import type { ChannelAccount } from '#hub/channels/registry';
import type { EventLog } from '#hub/log/event-log';
import { agentLane, CONFIG_LANE } from '#hub/log/lanes';

interface Dependencies {
  readonly log: EventLog;
  readonly passwords: Passwords;
  readonly accounts: readonly ChannelAccount[];
  /** Of the first administrator; null: there is one already, or nobody is to sign in yet. */
  readonly adminPassword: string | null;
}

const ADMIN = AgentId.parse('agt_admin');
const ANSWERED = DispositionId.parse('dsp_answered');
const TARGET_MS = 5 * 60_000;
const RING_TIMEOUT_MS = 20_000;

/**
 * What a centre cannot be without, on its first start: a queue for each account, an outcome to end work with, and somebody who may
 * set up the rest. What is there stays as it is.
 */
export async function seedCentre({ log, passwords, accounts, adminPassword }: Dependencies): Promise<void> {
  const channelOf = new Map(accounts.map(({ queueId, connector }) => [queueId, connector.channel]));
  await log.append([CONFIG_LANE, agentLane(ADMIN)], async (writer) => {
    const at = toInstant(writer.now);
    const events: DomainEvent[] = [];
    for (const [queueId, channel] of channelOf) {
      if ((await writer.record('queue', queueId)) === undefined) events.push(queueOf(queueId, channel));
    }
    if ((await writer.record('disposition', ANSWERED)) === undefined) {
      const label = { ja: '対応済み', en: 'Answered' };
      events.push({ type: 'disposition.configured', body: { disposition: { id: ANSWERED, label, isRetired: false } } });
    }
    if (adminPassword !== null && (await writer.record('agent', ADMIN)) === undefined) {
      await setPassword(writer.tx, passwords, ADMIN, adminPassword);
      events.push(...decideConfigureAgent(adminSince(at), [], at));
    }
    return { events, result: null };
  });
}

function queueOf(id: QueueId, channel: string): DomainEvent {
  const name = { ja: `窓口（${channel}）`, en: `Support (${channel})` };
  return { type: 'queue.configured', body: { queue: { id, name, targetMs: TARGET_MS, ringTimeoutMs: RING_TIMEOUT_MS } } };
}

function adminSince(at: string): Agent {
  return {
    id: ADMIN,
    loginName: 'admin',
    name: { family: '管理者' },
    latinName: 'Administrator',
    publicName: { ja: '担当者', en: 'Support' },
    role: 'admin',
    queueIds: [],
    capacity: {},
    intent: { is: 'not_ready', reason: 'signed_out' },
    intentSince: at,
    isConnected: false,
    connectionSince: at,
    isActive: true,
  };
}
