import { expect, test } from 'vitest';
import { Command } from '#shared/commands/index';
import type { OutboxItem } from '#shared/contracts/desk';
import { createRecordsStore } from '#ui/state/records-store';
import { aMessage, anInteraction } from '#tests/support/builders';

const interaction = anInteraction({ waitingSince: '2026-11-20T01:00:00.000Z' });
const reply = Command.parse({
  commandId: 'cmd_1',
  agentId: 'agt_mika',
  deskId: 'dsk_1',
  writtenAt: '2026-11-20T01:05:00.000Z',
  basis: 1,
  body: { type: 'message.send', interactionId: 'int_1', conversationId: 'cnv_1', messageId: 'msg_reply', text: 'はい' },
});

function storeWith(state: OutboxItem['state']) {
  const store = createRecordsStore();
  store.applyChanges([{ kind: 'interaction', id: interaction.id, body: interaction }]);
  store.setOutbox([{ command: reply, state }]);
  return store;
}

test('a reply that waits to be sent is seen at once, and the customer no longer waits', () => {
  const { records } = storeWith({ is: 'waiting' }).getState();
  expect(records.message.get('msg_reply')?.delivery?.state).toBe('pending');
  expect(records.interaction.get('int_1')?.waitingSince).toBeNull();
});

test('a reply that was refused stays in sight, but the customer still waits', () => {
  const failure = { code: 'denied', message: 'no', retryable: false } as const;
  const { records } = storeWith({ is: 'refused', failure }).getState();
  expect(records.message.get('msg_reply')?.text).toBe('はい');
  expect(records.interaction.get('int_1')?.waitingSince).toBe(interaction.waitingSince);
});

test('what the log confirms replaces the wish, and forgetting the wish changes nothing more', () => {
  const store = storeWith({ is: 'sending' });
  const sent = aMessage({
    id: 'msg_reply',
    author: { by: 'agent', agentId: 'agt_mika' },
    delivery: { state: 'sent', at: reply.writtenAt },
  });
  store.applyChanges([{ kind: 'message', id: sent.id, body: sent }]);
  expect(store.getState().records.message.get('msg_reply')).toEqual(sent);
  store.setOutbox([]);
  expect(store.getState().records.message.get('msg_reply')).toEqual(sent);
});

test('discarding a wish takes its words off the screen', () => {
  const store = storeWith({ is: 'held', reasons: ['customer_wrote'] });
  store.setOutbox([]);
  expect(store.getState().records.message.size).toBe(0);
});

test('a record that is taken away is gone', () => {
  const store = storeWith({ is: 'waiting' });
  store.setOutbox([]);
  store.applyChanges([{ kind: 'interaction', id: 'int_1', body: null }]);
  expect(store.getState().records.interaction.size).toBe(0);
});

test('kinds that did not change keep their map, so that what draws them does not draw again', () => {
  const store = storeWith({ is: 'waiting' });
  store.setOutbox([]);
  const before = store.getState().records;
  store.applyChanges([{ kind: 'message', id: 'msg_1', body: aMessage() }]);
  expect(store.getState().records.interaction).toBe(before.interaction);
  expect(store.getState().records.message).not.toBe(before.message);
});
