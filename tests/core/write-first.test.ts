import { expect, onTestFinished, test } from 'vitest';
import { AccountId, CustomerId } from '#shared/domain/ids';
import { openWorld } from '#tests/support/world';
import { waitUntil } from '#tests/support/wait-until';

const KNOWN = CustomerId.parse('cus_tanaka-hanako');

async function world() {
  const opened = await openWorld();
  onTestFinished(() => opened.close());
  const mika = await opened.desk('mika');
  await mika.connected();
  await mika.openInbox();
  await mika.openCustomer(KNOWN);
  const customer = mika.of('customer').find(({ id }) => id === KNOWN);
  const point = customer?.contactPoints.find(({ kind }) => kind === 'phone');
  if (point === undefined) throw new Error('the demo knows this customer by a number');
  const interactionId = opened.ids.interaction();
  const to = { kind: point.kind, value: point.value };
  const start = () => mika.submit({ type: 'interaction.start', interactionId, customerId: KNOWN, accountId: AccountId.parse('sms'), to });
  const work = () => mika.of('interaction').filter(({ customerId, state }) => customerId === KNOWN && state.is !== 'closed');
  const answers = (text: string) => opened.customerWrites(point.value, text);
  return { mika, interactionId, start, work, answers, ids: opened.ids, twilio: opened.twilio };
}

test('an agent writes first by SMS to somebody known, and the answer comes into the same work', async () => {
  const { mika, start, work, interactionId, ids, twilio, answers } = await world();
  await start();
  await waitUntil(() => work()[0]?.state.is === 'handling', { what: 'the work to be hers' });
  const { conversationId } = work()[0] ?? {};
  if (conversationId === undefined) throw new Error('there is no work');
  await mika.submit({ type: 'message.send', interactionId, conversationId, messageId: ids.message(), text: '入荷しました。' });
  await waitUntil(() => twilio.accepted.length === 1, { what: 'the SMS at Twilio' });
  await answers('ありがとうございます。');
  await waitUntil(() => work()[0]?.lastLine?.text === 'ありがとうございます。', { what: 'the answer' });
  expect(work()).toMatchObject([
    { id: interactionId, isOutbound: true, firstResponseAt: null, state: { is: 'handling', agentId: 'agt_mika' } },
  ]);
});

test('who writes first to somebody who writes at that very moment has one thread and one talk with them', async () => {
  const { mika, start, work, answers } = await world();
  await Promise.all([start(), answers('在庫はありますか')]);
  await waitUntil(() => work().some(({ lastLine }) => lastLine?.text === '在庫はありますか'), { what: 'the customer’s words' });
  await waitUntil(() => mika.outbox().every(({ state }) => state.is === 'refused'), { what: 'the outcome of the wish' });
  expect(work()).toHaveLength(1);
  expect(mika.outbox().length).toBe(work()[0]?.isOutbound === true ? 0 : 1);
  expect(mika.of('conversation').filter(({ customerId, accountId }) => customerId === KNOWN && accountId === 'sms')).toHaveLength(1);
});
