import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { InteractionId, ReservationId } from '#shared/domain/ids';
import type { OfferEnd } from '#shared/domain/reservation';
import { openWorkspace } from '#tests/support/open-workspace.tsx';

const card = () => screen.getByRole('region', { name: 'New offer' });
const withOffer = () => openWorkspace({ hasOffer: true });

test('an offer says who, where and for how long, counts down, and is read out once', async () => {
  const { pass } = await withOffer();
  expect(card().textContent).toContain('斎藤 結衣');
  expect(card().textContent).toContain('Returns and refunds');
  expect(card().textContent).toContain('0:17 left');
  await pass(5_000);
  expect(card().textContent).toContain('0:12 left');
  expect(screen.getByText(/New offer: 斎藤 結衣, Web chat, Returns and refunds\. 20 seconds to accept\./)).toBeDefined();
});

test('accepting makes it the agent’s own and opens the customer', async () => {
  const { user, desk } = await withOffer();
  await user.click(within(card()).getByRole('button', { name: 'Accept' }));
  await waitFor(() => expect(desk.ui.getState().customerId).toBe('cus_offer'));
  expect(screen.queryByRole('region', { name: 'New offer' })).toBeNull();
});

test('the keys A and D answer it, but not while somebody types', async () => {
  const { user, memory } = await withOffer();
  await user.click(screen.getByRole('button', { name: /山田 花子/ }));
  await user.click(await screen.findByRole('textbox', { name: 'Reply' }));
  await user.keyboard('ad');
  const answers = () => memory.submitted.filter(({ type }) => type.startsWith('reservation'));
  expect(answers()).toEqual([]);
  await user.click(screen.getByRole('heading', { level: 1 }));
  await user.keyboard('d');
  await waitFor(() => expect(answers()).toEqual([{ type: 'reservation.decline', reservationId: 'res_offer', reason: 'busy' }]));
});

test('declining carries the chosen reason, and says where the customer goes', async () => {
  const { user, memory } = await withOffer();
  await user.click(within(card()).getByRole('button', { name: /Reason for declining/ }));
  await user.click(await screen.findByRole('option', { name: 'Not my subject' }));
  await user.click(within(card()).getByRole('button', { name: 'Decline' }));
  await screen.findByText('Declined. It goes to the next person.');
  expect(memory.submitted).toContainEqual({ type: 'reservation.decline', reservationId: 'res_offer', reason: 'wrong_skill' });
});

test.each<[OfferEnd, string]>([
  ['timed_out', 'Time ran out. It goes to the next person.'],
  ['customer_left', 'The customer has left.'],
  ['rescinded', 'The offer was withdrawn.'],
  ['desk_lost', 'The connection was lost, so the offer was withdrawn.'],
])('an offer that ended as %s says so for a moment', async (outcome, words) => {
  const { memory, happen, pass } = await withOffer();
  const ids = { reservationId: ReservationId.parse('res_offer'), interactionId: InteractionId.parse('int_offer') };
  await happen(() => memory.log({ type: 'reservation.ended', body: { ...ids, outcome, reason: null, at: '2026-11-20T01:00:05.000Z' } }));
  expect(screen.queryByRole('button', { name: 'Accept' })).toBeNull();
  expect(screen.getByText(words)).toBeDefined();
  await pass(6_000);
  expect(screen.queryByText(words)).toBeNull();
});

test('without a connection an offer cannot be accepted, and that is said', async () => {
  const { user, memory, happen } = await withOffer();
  await happen(() => memory.setConnection({ is: 'offline', lastSyncedAt: '2026-11-20T01:00:00.000Z' }));
  await within(card()).findByText(/An offer can only be answered while the desk is connected/);
  for (const name of ['Accept', 'Decline']) expect(within(card()).getByRole('button', { name })).toHaveProperty('disabled', true);
  await user.keyboard('a');
  expect(memory.submitted.some(({ type }) => type === 'reservation.accept')).toBe(false);
});
