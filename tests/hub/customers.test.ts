import { expect, test } from 'vitest';
import type { Db } from '#hub/db/db';
import type { EventLog } from '#hub/log/event-log';
import { CONFIG_LANE, customerLane } from '#hub/log/lanes';
import { recordById } from '#hub/log/records';
import { customerOfContact } from '#hub/customers/identify-customer';
import { CommandBody, type CommandOutcome } from '#shared/commands/index';
import { Customer } from '#shared/domain/customer';
import { openTestHub, seedWaiting } from '#tests/support/a-hub';
import { aCentre, aConversation, aCustomer } from '#tests/support/builders';
import type { HubClient } from '#tests/support/hub-client';
import { describeStores } from '#tests/support/stores';

const wish = (desk: HubClient, body: object): Promise<CommandOutcome> => desk.execute(CommandBody.parse(body));
const named = (outcome: CommandOutcome): string =>
  outcome.is === 'refused' ? `${outcome.failure.code} ${outcome.failure.field ?? ''} ${outcome.failure.about ?? ''}`.trim() : outcome.is;

async function adds(log: EventLog, customer: Customer): Promise<void> {
  await log.append([customerLane(customer.id)], () =>
    Promise.resolve({ events: [{ type: 'customer.added', body: { customer } }], result: null }),
  );
}

async function of(db: Db, id: string): Promise<Customer> {
  return Customer.parse(await recordById(db, 'customer', id));
}

describeStores('an agent who corrects what is known of a customer', (openStore) => {
  test('names a visitor: readings become katakana, widths ordinary, and a name in the profile is verified by it', async () => {
    const db = await openStore();
    const { hub, desk } = await openTestHub(db);
    await adds(hub.log, aCustomer({ id: 'cus_9', name: { given: 'hana♪', isUnverified: true }, contactPoints: [], queueIds: ['que_1'] }));
    const mika = await desk('mika');
    const name = { family: ' 山﨑　', given: 'ﾊﾅ子', familyReading: 'やまざき', givenReading: 'ﾊﾅｺ' };
    expect(named(await wish(mika, { type: 'customer.name', customerId: 'cus_9', name }))).toBe('done');
    expect((await of(db, 'cus_9')).name).toEqual({ family: '山﨑', given: 'ハナ子', familyReading: 'ヤマザキ', givenReading: 'ハナコ' });
    expect(named(await wish(mika, { type: 'customer.name', customerId: 'cus_9', name: { family: '　' } }))).toBe('done');
    expect((await of(db, 'cus_9')).name).toBeNull();
    await wish(mika, { type: 'customer.set_locale', customerId: 'cus_9', locale: 'en' });
    expect((await of(db, 'cus_9')).locale).toBe('en');
  });

  test('adds numbers as people write them here; what is none is refused, with the field that is wrong', async () => {
    const db = await openStore();
    const { hub, desk } = await openTestHub(db);
    await adds(hub.log, aCustomer({ id: 'cus_9', contactPoints: [], queueIds: ['que_1'] }));
    const mika = await desk('mika');
    const add = (kind: string, value: string): Promise<CommandOutcome> =>
      wish(mika, { type: 'customer.add_contact_point', customerId: 'cus_9', kind, value });
    expect(named(await add('phone', '０３（１２３４）５６７８'))).toBe('done');
    expect(named(await add('email', ' Hanako@Example.JP '))).toBe('done');
    expect(named(await add('phone', '03-1234-5678'))).toBe('done');
    expect(named(await add('phone', '03-12'))).toBe('invalid value');
    expect(named(await add('email', 'hanako@'))).toBe('invalid value');
    const added = [
      { kind: 'phone', value: '+81312345678', isVerified: true },
      { kind: 'email', value: 'hanako@example.jp', isVerified: true },
    ];
    expect((await of(db, 'cus_9')).contactPoints).toEqual(added);
    await hub.log.append([CONFIG_LANE], () =>
      Promise.resolve({
        events: [{ type: 'centre.configured', body: { centre: aCentre({ timeZone: 'Europe/London', locales: ['en'] }) } }],
        result: null,
      }),
    );
    expect(named(await add('phone', '020 7946 0018'))).toBe('done');
    expect((await of(db, 'cus_9')).contactPoints[2]?.value).toBe('+442079460018');
  });

  test('corrects, confirms and removes, but not what messages hang on', async () => {
    const db = await openStore();
    const { hub, desk } = await openTestHub(db);
    const used = { kind: 'phone' as const, value: '+819011112222', isVerified: true };
    const typed = { kind: 'email' as const, value: 'hana@b.example', isVerified: false };
    await adds(hub.log, aCustomer({ id: 'cus_9', contactPoints: [used, typed], queueIds: ['que_1'] }));
    const conversation = aConversation({ id: 'cnv_9', customerId: 'cus_9', contactPoint: used });
    await hub.log.append([customerLane(conversation.customerId)], () =>
      Promise.resolve({ events: [{ type: 'conversation.opened', body: { conversation } }], result: null }),
    );
    const mika = await desk('mika');
    const correct = (kind: string, value: string, to: string): Promise<CommandOutcome> =>
      wish(mika, { type: 'customer.correct_contact_point', customerId: 'cus_9', kind, value, to });
    expect(named(await correct('email', 'hana@b.example', 'hana@b.example'))).toBe('done');
    expect((await of(db, 'cus_9')).contactPoints[1]).toEqual({ ...typed, isVerified: true });
    expect(named(await correct('email', 'hana@b.example', 'hanako@b.example'))).toBe('done');
    expect(named(await correct('email', 'hana@b.example', 'other@b.example'))).toBe('conflict value');
    expect(named(await correct('phone', '+819011112222', '090-3333-4444'))).toBe('conflict value');
    const remove = { type: 'customer.remove_contact_point', customerId: 'cus_9' };
    expect(named(await wish(mika, { ...remove, kind: 'phone', value: '+819011112222' }))).toBe('conflict value');
    expect(named(await wish(mika, { ...remove, kind: 'email', value: 'hanako@b.example' }))).toBe('done');
    expect((await of(db, 'cus_9')).contactPoints).toEqual([used]);
  });

  test('who adds what another customer holds hears whose it is, if that one is his to see, and else that a lead can help', async () => {
    const db = await openStore();
    const { hub, desk } = await openTestHub(db);
    const theirs = (value: string) => [{ kind: 'phone' as const, value, isVerified: true }];
    await adds(hub.log, aCustomer({ id: 'cus_7', contactPoints: theirs('+819011117777'), queueIds: ['que_1'] }));
    await adds(hub.log, aCustomer({ id: 'cus_8', contactPoints: theirs('+819011118888'), queueIds: ['que_2'] }));
    await adds(hub.log, aCustomer({ id: 'cus_9', contactPoints: [], queueIds: ['que_1'] }));
    const mika = await desk('mika');
    const add = (value: string): Promise<CommandOutcome> =>
      wish(mika, { type: 'customer.add_contact_point', customerId: 'cus_9', kind: 'phone', value });
    expect(named(await add('090-1111-7777'))).toBe('conflict value cus_7');
    expect(named(await add('090-1111-8888'))).toBe('conflict value');
    expect((await of(db, 'cus_9')).contactPoints).toEqual([]);
  });

  test('the same number, given to two customers at once, comes to one of them', async () => {
    const db = await openStore();
    const { hub, desk } = await openTestHub(db);
    for (const id of ['cus_8', 'cus_9']) await adds(hub.log, aCustomer({ id, contactPoints: [], queueIds: ['que_1'] }));
    const [mika, ryo] = [await desk('mika'), await desk('ryo')];
    const body = { type: 'customer.add_contact_point', kind: 'phone', value: '090-1111-2222' };
    const outcomes = await Promise.all([wish(mika, { ...body, customerId: 'cus_8' }), wish(ryo, { ...body, customerId: 'cus_9' })]);
    expect(outcomes.map(({ is }) => is).toSorted()).toEqual(['done', 'refused']);
  });

  test('what a visitor typed opens nobody’s history, whoever else has it, until an agent confirms it', async () => {
    const db = await openStore();
    const { hub, desk } = await openTestHub(db);
    const typed = { kind: 'email' as const, value: 'hana@b.example', isVerified: false };
    await adds(hub.log, aCustomer({ id: 'cus_9', contactPoints: [typed], queueIds: ['que_1'] }));
    // A stranger who types the address, and one who proved it: neither becomes this customer.
    expect(await customerOfContact(db, typed)).toBeUndefined();
    expect(await customerOfContact(db, { ...typed, isVerified: true })).toBeUndefined();
    const mika = await desk('mika');
    await wish(mika, { type: 'customer.correct_contact_point', customerId: 'cus_9', kind: 'email', value: typed.value, to: typed.value });
    expect(await customerOfContact(db, { ...typed, isVerified: true })).toBe('cus_9');
    expect(await customerOfContact(db, typed)).toBeUndefined();
  });

  test('a thread marked as unread stays so until it is read again, whatever was read before', async () => {
    const db = await openStore();
    const { hub, desk } = await openTestHub(db);
    await seedWaiting(hub.log, 1);
    const mika = await desk('mika');
    const marker = () => recordById(db, 'read_marker', 'agt_mika/cnv_1');
    await wish(mika, { type: 'conversation.mark_read', conversationId: 'cnv_1', upToSeq: 20 });
    await wish(mika, { type: 'conversation.mark_unread', conversationId: 'cnv_1', fromSeq: 12 });
    expect(await marker()).toMatchObject({ upToSeq: 11, isMarkedUnread: true });
    await wish(mika, { type: 'conversation.mark_read', conversationId: 'cnv_1', upToSeq: 20 });
    expect(await marker()).toMatchObject({ upToSeq: 20 });
    expect(await marker()).not.toHaveProperty('isMarkedUnread');
  });
});
