import { expect, test } from 'vitest';
import type { Db } from '#hub/db/db';
import { customerOfContact } from '#hub/customers/identify-customer';
import { customerLane } from '#hub/log/lanes';
import { allOf, recordById, storedWhere } from '#hub/log/records';
import { CommandBody, type CommandOutcome } from '#shared/commands/index';
import { AgentId } from '#shared/domain/ids';
import { ownerOf } from '#shared/domain/interaction';
import type { DomainEvent } from '#shared/events/index';
import { sql } from '#shared/sql';
import { openTestHub, seedWaiting, type TestHub } from '#tests/support/a-hub';
import { aCustomer, aMessage } from '#tests/support/builders';
import type { HubClient } from '#tests/support/hub-client';
import { describeStores } from '#tests/support/stores';

const wish = (desk: HubClient, body: object): Promise<CommandOutcome> => desk.execute(CommandBody.parse(body));
const join = (intoId: string, fromId: string, keepsName = 'into'): object => ({ type: 'customer.join', intoId, fromId, keepsName });
const take = (n: number): object => ({ type: 'interaction.take', interactionId: `int_${n}` });
const reply = (n: number, messageId: string): object => ({
  type: 'message.send',
  interactionId: `int_${n}`,
  conversationId: `cnv_${n}`,
  messageId,
  text: 'お待たせしました。',
});

/** Ids of all that is of a customer. */
async function recordsOf(db: Db, customerId: string): Promise<string[]> {
  const kinds = ['conversation', 'interaction', 'segment', 'reservation', 'message', 'note'] as const;
  const rows = await Promise.all(kinds.map((kind) => storedWhere(db, kind, sql`customer_id = ${customerId} ORDER BY id`)));
  return rows.flat().map(({ id }) => id);
}

async function grantsOf(db: Db, agentId: string): Promise<string[]> {
  return (await allOf(db, 'grant')).filter((grant) => grant.agentId === agentId).map(({ scope }) => scope);
}

/** Every record and every grant is there once, and of nobody who is no more. */
async function mustBeWhole(db: Db): Promise<void> {
  for (const { id, joinedInto } of await allOf(db, 'customer')) {
    if (joinedInto === undefined) continue;
    expect(await recordsOf(db, id)).toEqual([]);
    expect((await recordById(db, 'customer', joinedInto))?.joinedInto).toBeUndefined();
    expect((await allOf(db, 'grant')).filter(({ scope }) => scope === `customer:${id}`)).toEqual([]);
  }
}

/** Who owns open work sees its customer. */
async function ownersSee(db: Db): Promise<void> {
  const held = new Set((await allOf(db, 'grant')).map(({ agentId, scope }) => `${agentId} ${scope}`));
  const due = (await allOf(db, 'interaction')).flatMap(({ customerId, state }) => {
    const owner = ownerOf(state);
    return owner === null ? [] : [`${owner} customer:${customerId}`];
  });
  expect(due.filter((grant) => !held.has(grant))).toEqual([]);
}

async function append({ hub }: TestHub, customerIds: readonly string[], events: readonly DomainEvent[]): Promise<void> {
  await hub.log.append(
    customerIds.map((id) => customerLane(aCustomer({ id }).id)),
    () => Promise.resolve({ events, result: null }),
  );
}

describeStores('two records of one person, joined', (openStore) => {
  test('are one: all of the one is the other’s, and the one that goes leads there', async () => {
    const db = await openStore();
    const test = await openTestHub(db);
    await seedWaiting(test.hub.log, 1);
    await seedWaiting(test.hub.log, 2, 'que_2');
    await append(
      test,
      ['cus_2'],
      [
        {
          type: 'customer.contact_point_added',
          body: { customerId: aCustomer({ id: 'cus_2' }).id, contactPoint: { kind: 'email', value: 'a@b.example', isVerified: true } },
        },
        {
          type: 'customer.named',
          body: {
            customerId: aCustomer({ id: 'cus_2' }).id,
            name: { family: '佐々木' },
            byId: AgentId.parse('agt_ryo'),
            at: '2026-11-20T01:00:00.000Z',
          },
        },
      ],
    );
    const [ryo, kenji] = [await test.desk('ryo'), await test.desk('kenji')];
    await wish(kenji, take(2));
    await wish(kenji, reply(2, 'msg_reply'));
    // Ryo sees the one by his queue, and the other not at all.
    expect(await wish(ryo, join('cus_1', 'cus_2'))).toMatchObject({ is: 'refused', failure: { code: 'denied' } });
    await wish(ryo, { type: 'agent.set_queues', agentId: 'agt_ryo', queueIds: ['que_1', 'que_2'] });
    expect(await wish(ryo, join('cus_1', 'cus_2', 'from'))).toMatchObject({ is: 'done' });

    expect(await recordsOf(db, 'cus_1')).toEqual(expect.arrayContaining(['cnv_1', 'cnv_2', 'int_2', 'msg_2', 'msg_reply']));
    await mustBeWhole(db);
    await ownersSee(db);
    const into = await recordById(db, 'customer', 'cus_1');
    expect(into).toMatchObject({ name: { family: '佐々木' }, queueIds: ['que_1', 'que_2'] });
    expect(into?.contactPoints.map(({ value }) => value)).toEqual(['+819012345678', 'a@b.example']);
    expect(await recordById(db, 'customer', 'cus_2')).toMatchObject({ joinedInto: 'cus_1', contactPoints: [] });
    expect(await customerOfContact(db, { kind: 'email', value: 'a@b.example', isVerified: true })).toBe('cus_1');
    // Kenji goes on with his work, and sees by it what he saw and the other's past too; Mika, of the other queue, sees no more than before.
    expect(await grantsOf(db, 'agt_kenji')).toEqual(expect.arrayContaining(['customer:cus_1']));
    expect(await wish(kenji, reply(2, 'msg_again'))).toMatchObject({ is: 'done' });
    expect(await wish(await test.desk('mika'), reply(2, 'msg_mika'))).toMatchObject({ failure: { code: 'denied' } });
    const mika = await test.desk('mika');
    const page = await mika.call('history.read', { customerId: aCustomer().id, before: null });
    expect(page.records.map(({ id }) => id)).toEqual(['msg_1']);
    // What was written before it was known still arrives.
    const note = {
      type: 'note.add',
      interactionId: 'int_2',
      conversationId: 'cnv_2',
      customerId: 'cus_2',
      noteId: 'not_late',
      text: '折り返し',
    };
    expect(await wish(kenji, note)).toMatchObject({ is: 'done' });
    expect(await recordById(db, 'note', 'not_late')).toMatchObject({ customerId: 'cus_1' });
    // Edits of the record that is no more name the one that is; joining again changes nothing.
    const edit = { type: 'customer.name', customerId: 'cus_2', name: { family: '誰か' } };
    expect(await wish(ryo, edit)).toMatchObject({ failure: { code: 'conflict', about: 'cus_1' } });
    expect(await wish(ryo, join('cus_1', 'cus_2'))).toMatchObject({ is: 'done', seqs: [] });
    expect(await wish(ryo, join('cus_1', 'cus_1'))).toMatchObject({ failure: { code: 'invalid' } });
  });

  test('by two agents at once and crosswise, become one person and no ring', async () => {
    const db = await openStore();
    const { hub, desk } = await openTestHub(db);
    for (const n of [1, 2, 3]) await seedWaiting(hub.log, n);
    const [mika, ryo] = [await desk('mika'), await desk('ryo')];
    const outcomes = await Promise.all([
      wish(mika, join('cus_1', 'cus_2')),
      wish(ryo, join('cus_2', 'cus_1')),
      wish(mika, join('cus_2', 'cus_3')),
      wish(ryo, take(3)),
      wish(mika, take(1)),
    ]);
    expect(
      outcomes
        .slice(0, 2)
        .map(({ is }) => is)
        .toSorted(),
    ).toEqual(['done', 'refused']);
    expect(outcomes.slice(3).map(({ is }) => is)).toEqual(['done', 'done']);
    await mustBeWhole(db);
    await ownersSee(db);
  });

  test('in a row lead every old link to the last of them in one step', async () => {
    const db = await openStore();
    const { hub, desk } = await openTestHub(db);
    for (const n of [1, 2, 3]) await seedWaiting(hub.log, n);
    const ryo = await desk('ryo');
    await wish(ryo, join('cus_2', 'cus_1'));
    await wish(ryo, join('cus_3', 'cus_2'));
    expect((await recordById(db, 'customer', 'cus_1'))?.joinedInto).toBe('cus_3');
    await mustBeWhole(db);
  });

  test('while an offer rings and the customer writes, lose neither', async () => {
    const db = await openStore();
    const opened = await openTestHub(db);
    const { hub, desk } = opened;
    await seedWaiting(hub.log, 1);
    await seedWaiting(hub.log, 2);
    const [mika, ryo] = [await desk('mika'), await desk('ryo')];
    await wish(mika, take(2));
    const handOver = {
      type: 'interaction.hand_over',
      interactionId: 'int_2',
      conversationId: 'cnv_2',
      agentId: 'agt_ryo',
      noteId: 'not_h',
      note: 'お願いします',
    };
    await wish(mika, handOver);
    const [offer] = (await allOf(db, 'reservation')).filter(({ outcome }) => outcome === 'pending');
    const { seq: _seq, ...message } = aMessage({
      id: 'msg_now',
      customerId: 'cus_2',
      conversationId: 'cnv_2',
      interactionId: 'int_2',
      text: 'まだですか',
    });
    const [joined, , accepted] = await Promise.all([
      wish(mika, join('cus_1', 'cus_2')),
      hub.log.append([customerLane(message.customerId)], async (writer) => {
        const now = await writer.record('conversation', 'cnv_2');
        return {
          events: [{ type: 'message.received', body: { message: { ...message, customerId: now?.customerId ?? message.customerId } } }],
          result: null,
        };
      }),
      wish(ryo, { type: 'reservation.accept', reservationId: offer?.id }),
    ]);
    expect([joined.is, accepted.is]).toEqual(['done', 'done']);
    expect(await recordsOf(db, 'cus_1')).toEqual(expect.arrayContaining(['msg_now', 'int_2', 'cnv_2']));
    expect(await recordById(db, 'interaction', 'int_2')).toMatchObject({ state: { is: 'handling', agentId: 'agt_ryo' } });
    await mustBeWhole(db);
    await ownersSee(db);
  });

  test('keep a past of ten years whole, in events no larger than a page', async () => {
    const db = await openStore();
    const test = await openTestHub(db);
    await seedWaiting(test.hub.log, 1);
    await seedWaiting(test.hub.log, 2);
    const lines = Array.from({ length: 1200 }, (_, n): DomainEvent => {
      const { seq: _seq, ...message } = aMessage({ id: `msg_past${n}`, customerId: 'cus_2', conversationId: 'cnv_2', interactionId: null });
      return { type: 'message.received', body: { message } };
    });
    await append(test, ['cus_2'], lines);
    expect(await wish(await test.desk('ryo'), join('cus_1', 'cus_2'))).toMatchObject({ is: 'done' });
    expect((await recordsOf(db, 'cus_1')).length).toBe(1200 + 3 + 3);
    const pages = await db.all<{ count: number }>(
      sql`SELECT jsonb_array_length(body -> 'records') AS count FROM event_body JOIN event_envelope USING (seq) WHERE type = 'customer.records_moved'`,
    );
    expect(pages.map(({ count }) => count)).toEqual([500, 500, 203]);
  });
});
