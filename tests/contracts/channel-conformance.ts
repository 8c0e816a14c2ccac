import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ChannelSignal, SendReceipt, type ChannelConnector, type OutboundMessage, type WebhookRequest } from '#shared/contracts/channel';
import { TEXT_LIMIT_OF } from '#shared/domain/sending-limits';
import { ConversationId, MessageId } from '#shared/domain/ids';
import type { ContactPoint } from '#shared/domain/customer';
import { Failure, type FailureCode } from '#shared/rpc/failure';

/** A customer's line as the vendor would bring it. */
export interface Line {
  readonly externalId: string;
  readonly text: string;
}

/** What of the outside world a connector can be shown. Absent: this channel has no such thing (capabilities say so). */
export interface ChannelHarness {
  readonly connector: ChannelConnector;
  /** Where answers of this suite go. */
  readonly customer: ContactPoint;
  /** The sender's id for a line; a vendor may have a form of its own. */
  externalId(count: number): string;
  /** As the vendor really posts it: signed, or with the visitor's token. */
  inbound(line: Line): Promise<WebhookRequest>;
  /** A genuine request in which a field is wrong, and the field's name. */
  malformed(): Promise<{ request: WebhookRequest; field: string }>;
  /** The same request without, and with a forged, proof of its sender. */
  withoutProof(request: WebhookRequest): WebhookRequest;
  withForgedProof(request: WebhookRequest): WebhookRequest;
  /** News of a message of ours, where the channel has receipts. */
  readonly receipt?: (externalId: string, state: 'sent' | 'delivered' | 'read' | 'failed') => Promise<WebhookRequest>;
  /** The customer closes the talk, where the channel has an end. */
  readonly end?: () => Promise<WebhookRequest>;
  /** The vendor behind `send`; absent where the hub itself is the channel. */
  readonly vendor?: {
    /** All texts that went out, in order. */
    texts(): readonly string[];
    /** The next message is taken, and the answer lost. */
    loseNextAnswer(): void;
    /** The next message is not taken, for good. */
    refuseNext(): void;
    /** The next message is not taken, and may be later. */
    deferNext(): void;
    /** A connector of the same account whose vendor cannot be reached at all. */
    unreachable(): ChannelConnector;
  };
  close(): Promise<void>;
}

const TEXTS = [
  'ありがとうございます。',
  '🙇‍♀️ 返金 👨‍👩‍👧‍👦',
  '<script>alert(1)</script> & "quotes" \'n\' = + % ?',
  'two\nlines\n\n  and spaces',
  '%00 %2B +81',
];

/** The one suite every connector must pass. */
export function describeChannel(name: string, open: () => Promise<ChannelHarness>): void {
  describe(`${name} keeps the channel contract`, () => {
    const held: { harness?: ChannelHarness } = {};
    let count = 0;
    beforeAll(async () => {
      held.harness = await open();
    });
    afterAll(() => held.harness?.close());

    const here = (): ChannelHarness => {
      if (held.harness === undefined) throw new Error('the harness did not open');
      return held.harness;
    };
    const aLine = (text: string): Line => ({ externalId: here().externalId((count += 1)), text });
    const anAnswer = (text: string): OutboundMessage => ({
      messageId: MessageId.parse(`msg_${(count += 1)}`),
      conversationId: ConversationId.parse('cnv_1'),
      to: here().customer,
      text,
      since: new Date().toISOString(),
      takenExternalIds: [],
    });

    test.for(TEXTS)('a line comes in as it was written: %j', async (text) => {
      const line = aLine(text);
      const signals = (await here().connector.parseInbound(await here().inbound(line))).map((signal) => ChannelSignal.parse(signal));
      expect(signals).toMatchObject([{ is: 'message', externalId: line.externalId, text }]);
    });

    test('the same line posted twice has the same id, from the same sender', async () => {
      const line = aLine('二度届くことがあります');
      const [one, two] = [
        await here().connector.parseInbound(await here().inbound(line)),
        await here().connector.parseInbound(await here().inbound(line)),
      ];
      expect(two).toEqual(one);
    });

    test('a request without proof of its sender is refused', async () => {
      const request = await here().inbound(aLine('unsigned'));
      expect(await failureOf(here().connector.parseInbound(here().withoutProof(request)))).toMatchObject({ code: 'denied' });
    });

    test('a request with a forged proof is refused', async () => {
      const request = await here().inbound(aLine('forged'));
      expect(await failureOf(here().connector.parseInbound(here().withForgedProof(request)))).toMatchObject({ code: 'denied' });
    });

    test('proof is asked before the content is read: malformed and forged is forged', async () => {
      const { request } = await here().malformed();
      expect(await failureOf(here().connector.parseInbound(here().withForgedProof(request)))).toMatchObject({ code: 'denied' });
    });

    test('a malformed request is refused, and the field is named', async () => {
      const { request, field } = await here().malformed();
      const failure = await failureOf(here().connector.parseInbound(request));
      expect(failure).toMatchObject({ code: 'invalid', field });
      expect(failure?.message).toContain(field);
    });

    test('bytes that are nothing at all are refused without a crash', async () => {
      const request = await here().inbound(aLine('x'));
      const failure = await failureOf(here().connector.parseInbound({ ...request, rawBody: Uint8Array.from([0xff, 0xfe, 0, 1, 0x7b]) }));
      expect(['denied', 'invalid'] satisfies FailureCode[]).toContain(failure?.code);
    });

    test('what it says of itself agrees with what the desk was told', () => {
      const { capabilities, channel, acknowledgement } = here().connector;
      expect(capabilities.textLimit).toBe(TEXT_LIMIT_OF[channel]);
      expect(capabilities.textLimit).toBeGreaterThan(0);
      expect(capabilities.hasReceipts).toBe(here().receipt !== undefined);
      expect(capabilities.hasEnd).toBe(here().end !== undefined);
      expect(acknowledgement.contentType).not.toBe('');
    });

    test.for(TEXTS)('an answer goes out as it was written: %j', async (text) => {
      const receipt = SendReceipt.parse(await here().connector.send(anAnswer(text)));
      expect(receipt).toMatchObject({ is: 'accepted' });
      // Where the hub itself is the channel there is nobody behind it to ask.
      expect(here().vendor?.texts().at(-1) ?? text).toBe(text);
    });

    test('where sending twice is sending once, it is', async () => {
      const { connector, vendor } = here();
      if (!connector.capabilities.isIdempotent) return;
      const message = anAnswer('一度だけ');
      const [one, two] = [await connector.send(message), await connector.send(message)];
      expect(two).toEqual(one);
      expect(vendor?.texts().filter((text) => text === message.text) ?? [message.text]).toHaveLength(1);
    });

    test('a lost answer is an unknown outcome, and looking afterwards, or sending again where that is harmless, finds the message', async () => {
      const { connector, vendor } = here();
      if (vendor === undefined) return;
      const message = anAnswer('答えが失われました');
      vendor.loseNextAnswer();
      expect(await connector.send(message)).toEqual({ is: 'unknown' });
      const { isIdempotent } = connector.capabilities;
      expect(await (isIdempotent ? connector.send(message) : connector.reconcile(message))).toMatchObject({ is: 'accepted' });
      expect(vendor.texts().filter((text) => text === message.text)).toHaveLength(1);
    });

    test('looking for a message that never left does not find another one that reads the same', async () => {
      const { connector, vendor } = here();
      if (vendor === undefined) return;
      const twin = await connector.send(anAnswer('はい'));
      if (twin.is !== 'accepted') throw new Error('the twin must go out');
      const lost = { ...anAnswer('はい'), takenExternalIds: [twin.externalId] };
      expect(await connector.reconcile(lost)).toEqual({ is: 'unknown' });
    });

    test('a refusal says so and why', async () => {
      const { connector, vendor } = here();
      if (vendor === undefined) return;
      vendor.refuseNext();
      const receipt = await connector.send(anAnswer('拒否'));
      expect(receipt).toMatchObject({ is: 'refused' });
      expect(receipt.is === 'refused' ? receipt.reason : '').not.toBe('');
      expect(vendor.texts()).not.toContain('拒否');
    });

    test('what surely was not sent may be sent again', async () => {
      const { connector, vendor } = here();
      if (vendor === undefined) return;
      vendor.deferNext();
      expect(await connector.send(anAnswer('後で'))).toMatchObject({ is: 'retry' });
      expect(await vendor.unreachable().send(anAnswer('後で'))).toMatchObject({ is: 'retry' });
      expect(vendor.texts()).not.toContain('後で');
    });

    test.for(['sent', 'delivered', 'failed'] as const)('the receipt "%s" names the message by the vendor\'s id', async (state) => {
      const { connector, receipt } = here();
      if (receipt === undefined) return;
      const sent = await connector.send(anAnswer('受領'));
      if (sent.is !== 'accepted') throw new Error('must go out');
      const signals = (await connector.parseInbound(await receipt(sent.externalId, state))).map((signal) => ChannelSignal.parse(signal));
      expect(signals).toMatchObject([{ is: 'receipt', externalId: sent.externalId, state }]);
    });

    test('the end of a talk names who ended it', async () => {
      const { connector, end, customer } = here();
      if (end === undefined) return;
      const signals = (await connector.parseInbound(await end())).map((signal) => ChannelSignal.parse(signal));
      expect(signals).toMatchObject([{ is: 'ended', from: { kind: customer.kind, value: customer.value } }]);
    });
  });
}

async function failureOf(promise: Promise<unknown>): Promise<Failure | null> {
  try {
    await promise;
    return null;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
