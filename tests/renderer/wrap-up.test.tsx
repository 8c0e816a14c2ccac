import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { DispositionId, InteractionId } from '#shared/domain/ids';
import type { Change } from '#shared/records/records';
import { WrapUpButton } from '#ui/features/wrap-up/wrap-up-button.tsx';
import { WrapUpForm } from '#ui/features/wrap-up/wrap-up-form.tsx';
import { createFormat } from '#ui/i18n/format';
import { outcomeText } from '#ui/state/outcomes';
import { aDisposition } from '#tests/support/builders';
import { createFixtures } from '#tests/support/desk-fixtures';
import { createFakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';
import { createMemoryDesk } from '#tests/support/memory-desk';
import { renderDesk } from '#tests/support/render-desk.tsx';

afterEach(cleanup);

async function openWork(id: string, locale: 'ja' | 'en' = 'en', more: readonly Change[] = []) {
  const interactionId = InteractionId.parse(id);
  const clock = createFakeClock();
  const ids = createFakeIds(2);
  const { people, records } = createFixtures({ now: clock.now() });
  const memory = createMemoryDesk({ clock, ids, people, records: [...records, ...more], loginName: 'mika', settings: { locale } });
  const onCompleted = vi.fn<() => void>();
  const drawn = await renderDesk(
    <>
      <WrapUpButton interactionId={interactionId} />
      <WrapUpForm interactionId={interactionId} onCompleted={onCompleted} />
    </>,
    { memory, clock, ids, locale },
  );
  await waitFor(() => expect(drawn.desk.records.getState().records.interaction.size).toBeGreaterThan(0));
  return { ...drawn, memory, clock, onCompleted };
}

describe('wrapping up', () => {
  test('from the talk to the outcome by the keyboard alone', async () => {
    const { memory, onCompleted } = await openWork('int_yamada');
    const button = await screen.findByRole('button', { name: 'Wrap up' });
    button.focus();
    await userEvent.keyboard('{Enter}');
    const search = await screen.findByRole('searchbox', { name: 'Outcome' });
    await waitFor(() => expect(document.activeElement).toBe(search));
    expect(screen.getByText('You have ended the conversation.')).toBeDefined();
    await userEvent.keyboard('refund');
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(1));
    await userEvent.keyboard('{ArrowDown}{Enter}');
    const finish = screen.getByRole('button', { name: 'Finish' });
    await waitFor(() => expect(document.activeElement).toBe(finish));
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(onCompleted).toHaveBeenCalledOnce());
    expect(memory.submitted).toMatchObject([{ type: 'wrap_up.start' }, { type: 'wrap_up.complete', dispositionId: 'dsp_refund' }]);
    expect(screen.queryByRole('region', { name: 'Wrap-up' })).toBeNull();
  });

  test('the button says that it ends the chat before it is pressed', async () => {
    await openWork('int_yamada');
    (await screen.findByRole('button', { name: 'Wrap up' })).focus();
    expect((await screen.findByRole('tooltip')).textContent).toContain('Ends the conversation');
  });

  test('an outcome is found in either language, whatever the desk speaks', async () => {
    await openWork('int_tanaka');
    await userEvent.type(await screen.findByRole('searchbox', { name: 'Outcome' }), '返金');
    await waitFor(() => expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual(['Refund arranged']));
  });

  test('the Enter that ends a composition chooses no outcome', async () => {
    const { memory } = await openWork('int_tanaka', 'ja');
    const search = await screen.findByRole('searchbox', { name: '対応結果' });
    fireEvent.compositionStart(search);
    fireEvent.input(search, { target: { value: '返金' } });
    fireEvent.compositionEnd(search, { data: '返金' });
    fireEvent.keyDown(search, { key: 'Enter', keyCode: 13 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(memory.submitted).toEqual([]);
    expect(screen.getByRole('button', { name: '完了' })).toHaveProperty('disabled', true);
  });

  test('nothing is finished without an outcome, and a search in vain says so', async () => {
    await openWork('int_tanaka');
    expect(await screen.findByRole('button', { name: 'Finish' })).toHaveProperty('disabled', true);
    await userEvent.type(screen.getByRole('searchbox', { name: 'Outcome' }), 'zzz');
    expect(await screen.findByText('No outcome with these words.')).toBeDefined();
  });

  test('a talk that the customer ended leaves the focus where it is', async () => {
    await openWork('int_tanaka');
    const search = await screen.findByRole('searchbox', { name: 'Outcome' });
    expect(screen.getByText('The customer has ended the conversation.')).toBeDefined();
    expect(document.activeElement).not.toBe(search);
  });

  test('time in wrap-up runs', async () => {
    const { clock } = await openWork('int_tanaka');
    await screen.findByText('In wrap-up for 1:35');
    await clock.advance(2_000);
    expect(await screen.findByText('In wrap-up for 1:37')).toBeDefined();
  });

  test.each(['int_nakamura', 'int_smith', 'int_ito'])('%s is not this agent’s to wrap up', async (id) => {
    await openWork(id);
    expect(screen.queryByRole('button', { name: 'Wrap up' })).toBeNull();
    expect(screen.queryByRole('region', { name: 'Wrap-up' })).toBeNull();
  });
});

describe('a tree of outcomes', () => {
  const TREE = [
    aDisposition({ id: 'dsp_a', label: { ja: '返品', en: 'Returns' }, reading: 'へんぴん' }),
    aDisposition({ id: 'dsp_ab', label: { ja: '不良品', en: 'Faulty' }, reading: 'ふりょうひん', parentId: 'dsp_a' }),
    aDisposition({ id: 'dsp_abc', label: { ja: '初期不良', en: 'Dead on arrival' }, reading: 'しょきふりょう', parentId: 'dsp_ab' }),
    aDisposition({ id: 'dsp_ax', label: { ja: '返送料', en: 'Return postage' }, parentId: 'dsp_a', isRetired: true }),
    aDisposition({ id: 'dsp_y', label: { ja: '旧分類', en: 'Old group' }, isRetired: true }),
    aDisposition({ id: 'dsp_yz', label: { ja: '旧結果', en: 'Old outcome' }, parentId: 'dsp_y' }),
  ].map((body) => ({ kind: 'disposition' as const, id: body.id, body }));

  test.each([
    ['ヘンピン ｼｮｷ', ['返品 › 不良品 › 初期不良']],
    ['faulty 初期', ['返品 › 不良品 › 初期不良']],
    ['返送料', ['該当する対応結果がありません。']],
    ['旧結果', ['該当する対応結果がありません。']],
  ])('by %s one finds %j: leaves in use, by any word on the way to them', async (typed, found) => {
    await openWork('int_tanaka', 'ja', TREE);
    await userEvent.type(await screen.findByRole('searchbox', { name: '対応結果' }), typed);
    await waitFor(() => expect(screen.queryAllByRole('option').map(({ textContent }) => textContent)).toEqual(found));
  });

  test('old work still says what it was closed with, the whole way down', () => {
    const all = new Map(TREE.map(({ id, body }) => [id as string, body]));
    const format = createFormat('ja', 'Asia/Tokyo', { customer: 'お客様', colleague: '担当者', justNow: 'たった今' });
    expect(outcomeText(all, DispositionId.parse('dsp_yz'), format)).toBe('旧分類 › 旧結果');
    expect(outcomeText(all, DispositionId.parse('dsp_ax'), format)).toBe('返品 › 返送料');
    expect(outcomeText(all, DispositionId.parse('dsp_none'), format)).toBeNull();
  });
});
