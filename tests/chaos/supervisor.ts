import type { Random } from '#hub/simulator/random';
import type { CommandBody } from '#shared/commands/index';
import { hubContract, PROTOCOL } from '#shared/contracts/hub';
import type { Tokens } from '#shared/contracts/session';
import { toInstant } from '#shared/domain/clock';
import type { Ids } from '#shared/domain/ids';
import { ownerOf } from '#shared/domain/interaction';
import { connect } from '#shared/rpc/connect';
import { Frame, type Port } from '#shared/rpc/port';
import { allOf } from '#hub/log/records';
import type { Db } from '#hub/db/db';
import type { ChaosHub } from './chaos-hub.ts';
import { openHubEnd } from './hub-end.ts';
import { PEOPLE, QUEUES } from './people.ts';
import type { Pulse } from './pulse.ts';
import { deskIdOf } from './store.ts';
import type { WorldClock } from './world-clock.ts';

interface Deps {
  readonly random: Random;
  readonly pulse: Pulse;
  readonly clock: WorldClock;
  readonly ids: Ids;
  readonly db: Db;
  readonly tokens: Tokens;
}

/** Who says over everybody's head which queues are whose and whose work is whose; on a good line, so that only the effects count. */
export interface Supervisor {
  act(hub: ChaosHub): Promise<string>;
  /** The same command, asked for again, was answered otherwise. */
  amiss(): string | null;
}

export function createSupervisor({ random, pulse, clock, ids, db, tokens: first }: Deps): Supervisor {
  const state = { tokens: first, lines: 0, amiss: null as string | null };

  async function execute(hub: ChaosHub, body: CommandBody): Promise<string> {
    if (Date.parse(state.tokens.accessExpiresAt) <= clock.now() + 60_000) {
      state.tokens = await hub.hub.sessions.refresh({ refreshToken: state.tokens.refreshToken, deskId: deskIdOf('yuki-1') });
    }
    const { port, close, opened } = directLine(hub, `yuki#${(state.lines += 1)}`, state.tokens.accessToken);
    await opened;
    const client = connect(hubContract, port);
    const deskId = deskIdOf('yuki-1');
    await client.call('hello', { protocol: PROTOCOL, deskId, epoch: null, cursor: 0, deskClock: toInstant(clock.now()) });
    const command = { commandId: ids.command(), agentId: PEOPLE.yuki.id, deskId, writtenAt: toInstant(clock.now()), basis: 0, body };
    const outcome = await client.call('command.execute', command);
    // As a desk does that has heard no answer.
    const again = await client.call('command.execute', command);
    if (JSON.stringify(again) !== JSON.stringify(outcome)) state.amiss = `${body.type} asked again: ${JSON.stringify([outcome, again])}`;
    close();
    return `${body.type}: ${outcome.is}`;
  }

  async function wish(): Promise<CommandBody | null> {
    if (random.chance(0.5)) {
      const queueIds = QUEUES.filter(() => random.chance(0.7));
      return { type: 'agent.set_queues', agentId: random.pick([PEOPLE.mika, PEOPLE.kenji]).id, queueIds };
    }
    const [work, ...more] = await pulse.during('looking at the floor', allOf(db, 'interaction'));
    if (work === undefined) return null;
    const { id: interactionId, conversationId, state: at } = random.pick([work, ...more]);
    const of = { interactionId, conversationId };
    if (at.is === 'closed') return { type: 'interaction.reopen', ...of };
    const fromId = ownerOf(at);
    const dice = random.next();
    if (dice < 0.5) return { type: 'interaction.assign', ...of, fromId, agentId: random.pick([PEOPLE.mika, PEOPLE.kenji]).id };
    if (dice < 0.8) return { type: 'interaction.move', ...of, fromId, queueId: random.pick(QUEUES) };
    return null;
  }

  return {
    amiss: () => state.amiss,
    async act(hub) {
      const body = await wish();
      if (body === null) return 'yuki looks on';
      const gone = new Promise<string>((resolve) => hub.life.onDeath(() => resolve(`${body.type}: the hub is gone`)));
      const said = await pulse.during(
        'the supervisor',
        Promise.race([execute(hub, body).catch((error: unknown) => `${body.type}: ${String(error)}`), gone]),
      );
      return `yuki ${said}`;
    },
  };
}

/** A line on which everything arrives at once. */
function directLine(hub: ChaosHub, id: string, token: string): { port: Port; close: () => void; opened: Promise<void> } {
  const listeners = new Set<(frame: Frame) => void>();
  const opening = Promise.withResolvers<void>();
  const end = openHubEnd(hub.io, id, {
    onPacket(packet) {
      if (packet.startsWith('0')) opening.resolve();
      if (packet.startsWith('4')) opening.reject(new Error(packet));
      if (!packet.startsWith('2')) return;
      const [, frame] = JSON.parse(packet.slice('2/desk,'.length)) as unknown[];
      const parsed = Frame.parse(frame);
      for (const listener of listeners) listener(parsed);
    },
    onClose: () => opening.reject(new Error('closed')),
  });
  end.hear(`0/desk,${JSON.stringify({ token })}`);
  return {
    opened: opening.promise,
    close: () => end.close(),
    port: {
      send: (frame) => end.hear(`2/desk,${JSON.stringify(['frame', frame])}`),
      onFrame(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      onClose: () => () => undefined,
    },
  };
}
