import { expect, test } from 'vitest';
import { recordById } from '#hub/log/records';
import { CommandBody } from '#shared/commands/index';
import { openTestHub, seedWaiting } from '#tests/support/a-hub';
import { describeStores } from '#tests/support/stores';

describeStores('a note that calls colleagues by name', (openStore) => {
  test('is known to them by the work it is about; who may not see the customer cannot be called, and nothing is granted', async () => {
    const db = await openStore();
    const { hub, desk } = await openTestHub(db);
    await seedWaiting(hub.log, 1);
    const mika = await desk('mika');
    const note = (noteId: string, mentions?: readonly string[]) =>
      mika.execute(
        CommandBody.parse({
          type: 'note.add',
          customerId: 'cus_1',
          conversationId: 'cnv_1',
          interactionId: 'int_1',
          noteId,
          text: '@伊藤 亮 見てください',
          ...(mentions === undefined ? {} : { mentions }),
        }),
      );
    const mentions = async () => (await recordById(db, 'interaction', 'int_1'))?.mentions;
    const refused = { is: 'refused', failure: { code: 'denied', field: 'mentions' } };

    // Kenji holds another queue, the administrator none, and nobody is called so.
    for (const id of ['agt_kenji', 'agt_admin', 'agt_nobody']) {
      expect(await note('not_1', ['agt_ryo', id])).toMatchObject(refused);
    }
    expect(await recordById(db, 'note', 'not_1')).toBeUndefined();

    expect(await note('not_2', ['agt_ryo', 'agt_ryo'])).toMatchObject({ is: 'done' });
    const first = await recordById(db, 'note', 'not_2');
    expect(first).toMatchObject({ mentions: ['agt_ryo'] });
    expect(await mentions()).toEqual({ agt_ryo: { authorId: 'agt_mika', seq: first?.seq } });

    // The next note that calls somebody else leaves that as it is.
    expect(await note('not_3', ['agt_yuki'])).toMatchObject({ is: 'done' });
    expect(await note('not_4')).toMatchObject({ is: 'done' });
    const second = await recordById(db, 'note', 'not_3');
    expect(await mentions()).toEqual({
      agt_ryo: { authorId: 'agt_mika', seq: first?.seq },
      agt_yuki: { authorId: 'agt_mika', seq: second?.seq },
    });

    // Kenji may be called once the customer is his to see.
    await hub.log.append(['agent:agt_kenji', 'customer:cus_1'], () =>
      Promise.resolve({
        events: [
          {
            type: 'scope.granted' as const,
            body: { agentId: 'agt_kenji' as never, scope: 'customer:cus_1' as never, at: '2026-11-20T01:00:00.000Z' as never },
          },
        ],
        result: null,
      }),
    );
    expect(await note('not_5', ['agt_kenji'])).toMatchObject({ is: 'done' });
  });
});
