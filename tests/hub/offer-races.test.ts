import { expect, test } from 'vitest';
import { CONFIG_LANE } from '#hub/log/lanes';
import { allOf, recordById } from '#hub/log/records';
import { CommandBody } from '#shared/commands/index';
import type { Db } from '#hub/db/db';
import { openTestHub, PEOPLE, seedWaiting } from '#tests/support/a-hub';
import { sql } from '#shared/sql';
import { aQueue } from '#tests/support/builders';
import { createFakeClock } from '#tests/support/fake-clock';
import type { HubClient } from '#tests/support/hub-client';
import { describePostgres } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

const ROUNDS = 12;
/** Short, so that no hub misses a renewal of its lease while a test makes time jump. */
const RING_MS = 2_000;
const READY = CommandBody.parse({ type: 'agent.set_intent', intent: { is: 'ready' } });

describePostgres('accept, take by hand and the end of the ring at one moment', (openStore) => {
  test('have one winner, over two hubs, and whoever lost is told', async () => {
    const db = await openStore();
    const clock = createFakeClock();
    const one = await openTestHub(db, { clock });
    const two = await openTestHub(await openStore(), { clock, seeds: false, salt: 1 });
    const queue = aQueue({ ringTimeoutMs: RING_MS });
    await one.hub.log.append([CONFIG_LANE], () =>
      Promise.resolve({ events: [{ type: 'queue.configured', body: { queue } }], result: null }),
    );
    const mika = await one.desk('mika');
    const ryo = await two.desk('ryo');
    await mika.execute(READY);
    const winners = new Set<string>();

    for (let round = 1; round <= ROUNDS; round += 1) {
      await seedWaiting(one.hub.log, round);
      const reservationId = await waitUntil(() => offerOf(db, round), { what: `round ${round} rings` });
      await clock.advance(RING_MS - 1);
      const accept = (): Promise<unknown> => mika.execute(CommandBody.parse({ type: 'reservation.accept', reservationId }));
      const take = (): Promise<unknown> => ryo.execute(CommandBody.parse({ type: 'interaction.take', interactionId: `int_${round}` }));
      // A little later each round, so that it falls before, into and behind the two wishes.
      const runOut = async (): Promise<void> => {
        for (let turn = 0; turn < 2 * (round % 6); turn += 1) await db.all(sql`SELECT 1`);
        await clock.advance(250);
      };
      const [accepted, taken] = await allAtOnce([accept, take, runOut], round);

      const offer = await waitUntil(async () => {
        const found = await recordById(db, 'reservation', reservationId);
        return found?.outcome === 'pending' ? null : found;
      });
      const { state } = (await recordById(db, 'interaction', `int_${round}`)) ?? {};
      const segments = (await allOf(db, 'segment')).filter(({ interactionId }) => interactionId === `int_${round}`);
      const owners = segments.map(({ agentId }) => agentId);
      const done = [isDone(accepted) ? PEOPLE.mika.id : [], isDone(taken) ? PEOPLE.ryo.id : []].flat();
      expect(owners).toEqual(done);
      expect(owners.length).toBeLessThanOrEqual(1);
      expect(isDone(accepted)).toBe(offer.outcome === 'accepted');
      expect(state).toMatchObject(done.length === 0 ? { is: 'queued' } : { is: 'handling', agentId: done[0] });
      winners.add(done[0] ?? 'nobody');
      await finish(round, done[0] === PEOPLE.ryo.id ? ryo : mika, done.length > 0, ryo);
    }
    expect(winners.size).toBeGreaterThan(1);
  });
});

async function offerOf(db: Db, round: number): Promise<string | null> {
  const state = (await recordById(db, 'interaction', `int_${round}`))?.state;
  return state?.is === 'offered' ? state.reservationId : null;
}

/** Starts all at once, each round another one first; answers in the order given. */
async function allAtOnce(runs: readonly (() => Promise<unknown>)[], round: number): Promise<unknown[]> {
  const outcomes: Promise<unknown>[] = [];
  for (let turn = 0; turn < runs.length; turn += 1) {
    const index = (turn + round) % runs.length;
    outcomes[index] = runs[index]?.() ?? Promise.resolve();
  }
  return Promise.all(outcomes);
}

function isDone(outcome: unknown): boolean {
  return typeof outcome === 'object' && outcome !== null && 'is' in outcome && outcome.is === 'done';
}

/** Clears the floor for the next round. */
async function finish(round: number, owner: HubClient, isOwned: boolean, taker: HubClient): Promise<void> {
  const of = { interactionId: `int_${round}`, conversationId: `cnv_${round}` };
  if (!isOwned) await taker.execute(CommandBody.parse({ type: 'interaction.take', interactionId: of.interactionId }));
  const hand = isOwned ? owner : taker;
  await hand.execute(CommandBody.parse({ type: 'wrap_up.start', ...of }));
  await hand.execute(CommandBody.parse({ type: 'wrap_up.complete', ...of, dispositionId: 'dsp_done' }));
}
