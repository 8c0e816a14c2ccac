import { expect, test } from 'vitest';
import type { Db } from '#hub/db/db';
import { allOf, recordById } from '#hub/log/records';
import { CommandBody } from '#shared/commands/index';
import { openTestHub, seedWaiting } from '#tests/support/a-hub';
import { aChannelAccount, aDisposition, aQueue } from '#tests/support/builders';
import type { HubClient } from '#tests/support/hub-client';
import { describeStores } from '#tests/support/stores';

const DONE = { is: 'done' };
const refused = (code: string, field?: string): object => ({ is: 'refused', failure: { code, ...(field === undefined ? {} : { field }) } });
const wish = (desk: HubClient, input: object) => desk.execute(CommandBody.parse(input));
const disposition = (desk: HubClient, over: Parameters<typeof aDisposition>[0]) =>
  wish(desk, { type: 'disposition.configure', disposition: aDisposition(over) });

async function opened(db: Db): Promise<{ admin: HubClient; mika: HubClient }> {
  const { hub, desk } = await openTestHub(db);
  await seedWaiting(hub.log, 1);
  return { admin: await desk('admin'), mika: await desk('mika') };
}

/** 返品 › 不良品 › 初期不良, beside the outcome that is there from the start. */
async function withTree(admin: HubClient): Promise<void> {
  expect(await disposition(admin, { id: 'dsp_a', label: { ja: '返品', en: 'Returns' } })).toMatchObject(DONE);
  expect(await disposition(admin, { id: 'dsp_ab', parentId: 'dsp_a' })).toMatchObject(DONE);
  expect(await disposition(admin, { id: 'dsp_abc', parentId: 'dsp_ab' })).toMatchObject(DONE);
}

async function wrapUp(mika: HubClient, dispositionId: string) {
  const work = { interactionId: 'int_1', conversationId: 'cnv_1' };
  await wish(mika, { type: 'interaction.take', interactionId: 'int_1' });
  await wish(mika, { type: 'wrap_up.start', ...work });
  return wish(mika, { type: 'wrap_up.complete', ...work, dispositionId });
}

describeStores('a tree of outcomes', (openStore) => {
  test('has at most three levels and no ring, however a branch is moved, and says which field was wrong', async () => {
    const db = await openStore();
    const { admin } = await opened(db);
    await withTree(admin);
    const parentIsWrong = refused('invalid', 'parentId');
    expect(await disposition(admin, { id: 'dsp_abcd', parentId: 'dsp_abc' })).toMatchObject(parentIsWrong);
    expect(await disposition(admin, { id: 'dsp_a', parentId: 'dsp_a' })).toMatchObject(parentIsWrong);
    expect(await disposition(admin, { id: 'dsp_a', parentId: 'dsp_abc' })).toMatchObject(parentIsWrong);
    expect(await disposition(admin, { id: 'dsp_new', parentId: 'dsp_new' })).toMatchObject(parentIsWrong);
    expect(await disposition(admin, { id: 'dsp_new', parentId: 'dsp_none' })).toMatchObject(parentIsWrong);
    // Three levels below another top would be four.
    expect(await disposition(admin, { id: 'dsp_a', parentId: 'dsp_done' })).toMatchObject(parentIsWrong);
    expect(await disposition(admin, { id: 'dsp_ab', parentId: 'dsp_done' })).toMatchObject(DONE);
    expect(await recordById(db, 'disposition', 'dsp_ab')).toMatchObject({ parentId: 'dsp_done' });
  });

  test('is moved back by undo, unless that would make a fourth level by now', async () => {
    const db = await openStore();
    const { admin } = await opened(db);
    await withTree(admin);
    expect(await disposition(admin, { id: 'dsp_abc' })).toMatchObject(DONE);
    const moved = (await allOf(db, 'config_change')).find(({ recordId, before }) => recordId === 'dsp_abc' && before !== null);
    expect(await disposition(admin, { id: 'dsp_below', parentId: 'dsp_abc' })).toMatchObject(DONE);
    expect(await wish(admin, { type: 'config.undo', changeId: moved?.id })).toMatchObject(refused('invalid', 'parentId'));
    expect(await disposition(admin, { id: 'dsp_below' })).toMatchObject(DONE);
    expect(await wish(admin, { type: 'config.undo', changeId: moved?.id })).toMatchObject(DONE);
    expect(await recordById(db, 'disposition', 'dsp_abc')).toMatchObject({ parentId: 'dsp_ab' });
  });

  test.each([
    ['a branch', 'dsp_ab', refused('invalid', 'dispositionId')],
    ['a leaf', 'dsp_abc', DONE],
    ['nothing that is there', 'dsp_none', refused('invalid', 'dispositionId')],
  ])('ends work with %s: %s', async (_what, id, outcome) => {
    const db = await openStore();
    const { admin, mika } = await opened(db);
    await withTree(admin);
    expect(await wrapUp(mika, id)).toMatchObject(outcome);
  });

  test('of which a branch was retired ends no more work, and what was closed with it keeps its words', async () => {
    const db = await openStore();
    const { admin, mika } = await opened(db);
    await withTree(admin);
    expect(await wrapUp(mika, 'dsp_abc')).toMatchObject(DONE);
    expect(await disposition(admin, { id: 'dsp_a', label: { ja: '返品', en: 'Returns' }, isRetired: true })).toMatchObject(DONE);
    expect(await recordById(db, 'interaction', 'int_1')).toMatchObject({ state: { dispositionId: 'dsp_abc' } });
    expect(await recordById(db, 'disposition', 'dsp_abc')).toMatchObject({ parentId: 'dsp_ab', isRetired: false });
  });

  test('refuses a leaf below a retired branch, and takes a branch whose leaves are all retired', async () => {
    const db = await openStore();
    const { admin, mika } = await opened(db);
    await withTree(admin);
    await disposition(admin, { id: 'dsp_a', isRetired: true });
    expect(await wrapUp(mika, 'dsp_abc')).toMatchObject(refused('invalid', 'dispositionId'));
    await disposition(admin, { id: 'dsp_a' });
    await disposition(admin, { id: 'dsp_abc', parentId: 'dsp_ab', isRetired: true });
    expect(await wrapUp(mika, 'dsp_abc')).toMatchObject(refused('invalid', 'dispositionId'));
    expect(await wrapUp(mika, 'dsp_ab')).toMatchObject(DONE);
  });
});

describeStores('a queue', (openStore) => {
  test('is not retired while a channel brings work to it, nor by undo; and a channel finds no retired queue', async () => {
    const db = await openStore();
    const { admin } = await opened(db);
    const queue = aQueue({ id: 'que_new' });
    const account = aChannelAccount({ id: 'acc-b', queueId: queue.id });
    const configure = (isRetired: boolean) => wish(admin, { type: 'queue.configure', queue: { ...queue, isRetired } });
    const connect = (isActive: boolean, queueId: string = queue.id) =>
      wish(admin, { type: 'channel_account.configure', account: { ...account, isActive, queueId } });
    expect(await configure(false)).toMatchObject(DONE);
    expect(await connect(true, 'que_none')).toMatchObject(refused('invalid', 'queueId'));
    expect(await connect(true)).toMatchObject(DONE);
    expect(await configure(true)).toMatchObject(refused('conflict', 'isRetired'));
    const created = (await allOf(db, 'config_change')).find(({ recordId }) => recordId === queue.id);
    expect(await wish(admin, { type: 'config.undo', changeId: created?.id })).toMatchObject(refused('conflict', 'isRetired'));
    expect(await connect(false)).toMatchObject(DONE);
    expect(await configure(true)).toMatchObject(DONE);
    expect(await connect(true)).toMatchObject(refused('conflict', 'queueId'));
  });

  test('that is retired gets no work that is given back, but keeps its own', async () => {
    const db = await openStore();
    const { admin, mika } = await opened(db);
    await wish(mika, { type: 'interaction.take', interactionId: 'int_1' });
    const giveBack = (queueId: string, noteId: string) =>
      wish(mika, { type: 'interaction.give_back', interactionId: 'int_1', conversationId: 'cnv_1', queueId, noteId, note: '戻します。' });
    await wish(admin, { type: 'queue.configure', queue: aQueue({ id: 'que_2', isRetired: true }) });
    expect(await giveBack('que_2', 'not_1')).toMatchObject(refused('invalid', 'queueId'));
    await wish(admin, { type: 'queue.configure', queue: aQueue({ id: 'que_1', isRetired: true }) });
    expect(await giveBack('que_1', 'not_2')).toMatchObject(DONE);
  });

  test('in which customers wait is retired only by one who was told so, and then may be edited without more questions', async () => {
    const db = await openStore();
    const { admin } = await opened(db);
    const configure = (over: object, more: object = {}) =>
      wish(admin, { type: 'queue.configure', queue: { ...aQueue({ id: 'que_1' }), ...over }, ...more });
    expect(await configure({ isRetired: true })).toMatchObject(refused('conflict', 'waiting'));
    expect(await configure({ ringTimeoutMs: 30_000 })).toMatchObject(DONE);
    expect(await configure({ isRetired: true }, { despiteWaiting: true })).toMatchObject(DONE);
    expect(await configure({ isRetired: true, ringTimeoutMs: 30_000 })).toMatchObject(DONE);
  });
});
