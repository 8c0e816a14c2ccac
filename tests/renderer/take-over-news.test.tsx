import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { AgentId, InteractionId, QueueId, SegmentId } from '#shared/domain/ids';
import { openWorkspace } from '#tests/support/open-workspace.tsx';

const AT = '2026-11-20T01:00:00.000Z';
const WORDS = '山田 花子 様の対応を佐藤 健二さんが引き継ぎました。書きかけの返信は残っています。';

async function takenFromMika(as: string) {
  const opened = await openWorkspace({ as, locale: 'ja' });
  const interactionId = InteractionId.parse('int_yamada');
  const state = opened.desk.records.getState().records.interaction.get(interactionId)?.state;
  const segmentId = state !== undefined && 'segmentId' in state ? state.segmentId : SegmentId.parse('seg_none');
  await opened.happen(() =>
    opened.memory.log({
      type: 'interaction.assigned',
      body: {
        interactionId,
        agentId: AgentId.parse('agt_kenji'),
        segmentId: SegmentId.parse('seg_taken'),
        reservationId: null,
        queueId: QueueId.parse('que_orders'),
        how: 'taken_over',
        from: { agentId: AgentId.parse('agt_mika'), segmentId },
        at: AT,
      },
    }),
  );
  return opened;
}

test('whose work a colleague takes over is told at once, and that nothing written is lost', async () => {
  await takenFromMika('mika');
  expect(await screen.findByText(WORDS)).toBeTruthy();
});

test('who takes it, and who only looks on, is not', async () => {
  for (const as of ['kenji', 'ryo']) {
    const { unmount } = await takenFromMika(as);
    expect(screen.queryByText(/引き継ぎました/)).toBeNull();
    unmount();
  }
});
