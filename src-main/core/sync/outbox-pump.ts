import {
  commandPolicy,
  laneOf,
  passesWhatWaits,
  waitsForParkedReply,
  type Command,
  type CommandBody,
  type CommandOutcome,
} from '#shared/commands/index';
import type { HubContract } from '#shared/contracts/hub';
import { fromInstant, type Clock } from '#shared/domain/clock';
import type { CommandId } from '#shared/domain/ids';
import type { Client } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import type { StoredWish, Written } from '../cache/cache-contract.ts';
import type { Cache } from '../cache/open-cache.ts';
import type { Log } from '../log.ts';

interface Deps {
  readonly cache: Pick<Cache, 'call'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** What has to be at the hub before the wish: its files. */
  readonly prepare: (hub: Client<HubContract>, command: Command) => Promise<void>;
  readonly onWritten: (written: Written) => void;
  /** Something began or ceased to be on its way. */
  readonly onMoved: () => void;
}

export interface OutboxPump {
  /** The outbox as it stands after a write. */
  show(outbox: readonly StoredWish[]): void;
  isSending(commandId: CommandId): boolean;
  /** It is submitted on the line that is open now, by a desk that is level. Every other wish has waited. */
  submitted(commandId: CommandId): void;
  /** The replica is level: send. Until then what waits was written on an older picture. */
  attach(hub: Client<HubContract>): void;
  detach(): void;
}

/** An answer that takes longer counts as none: the same command is sent again under its id. */
const ANSWER_MS = 20_000;
const AT_ONCE = 8;
const FIRST_STEP_MS = 500;
const LONGEST_STEP_MS = 30_000;
/** How often a fault inside the hub is tried again before the agent is asked. */
const FAULTS = 5;
/** What makes sense only now is not sent any later than this: a stale acceptance is a lie. */
const NOW_MS = 30_000;

/** Sends what waits: in order within a lane, lanes side by side; tries again what may succeed, parks with its reason what may not. */
export function createOutboxPump({ cache, clock, random, log, prepare, onWritten, onMoved }: Deps): OutboxPump {
  const sending = new Set<CommandId>();
  const tries = new Map<CommandId, { count: number; faults: number; isPausing: boolean }>();
  /** Submitted on this very line. All else was written on a picture that the hub may have moved on from: when in doubt, it looks again. */
  const submittedNow = new Set<CommandId>();
  const state: { outbox: readonly StoredWish[]; hub: Client<HubContract> | null } = { outbox: [], hub: null };

  function run(): void {
    const { hub } = state;
    if (hub === null) return;
    for (const command of readyToSend(state.outbox)) {
      if (sending.size >= AT_ONCE) return;
      if (sending.has(command.commandId) || tries.get(command.commandId)?.isPausing === true) continue;
      sending.add(command.commandId);
      void send(hub, command).catch((error: unknown) => log.error({ error: String(error) }, 'a wish could not be kept'));
    }
  }

  async function send(hub: Client<HubContract>, command: Command): Promise<void> {
    onMoved();
    try {
      const written = isTooLate(command)
        ? await parkFailure(command, new Failure('offline', 'the line was down; this makes sense only at once'))
        : await settle(command, await execute(hub, command));
      tries.delete(command.commandId);
      sending.delete(command.commandId);
      submittedNow.delete(command.commandId);
      onWritten(written);
    } catch (error) {
      await recover(hub, command, error);
    } finally {
      sending.delete(command.commandId);
      onMoved();
      run();
    }
  }

  async function execute(hub: Client<HubContract>, command: Command): Promise<CommandOutcome> {
    await prepare(hub, command).catch((error: unknown) => {
      // Its files come too late into work that was lost; the words themselves are for the hub to judge, which says what became of it.
      if (command.body.type !== 'message.send' || !(error instanceof Failure) || error.code !== 'denied') throw error;
    });
    const hasWaited = !submittedNow.has(command.commandId);
    return within(ANSWER_MS, hub.call('command.execute', hasWaited ? { ...command, hasWaited } : command));
  }

  async function settle(command: Command, outcome: CommandOutcome): Promise<Written> {
    const { commandId } = command;
    switch (outcome.is) {
      case 'done':
        return cache.call('outbox.done', { commandId, seq: isOutOfSight(command.body) ? 0 : Math.max(0, ...outcome.seqs) });
      case 'held':
        return cache.call('outbox.park', { commandId, parked: outcome, isAnswered: true });
      case 'refused': {
        if (outcome.failure.retryable) throw Failure.fromBody(outcome.failure);
        return cache.call('outbox.park', { commandId, parked: { is: 'refused', failure: outcome.failure }, isAnswered: true });
      }
    }
  }

  /** No outcome: the line went, the hub is busy, or it stumbled. The id stays, so that whatever was done is done once. */
  async function recover(hub: Client<HubContract>, command: Command, error: unknown): Promise<void> {
    if (state.hub !== hub) return;
    const failure = error instanceof Failure ? error : new Failure('internal', 'the desk stumbled');
    const before = tries.get(command.commandId) ?? { count: 0, faults: 0, isPausing: false };
    const isFault = failure.code === 'internal';
    const next = { count: before.count + 1, faults: before.faults + (isFault ? 1 : 0), isPausing: true };
    if (!failure.retryable && !(isFault && next.faults < FAULTS)) {
      tries.delete(command.commandId);
      onWritten(await parkFailure(command, failure));
      return;
    }
    tries.set(command.commandId, next);
    log.warn({ commandId: command.commandId, type: command.body.type, reason: failure.code, tries: next.count }, 'sending again later');
    clock.setTimer((0.5 + random() / 2) * Math.min(LONGEST_STEP_MS, FIRST_STEP_MS * 2 ** before.count), () => {
      if (tries.get(command.commandId) !== next) return;
      tries.set(command.commandId, { ...next, isPausing: false });
      run();
    });
  }

  function parkFailure({ commandId }: Command, failure: Failure): Promise<Written> {
    return cache.call('outbox.park', { commandId, parked: { is: 'refused', failure: failure.toBody() }, isAnswered: false });
  }

  function isTooLate({ body, writtenAt }: Command): boolean {
    return commandPolicy[body.type].whenOffline === 'refuse' && clock.now() - fromInstant(writtenAt) > NOW_MS;
  }

  function within<T>(ms: number, answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = clock.setTimer(ms, () => reject(new Failure('timeout', 'the hub did not answer in time')));
      answer.then(resolve, reject).finally(cancel);
    });
  }

  return {
    show(outbox) {
      state.outbox = outbox;
      run();
    },
    isSending: (commandId) => sending.has(commandId),
    submitted(commandId) {
      if (state.hub !== null) submittedNow.add(commandId);
    },
    attach(hub) {
      state.hub = hub;
      submittedNow.clear();
      // A new line: nobody waits for the end of a pause that the old one caused.
      tries.clear();
      run();
    },
    detach() {
      state.hub = null;
      submittedNow.clear();
    },
  };
}

/** A note in the stead of a reply may be of work that this agent sees no more: its event never comes here, and nobody waits for it. */
function isOutOfSight(body: CommandBody): boolean {
  return body.type === 'note.add' && body.insteadOf !== undefined;
}

/**
 * The first of each lane that is on its way. A parked wish lets the others pass, except what ends, lays aside or gives away the
 * work behind a parked reply: it is not over while the agent has yet to say what becomes of the answer. Words and reading pass both.
 */
function readyToSend(outbox: readonly StoredWish[]): readonly Command[] {
  const lanes = new Map<string, { ready: Command | null; hasParkedReply: boolean; isBlocked: boolean }>();
  for (const { command, parked, doneSeq } of outbox) {
    if (doneSeq !== null) continue;
    const { body } = command;
    const key = laneOf(body);
    const lane = lanes.get(key) ?? { ready: null, hasParkedReply: false, isBlocked: false };
    lanes.set(key, lane);
    if (lane.ready !== null) continue;
    if (parked !== null) lane.hasParkedReply ||= body.type === 'message.send';
    else if (waitsForParkedReply(body) && lane.hasParkedReply) lane.isBlocked = true;
    else if (!lane.isBlocked || passesWhatWaits(body)) lane.ready = command;
  }
  return [...lanes.values()].flatMap(({ ready }) => (ready === null ? [] : [ready]));
}
