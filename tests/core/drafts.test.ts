import { describe, expect, test } from 'vitest';
import { CommandId } from '#shared/domain/ids';
import type { CommandBody } from '#shared/commands/index';
import { createDraftSync } from '#core/sync/draft-sync';
import { Draft } from '#shared/domain/draft';
import { Failure } from '#shared/rpc/failure';
import { createScriptedHub, type ScriptedHub } from '#tests/support/scripted-hub';
import { aCentre, answered, arrives, assignedToMika } from '#tests/support/scripted-work';
import { MIKA, openTestCache, openTestDesk, type TestDesk } from '#tests/support/test-desk';
import { waitUntil } from '#tests/support/wait-until';

const at = (second: number): string => new Date(Date.parse('2026-11-20T01:00:00.000Z') + second * 1000).toISOString();
const draft = (text: string, revision: number, second = revision): Draft =>
  Draft.parse({ conversationId: 'cnv_1', mode: 'reply', text, revision, updatedAt: at(second) });
const where = { conversationId: draft('x', 1).conversationId, mode: 'reply' } as const;

const SEND = { type: 'message.send', interactionId: 'int_1', conversationId: 'cnv_1', messageId: 'msg_r1', text: '返事' } as CommandBody; // branded ids

function aHub(): ScriptedHub {
  const hub = createScriptedHub({ agentId: MIKA });
  hub.append(...aCentre(), ...arrives(1), assignedToMika(1));
  return hub;
}

const kept = async (desk: TestDesk): Promise<string | undefined> => (await desk.cache.call('draft.get', where))?.text;

describe('a draft of a conversation that the agent may not see any more', () => {
  test('leaves the desk where the hub has it, and stays where nobody else has it', async () => {
    const cache = await openTestCache();
    const other = (text: string) => ({ ...draft(text, 1), conversationId: 'cnv_2' as never }); // branded id
    await cache.call('draft.put', draft('書きかけ', 1));
    await cache.call('draft.put', other('ハブにもある'));
    await cache.call('draft.synced', other('ハブにもある'));
    await cache.call('events.settle', { keys: [], causedBy: [], purged: ['cnv_1', 'cnv_2'], cursor: 0 });
    expect((await cache.call('draft.get', where))?.text).toBe('書きかけ');
    expect(await cache.call('draft.get', { conversationId: 'cnv_2' as never, mode: 'reply' })).toBeNull();
    expect((await cache.call('unsent.read', {})).drafts).toMatchObject([{ conversationId: 'cnv_1', text: '書きかけ' }]);
    await cache.close();
  });

  test('is refused by the hub, and holds up no other', async () => {
    const cache = await openTestCache();
    await cache.call('draft.put', draft('書きかけ', 1));
    await cache.call('draft.put', { ...draft('次の話', 1), conversationId: 'cnv_2' as never });
    const brought: string[] = [];
    const hub = {
      call: async (name: string, given: Draft) => {
        if (name === 'draft.list') return [];
        if (given.conversationId === where.conversationId) throw new Failure('denied', 'this conversation is not yours to read');
        brought.push(given.text);
        return given;
      },
    };
    const sync = createDraftSync({ cache, agentId: MIKA, outbox: () => [], log: { warn() {} } as never, onReplaced() {} });
    await sync.attach(hub as never); // as much of a hub as drafts need
    await waitUntil(async () => (await cache.call('draft.unsynced', {})).length === 1, { what: 'the other draft at the hub' });
    expect([brought, (await cache.call('draft.get', where))?.text]).toEqual([['次の話'], '書きかけ']);
    await cache.close();
  });
});

describe('drafts', () => {
  test('the higher revision wins, and an older copy changes nothing', async () => {
    const cache = await openTestCache();
    expect(await cache.call('draft.get', where)).toBeNull();
    expect(await cache.call('draft.put', draft('こん', 1))).toMatchObject({ text: 'こん', revision: 1 });
    expect(await cache.call('draft.put', draft('こんにちは', 2))).toMatchObject({ text: 'こんにちは' });
    expect(await cache.call('draft.put', draft('こん', 1))).toMatchObject({ text: 'こんにちは', revision: 2 });
    expect(await cache.call('draft.get', where)).toMatchObject({ text: 'こんにちは', revision: 2 });
    await cache.close();
  });

  test('a send consumes the draft in its own transaction; what was typed before it never comes back, what is typed after it stays', async () => {
    const cache = await openTestCache();
    await cache.call('draft.put', draft('返事', 4));
    const command = {
      commandId: CommandId.parse('cmd_1'),
      agentId: MIKA,
      deskId: 'dsk_one' as never,
      writtenAt: at(10),
      basis: 0,
      body: SEND,
    };
    const { consumed } = await cache.call('outbox.add', { command });
    expect(consumed).toMatchObject({ text: '', revision: 5 });
    // The keystrokes that were still on their way when Enter was pressed.
    expect(await cache.call('draft.put', draft('返事', 5, 9))).toMatchObject({ text: '' });
    expect(await cache.call('draft.put', draft('返事', 99, 10))).toMatchObject({ text: '' });
    expect(await cache.call('draft.put', draft('次の', 5, 11))).toMatchObject({ text: '次の', revision: 6 });
    // The same send again consumes nothing.
    expect((await cache.call('outbox.add', { command })).consumed).toBeNull();
    expect(await cache.call('draft.get', where)).toMatchObject({ text: '次の' });
    await cache.close();
  });

  test('come from the other desks of the agent, and go to them', async () => {
    const hub = aHub();
    hub.drafts.set('cnv_1 reply', draft('家で書いた', 3));
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    await waitUntil(async () => (await kept(desk)) === '家で書いた', { what: 'the draft of the other desk' });
    expect(desk.told.drafts.map(({ text }) => text)).toEqual(['家で書いた']);
    await desk.cache.call('draft.put', draft('家で書いた続き', 4));
    desk.draftChanged();
    await waitUntil(() => hub.drafts.get('cnv_1 reply')?.text === '家で書いた続き', { what: 'ours at the hub' });
    hub.tellDraft(draft('', 5));
    await waitUntil(async () => (await kept(desk)) === '', { what: 'consumed elsewhere' });
  });

  test('what another desk sent is in no composer here, though nobody said so while there was no line', async () => {
    const hub = aHub();
    hub.drafts.set('cnv_1 reply', draft('返事', 3));
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    await waitUntil(async () => (await kept(desk)) === '返事', { what: 'the draft of the other desk' });
    hub.cut(false);
    hub.drafts.set('cnv_1 reply', draft('', 4));
    hub.open();
    await waitUntil(async () => (await kept(desk)) === '', { what: 'gone here too' });
    expect(desk.told.drafts.at(-1)?.text).toBe('');
  });

  test('nor though the word of it was lost between two hubs', async () => {
    const hub = aHub();
    hub.drafts.set('cnv_1 reply', draft('返事', 3));
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    await waitUntil(async () => (await kept(desk)) === '返事', { what: 'the draft of the other desk' });
    hub.drafts.set('cnv_1 reply', draft('', 4));
    hub.append(answered(1, 'msg_r1', '返事'));
    await waitUntil(async () => (await kept(desk)) === '', { what: 'gone with the words that were sent' });
    expect(desk.told.drafts.at(-1)?.text).toBe('');
  });

  test('a deletion elsewhere does not take what was typed here after it', async () => {
    const hub = aHub();
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    await desk.cache.call('draft.put', draft('あとで書いた', 2, 50));
    hub.tellDraft(draft('', 7, 40));
    desk.draftChanged();
    await waitUntil(() => (hub.drafts.get('cnv_1 reply')?.revision ?? 0) > 7, { what: 'ours wins' });
    expect(hub.drafts.get('cnv_1 reply')?.text).toBe('あとで書いた');
    expect(await kept(desk)).toBe('あとで書いた');
  });

  test('what is typed behind a reply on its way is not at the hub before the reply is, so the reply cannot consume it', async () => {
    const hub = aHub();
    const answer: { give?: () => void } = {};
    hub.execute(async (command) => {
      await new Promise<void>((resolve) => (answer.give = resolve));
      const stored = hub.drafts.get('cnv_1 reply');
      if (stored !== undefined && stored.text !== '') hub.tellDraft({ ...stored, text: '', revision: stored.revision + 1 });
      const events = hub.appendCausedBy(command.commandId, answered(1, 'msg_r1', '返事'));
      return { is: 'done', seqs: events.map(({ seq }) => seq) };
    });
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    await desk.submit({ commandId: CommandId.parse('cmd_1'), basis: 0, body: SEND });
    await waitUntil(() => answer.give !== undefined, { what: 'the reply is on its way' });
    await desk.cache.call('draft.put', { ...draft('次の話', 9), updatedAt: new Date(Date.now() + 1000).toISOString() });
    desk.draftChanged();
    expect(hub.drafts.get('cnv_1 reply')?.text ?? '').toBe('');
    answer.give?.();
    await waitUntil(() => hub.drafts.get('cnv_1 reply')?.text === '次の話', { what: 'the next draft at the hub' });
    expect(await kept(desk)).toBe('次の話');
  });
});
