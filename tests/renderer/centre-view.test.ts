import { expect, test } from 'vitest';
import { aCannedResponse } from '#tests/support/builders';
import { createFixtures } from '#tests/support/desk-fixtures';
import { createFakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';
import { createMemoryDesk } from '#tests/support/memory-desk';
import { connectDesk } from '#tests/support/render-desk.tsx';
import { waitUntil } from '#tests/support/wait-until';

async function aDesk() {
  const clock = createFakeClock();
  const ids = createFakeIds(3);
  const { people, records } = createFixtures({ now: clock.now() });
  const response = aCannedResponse();
  const memory = createMemoryDesk({
    clock,
    ids,
    people,
    records: [...records, { kind: 'canned_response', id: response.id, body: response }],
    loginName: 'admin',
  });
  const { desk } = await connectDesk({ memory, clock, ids });
  const isOpen = (): boolean => desk.views.centre.state.getState().is === 'open';
  return { desk, memory, isOpen, held: () => desk.records.getState().records.canned_response.size };
}

test('the set-up stays in the records until the last who looks at it has gone, and comes again with the next', async () => {
  const { desk, isOpen, held } = await aDesk();
  const [one, other] = [desk.views.centre.open(), desk.views.centre.open()];
  await waitUntil(isOpen);
  one();
  expect(held()).toBe(1);
  other();
  expect(held()).toBe(0);
  desk.views.centre.open();
  await waitUntil(isOpen);
  expect(held()).toBe(1);
});

test('a core that comes back brings the set-up anew, to who still looks at it', async () => {
  const { desk, memory, isOpen, held } = await aDesk();
  desk.views.centre.open();
  await waitUntil(isOpen);
  memory.closePort();
  memory.openPort();
  await waitUntil(() => desk.session.getState().core === 'open');
  await waitUntil(() => held() === 1);
  expect(isOpen()).toBe(true);
});
