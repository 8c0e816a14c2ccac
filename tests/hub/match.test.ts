import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ASK_AGAIN_MS, match, type Candidate, type Waiting } from '#hub/routing/match';
import type { Channel } from '#shared/domain/conversation';
import { AgentId, InteractionId, QueueId } from '#shared/domain/ids';

const CHAT = QueueId.parse('que_chat');
const SMS = QueueId.parse('que_sms');
const mika = AgentId.parse('agt_mika');
const kenji = AgentId.parse('agt_kenji');
const sara = AgentId.parse('agt_sara');
const NOW = 1_000_000;

function waiting(name: string, patch: Partial<Waiting> = {}): Waiting {
  return { interactionId: InteractionId.parse(`int_${name}`), queueId: CHAT, channel: 'chat', arrivedAt: 0, refusals: [], ...patch };
}

function agent(agentId: AgentId, patch: Partial<Candidate> = {}): Candidate {
  return {
    agentId,
    isReady: true,
    queueIds: [CHAT],
    capacity: { chat: 2, sms: 2 },
    handling: {},
    isInWrapUp: false,
    isRinging: false,
    idleSince: 0,
    ...patch,
  };
}

function offersOf(interactions: readonly Waiting[], agents: readonly Candidate[], now = NOW): string[] {
  return match(interactions, agents, now).offers.map(({ interactionId, agentId }) => `${interactionId}→${agentId}`);
}

describe('who gets what', () => {
  test('the longest-waiting interaction goes to the agent idle longest', () => {
    const interactions = [waiting('late', { arrivedAt: 20 }), waiting('early', { arrivedAt: 10 })];
    const agents = [agent(mika, { idleSince: 500 }), agent(kenji, { idleSince: 400 })];
    expect(offersOf(interactions, agents)).toEqual(['int_early→agt_kenji', 'int_late→agt_mika']);
  });

  test('one offer rings at a time, so two waiting and one agent make one offer', () => {
    expect(offersOf([waiting('a'), waiting('b', { arrivedAt: 1 })], [agent(mika)])).toEqual(['int_a→agt_mika']);
  });

  test('work that nobody can do does not hold up the work behind it', () => {
    expect(offersOf([waiting('sms', { queueId: SMS, channel: 'sms' }), waiting('chat', { arrivedAt: 5 })], [agent(mika)])).toEqual([
      'int_chat→agt_mika',
    ]);
  });

  test.each([
    ['is not ready or not connected', { isReady: false }],
    ['is in wrap-up, whatever the channel', { isInWrapUp: true }],
    ['has an offer ringing', { isRinging: true }],
    ['does not hold the queue', { queueIds: [SMS] }],
    ['is at the limit of the channel', { handling: { chat: 2 } }],
    ['has no capacity for the channel', { capacity: { sms: 5 } }],
  ])('an agent who %s gets nothing', (_, patch) => {
    expect(match([waiting('a')], [agent(mika, patch)], NOW)).toEqual({ offers: [], askAgainAt: null });
  });

  test('being full on one channel leaves the other open', () => {
    const full = agent(mika, { handling: { chat: 2 }, queueIds: [CHAT, SMS] });
    expect(offersOf([waiting('a'), waiting('b', { queueId: SMS, channel: 'sms' })], [full])).toEqual(['int_b→agt_mika']);
  });
});

describe('a refused offer', () => {
  test('goes to the next person, however long the one who refused has been idle', () => {
    const refused = waiting('a', { refusals: [{ agentId: mika, at: NOW }] });
    expect(offersOf([refused], [agent(mika), agent(kenji, { idleSince: NOW })])).toEqual(['int_a→agt_kenji']);
    expect(offersOf([refused], [agent(mika), agent(kenji, { idleSince: NOW })], NOW + 10 * ASK_AGAIN_MS)).toEqual(['int_a→agt_kenji']);
  });

  test('does not keep its agent from other work', () => {
    const refused = waiting('a', { refusals: [{ agentId: mika, at: NOW }] });
    expect(offersOf([refused, waiting('b', { arrivedAt: 1 })], [agent(mika)])).toEqual(['int_b→agt_mika']);
  });

  test('comes back to the one who refused only after a pause, when nobody else is there', () => {
    const refused = waiting('a', { refusals: [{ agentId: mika, at: NOW }] });
    expect(match([refused], [agent(mika)], NOW)).toEqual({ offers: [], askAgainAt: NOW + ASK_AGAIN_MS });
    expect(match([refused], [agent(mika)], NOW + ASK_AGAIN_MS - 1).offers).toEqual([]);
    expect(offersOf([refused], [agent(mika)], NOW + ASK_AGAIN_MS)).toEqual(['int_a→agt_mika']);
  });

  test('makes its round: when all refused, the one who refused least often is asked first', () => {
    const round = waiting('a', {
      refusals: [
        { agentId: mika, at: 0 },
        { agentId: kenji, at: 10 },
        { agentId: mika, at: 20 },
        { agentId: sara, at: 30 },
      ],
    });
    const agents = [agent(mika), agent(kenji, { idleSince: 5 }), agent(sara, { idleSince: 3 })];
    expect(offersOf([round], agents)).toEqual(['int_a→agt_sara']);
  });
});

describe('on any floor', () => {
  const channel = fc.constantFrom<Channel>('chat', 'sms');
  const queueId = fc.constantFrom(CHAT, SMS);
  const agentId = fc.integer({ min: 0, max: 5 }).map((number) => AgentId.parse(`agt_${number}`));
  const perChannel = fc.record({ chat: fc.integer({ min: 0, max: 3 }), sms: fc.integer({ min: 0, max: 3 }) }, { requiredKeys: [] });
  const floor = fc.record({
    interactions: fc.uniqueArray(
      fc.record({
        interactionId: fc.integer({ min: 0, max: 99 }).map((number) => InteractionId.parse(`int_${number}`)),
        queueId,
        channel,
        arrivedAt: fc.integer({ min: 0, max: 50 }),
        refusals: fc.array(fc.record({ agentId, at: fc.integer({ min: 0, max: 2 * ASK_AGAIN_MS }) }), { maxLength: 6 }),
      }),
      { selector: (interaction) => interaction.interactionId, maxLength: 20 },
    ),
    agents: fc.uniqueArray(
      fc.record({
        agentId,
        isReady: fc.boolean(),
        queueIds: fc.uniqueArray(queueId),
        capacity: perChannel,
        handling: perChannel,
        isInWrapUp: fc.boolean(),
        isRinging: fc.boolean(),
        idleSince: fc.integer({ min: 0, max: 50 }),
      }),
      { selector: (candidate) => candidate.agentId },
    ),
    now: fc.integer({ min: 0, max: 4 * ASK_AGAIN_MS }),
  });

  test('no interaction is offered twice, and nobody gets two offers or one above the limit', () => {
    fc.assert(
      fc.property(floor, ({ interactions, agents, now }) => {
        const { offers } = match(interactions, agents, now);
        expect(new Set(offers.map((offer) => offer.interactionId)).size).toBe(offers.length);
        expect(new Set(offers.map((offer) => offer.agentId)).size).toBe(offers.length);
        for (const offer of offers) {
          const interaction = interactions.find((one) => one.interactionId === offer.interactionId);
          const chosen: Candidate | undefined = agents.find((one) => one.agentId === offer.agentId);
          expect(chosen).toMatchObject({ isReady: true, isInWrapUp: false, isRinging: false });
          const kind = interaction?.channel ?? 'voice';
          expect(chosen?.handling[kind] ?? 0).toBeLessThan(chosen?.capacity[kind] ?? 0);
          expect(chosen?.queueIds).toContain(interaction?.queueId);
        }
      }),
    );
  });

  test('the order in which the floor was read does not matter', () => {
    fc.assert(
      fc.property(floor, ({ interactions, agents, now }) => {
        expect(match(interactions.toReversed(), agents.toReversed(), now)).toEqual(match(interactions, agents, now));
      }),
    );
  });

  test('whoever could be served is served, or has a time at which to look again', () => {
    fc.assert(
      fc.property(floor, ({ interactions, agents, now }) => {
        const first = match(interactions, agents, now);
        const left = interactions.filter((one) => !first.offers.some((offer) => offer.interactionId === one.interactionId));
        const idle = agents.filter((one) => !first.offers.some((offer) => offer.agentId === one.agentId));
        const again = match(left, idle, now);
        expect(again.offers).toEqual([]);
        expect(again.askAgainAt === null || again.askAgainAt > now).toBe(true);
      }),
    );
  });
});
