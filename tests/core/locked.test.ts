import { onTestFinished, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#hub/demo/demo-centre';
import type { Session } from '#shared/contracts/desk';
import { ConversationId } from '#shared/domain/ids';
import { createFakeClock, type FakeClock } from '#tests/support/fake-clock';
import { openWorld, type WorldDesk } from '#tests/support/world';
import { waitUntil } from '#tests/support/wait-until';

const HOUR = 3_600_000;
const DRAFT = { conversationId: ConversationId.parse('cnv_of-nobody'), mode: 'reply' as const, revision: 1 };

async function sessionOf(desk: Pick<WorldDesk, 'call'>): Promise<Session> {
  return (await desk.call('session.current', {})).session;
}

/** The minutes of the desk pass one by one, each until what it started is done. */
async function pass(clock: FakeClock, desk: WorldDesk, hours: number): Promise<void> {
  // One long step: every timer on the way runs at its own moment.
  await clock.advance(hours * HOUR);
  await desk.call('session.current', {});
}

test('a desk alone for longer than the limit asks for the password, running or started again, and keeps what was not sent', async () => {
  const clock = createFakeClock(Date.now());
  const world = await openWorld({ clock });
  onTestFinished(() => world.close());
  const mika = await world.desk('mika');
  await mika.connected();
  await world.stopHub();
  await mika.call('draft.put', { ...DRAFT, text: '停電中の下書き', updatedAt: new Date(clock.now()).toISOString() });

  // Within the limit it opens again, with the key in the vault.
  await mika.shut();
  await clock.advance(6 * HOUR);
  const again = await world.desk('mika', { folder: mika.folder, signsIn: false });
  expect(await sessionOf(again)).toMatchObject({ is: 'signed_in' });

  // While it runs, the screen locks, and nothing is answered any more.
  await pass(clock, again, 6.1);
  await waitUntil(async () => (await sessionOf(again)).is === 'locked', { what: 'the screen is locked' });
  await expect(again.call('draft.get', DRAFT)).rejects.toMatchObject({ code: 'denied' });
  await expect(again.openInbox()).rejects.toMatchObject({ code: 'denied' });

  // A restart forgets neither the lock nor the tries; nor does a clock that was turned back.
  for (const left of [9, 8]) {
    await expect(again.call('session.unlock', { password: 'a guess' })).rejects.toMatchObject({ code: 'denied', field: 'password' });
    expect(await sessionOf(again)).toMatchObject({ left });
  }
  await again.shut();
  const third = await world.desk('mika', { folder: mika.folder, signsIn: false });
  expect(await sessionOf(third)).toMatchObject({ is: 'locked', left: 8, agent: { loginName: 'mika' } });
  await expect(third.call('session.unlock', { password: 'a guess' })).rejects.toMatchObject({ field: 'password' });
  // The third wrong one costs time, the right one too.
  await expect(third.call('session.unlock', { password: DEMO_PASSWORD })).rejects.toMatchObject({ code: 'too_many' });
  await clock.advance(31_000);
  expect(await third.call('session.unlock', { password: DEMO_PASSWORD })).toMatchObject({ is: 'signed_in' });
  expect((await third.call('draft.get', DRAFT))?.text).toBe('停電中の下書き');
  expect((await third.call('session.unsent', {})).counts).toMatchObject({ drafts: 1 });
}, 60_000);

test('after ten wrong passwords only the hub can open, and it takes the password itself', async () => {
  const clock = createFakeClock(Date.now());
  const world = await openWorld({ clock });
  onTestFinished(() => world.close());
  const mika = await world.desk('mika');
  await mika.connected();
  await world.stopHub();
  await mika.shut();
  await clock.advance(13 * HOUR);
  const desk = await world.desk('mika', { folder: mika.folder, signsIn: false });
  for (let n = 0; n < 10; n += 1) {
    await desk.call('session.unlock', { password: `guess ${n}` }).catch(() => {});
    await clock.advance(16 * 60_000);
  }
  expect(await sessionOf(desk)).toMatchObject({ is: 'locked', left: 0 });
  await expect(desk.call('session.unlock', { password: DEMO_PASSWORD })).rejects.toMatchObject({ code: 'denied', field: 'hub' });
  await world.startHub();
  await expect(desk.call('session.unlock', { password: 'a guess' })).rejects.toMatchObject({ code: 'denied' });
  expect(await desk.call('session.unlock', { password: DEMO_PASSWORD })).toMatchObject({ is: 'signed_in' });
  await desk.connected();

  // Long closed is not long alone: where the hub answers at the start, its word counts.
  await desk.shut();
  await world.stopHub();
  await clock.advance(60 * HOUR);
  await world.startHub();
  const monday = await world.desk('mika', { folder: mika.folder, signsIn: false });
  expect(await sessionOf(monday)).toMatchObject({ is: 'signed_in' });
}, 60_000);
