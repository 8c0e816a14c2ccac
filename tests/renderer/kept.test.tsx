import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { AgentId, DeskId } from '#shared/domain/ids';
import { aCentre } from '#tests/support/builders';
import { DeskRow } from '#ui/features/desks/desk-row.tsx';
import { createFixtures } from '#tests/support/desk-fixtures';
import { createFakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';
import { createMemoryDesk } from '#tests/support/memory-desk';
import { openWorkspace } from '#tests/support/open-workspace.tsx';
import { renderDesk } from '#tests/support/render-desk.tsx';

describe('what desks keep', () => {
  test('is chosen by an administrator, with a sentence that says what it means', async () => {
    const { user, memory, happen } = await openWorkspace({ as: 'admin' });
    await happen(() => memory.log({ type: 'centre.configured', body: { centre: aCentre() } }));
    await user.click(await screen.findByRole('button', { name: 'Admin' }));
    await user.click(await screen.findByRole('button', { name: 'Centre' }));
    const form = await screen.findByRole('form', { name: 'Centre' });
    expect(within(form).getByText(/leaves the computers of the queue’s agents/)).toBeDefined();
    await user.click(within(form).getByRole('button', { name: /History that desks keep of their queues/ }));
    await user.click(await screen.findByRole('option', { name: '90 days' }));
    await user.click(within(form).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(memory.submitted).toMatchObject([{ type: 'centre.configure', centre: { deskDays: 90 } }]));
  });

  test('of files takes the room that its person gives it', async () => {
    const { user, desk } = await openWorkspace({ as: 'mika' });
    await user.click(screen.getByRole('button', { name: 'Settings' }));
    await user.click(await screen.findByRole('button', { name: /Room for files on this computer/ }));
    await user.click(await screen.findByRole('option', { name: 'Keep none' }));
    await waitFor(() => expect(desk.session.getState().settings.fileBudgetMb).toBe(0));
  });

  test('and what left a computer is told to who leads, in counts', async () => {
    const clock = createFakeClock();
    const memory = createMemoryDesk({
      clock,
      ids: createFakeIds(1),
      ...createFixtures({ now: clock.now() }),
      loginName: 'ryo',
      settings: { locale: 'en' },
    });
    const seen = '2026-11-20T00:10:00.000Z';
    const computer = {
      agentId: AgentId.parse('agt_mika'),
      deskId: DeskId.parse('dsk_laptop'),
      lastSeenAt: seen,
      lastSyncedAt: seen,
      lastPurge: { reason: 'retention' as const, at: seen, before: seen, records: 1204, files: 31 },
    };
    const nothing = (): void => {};
    const row = <DeskRow desk={computer} isThis={false} wipe={undefined} onWipe={nothing} onWithdraw={nothing} />;
    await renderDesk(<ul>{row}</ul>, { memory, clock, ids: createFakeIds(1) });
    const said = (await screen.findByRole('listitem')).textContent ?? '';
    expect(said).toContain('1,204 records and 31 files left it, because they were older than desks keep');
    expect(said).toContain('Last synced');
  });
});
