import { DEMO_DISPOSITIONS } from '#hub/demo/demo-centre';
import type { Random } from '#hub/simulator/random';
import type { CommandBody } from '#shared/commands/index';
import type { OutboxItem } from '#shared/contracts/desk';
import { toInstant } from '#shared/domain/clock';
import type { AgentId, InteractionId, Ids } from '#shared/domain/ids';
import { ownerOf, type Interaction } from '#shared/domain/interaction';
import { Failure } from '#shared/rpc/failure';
import type { DeskWindow } from './desk-window.ts';
import { isSend, type Ledger } from './ledger.ts';
import type { Words } from './words.ts';

interface Deps {
  readonly agentId: AgentId;
  readonly ledger: Ledger;
  readonly random: Random;
  readonly words: Words;
  readonly ids: Ids;
  /** Work that the page does; two hands in one composer would only prove that they disturb each other. */
  readonly isPages: (id: InteractionId) => boolean;
}

/** An agent, as far as a script can be one: looks at the inbox and does one thing after the other. */
export interface AgentHands {
  /** One thing that makes sense now, or nothing. */
  act(window: DeskWindow): Promise<void>;
  /** What stands in the outbox with its reason is looked at, and given up: the effects are asked for by those who check. */
  clearOutbox(window: DeskWindow): Promise<void>;
  submit(window: DeskWindow, body: CommandBody): Promise<void>;
}

export function createAgentHands({ agentId: me, ledger, random, words, ids, isPages }: Deps): AgentHands {
  async function submit(window: DeskWindow, body: CommandBody, basis = 0): Promise<void> {
    const wish = { commandId: ids.command(), body, state: 'asked' as const, wasParked: false, isSettled: false };
    ledger.wishes.set(wish.commandId, wish);
    if (isSend(body)) ledger.draftTyped(body.conversationId, 'reply', '');
    try {
      await window.call('command.submit', { commandId: wish.commandId, basis, body });
      ledger.wishes.set(wish.commandId, { ...wish, state: 'accepted' });
      if (isSend(body)) ledger.draftKept(body.conversationId, 'reply', '');
      ledger.promised('core');
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'offline') throw error;
      // A core that lives has said no; one that is gone has said nothing.
      if (window.isOpen()) ledger.wishes.set(wish.commandId, { ...wish, state: 'refused' });
    }
  }

  async function type(window: DeskWindow, { conversationId }: Interaction): Promise<void> {
    const kept = await window.call('draft.get', { conversationId, mode: 'reply' });
    const text = words.next('draft');
    ledger.draftTyped(conversationId, 'reply', text);
    const draft = { conversationId, mode: 'reply' as const, text, revision: (kept?.revision ?? 0) + 1, updatedAt: toInstant(Date.now()) };
    const answer = await window.call('draft.put', draft);
    ledger.draftKept(conversationId, 'reply', answer?.text ?? '');
    ledger.promised('core');
  }

  async function serve(window: DeskWindow, work: Interaction): Promise<void> {
    const { id: interactionId, conversationId, customerId } = work;
    const dice = random.next();
    if (dice < 0.55) {
      await submit(
        window,
        { type: 'message.send', interactionId, conversationId, messageId: ids.message(), text: words.next('agent') },
        seqOf(work),
      );
    } else if (dice < 0.7) {
      await submit(window, { type: 'note.add', customerId, conversationId, interactionId, noteId: ids.note(), text: words.next('agent') });
    } else if (dice < 0.85) {
      await type(window, work);
    } else if (dice < 0.94) {
      await submit(window, { type: 'conversation.mark_read', conversationId, upToSeq: seqOf(work) });
    } else {
      await submit(window, { type: 'wrap_up.start', interactionId, conversationId });
    }
  }

  async function retryOrGiveUp(window: DeskWindow, { command }: OutboxItem): Promise<void> {
    markParked(command.commandId);
    const isRetried = (isSend(command.body) || command.body.type === 'note.add') && random.chance(0.5);
    await window.call(isRetried ? 'outbox.retry' : 'outbox.discard', { commandId: command.commandId });
  }

  function markParked(commandId: OutboxItem['command']['commandId']): void {
    const wish = ledger.wishes.get(commandId);
    if (wish !== undefined) wish.wasParked = true;
  }

  return {
    submit,
    async act(window) {
      const parked = window.outbox().filter(isParked);
      if (parked[0] !== undefined) return retryOrGiveUp(window, parked[0]);
      const self = window.of('agent').find(({ id }) => id === me);
      if (self === undefined) return;
      if (self.intent.is !== 'ready') return submit(window, { type: 'agent.set_intent', intent: { is: 'ready' } });
      const offer = window.of('reservation').find(({ agentId, outcome }) => agentId === me && outcome === 'pending');
      if (offer !== undefined && random.chance(0.7)) {
        const { id: reservationId } = offer;
        const isTaken = random.chance(0.85);
        return submit(
          window,
          isTaken ? { type: 'reservation.accept', reservationId } : { type: 'reservation.decline', reservationId, reason: 'busy' },
        );
      }
      const work = window.of('interaction').filter(({ id }) => !isPages(id));
      const queued = work.filter(({ state, channel }) => state.is === 'queued' && (channel === 'chat' || channel === 'sms'));
      const mine = work.filter(({ state }) => ownerOf(state) === me);
      if (queued[0] !== undefined && mine.length < 5 && random.chance(0.4)) {
        return submit(window, { type: 'interaction.take', interactionId: random.pick([queued[0], ...queued]).id });
      }
      if (mine[0] === undefined) return;
      const chosen = random.pick([mine[0], ...mine]);
      if (chosen.state.is === 'handling') return serve(window, chosen);
      const { id: interactionId, conversationId } = chosen;
      return submit(window, { type: 'wrap_up.complete', interactionId, conversationId, dispositionId: DEMO_DISPOSITIONS.answered.id });
    },
    async clearOutbox(window) {
      for (const item of (await window.call('outbox.list', {})).filter(isParked)) {
        markParked(item.command.commandId);
        await window.call('outbox.discard', { commandId: item.command.commandId });
      }
    },
  };
}

function isParked({ state }: OutboxItem): boolean {
  return state.is === 'held' || state.is === 'refused';
}

function seqOf({ lastLine }: Interaction): number {
  // A line that only stands in the outbox has no place in the log yet.
  return lastLine === null || lastLine.seq === Number.MAX_SAFE_INTEGER ? 0 : lastLine.seq;
}
