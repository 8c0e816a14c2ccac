import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { Db } from '#hub/db/db';
import { commandSteps } from '#hub/log/command-steps';
import { openEventLog } from '#hub/log/event-log';
import { createExecuteCommand } from '#hub/log/execute-command';
import { customerLane } from '#hub/log/lanes';
import { createNotices } from '#hub/log/notices';
import { allOf, recordById } from '#hub/log/records';
import { CommandBody, type CommandOutcome } from '#shared/commands/index';
import { toInstant } from '#shared/domain/clock';
import { AgentId, CommandId, CustomerId, DeskId } from '#shared/domain/ids';
import { seedPeople, seedWaiting } from '#tests/support/a-hub';
import { aMessage } from '#tests/support/builders';
import { createFakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';
import { describeStores } from '#tests/support/stores';

/*
 * Whatever happened in between, in whatever order: no reply that has waited stands in the log behind words of others that its writer
 * had not seen, nor in work that was not the writer's; what is held is held for all that is true, and changes nothing.
 */

const MIKA = 'agt_mika';
const RYO = 'agt_ryo';
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ is: fc.constant('late' as const), seen: fc.double({ min: 0, max: 1, noNaN: true }) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('says' as const), by: fc.constantFrom('customer' as const, 'centre' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      is: fc.constant('does' as const),
      what: fc.constantFrom('mika replies', 'ryo replies', 'ryo takes over', 'mika takes over', 'ryo closes', 'ryo reopens', 'mika takes'),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function openHub(db: Db) {
  const notices = createNotices('hub-1');
  const clock = createFakeClock();
  const onTrouble = (error: unknown): never => {
    throw error;
  };
  const log = await openEventLog({ db, clock, notices, onTrouble });
  onTestFinished(async () => {
    await log.close();
    await notices.close();
  });
  return { log, clock, execute: createExecuteCommand({ db, log, ids: createFakeIds(), notices, steps: commandSteps }) };
}

describeStores('a reply that has waited, in any history', (openStore) => {
  test('never stands behind what its writer had not seen', async () => {
    const db = await openStore();
    const { log, clock, execute } = await openHub(db);
    await seedPeople(log);
    let n = 0;
    let wishes = 0;

    const verdicts: [outcome: unknown, head: number][] = [];
    const truths: [outcome: unknown, head: number][] = [];
    const wish = (agentId: string, body: object, sending: { basis?: number; hasWaited?: boolean } = {}): Promise<CommandOutcome> => {
      wishes += 1;
      const who = { agentId: AgentId.parse(agentId), deskId: DeskId.parse(`dsk_${agentId.slice(4)}`) };
      const command = { commandId: CommandId.parse(`cmd_${wishes}`), writtenAt: toInstant(clock.now()), basis: 0, ...sending };
      return execute({ ...who, clockOffsetMs: 0 }, { ...who, ...command, body: CommandBody.parse(body) });
    };

    /** All that is true, read plainly from the records. */
    async function truth(basis: number): Promise<string[]> {
      const unseen = (await allOf(db, 'message')).filter(({ conversationId, seq }) => conversationId === `cnv_${n}` && seq > basis);
      const state = (await recordById(db, 'interaction', `int_${n}`))?.state;
      const isMine = (state?.is === 'handling' || state?.is === 'wrap_up') && state.agentId === MIKA;
      return [
        ...(unseen.some(({ author }) => author.by === 'customer') ? ['customer_wrote'] : []),
        ...(unseen.some(({ author }) => author.by === 'agent' && author.agentId !== MIKA) ? ['colleague_answered'] : []),
        ...(!isMine && state?.is !== 'closed' ? ['reassigned'] : []),
        ...(state?.is === 'closed' ? ['closed'] : []),
      ];
    }

    async function play(one: Step): Promise<void> {
      const work = { interactionId: `int_${n}`, conversationId: `cnv_${n}` };
      const say = (messageId: string): object => ({ type: 'message.send', ...work, messageId, text: 'はい' });
      switch (one.is) {
        case 'says': {
          const of = { ...work, customerId: `cus_${n}`, queueId: 'que_1', id: `msg_said${(wishes += 1)}`, author: { by: one.by } };
          const { seq: _seq, ...message } = aMessage(of as never); // branded ids
          const type = one.by === 'customer' ? ('message.received' as const) : ('message.sent' as const);
          await log.append([customerLane(CustomerId.parse(`cus_${n}`))], () =>
            Promise.resolve({ events: [{ type, body: { message } }], result: null }),
          );
          return;
        }
        case 'does':
          // Refused where it makes no sense at that moment.
          await wish(...deed(one.what, work, say(`msg_by${wishes}`)));
          return;
        case 'late': {
          const head = await log.head();
          const basis = Math.round(head * one.seen);
          const reasons = await truth(basis);
          const outcome = await wish(MIKA, say(`msg_late${wishes}`), { basis, hasWaited: true });
          const isHeld = reasons.length > 0;
          verdicts.push([outcome.is === 'held' ? { ...outcome, ownerId: undefined } : outcome, await log.head()]);
          truths.push(isHeld ? [{ is: 'held', reasons, seq: head }, head] : [{ is: 'done', seqs: [head + 1] }, head + 1]);
        }
      }
    }

    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (history) => {
        n += 1;
        await seedWaiting(log, n);
        expect(await wish(MIKA, { type: 'interaction.take', interactionId: `int_${n}` })).toMatchObject({ is: 'done' });
        for (const one of history) await play(one);
        expect(verdicts).toEqual(truths);
      }),
      // Shrinking would go on with the histories before it in the store.
      { numRuns: 25, endOnFailure: true },
    );
  });
});

function deed(what: string, work: object, say: object): [string, object] {
  switch (what) {
    case 'mika replies':
      return [MIKA, say];
    case 'ryo replies':
      return [RYO, say];
    case 'ryo takes over':
      return [RYO, { type: 'interaction.take_over', ...work, fromId: MIKA }];
    case 'mika takes over':
      return [MIKA, { type: 'interaction.take_over', ...work, fromId: RYO }];
    case 'ryo closes':
      return [RYO, { type: 'interaction.close', ...work, fromId: MIKA, dispositionId: 'dsp_done' }];
    case 'ryo reopens':
      return [RYO, { type: 'interaction.reopen', ...work }];
    default:
      return [MIKA, { type: 'interaction.take', ...work }];
  }
}
