import type { Random } from '#hub/simulator/random';
import type { CommandBody } from '#shared/commands/index';
import type { OutboxItem } from '#shared/contracts/desk';
import { toInstant } from '#shared/domain/clock';
import type { ComposerMode } from '#shared/domain/draft';
import type { Ids } from '#shared/domain/ids';
import { ownerOf, type Interaction } from '#shared/domain/interaction';
import { PENDING_SEQ } from '#shared/records/overlay';
import { Failure } from '#shared/rpc/failure';
import { DispositionId } from '#shared/domain/ids';
import { agentIdOf, type ChaosDesk } from './chaos-desk.ts';
import { draftKey, type Ledger, type Wish } from './ledger.ts';
import { QUEUES } from './people.ts';
import type { WorldClock } from './world-clock.ts';

interface Deps {
  readonly random: Random;
  readonly ledger: Ledger;
  readonly ids: Ids;
  readonly clock: WorldClock;
}

/** An agent: looks at the window and does one thing that makes sense, line or no line. Answers what. */
export interface Hands {
  act(desk: ChaosDesk): Promise<string>;
}

const ANSWERED = DispositionId.parse('dsp_answered');

export function createHands({ random, ledger, ids, clock }: Deps): Hands {
  async function submit(desk: ChaosDesk, body: CommandBody, basis = 0): Promise<string> {
    const commandId = ids.command();
    const wish: Wish = {
      commandId,
      desk: desk.place.name,
      body,
      basis,
      state: 'asked',
      hasWaited: desk.connection()?.is !== 'connected',
      wasParked: false,
    };
    ledger.wishes.set(commandId, wish);
    try {
      await desk.call('command.submit', { commandId, basis, body });
      wish.state = 'accepted';
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      wish.state = 'refused';
      return `${body.type}: refused at once, ${error.code}`;
    }
    return `${body.type} ${commandId.slice(-6)}`;
  }

  /** Types, and leaves it at that, or sends what stands there. */
  async function compose(desk: ChaosDesk, work: Interaction, mode: ComposerMode, isSent: boolean): Promise<string> {
    const { id: interactionId, conversationId, customerId } = work;
    const kept = await desk.call('draft.get', { conversationId, mode });
    const text = isSent && kept !== null && kept.text !== '' && random.chance(0.5) ? kept.text : ledger.nextText(desk.place.name);
    const basis = basisOf(work);
    if (text !== kept?.text && (!isSent || random.chance(0.6))) {
      ledger.typed.set(`${desk.place.name} ${draftKey(conversationId, mode)}`, text);
      const updatedAt = toInstant(clock.now() + desk.place.skewMs);
      await desk.call('draft.put', { conversationId, mode, text, revision: (kept?.revision ?? 0) + 1, updatedAt });
    }
    if (!isSent) return `types in ${conversationId.slice(-6)} ${mode}`;
    const key = draftKey(conversationId, mode);
    const body: CommandBody =
      mode === 'reply'
        ? { type: 'message.send', interactionId, conversationId, messageId: ids.message(), text }
        : { type: 'note.add', customerId, conversationId, interactionId, noteId: ids.note(), text };
    const said = await submit(desk, body, basis);
    ledger.consumed.set(key, (ledger.consumed.get(key) ?? new Set()).add(text));
    return said;
  }

  async function serve(desk: ChaosDesk, work: Interaction): Promise<string> {
    const { id: interactionId, conversationId, customerId } = work;
    const basis = basisOf(work);
    const dice = random.next();
    if (dice < 0.34) return compose(desk, work, 'reply', true);
    if (dice < 0.44) return compose(desk, work, 'note', true);
    if (dice < 0.6) return compose(desk, work, random.chance(0.7) ? 'reply' : 'note', false);
    if (dice < 0.65) return submit(desk, { type: 'conversation.mark_read', conversationId, upToSeq: basis });
    if (dice < 0.72) return submit(desk, { type: 'conversation.mark_unread', conversationId, fromSeq: basis });
    if (dice < 0.77) return submit(desk, { type: 'wrap_up.start', interactionId, conversationId }, basis);
    if (dice < 0.86) {
      const family = `${random.pick(['山田', '佐藤', '鈴木'])}${random.between(1, 99)}`;
      return submit(desk, { type: 'customer.name', customerId, name: { family } });
    }
    if (dice < 0.9) {
      const until = toInstant(clock.now() + 60_000 * random.between(1, 60));
      return submit(desk, { type: 'interaction.snooze', interactionId, conversationId, until }, basis);
    }
    if (dice < 0.93) return submit(desk, { type: 'interaction.wake', interactionId, conversationId }, basis);
    const note = { noteId: ids.note(), note: ledger.nextText(desk.place.name) };
    if (dice < 0.96) {
      return submit(desk, { type: 'interaction.give_back', interactionId, conversationId, queueId: random.pick(QUEUES), ...note }, basis);
    }
    const agentId = agentIdOf(desk.place.person === 'mika' ? 'kenji' : 'mika');
    return submit(desk, { type: 'interaction.hand_over', interactionId, conversationId, agentId, ...note }, basis);
  }

  async function decide(desk: ChaosDesk, { command }: OutboxItem): Promise<string> {
    const wish = ledger.wishes.get(command.commandId);
    const what = random.chance(0.5) ? ('outbox.retry' as const) : ('outbox.discard' as const);
    // Killed in the middle, either is right.
    if (wish !== undefined) wish.state = wish.state === 'accepted' ? 'asked' : wish.state;
    try {
      await desk.call(what, { commandId: command.commandId });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return `${what}: ${error.code}`;
    }
    if (wish !== undefined) wish.state = 'gone';
    return `${what} ${command.body.type} ${command.commandId.slice(-6)}`;
  }

  return {
    async act(desk) {
      const me = agentIdOf(desk.place.person);
      if (desk.session()?.is !== 'signed_in') return 'nobody is signed in';
      const parked = desk.outbox().filter(({ state }) => state.is === 'held' || state.is === 'refused');
      const [held] = parked;
      if (held !== undefined && random.chance(0.3)) return decide(desk, random.pick([held, ...parked.slice(1)]));
      const offer = desk.of('reservation').find(({ agentId, outcome }) => agentId === me && outcome === 'pending');
      if (offer !== undefined && random.chance(0.8)) {
        const { id: reservationId } = offer;
        return submit(
          desk,
          random.chance(0.85)
            ? { type: 'reservation.accept', reservationId }
            : { type: 'reservation.decline', reservationId, reason: 'busy' },
        );
      }
      const self = desk.of('agent').find(({ id }) => id === me);
      if (self !== undefined && self.intent.is !== 'ready' && random.chance(0.5)) {
        return submit(desk, { type: 'agent.set_intent', intent: { is: 'ready' } });
      }
      const work = desk.of('interaction');
      const [queued] = work.filter(({ state }) => state.is === 'queued');
      if (queued !== undefined && random.chance(0.25)) return submit(desk, { type: 'interaction.take', interactionId: queued.id });
      const [first, ...others] = work.filter(({ state }) => ownerOf(state) === me);
      if (first === undefined) return 'has nothing to do';
      const chosen = random.pick([first, ...others]);
      if (chosen.state.is === 'handling') return serve(desk, chosen);
      const { id: interactionId, conversationId } = chosen;
      return submit(desk, { type: 'wrap_up.complete', interactionId, conversationId, dispositionId: ANSWERED }, basisOf(chosen));
    },
  };
}

/** As the page does it (state/selectors.ts): the newest line that the agent was shown. */
function basisOf({ lastLine, lastCustomerSeq }: Interaction): number {
  return Math.max(0, ...[lastLine?.seq, lastCustomerSeq].filter((seq): seq is number => seq !== undefined && seq !== PENDING_SEQ));
}
