import { expect, test } from 'vitest';
import type { Db } from '#hub/db/db';
import { CONFIG_LANE, customerLane } from '#hub/log/lanes';
import { allOf, recordById } from '#hub/log/records';
import { CommandBody, type CommandOutcome } from '#shared/commands/index';
import type { DomainEvent } from '#shared/events/index';
import { openTestHub, type TestHub } from '#tests/support/a-hub';
import { aChannelAccount, aConversation, aCustomer } from '#tests/support/builders';
import type { HubClient } from '#tests/support/hub-client';
import { describeStores } from '#tests/support/stores';

const wish = (desk: HubClient, body: object): Promise<CommandOutcome> => desk.execute(CommandBody.parse(body));

async function append({ hub }: TestHub, customerIds: readonly string[], events: readonly DomainEvent[]): Promise<void> {
  await hub.log.append(
    customerIds.map((id) => customerLane(aCustomer({ id }).id)),
    () => Promise.resolve({ events, result: null }),
  );
}

describeStores('an agent who writes first', (openStore) => {
  const start = (over: object = {}): object => ({
    type: 'interaction.start',
    interactionId: 'int_first',
    customerId: 'cus_9',
    accountId: 'sms-9',
    to: { kind: 'phone', value: '+819011112222' },
    ...over,
  });

  async function ready(db: Db) {
    const opened = await openTestHub(db);
    const contactPoints = [
      { kind: 'phone' as const, value: '+819011112222', isVerified: true },
      { kind: 'phone' as const, value: '+819033334444', isVerified: false },
      { kind: 'line' as const, value: 'U1', isVerified: true },
    ];
    await append(
      opened,
      ['cus_9'],
      [{ type: 'customer.added', body: { customer: aCustomer({ id: 'cus_9', contactPoints, queueIds: ['que_1'] }) } }],
    );
    const accounts = [
      aChannelAccount({ id: 'sms-9' }),
      aChannelAccount({ id: 'sms-off', isActive: false }),
      aChannelAccount({ id: 'sms-other', queueId: 'que_2' }),
      aChannelAccount({ id: 'line-9', channel: 'line', details: { is: 'line' } }),
    ];
    await opened.hub.log.append([CONFIG_LANE], () =>
      Promise.resolve({
        events: accounts.map((account) => ({ type: 'channel_account.configured' as const, body: { account } })),
        result: null,
      }),
    );
    return opened;
  }

  test('owns the work at once, without an offer, and what he writes goes out in the customer’s thread', async () => {
    const db = await openStore();
    const { desk } = await ready(db);
    const mika = await desk('mika');
    expect(await wish(mika, start())).toMatchObject({ is: 'done' });
    const interaction = await recordById(db, 'interaction', 'int_first');
    expect(interaction).toMatchObject({
      state: { is: 'handling', agentId: 'agt_mika' },
      isOutbound: true,
      waitingSince: null,
      channel: 'sms',
    });
    expect(await allOf(db, 'reservation')).toEqual([]);
    expect(await recordById(db, 'conversation', interaction?.conversationId ?? '')).toMatchObject({
      customerId: 'cus_9',
      contactPoint: { value: '+819011112222' },
    });
    expect(await allOf(db, 'segment')).toMatchObject([{ how: 'started', agentId: 'agt_mika' }]);
    expect(await recordById(db, 'grant', 'agt_mika/customer:cus_9')).toBeDefined();
    const send = {
      type: 'message.send',
      interactionId: 'int_first',
      conversationId: interaction?.conversationId,
      messageId: 'msg_f',
      text: '入荷しました',
    };
    expect(await wish(mika, send)).toMatchObject({ is: 'done' });
    // A repeat is the same; a second one finds the talk that goes on, whoever asks.
    expect(await wish(mika, start())).toMatchObject({ is: 'done', seqs: [] });
    expect(await wish(mika, start({ interactionId: 'int_second' }))).toMatchObject({ failure: { code: 'conflict', about: 'int_first' } });
    const ryo = await desk('ryo');
    expect(await wish(ryo, start({ interactionId: 'int_third' }))).toMatchObject({ failure: { code: 'conflict', about: 'int_first' } });
  });

  test('reaches nobody by what is not confirmed, off, of others, blocked, or no friend', async () => {
    const db = await openStore();
    const opened = await ready(db);
    const mika = await opened.desk('mika');
    const why = async (over: object): Promise<string> => {
      const outcome = await wish(mika, start(over));
      return outcome.is === 'refused' ? `${outcome.failure.code} ${outcome.failure.field ?? ''}` : outcome.is;
    };
    expect(await why({ to: { kind: 'phone', value: '+819033334444' } })).toBe('conflict to');
    expect(await why({ to: { kind: 'phone', value: '+819055556666' } })).toBe('conflict to');
    expect(await why({ accountId: 'sms-off' })).toBe('conflict accountId');
    expect(await why({ accountId: 'sms-none' })).toBe('conflict accountId');
    expect(await why({ accountId: 'sms-other' })).toBe('denied accountId');
    expect(await why({ accountId: 'line-9' })).toBe('invalid to');
    expect(await why({ accountId: 'line-9', to: { kind: 'line', value: 'U1' } })).toBe('conflict accountId');
    const thread = aConversation({
      id: 'cnv_9',
      customerId: 'cus_9',
      accountId: 'sms-9',
      contactPoint: { kind: 'phone', value: '+819011112222', isVerified: true },
    });
    const shutOut = { conversationId: thread.id, isBlocked: true, at: '2026-11-20T01:00:00.000Z' };
    await append(
      opened,
      ['cus_9'],
      [
        { type: 'conversation.opened', body: { conversation: thread } },
        { type: 'conversation.block_changed', body: shutOut },
      ],
    );
    expect(await why({})).toBe('conflict to');
    expect(await wish(await opened.desk('kenji'), start())).toMatchObject({ failure: { code: 'denied' } });
    expect(await wish(await opened.desk('yuki'), start())).toMatchObject({ failure: { code: 'denied' } });
    expect(await allOf(db, 'interaction')).toEqual([]);
  });
});
