import { describe, expect, test } from 'vitest';
import type { BlobId } from '#shared/domain/ids';
import type { DomainEvent } from '#shared/events/index';
import { aCentre, aConversation, aCustomer, aMessage, anInteraction } from '#tests/support/builders';
import { decryptedText } from '#tests/support/decrypted-text';
import { createFakeClock } from '#tests/support/fake-clock';
import { aScriptedCentre, caughtUp } from '#tests/support/level-desk';
import type { ScriptedHub } from '#tests/support/scripted-hub';
import { arrives, assignedToMika, granted, revoked } from '#tests/support/scripted-work';
import { aFolder, openTestDesk, type TestDesk } from '#tests/support/test-desk';
import { waitUntil } from '#tests/support/wait-until';

// The scripted hub says that it is 2026-11-20, 10:00 in Japan; 30 days before it is 2026-10-21.
const DAY_MS = 24 * 60 * 60_000;

/** Work of mika's queue that was over then, with as many lines, and a file in the last. */
function wasOver(n: number, endedAt: string, lines = 2, text = '昔の返金'): DomainEvent[] {
  const of = { customerId: `cus_${n}`, conversationId: `cnv_${n}`, queueId: 'que_1' };
  const state = { is: 'closed', at: endedAt, agentId: null, dispositionId: null, endedBy: 'agent' } as const;
  return [
    { type: 'customer.added', body: { customer: aCustomer({ id: `cus_${n}` }) } },
    { type: 'conversation.opened', body: { conversation: aConversation({ id: `cnv_${n}`, customerId: `cus_${n}` }) } },
    { type: 'interaction.queued', body: { interaction: anInteraction({ ...of, id: `int_${n}`, state }) } },
    ...Array.from({ length: lines }, (_, line): DomainEvent => {
      const attachments = line === lines - 1 ? [{ blobId: `blb_${n}`, name: 'x.txt', mediaType: 'text/plain', size: 9 }] : [];
      const { seq: _seq, ...message } = aMessage({
        ...of,
        id: `msg_${n}-${line}`,
        interactionId: `int_${n}`,
        at: endedAt,
        text,
        attachments,
      });
      return { type: 'message.received', body: { message } };
    }),
  ];
}

const idsOf = async (desk: TestDesk, ids: readonly string[]): Promise<string[]> => {
  const keys = ids.flatMap((id) => (['customer', 'conversation', 'interaction', 'message'] as const).map((kind) => ({ kind, id })));
  const { changes } = await desk.cache.call('records.read', { keys });
  return changes.filter(({ body }) => body !== null).map(({ id }) => id);
};

const receiptsOf = (hub: ScriptedHub): unknown[] => hub.asked.filter(({ name }) => name === 'sync.purged').map(({ input }) => input);

describe('the past of queues', () => {
  test('leaves list, search, files and disk when it is older than the centre’s days, and the hub gets one receipt', async () => {
    const hub = aScriptedCentre();
    hub.append(...wasOver(1, '2026-10-20T01:00:00.000Z', 600, '昔の秘密'), ...wasOver(2, '2026-10-25T01:00:00.000Z'), ...arrives(3));
    hub.files.kept.set('blb_1', Buffer.from('秘密のファイル'));
    const folder = aFolder();
    const clock = createFakeClock();
    const desk = await openTestDesk({ dial: hub.dial, folder, clock });
    await desk.level();
    await waitUntil(() => receiptsOf(hub).length === 1, { what: 'the receipt' });
    expect(receiptsOf(hub)).toEqual([
      { reason: 'retention', at: '2026-11-20T01:00:00.000Z', before: '2026-10-21T01:00:00.000Z', records: 603, files: 0 },
    ]);
    expect(await idsOf(desk, ['cus_1', 'cnv_1', 'int_1', 'msg_1-0', 'msg_1-599'])).toEqual([]);
    expect(await idsOf(desk, ['cus_2', 'cnv_2', 'int_2', 'msg_2-0', 'int_3'])).toHaveLength(5);
    expect(desk.screen.of('message').some(({ id }) => id.startsWith('msg_1-'))).toBe(false);
    // A day later, and five more: what was young has grown old, with the file that was looked at.
    await desk.blobs.read('blb_2' as BlobId, 'msg_2-1').catch(() => null);
    hub.files.kept.set('blb_2', Buffer.from('秘密の写真'));
    await desk.blobs.read('blb_2' as BlobId, 'msg_2-1');
    await clock.advance(6 * DAY_MS);
    await waitUntil(() => receiptsOf(hub).length === 2, { what: 'the second receipt' });
    expect(receiptsOf(hub).at(-1)).toMatchObject({ reason: 'retention', records: 5, files: 1 });
    expect(await idsOf(desk, ['cus_2', 'cnv_2', 'int_2', 'msg_2-0'])).toEqual([]);
    await desk.close();
    expect(decryptedText(folder)).not.toMatch(/昔|秘密|cus_1|cus_2|msg_1-|msg_2-/);
  });

  test('stays where it is the agent’s own, a given customer’s, open, or has words that nobody else has', async () => {
    const hub = aScriptedCentre();
    const long = '2024-01-01T01:00:00.000Z';
    hub.append(...wasOver(1, long), granted('customer:cus_1' as never), ...wasOver(2, long), ...arrives(4), assignedToMika(4));
    hub.append(...wasOver(5, long));
    const folder = aFolder();
    const first = await openTestDesk({ dial: hub.dial, folder, clock: createFakeClock('2024-01-02T01:00:00.000Z') });
    const draft = { conversationId: 'cnv_2' as never, mode: 'note', text: '書きかけ', revision: 1, updatedAt: long } as const;
    await first.cache.call('draft.put', draft);
    await first.level();
    await waitUntil(() => receiptsOf(hub).length === 1, { what: 'the receipt' });
    expect(await idsOf(first, ['int_1', 'msg_1-0', 'int_2', 'msg_2-0', 'cus_2', 'int_4'])).toHaveLength(6);
    expect(await idsOf(first, ['int_5', 'msg_5-0', 'cus_5'])).toEqual([]);
    // Given back: then only the queue shows it, and it is old.
    hub.append(revoked('customer:cus_1' as never));
    await caughtUp(first, hub);
    await first.close();
  });

  test('comes again when the centre wishes more of it', async () => {
    const hub = aScriptedCentre();
    hub.append(...wasOver(1, '2026-10-01T01:00:00.000Z'));
    const desk = await openTestDesk({ dial: hub.dial, clock: createFakeClock() });
    await desk.level();
    await waitUntil(() => receiptsOf(hub).length === 1, { what: 'the receipt' });
    expect(await idsOf(desk, ['int_1'])).toEqual([]);
    hub.append({ type: 'centre.configured', body: { centre: aCentre({ deskDays: 365 }) } });
    await waitUntil(async () => (await idsOf(desk, ['int_1', 'cus_1', 'msg_1-0'])).length === 3, { what: 'the past is back' });
  });

  test('a receipt that the line lost is given again, and none for nothing', async () => {
    const hub = aScriptedCentre();
    hub.append(...wasOver(1, '2026-10-01T01:00:00.000Z'));
    const folder = aFolder();
    hub.before('sync.purged', () => hub.cut(false));
    const desk = await openTestDesk({ dial: hub.dial, folder, clock: createFakeClock() });
    await waitUntil(() => receiptsOf(hub).length === 1, { what: 'the first try' });
    await desk.close();
    hub.before('sync.purged', null);
    hub.open();
    const again = await openTestDesk({ dial: hub.dial, folder, clock: createFakeClock() });
    await waitUntil(() => receiptsOf(hub).length === 2, { what: 'the receipt' });
    const [lost, given] = receiptsOf(hub);
    expect(given).toEqual(lost);
    expect(await again.cache.call('receipts.owed', {})).toEqual([]);
  });
});
