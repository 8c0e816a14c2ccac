import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { Db } from '#hub/db/db';
import { commandSteps } from '#hub/log/command-steps';
import { openEventLog } from '#hub/log/event-log';
import { createExecuteCommand } from '#hub/log/execute-command';
import { agentLane } from '#hub/log/lanes';
import { createNotices } from '#hub/log/notices';
import { recordById, storedWhere } from '#hub/log/records';
import { CommandBody, type CommandOutcome } from '#shared/commands/index';
import { toInstant } from '#shared/domain/clock';
import { AgentId, CommandId, DeskId } from '#shared/domain/ids';
import { ownerOf, type Interaction } from '#shared/domain/interaction';
import { LoggedEvent } from '#shared/events/index';
import { sql } from '#shared/sql';
import { seedPeople, seedWaiting } from '#tests/support/a-hub';
import { createFakeClock, type FakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';
import { recordsInMemory } from '#tests/support/random-log';
import { describePostgres, describeStores } from '#tests/support/stores';

const PEOPLE = ['agt_mika', 'agt_ryo', 'agt_kenji'] as const;
const KINDS = [
  'take',
  'take_over',
  'give_back',
  'hand_over',
  'accept',
  'decline',
  'rescind',
  'reply',
  'snooze',
  'wake',
  'end',
  'close',
  'assign',
  'move',
  'lead_close',
  'reopen',
  'join',
  'join_away',
] as const;

const MOST_SEEDS = 8;

/** Another record of the same person, with work of its own that waits. */
const PARTNER = 100_000;
const partnerOf = (n: number): string => `cus_${PARTNER + n}`;

/** Else a wish in its own right would be rarer than one that ends everything. */
const OFTEN = ['take', 'hand_over', 'hand_over', 'take_over', 'accept', 'decline', 'rescind'] as const;

/** What somebody tries, whoever has the work at that moment. */
const attempt = fc.record({
  // Mostly those whom it concerns, else nearly all of it would be refused.
  who: fc.constantFrom('owner', 'owner', 'asked', ...PEOPLE),
  kind: fc.constantFrom(...KINDS, ...OFTEN),
  whom: fc.constantFrom('owner', ...PEOPLE),
  queue: fc.constantFrom('que_1', 'que_2', 'que_none'),
  hub: fc.nat(1),
});
type Attempt = typeof attempt extends fc.Arbitrary<infer T> ? T : never;

async function openHub(db: Db, clock: FakeClock, salt: number) {
  const notices = createNotices(`hub-${salt}`);
  const onTrouble = (error: unknown): never => {
    throw error;
  };
  const log = await openEventLog({ db, clock, notices, onTrouble });
  onTestFinished(async () => {
    await log.close();
    await notices.close();
  });
  return { log, execute: createExecuteCommand({ db, log, ids: createFakeIds(salt), notices, steps: commandSteps }) };
}

type Hub = Awaited<ReturnType<typeof openHub>>;

interface Floor {
  readonly interaction: Interaction | undefined;
  readonly person: (name: Attempt['who']) => string;
}

async function floorOf(db: Db, n: number): Promise<Floor> {
  const interaction = await recordById(db, 'interaction', `int_${n}`);
  const owner = interaction === undefined ? null : ownerOf(interaction.state);
  const named = { owner: owner ?? 'agt_mika', asked: interaction?.handover?.agentId ?? 'agt_ryo' };
  return { interaction, person: (name) => (name === 'owner' || name === 'asked' ? named[name] : name) };
}

function wishOf({ kind, whom, queue }: Attempt, { interaction, person }: Floor, n: number, count: number): CommandBody {
  const work = { interactionId: `int_${n}`, conversationId: `cnv_${n}` };
  const reservationId = interaction?.handover?.reservationId ?? 'res_none';
  const owner = interaction === undefined ? null : ownerOf(interaction.state);
  const note = { noteId: `not_${n}-${count}`, note: 'よろしくお願いします。' };
  const bodies: Record<(typeof KINDS)[number], object> = {
    take: { type: 'interaction.take', interactionId: work.interactionId },
    take_over: { type: 'interaction.take_over', ...work, fromId: person(whom) },
    give_back: { type: 'interaction.give_back', ...work, queueId: queue, ...note },
    hand_over: { type: 'interaction.hand_over', ...work, agentId: person(whom), ...note },
    accept: { type: 'reservation.accept', reservationId },
    decline: { type: 'reservation.decline', reservationId, reason: 'busy' },
    rescind: { type: 'reservation.rescind', reservationId },
    reply: { type: 'message.send', ...work, messageId: `msg_${n}-${count}`, text: 'お待たせしました。' },
    snooze: { type: 'interaction.snooze', ...work, until: '2026-12-01T00:00:00.000Z' },
    wake: { type: 'interaction.wake', ...work },
    end: { type: 'wrap_up.start', ...work },
    close: { type: 'wrap_up.complete', ...work, dispositionId: 'dsp_done' },
    assign: { type: 'interaction.assign', ...work, fromId: owner, agentId: person(whom) },
    move: { type: 'interaction.move', ...work, fromId: owner, queueId: queue },
    join: { type: 'customer.join', intoId: `cus_${n}`, fromId: partnerOf(n), keepsName: 'into' },
    join_away: { type: 'customer.join', intoId: partnerOf(n), fromId: `cus_${n}`, keepsName: 'from' },
    lead_close: { type: 'interaction.close', ...work, fromId: owner, dispositionId: 'dsp_done' },
    reopen: { type: 'interaction.reopen', ...work },
  };
  return CommandBody.parse(bodies[kind]);
}

/** Three at a time, as people are; answers every outcome. */
async function run(db: Db, hubs: readonly Hub[], clock: FakeClock, attempts: readonly Attempt[], n: number): Promise<CommandOutcome[]> {
  const outcomes: CommandOutcome[] = [];
  for (let from = 0; from < attempts.length; from += 3) {
    const together = attempts.slice(from, from + 3).map(async (one, index) => {
      const floor = await floorOf(db, n);
      const isAnswer = one.kind === 'accept' || one.kind === 'decline';
      const body = wishOf(one, floor, n, from + index);
      const who = floor.person(isAnswer && one.who === 'owner' ? 'asked' : one.who);
      const hub = hubs[one.hub % hubs.length] ?? hubs[0];
      if (hub === undefined) throw new Error('there is no hub');
      const session = { agentId: AgentId.parse(who), deskId: DeskId.parse(`dsk_${who.slice(4)}`), clockOffsetMs: 0 };
      const { agentId, deskId } = session;
      const commandId = CommandId.parse(`cmd_${n}-${from + index}`);
      return hub.execute(session, { commandId, agentId, deskId, writtenAt: toInstant(clock.now()), basis: 0, body });
    });
    outcomes.push(...(await Promise.all(together)));
  }
  return outcomes;
}

async function mustHold(db: Db, n: number, after: number): Promise<void> {
  const rows = await db.all<object>(sql`SELECT seq::int, at, type, scopes, caused_by AS "causedBy", body
    FROM event_envelope JOIN event_body USING (seq) WHERE seq > ${after} ORDER BY seq`);
  const records = recordsInMemory();
  for (const row of rows) {
    const event = LoggedEvent.parse(row);
    if (event.type === 'message.sent') {
      const { author } = (event.body as { message: { author: { agentId: string } } }).message; // by the schema of its event
      const before = records.get('interaction', `int_${n}`)?.body;
      expect(before === undefined ? null : ownerOf(before.state)).toBe(author.agentId);
    }
    records.apply(event);
  }
  const interaction = await recordById(db, 'interaction', `int_${n}`);
  if (interaction === undefined) throw new Error('the work is lost');
  expect(records.get('interaction', `int_${n}`)?.body).toEqual(interaction);
  expect(interaction.arrivedAt).toBe('2026-11-20T01:00:00.000Z');
  const owner = ownerOf(interaction.state);
  await mustBeOnePerson(db, n, interaction, owner);
  const segments = (await storedWhere(db, 'segment', sql`interaction_id = ${`int_${n}`}`)).map(({ body }) => body);
  const open = segments.filter(({ endedAt }) => endedAt === null);
  expect(open.map(({ agentId }) => agentId)).toEqual(owner === null ? [] : [owner]);
  const ringing = (await storedWhere(db, 'reservation', sql`interaction_id = ${`int_${n}`} AND outcome = 'pending'`)).map(({ id }) => id);
  expect(ringing).toEqual(interaction.handover === undefined ? [] : [interaction.handover.reservationId]);
}

/** Whoever it is by now: all of the thread is theirs, the owner sees them, and nothing is left with a record that is no more. */
async function mustBeOnePerson(db: Db, n: number, { customerId }: Interaction, owner: AgentId | null): Promise<void> {
  const thread = sql`conversation_id = ${`cnv_${n}`}`;
  const messages = await storedWhere(db, 'message', thread);
  expect(new Set(messages.map(({ body }) => body.customerId))).toEqual(new Set([customerId]));
  expect((await recordById(db, 'conversation', `cnv_${n}`))?.customerId).toBe(customerId);
  if (owner !== null) expect(await recordById(db, 'grant', `${owner}/customer:${customerId}`)).toBeDefined();
  for (const id of [`cus_${n}`, partnerOf(n)]) {
    if ((await recordById(db, 'customer', id))?.joinedInto === undefined) continue;
    for (const kind of ['conversation', 'interaction', 'segment', 'message', 'reservation'] as const) {
      expect(await storedWhere(db, kind, sql`customer_id = ${id}`)).toEqual([]);
    }
    expect(await storedWhere(db, 'grant', sql`scope = ${`customer:${id}`}`)).toEqual([]);
  }
}

/** Every wish that was ever granted. */
async function holdsAlways(db: Db, others: readonly Db[]): Promise<string[]> {
  const clock = createFakeClock();
  const hubs = await Promise.all([db, ...others].map((one, index) => openHub(one, clock, index + 1)));
  const [first] = hubs;
  if (first === undefined) throw new Error('there is no hub');
  await seedPeople(first.log);
  for (const id of PEOPLE) {
    const agentId = AgentId.parse(id);
    const event = { type: 'agent.connected', body: { agentId, at: toInstant(clock.now()) } } as const;
    await first.log.append([agentLane(agentId)], () => Promise.resolve({ events: [event], result: null }));
  }
  let n = 0;
  const done = new Set<Attempt['kind']>();
  const property = fc.asyncProperty(fc.array(attempt, { minLength: 24, maxLength: 60, size: 'max' }), async (attempts) => {
    n += 1;
    const after = await first.log.head();
    await seedWaiting(first.log, n);
    await seedWaiting(first.log, PARTNER + n);
    const outcomes = await run(db, hubs, clock, attempts, n);
    for (const [index, outcome] of outcomes.entries()) {
      const tried = attempts[index];
      if (outcome.is === 'done' && tried !== undefined) done.add(tried.kind);
      if (outcome.is !== 'refused') continue;
      expect(['denied', 'conflict', 'invalid', 'not_found']).toContain(outcome.failure.code);
      expect(outcome.failure.message).not.toBe('');
    }
    await mustHold(db, n, after);
  });
  // A rare wish is not granted in every sixty; who comes first is chance, whatever the seed.
  for (let seed = 1; seed <= MOST_SEEDS && (seed === 1 || done.size < KINDS.length); seed += 1) {
    await fc.assert(property, { numRuns: 60, seed, endOnFailure: true });
  }
  return [...done].toSorted();
}

describeStores('three agents who try anything', (openStore) => {
  test('leave the work with one owner at most, never lost; nobody else replies, and every refusal says why', async () => {
    // Where a wish was never granted nothing was proved of it.
    expect(await holdsAlways(await openStore(), [])).toEqual(KINDS.toSorted());
  }, 180_000);
});

describePostgres('three agents at two hubs who try anything', (openStore) => {
  test('leave the work with one owner at most, never lost; nobody else replies, and every refusal says why', async () => {
    expect(await holdsAlways(await openStore(), [await openStore()])).toEqual(KINDS.toSorted());
  }, 180_000);
});
