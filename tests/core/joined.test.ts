import { describe, expect, test } from 'vitest';
import { decideJoin } from '#hub/customers/decide-join';
import type { Customer } from '#shared/domain/customer';
import { AgentId } from '#shared/domain/ids';
import type { MovedRecord } from '#shared/events/customer-events';
import type { DomainEvent } from '#shared/events/index';
import { aCustomer } from '#tests/support/builders';
import { aScriptedCentre, caughtUp, heldBy, shouldHold } from '#tests/support/level-desk';
import { arrives, assignedToMika, granted, que, revoked, writes } from '#tests/support/scripted-work';
import { openTestDesk } from '#tests/support/test-desk';

const AT = '2026-11-20T03:00:00.000Z';
const MIKA = AgentId.parse('agt_mika');

/** As the record stands after the arrival. */
function customerIn(events: readonly DomainEvent[]): Customer {
  const queueIds = events.flatMap((event) => (event.type === 'interaction.queued' ? [event.body.interaction.queueId] : []));
  for (const event of events) if (event.type === 'customer.added') return { ...event.body.customer, queueIds };
  throw new Error('nobody arrives in these events');
}

/** The join of customer `from`, who wrote one line, into `into`, as the hub decides it. */
function joins(into: Customer, from: Customer, holds: { into?: boolean; from?: boolean } = {}): DomainEvent[] {
  const n = from.id.slice('cus_'.length);
  const records: MovedRecord[] = [
    { kind: 'conversation', id: `cnv_${n}` },
    { kind: 'interaction', id: `int_${n}` },
    { kind: 'message', id: `msg_${n}-1` },
  ];
  const holders = (isHeld = false): AgentId[] => (isHeld ? [MIKA] : []);
  const joining = { into, from, records, holdersOfInto: holders(holds.into), holdersOfFrom: holders(holds.from) };
  return decideJoin(joining, { type: 'customer.join', intoId: into.id, fromId: from.id, keepsName: 'into' }, MIKA, AT);
}

describe('two customers who are joined', () => {
  test('are one on a desk that had the work of both', async () => {
    const hub = aScriptedCentre();
    const [one, two] = [arrives(1), arrives(2)];
    hub.append(...one, ...two);
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    hub.append(...joins(customerIn(one), customerIn(two)));
    await caughtUp(desk, hub);
    expect(await heldBy(desk.cache, hub)).toEqual(shouldHold(hub));
    expect(desk.screen.of('interaction').map(({ customerId }) => customerId)).toEqual(['cus_1', 'cus_1']);
  });

  test('bring the person to a desk that had only the other’s queue, and no more of that person than the queue shows', async () => {
    const hub = aScriptedCentre();
    const [one, two] = [arrives(1, 2, '他のキューの話'), arrives(2)];
    hub.append(...one, ...two);
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    hub.append(...joins(customerIn(one), customerIn(two)));
    await caughtUp(desk, hub);
    expect(await heldBy(desk.cache, hub)).toEqual(shouldHold(hub));
    expect(desk.screen.of('customer').map(({ id }) => id)).toContain('cus_1');
    expect((await desk.cache.call('search', { text: '他のキュー' })).hits).toEqual([]);
  });

  test('bring all that the other had to the desk of who was given the one that stays, and to that of who was given the one that goes', async () => {
    for (const holds of [{ into: true }, { from: true }]) {
      const hub = aScriptedCentre();
      const [one, two] = [arrives(1, holds.into === true ? 1 : 2), arrives(2, holds.into === true ? 2 : 1, '引っ越し前の話')];
      const mine = holds.into === true ? 1 : 2;
      hub.append(...one, ...two, assignedToMika(mine), granted(`customer:cus_${mine}` as never));
      const desk = await openTestDesk({ dial: hub.dial });
      await desk.level();
      hub.append(...joins(customerIn(one), customerIn(two), holds), writes(1, 7, 'その後', 2));
      await caughtUp(desk, hub);
      expect(await heldBy(desk.cache, hub)).toEqual(shouldHold(hub));
    }
  });

  test('are found under the one name, by their number and by their words', async () => {
    const hub = aScriptedCentre();
    const [one, two] = [arrives(1), arrives(2, 1, '引っ越し前の話')];
    hub.append(...one, ...two);
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    const named = { ...customerIn(two), name: { family: '佐々木' } };
    hub.append({ type: 'customer.named', body: { customerId: named.id, name: named.name, byId: MIKA, at: AT } });
    hub.append(...joins(customerIn(one), named));
    await caughtUp(desk, hub);
    expect((await desk.cache.call('search', { text: '佐々木' })).hits).toEqual([]);
    expect(await heldBy(desk.cache, hub)).toEqual(shouldHold(hub));
  });

  test('go as one from a desk that loses the queue', async () => {
    const hub = aScriptedCentre();
    hub.append(granted(que(2)));
    const [one, two] = [arrives(1, 2), arrives(2, 2)];
    hub.append(...one, ...two, ...joins(customerIn(one), customerIn(two)));
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    hub.append(revoked(que(2)));
    await caughtUp(desk, hub);
    expect(await heldBy(desk.cache, hub)).toEqual(shouldHold(hub));
    expect(desk.screen.of('customer')).toEqual([]);
  });
});

test('words are found within one person, whatever their width and kana, on every page, and nobody else’s', async () => {
  const hub = aScriptedCentre();
  hub.append(...arrives(1, 1, 'ﾍﾝｷﾝはいつですか'), ...arrives(2, 1, '返金とへんきん'));
  for (let line = 2; line < 150; line += 1) hub.append(writes(1, line, `Ｎｏ．${line}`));
  const desk = await openTestDesk({ dial: hub.dial });
  await desk.level();
  const find = (text: string) => desk.cache.call('timeline.find', { customerId: aCustomer({ id: 'cus_1' }).id, text });
  expect((await find('へんきん')).hits).toHaveLength(1);
  expect((await find('no.14')).hits).toHaveLength(11);
  expect((await find('返金')).hits).toEqual([]);
  expect((await find('　')).hits).toEqual([]);
});
