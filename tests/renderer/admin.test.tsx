import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import type { ConfigChange } from '#shared/domain/config-change';
import { aCentre, aConfigChange, aDisposition, aQueue } from '#tests/support/builders';
import { openWorkspace } from '#tests/support/open-workspace.tsx';
import { fieldsOf } from '#ui/features/changes/fields-of-change';
import type { DomainEvent } from '#shared/events/index';

const change = (over: Parameters<typeof aConfigChange>[0]): DomainEvent => ({
  type: 'config.changed',
  body: { change: aConfigChange(over) },
});

async function openAdmin(section: string, events: readonly DomainEvent[] = []) {
  const opened = await openWorkspace({ as: 'admin' });
  await opened.happen(() => events.length > 0 && opened.memory.log(...events));
  await opened.user.click(await screen.findByRole('button', { name: 'Admin' }));
  await opened.user.click(await screen.findByRole('button', { name: section }));
  return opened;
}

describe('the admin place', () => {
  test('is there for who may set up something, and for nobody else', async () => {
    await openWorkspace({ as: 'mika' });
    expect(screen.queryByRole('button', { name: 'Admin' })).toBeNull();
  });

  test('goes to a screen by the palette', async () => {
    const { user } = await openWorkspace({ as: 'admin' });
    await user.keyboard('{Control>}k{/Control}');
    await user.type(await screen.findByRole('searchbox'), 'open queues');
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('heading', { name: 'Queues' })).toBeDefined();
  });
});

describe('the screen of queues', () => {
  test('makes a queue from a name in one language, and says which field is wrong', async () => {
    const { user, memory } = await openAdmin('Queues');
    await user.click(await screen.findByRole('button', { name: 'New queue' }));
    const form = await screen.findByRole('form', { name: 'New queue' });
    await user.click(within(form).getByRole('button', { name: 'Save' }));
    expect(await within(form).findByText('Please enter a name.')).toBeDefined();
    await user.type(within(form).getByLabelText('日本語'), '修理');
    const target = within(form).getByLabelText('Target, in seconds');
    await user.clear(target);
    await user.type(target, '１２０');
    await user.click(within(form).getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(memory.submitted).toMatchObject([
        { type: 'queue.configure', queue: { name: { ja: '修理', en: '修理' }, targetMs: 120_000, ringTimeoutMs: 20_000 } },
      ]),
    );
  });

  test('loses nothing of what is half done when one goes elsewhere, and gives it up on request', async () => {
    const { user, memory } = await openAdmin('Queues');
    await user.click(await screen.findByRole('button', { name: /^Orders/ }));
    const name = await screen.findByLabelText('English');
    await user.type(name, ' and more');
    await user.click(screen.getByRole('button', { name: 'Centre' }));
    await user.click(screen.getByRole('button', { name: 'Queues' }));
    await user.click(await screen.findByRole('button', { name: /^Orders/ }));
    expect(await screen.findByDisplayValue('Orders and delivery and more')).toBeDefined();
    expect(screen.getByText('There are changes that are not saved')).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(await screen.findByDisplayValue('Orders and delivery')).toBeDefined();
    expect(memory.submitted).toEqual([]);
  });

  test('shows a refusal of the hub where it happened, keeps the words and leaves nothing unsent', async () => {
    const { user, memory, desk } = await openAdmin('Queues');
    await user.click(await screen.findByRole('button', { name: /^Orders/ }));
    await user.type(await screen.findByLabelText('English'), '!');
    memory.refuseNext({ code: 'conflict', message: 'no', retryable: false });
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/Somebody was faster/)).toBeDefined();
    expect(screen.getByDisplayValue('Orders and delivery!')).toBeDefined();
    await waitFor(() => expect(desk.records.getState().outbox).toEqual([]));
  });

  test('retires nothing that is waited in without saying so and asking again', async () => {
    const { user, memory } = await openAdmin('Queues');
    await user.click(await screen.findByRole('button', { name: /^Orders/ }));
    await user.click(await screen.findByRole('button', { name: 'Take out of use' }));
    const dialog = await screen.findByRole('dialog');
    memory.refuseNext({ code: 'conflict', message: 'no', retryable: false, field: 'waiting' });
    await user.click(within(dialog).getByRole('button', { name: 'Take out of use' }));
    expect(await within(dialog).findByText(/Customers are waiting/)).toBeDefined();
    await user.click(within(dialog).getByRole('button', { name: 'Take out of use all the same' }));
    await waitFor(() => expect(memory.submitted.at(-1)).toMatchObject({ queue: { isRetired: true }, despiteWaiting: true }));
    expect(await screen.findByText('This queue is out of use. No new work comes here.')).toBeDefined();
  });

  test('says that somebody else changed it meanwhile', async () => {
    const { user, happen, memory, desk } = await openAdmin('Queues');
    await user.click(await screen.findByRole('button', { name: /^Orders/ }));
    await user.type(await screen.findByLabelText('English'), '!');
    const orders = desk.records.getState().records.queue.get('que_orders');
    if (orders === undefined) throw new Error('no queue of orders');
    await happen(() => memory.log({ type: 'queue.configured', body: { queue: { ...orders, ringTimeoutMs: 99_000 } } }));
    expect(await screen.findByText(/Somebody changed this while you were editing/)).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Show the new state' }));
    expect(await screen.findByDisplayValue('99')).toBeDefined();
  });
});

describe('the screen of outcomes', () => {
  test('adds below one that is there, and offers no place where it cannot stand', async () => {
    const deep = [
      aDisposition({ id: 'dsp_t1', label: { ja: '大', en: 'Large' } }),
      aDisposition({ id: 'dsp_t2', label: { ja: '中', en: 'Middle' }, parentId: 'dsp_t1' }),
      aDisposition({ id: 'dsp_t3', label: { ja: '小', en: 'Small' }, parentId: 'dsp_t2' }),
    ];
    const { user, memory } = await openAdmin(
      'Outcomes',
      deep.map((disposition) => ({ type: 'disposition.configured', body: { disposition } })),
    );
    await user.click(await screen.findByRole('button', { name: /^Small/ }));
    await screen.findByRole('form', { name: 'Small' });
    expect(screen.queryByRole('button', { name: 'Add below' })).toBeNull();
    await user.click(within(screen.getByRole('list', { name: 'Outcomes' })).getByRole('button', { name: /^Middle/ }));
    await user.click(await screen.findByRole('button', { name: 'Add below' }));
    const form = await screen.findByRole('form', { name: 'New outcome' });
    await user.type(within(form).getByLabelText('English'), 'Broken');
    await user.click(within(form).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(memory.submitted).toMatchObject([{ disposition: { label: { ja: 'Broken' }, parentId: 'dsp_t2' } }]));
    await user.click(within(screen.getByRole('list', { name: 'Outcomes' })).getByRole('button', { name: /^Large/ }));
    await user.click(await screen.findByRole('button', { name: /Belongs to/ }));
    // A branch of three levels fits nowhere but at the top.
    expect((await screen.findAllByRole('option')).map(({ textContent }) => textContent)).toEqual(['✓Nothing (top level)']);
  });
});

describe('the change log', () => {
  const before = aQueue({ id: 'que_orders' });
  const log = [
    change({ id: 'chg_1', kind: 'queue', recordId: 'que_orders', before: null, after: { ...before } }),
    change({ id: 'chg_2', kind: 'queue', recordId: 'que_orders', before: { ...before }, after: { ...before, ringTimeoutMs: 45_000 } }),
    change({
      id: 'chg_3',
      kind: 'centre',
      recordId: 'centre',
      byId: 'agt_ryo',
      before: { ...aCentre() },
      after: { ...aCentre({ timeZone: 'Asia/Seoul' }) },
    }),
    change({
      id: 'chg_4',
      kind: 'centre',
      recordId: 'centre',
      before: { ...aCentre({ timeZone: 'Asia/Seoul' }) },
      after: { ...aCentre() },
      undoes: 'chg_3',
    }),
  ];

  test('is newest first, says in words what became what, and who took it back', async () => {
    const { user } = await openAdmin('Change log', log);
    const rows = within(await screen.findByRole('list', { name: 'Change log' })).getAllByRole('button');
    expect(rows.map(({ textContent }) => textContent?.split('”')[1]?.slice(0, 8))).toEqual(
      [' undone', ' changed', ' changed', ' added'].map((text) => expect.stringContaining(text.slice(0, 6)) as string),
    );
    await user.click(rows[2] ?? document.body);
    const detail = await screen.findByRole('article');
    expect(within(detail).getByRole('row', { name: 'Rings for 0:20 0:45' })).toBeDefined();
    await user.click(rows[1] ?? document.body);
    expect(await screen.findByText(/^Undone by Admin/)).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  test('undoes after a question, and explains why where it is barred', async () => {
    const { user, memory } = await openAdmin('Change log', log);
    await user.click(await screen.findByRole('button', { name: /added/ }));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText(/not deleted but taken out of use/)).toBeDefined();
    memory.refuseNext({ code: 'conflict', message: 'no', retryable: false });
    await user.click(within(dialog).getByRole('button', { name: 'Undo' }));
    expect(await within(dialog).findByText(/changed again since/)).toBeDefined();
    expect(memory.submitted).toEqual([{ type: 'config.undo', changeId: 'chg_1' }]);
  });

  test.each([
    [
      'a list as a whole',
      { queueIds: ['a'] },
      { queueIds: ['a', 'b'] },
      [{ field: 'queueIds', part: null, before: ['a'], after: ['a', 'b'] }],
    ],
    [
      'both languages apart',
      { label: { ja: 'あ', en: 'a' } },
      { label: { ja: 'い', en: 'a' } },
      [{ field: 'label', part: 'ja', before: 'あ', after: 'い' }],
    ],
    ['a field that is gone', { reading: 'よみ' }, {}, [{ field: 'reading', part: null, before: 'よみ', after: undefined }]],
    [
      'one channel of many',
      { capacity: { chat: 1 } },
      { capacity: { chat: 2 } },
      [{ field: 'capacity', part: 'chat', before: 1, after: 2 }],
    ],
    [
      'a part of a person',
      { name: { family: '佐藤' } },
      { name: { family: '加藤' } },
      [{ field: 'family', part: null, before: '佐藤', after: '加藤' }],
    ],
  ])('tells %s', (_what, from, to, fields) => {
    expect(fieldsOf({ before: from, after: to } as Pick<ConfigChange, 'before' | 'after'>)).toEqual(fields);
  });
});
