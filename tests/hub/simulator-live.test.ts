import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Db } from '#hub/db/db';
import { DEMO_PASSWORD, DEMO_PEOPLE } from '#hub/demo/demo-centre';
import { allOf, recordById } from '#hub/log/records';
import { DeskId, MessageId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import { createFakeClock, type FakeClock } from '#tests/support/fake-clock';
import { openHubClient } from '#tests/support/hub-client';
import { openHub } from '#tests/support/open-hub';
import { openSimulatedShop } from '#tests/support/simulated-shop';
import { describeStores } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

const MINUTE_MS = 60_000;
type Shop = Awaited<ReturnType<typeof openSimulatedShop>>;

describeStores('simulated customers', (openStore) => {
  let db: Db;
  let clock: FakeClock;
  let shop: Shop;
  let stop: () => void;

  beforeEach(async () => {
    db = await openStore();
    clock = createFakeClock();
    shop = await openSimulatedShop(db, clock);
    await shop.agentArrives();
    stop = shop.start();
  });
  afterEach(async () => {
    stop();
    await shop.close();
  });

  const firstWaiting = async (): Promise<Interaction> => {
    for (;;) {
      const found = (await shop.interactions()).find(({ state }) => state.is === 'queued');
      if (found !== undefined) return found;
      await shop.pass(1_000);
    }
  };
  const now = async ({ id }: Interaction): Promise<Interaction> => {
    const found = (await shop.interactions()).find((one) => one.id === id);
    if (found === undefined) throw new Error(`${id} is gone`);
    return found;
  };
  const customerLines = async ({ id }: Interaction): Promise<string[]> =>
    (await shop.lines(id)).filter(({ author }) => author.by === 'customer').map(({ text }) => text);

  test('come one after the other, never too many, and lose patience in a chat', async () => {
    let most = 0;
    for (let minute = 0; minute < 12; minute += 1) {
      await shop.pass(MINUTE_MS);
      most = Math.max(most, (await shop.interactions()).filter(({ state }) => state.is === 'queued').length);
    }
    const all = await shop.interactions();
    expect(all.length).toBeGreaterThan(6);
    expect(most).toBeGreaterThan(3);
    expect(most).toBeLessThanOrEqual(6);
    const abandoned = all.filter(({ state }) => state.is === 'closed');
    expect(abandoned.length).toBeGreaterThan(0);
    expect(new Set(abandoned.map(({ channel }) => channel))).toEqual(new Set(['chat']));
    expect(shop.troubles).toEqual([]);
  });

  test('answer the agent, and thank in the end', async () => {
    const work = await firstWaiting();
    await shop.takes(work);
    await shop.pass(20_000);
    const before = (await customerLines(work)).length;
    for (const text of [
      'ご注文番号を教えていただけますか？ Could you tell me your order number?',
      '手配いたしました。 It has been arranged.',
    ]) {
      await shop.replies(work, text);
      await shop.pass(40_000);
    }
    expect((await customerLines(work)).length).toBeGreaterThan(before + 1);
    await shop.wrapsUp(await now(work));
    const after = (await customerLines(work)).length;
    await shop.pass(2 * MINUTE_MS);
    expect(await customerLines(work)).toHaveLength(after);
  });

  test('say a line again when the hub did not answer, and it is there once', async () => {
    const work = await firstWaiting();
    await shop.takes(work);
    await shop.pass(20_000);
    shop.wire.isDown = true;
    await shop.replies(work, 'お名前を教えてください。 May I have your name?');
    await shop.pass(30_000);
    const before = (await customerLines(work)).length;
    shop.wire.isDown = false;
    await shop.pass(10_000);
    expect((await customerLines(work)).length).toBe(before + 1);
    expect(shop.troubles.length).toBeGreaterThan(0);
  });

  test('who were in a talk when the hub died go on with it when it is back', async () => {
    const work = await firstWaiting();
    await shop.takes(work);
    await shop.pass(30_000);
    stop();
    const before = await customerLines(work);
    await shop.replies(work, '何があったのでしょうか？詳しく教えてください。 What happened exactly?');

    const again = await openSimulatedShop(db, clock);
    const stopAgain = again.start();
    await again.pass(40_000);
    stopAgain();
    await again.close();
    expect((await customerLines(work)).length).toBeGreaterThan(before.length);
    const lineIds = (await shop.lines()).flatMap(({ externalId }) => externalId ?? []);
    expect(new Set(lineIds).size).toBe(lineIds.length);
    expect(again.troubles).toEqual([]);
  });
});

describeStores('a simulated day', (openStore) => {
  test('nobody at any desk: after ten minutes nobody new comes', async () => {
    const clock = createFakeClock();
    const shop = await openSimulatedShop(await openStore(), clock);
    const stop = shop.start();
    await shop.pass(20 * MINUTE_MS);
    const came = (await shop.interactions()).length;
    await shop.pass(20 * MINUTE_MS);
    expect(came).toBeGreaterThan(3);
    expect((await shop.interactions()).length).toBe(came);
    stop();
    await shop.close();
  });
});

describeStores('a simulated customer in a whole hub', (openStore) => {
  test('is taken, answered, heard and answered again; the reply counts as delivered and no vendor is asked', async () => {
    const db = await openStore();
    const clock = createFakeClock();
    const hub = await openHub({ db, clock, config: { hasSimulator: true, twilioApiBaseUrl: 'http://127.0.0.1:1' } });
    onTestFinished(() => hub.close());
    const deskId = DeskId.parse('dsk_mika');
    const { accessToken } = await hub.sessions.signIn({ loginName: 'mika', password: DEMO_PASSWORD, deskId }, '127.0.0.1');
    const agentId = DEMO_PEOPLE.mika.id;
    const mika = await openHubClient({ url: hub.url, token: accessToken, agentId, deskId, now: () => clock.now() });
    onTestFinished(mika.close);
    await mika.hello();

    const lookOn = async <T>(look: () => Promise<T | undefined>): Promise<T> =>
      waitUntil(async () => {
        await clock.advance(500);
        return look();
      });
    const work = await lookOn(async () => (await allOf(db, 'interaction')).find(({ state }) => state.is === 'queued'));
    const of = { interactionId: work.id, conversationId: work.conversationId };
    expect(await mika.execute({ type: 'interaction.take', interactionId: work.id })).toMatchObject({ is: 'done' });
    const messageId = MessageId.parse('msg_reply');
    const text = 'お名前を教えていただけますか？ May I have your name?';
    expect(await mika.execute({ type: 'message.send', ...of, messageId, text })).toMatchObject({ is: 'done' });

    await lookOn(async () => ((await recordById(db, 'message', messageId))?.delivery?.state === 'delivered' ? true : undefined));
    const answer = await lookOn(async () => {
      const lines = (await allOf(db, 'message')).filter((line) => line.conversationId === work.conversationId);
      const reply = lines.find(({ id }) => id === messageId);
      return lines.find(({ author, seq }) => author.by === 'customer' && seq > (reply?.seq ?? Infinity));
    });
    expect(answer).toMatchObject({ interactionId: work.id });
  });
});
