import { commandPolicy, composerModeOf, type Command, type CommandOf, type CommandOutcome, type CommandType } from '#shared/commands/index';
import { fromInstant, toInstant } from '#shared/domain/clock';
import type { AgentId, DeskId, Ids } from '#shared/domain/ids';
import { can, may } from '#shared/domain/permissions';
import type { DomainEvent, LoggedEvent } from '#shared/events/index';
import { Failure } from '#shared/rpc/failure';
import { sql, type Sql } from '#shared/sql';
import { consumeDraft } from '#hub/realtime/drafts';
import type { Db } from '#hub/db/db';
import type { Appended, Decision, EventLog, Writer } from './event-log.ts';
import { agentLane } from './lanes.ts';
import type { Notices } from './notices.ts';
import { OutsideLane } from './project.ts';
import type { Actor, Held, Step, Steps } from './step.ts';

/** Whose desk the command came from, and how far its clock is behind ours. */
export interface DeskSession {
  readonly agentId: AgentId;
  readonly deskId: DeskId;
  readonly clockOffsetMs: number;
}

interface ExecuteDeps {
  readonly db: Db;
  readonly log: EventLog;
  readonly ids: Ids;
  readonly notices: Notices;
  readonly steps: Steps;
}

/** Lanes change only where two customers are joined, or where one who was is given to an agent. */
const ATTEMPTS = 4;

type Executed = { readonly outcome: CommandOutcome | null; readonly hasDraftGone: boolean };

/**
 * One wish, one transaction: lock → known already? → authorize → load → decide → fold, log, outcome. The outcome is stored with
 * the events and given again to the same agent, so a desk may ask as often as its line breaks. A retryable Failure stores nothing.
 */
export function createExecuteCommand({ db, log, ids, notices, steps }: ExecuteDeps) {
  return async function executeCommand(session: DeskSession, command: Command): Promise<CommandOutcome> {
    if (command.agentId !== session.agentId || command.deskId !== session.deskId) {
      throw new Failure('denied', 'a desk wishes only for its own agent');
    }
    const { commandId, agentId, body } = command;
    const { result, events } = await appendUnderLanes(session, command);
    if (result.hasDraftGone && 'conversationId' in body) {
      notices.tell('draft', { agentId, deskId: session.deskId, conversationId: body.conversationId, mode: composerModeOf(body) });
    }
    return result.outcome ?? doneBy(events, commandId);
  };

  /** Which lanes are due is read before they are held: where that changed meanwhile, they are read again. */
  async function appendUnderLanes(session: DeskSession, command: Command): Promise<Appended<Executed>> {
    const { agentId, body } = command;
    for (let attempt = 1; ; attempt += 1) {
      const lanes = [agentLane(agentId), ...(await stepOf(body).lanes(db, body))];
      try {
        return await log.append(lanes, (writer) => decide(writer, session, command));
      } catch (error) {
        if (!(error instanceof OutsideLane) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  async function decide(writer: Writer, session: DeskSession, command: Command): Promise<Decision<Executed>> {
    const { commandId, agentId, body } = command;
    const known = await findOutcome(writer.tx, commandId);
    if (known !== undefined) {
      if (known.agentId !== agentId) throw new Failure('denied', 'this command is another agent’s');
      return { events: [], result: { outcome: known.outcome, hasDraftGone: false } };
    }
    try {
      const decided = await decideKnownAgent(writer, session, command);
      if ('hold' in decided) {
        const outcome: CommandOutcome = { is: 'held', ...decided.hold };
        return {
          events: [],
          result: { outcome, hasDraftGone: false },
          alongside: () => [...decided.alongside, storeOutcome(command, writer.now, outcome)],
        };
      }
      const { events, alongside } = decided;
      const hasDraftGone = command.isRetry !== true && (await consumeDraft(writer.tx, agentId, body, toInstant(writer.now)));
      return {
        events,
        result: { outcome: null, hasDraftGone },
        causedBy: commandId,
        alongside: (logged) => [...alongside, storeOutcome(command, writer.now, doneBy(logged, commandId))],
      };
    } catch (error) {
      // What can be tried again is not decided yet; what cannot is decided: refused.
      if (!(error instanceof Failure) || error.retryable) throw error;
      const outcome: CommandOutcome = { is: 'refused', failure: error.toBody() };
      return {
        events: [],
        result: { outcome, hasDraftGone: false },
        alongside: () => [storeOutcome(command, writer.now, outcome)],
      };
    }
  }

  async function decideKnownAgent(
    writer: Writer,
    { clockOffsetMs }: DeskSession,
    { body, writtenAt, agentId, ...sending }: Command,
  ): Promise<Held | { readonly events: readonly DomainEvent[]; readonly alongside: readonly Sql[] }> {
    const agent = await writer.record('agent', agentId);
    if (agent === undefined) throw new Failure('denied', 'nobody of this name works here');
    const actor: Actor = {
      agent,
      ids,
      now: toInstant(writer.now),
      // A desk whose clock ran ahead cannot have written in the future.
      writtenAt: toInstant(Math.min(writer.now, fromInstant(writtenAt) + clockOffsetMs)),
    };
    const prepared = await stepOf(body).prepare(writer, body, actor, sending);
    const { permission } = commandPolicy[body.type];
    if (prepared.held !== undefined && agent.isActive && can(agent.role, permission)) return prepared.held;
    if (!may(agent, permission, prepared.subject)) throw new Failure('denied', `${agent.role} may not: ${permission}, for this`);
    return { events: prepared.decide(), alongside: prepared.alongside?.() ?? [] };
  }

  function stepOf<T extends CommandType>(body: CommandOf<T>): Step<T> {
    // The table pairs each type with the step of its own body.
    return steps[body.type] as unknown as Step<T>;
  }
}

export type ExecuteCommand = ReturnType<typeof createExecuteCommand>;

function doneBy(events: readonly LoggedEvent[], commandId: Command['commandId']): CommandOutcome {
  return { is: 'done', seqs: events.filter(({ causedBy }) => causedBy === commandId).map(({ seq }) => seq) };
}

async function findOutcome(tx: Db, commandId: string): Promise<{ agentId: AgentId; outcome: CommandOutcome } | undefined> {
  const [row] = await tx.all<{ agentId: AgentId; outcome: CommandOutcome }>(
    sql`SELECT agent_id AS "agentId", outcome FROM command_outcome WHERE command_id = ${commandId}`,
  );
  return row;
}

function storeOutcome({ commandId, agentId }: Command, now: number, outcome: CommandOutcome): Sql {
  return sql`INSERT INTO command_outcome (command_id, agent_id, at, outcome)
    VALUES (${commandId}, ${agentId}, ${toInstant(now)}, ${JSON.stringify(outcome)}::jsonb)`;
}
