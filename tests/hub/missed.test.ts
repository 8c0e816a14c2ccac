import { onTestFinished, expect, test } from 'vitest';
import { pino } from 'pino';
import { createChannelGaps } from '#hub/channels/channel-gaps';
import { createTwilioConnector } from '#hub/channels/twilio-connector';
import { DEMO_TWILIO } from '#hub/demo/demo-centre';
import { ConversationId, MessageId } from '#shared/domain/ids';
import { recoverMissed } from '#hub/channels/recover-missed';
import { toInstant } from '#shared/domain/clock';
import { sql } from '#shared/sql';
import { createTwilioEmulator } from '#tests/emulators/twilio-emulator';
import { createFakeClock } from '#tests/support/fake-clock';
import { openSmsHub, SMS } from '#tests/support/sms-hub';
import { describeStores } from '#tests/support/stores';
import { waitUntil } from '#tests/support/wait-until';

const MINUTE_MS = 60_000;
const FROM = '+819012345678';

describeStores('what was missed while no hub was here', (openStore) => {
  test('is fetched once it is back: each line once, at its own time, its file too; and it is said from when to when', async () => {
    const { hub, clock, emulator, gaps, comeBack, lines } = await aHubThatWasAway();
    // Before it went; while it was away, with a picture; and one whose webhook comes at the very time of the list.
    const known = emulator.keep({ from: FROM, body: '先に届いたもの', at: new Date(clock.now() - 2 * MINUTE_MS) });
    await hub.receiveInbound(SMS, [inbound(known, '先に届いたもの')]);
    await hub.receiveInbound(SMS, [inbound('SMother', '別の話')]);
    const mediaUrl = emulator.addMedia({ bytes: new Uint8Array([1, 2, 3]), mediaType: 'image/jpeg' });
    await clock.advance(28 * MINUTE_MS);
    const at = new Date(clock.now() - 20 * MINUTE_MS);
    emulator.keep({ from: FROM, body: '解決しました', at, mediaUrls: [mediaUrl] });
    const crossing = emulator.keep({ from: FROM, body: 'もしもし', at: new Date(clock.now()) });
    emulator.keep({ from: FROM, body: 'ずっと前のもの', at: new Date(clock.now() - 26 * 3_600_000) });

    comeBack();
    comeBack();
    await hub.receiveInbound(SMS, [inbound(crossing, 'もしもし')]);
    await waitUntil(async () => (await gaps.told()).get(SMS)?.[0]?.state === 'fetched', { what: 'all is here' });

    expect((await lines()).map(({ text }) => text).toSorted()).toEqual(['もしもし', '先に届いたもの', '別の話', '解決しました'].toSorted());
    const late = (await lines()).find(({ text }) => text === '解決しました');
    expect(late).toMatchObject({ at: toInstant(Math.floor(at.getTime() / 1000) * 1000), receivedAt: toInstant(clock.now()) });
    expect(late?.attachments).toHaveLength(1);
    const [gap] = (await gaps.told()).get(SMS) ?? [];
    expect(gap).toMatchObject({ state: 'fetched' });
    expect(Date.parse(gap?.until ?? '') - Date.parse(gap?.from ?? '')).toBe(28 * MINUTE_MS);
    expect(gap?.found).toBeGreaterThanOrEqual(1);
  });

  test('is tried again as long as the vendor does not answer', async () => {
    const { hub, clock, emulator, gaps, comeBack, lines } = await aHubThatWasAway();
    await clock.advance(10 * MINUTE_MS);
    emulator.keep({ from: FROM, body: '返金はいつですか', at: new Date(clock.now() - MINUTE_MS) });
    emulator.failLists(1);
    comeBack();
    await waitUntil(() => emulator.lists() === 1, { what: 'the vendor was asked' });
    expect(await lines()).toEqual([]);
    expect((await gaps.told()).get(SMS)?.[0]?.state).toBe('open');
    await waitUntil(
      async () => {
        await clock.advance(5_000);
        return (await gaps.told()).get(SMS)?.[0]?.state === 'fetched';
      },
      { what: 'fetched' },
    );
    expect((await lines()).map(({ text }) => text)).toEqual(['返金はいつですか']);
    expect(hub.troubles).toEqual([]);
  });

  test('is fetched too after an account’s words had been refused for a wrong secret', async () => {
    const { hub, clock, emulator, comeBack, lines } = await aHubThatWasAway();
    comeBack();
    emulator.keep({ from: FROM, body: '届いていますか', at: new Date(clock.now() - 30 * MINUTE_MS) });
    const [refusedAt, heardAt] = [toInstant(clock.now() - 2_000), toInstant(clock.now() - 1_000)];
    await hub.db.all(
      sql`INSERT INTO account_health (account_id, heard_at, trouble, trouble_at) VALUES (${SMS}, ${heardAt}, 'signature_refused', ${refusedAt})`,
    );
    await waitUntil(
      async () => {
        await clock.advance(5_000);
        return (await lines()).length > 0;
      },
      { what: 'fetched' },
    );
    expect((await lines()).map(({ text }) => text)).toEqual(['届いていますか']);
  });

  test('is nothing where hubs took turns without a gap', async () => {
    const { gaps, clock } = await aHubThatWasAway();
    for (let times = 0; times < 3; times += 1) {
      await clock.advance(5_000);
      expect(await gaps.beat()).toMatchObject({ until: clock.now() });
      expect(await gaps.beat()).toBeNull();
    }
    expect(await gaps.told()).toEqual(new Map());
  });

  async function aHubThatWasAway() {
    const clock = createFakeClock(Date.now());
    const emulator = await createTwilioEmulator();
    const hub = await openSmsHub({ db: await openStore(), clock, emulator });
    const gaps = createChannelGaps({ db: hub.db, clock });
    // It was here, and heard by nobody since.
    await gaps.beat();
    const stops: (() => void)[] = [];
    onTestFinished(async () => {
      for (const stop of stops) stop();
      await hub.close();
      await emulator.close();
    });
    const only = { all: () => hub.channels.all().filter(({ accountId }) => accountId === SMS) };
    return {
      hub,
      clock,
      emulator,
      gaps,
      comeBack: () =>
        void stops.push(
          recoverMissed({ ...hub, clock, gaps, channels: only, receiveInbound: hub.receiveInbound, logger: pino({ level: 'silent' }) }),
        ),
      lines: async () =>
        (
          await hub.db.all<{ body: { text: string; at: string; receivedAt: string; attachments: unknown[] } }>(
            sql`SELECT body FROM message`,
          )
        ).map(({ body }) => body),
    };
  }
});

test('the list of messages is read to its end and believed as far as it can be, and says what became of ours', async () => {
  const emulator = await createTwilioEmulator();
  onTestFinished(() => emulator.close());
  const connector = createTwilioConnector({
    ...DEMO_TWILIO,
    apiBaseUrl: emulator.url,
    country: 'JP',
    statusCallback: () => null,
    publicBase: () => null,
    timeoutMs: 5_000,
  });
  const since = toInstant(Date.now() - MINUTE_MS);
  const to = { kind: 'phone' as const, value: FROM, isVerified: true };
  const conversationId = ConversationId.parse('cnv_1');
  for (const text of ['届くもの', '届かないもの'])
    await connector.send({ messageId: MessageId.parse(`msg_${text.length}`), conversationId, to, text, since, takenExternalIds: [] });
  await emulator.settled();
  const [first, second] = emulator.accepted;
  await emulator.report(first?.sid ?? '', 'delivered');
  await emulator.report(second?.sid ?? '', 'undelivered');
  for (let count = 0; count < 1_050; count += 1) emulator.keep({ from: FROM, body: `その${count}` });
  emulator.keep({ from: 'nobody', body: 'no number' });
  emulator.keep({ from: FROM, body: '' });
  const missed = (await connector.fetchMissed?.(since)) ?? [];
  expect(missed.filter(({ is }) => is === 'message')).toHaveLength(1_050);
  const news = new Map(missed.flatMap((one) => (one.is === 'receipt' ? [[one.externalId, one.state] as const] : [])));
  expect(news).toEqual(
    new Map([
      [first?.sid, 'delivered'],
      [second?.sid, 'failed'],
    ]),
  );
  emulator.failLists(1);
  await expect(connector.fetchMissed?.(since)).rejects.toMatchObject({ code: 'offline' });
});

function inbound(externalId: string, text: string) {
  return {
    is: 'message' as const,
    externalId,
    from: { kind: 'phone' as const, value: FROM, isVerified: true },
    name: null,
    locale: null,
    text,
    attachments: [],
    at: null,
  };
}
