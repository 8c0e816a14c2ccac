import type { Random } from '#hub/simulator/random';
import type { Centre, Victim } from './centre.ts';
import { takenByVendor } from './centre.ts';
import { customerDiffers, draftsDiffer } from './check-desk.ts';
import { differencesInLog, indexOf, type LogIndex } from './check-log.ts';
import { differencesAtVendor } from './check-vendor.ts';
import { threadDiffers } from './check-widget.ts';
import type { Customer } from './customer.ts';
import type { DeskWindow } from './desk-window.ts';
import type { Ledger } from './ledger.ts';
import { pause } from './pause.ts';
import { atDesk, keepWorking, type Traffic, type Work } from './work.ts';

/** All must agree by then; on a machine that is not busy it takes a second. */
const AGREED_WITHIN_MS = 60_000;
const LOOK_AGAIN_MS = 50;
const MOST_CUSTOMERS = 6;

export interface Round {
  readonly centre: Centre;
  readonly customers: Customer[];
  readonly random: Random;
}

/** What befalls the centre in one round; all of it is over, and everybody is up again, when it resolves. */
export type Strike = (centre: Centre, random: Random) => Promise<void>;

/** Traffic, blows, quiet; then what was promised is looked for. Answers what differs: nothing, or the failure of this round. */
export async function playRound({ centre, customers, random }: Round, strikes: Strike = strikeAll): Promise<string[]> {
  await invite(centre, customers, random);
  const checkedFrom = (await centre.auditor.log()).length;
  await makeVendorSlow(centre, random);
  const traffic = startTraffic(centre, customers, random);
  await Promise.race([strikes(centre, random), traffic.failed]);
  await pause(random.between(50, 400));
  await traffic.stop();
  const window = centre.desk.window();
  if (window === null) throw new Error('the core is not there after its start');
  return agreed(centre, customers, window, checkedFrom);
}

/** Some leave, some come. */
async function invite(centre: Centre, customers: Customer[], random: Random): Promise<void> {
  for (const customer of customers.filter(() => random.chance(0.25))) {
    customers.splice(customers.indexOf(customer), 1);
    customer.close();
  }
  while (customers.length < MOST_CUSTOMERS) customers.push(await centre.newCustomer(customers.length % 2 === 0 ? 'chat' : 'sms'));
}

/** A vendor that thinks for a while, and reports late or never, widens the moment in which nobody knows whether a message went out. */
async function makeVendorSlow({ emulatorUrl }: Centre, random: Random): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const tell = (what: string, body: unknown): Promise<Response> =>
    fetch(`${emulatorUrl}/emulator/${what}`, { method: 'POST', headers, body: JSON.stringify(body) });
  await tell('callbacks', { states: random.chance(0.6) ? [] : ['sent', 'delivered'] });
  await tell('faults', [
    ...Array.from({ length: random.between(1, 5) }, () => ({ is: 'slow', ms: random.between(50, 900) })),
    ...(random.chance(0.15) ? [{ is: 'drop_after_accept' }] : []),
    ...(random.chance(0.15) ? [{ is: 'rate_limited' }] : []),
  ]);
}

/** Everybody works until told to stop, and then finishes what they are at. */
function startTraffic({ desk, agent, page }: Centre, customers: readonly Customer[], random: Random): Traffic {
  const hands = atDesk(desk, (window) => agent.act(window));
  const works: Work[] = [
    { act: hands, pace: [5, 50] },
    ...customers.map((customer) => ({
      act: () => (random.chance(0.06) ? customer.leaves() : customer.writes()),
      pace: [50, 400] as const,
    })),
  ];
  if (page !== null) works.push({ act: atDesk(desk, (window) => page.act(window)), pace: [10, 100] });
  return keepWorking(works, random);
}

/** Who is struck, when, and whether once more while getting up. Each round strikes somebody. */
export async function strikeAll({ victims, ledger }: Centre, random: Random): Promise<void> {
  const struck = victims.filter(() => random.chance(0.6));
  const chosen = struck.length > 0 || victims[0] === undefined ? struck : [random.pick([victims[0], ...victims])];
  await Promise.all(chosen.map((victim) => strike(victim, ledger, random)));
}

/** At any moment, or, as often, in the very moment in which it has promised something. */
async function strike(victim: Victim, ledger: Ledger, random: Random): Promise<void> {
  const [after, isAtPromise, isAgain, again] = [
    random.between(50, 1_200),
    random.chance(0.5),
    random.chance(0.25),
    random.between(0, 1_500),
  ];
  await pause(after);
  if (isAtPromise) await Promise.race([ledger.nextPromise(victim.name), pause(1_000)]);
  await victim.kill();
  if (!isAgain) return victim.start();
  // It dies on its way up, or just after.
  const up = victim.start().catch(() => undefined);
  await pause(again);
  await victim.kill();
  await up;
  return victim.start();
}

/** Looks until everybody agrees; what still differs at the end is the failure. */
async function agreed(centre: Centre, customers: readonly Customer[], window: DeskWindow, checkedFrom: number): Promise<string[]> {
  const deadline = performance.now() + AGREED_WITHIN_MS;
  for (;;) {
    const amiss = await differences(centre, customers, window, checkedFrom);
    if (amiss.length === 0 || performance.now() > deadline) return amiss;
    await pause(LOOK_AGAIN_MS);
  }
}

async function differences(centre: Centre, customers: readonly Customer[], window: DeskWindow, checkedFrom: number): Promise<string[]> {
  const { auditor, agent, ledger, page } = centre;
  const { connection } = await window.call('session.current', {});
  if (connection.is !== 'connected') return [`the desk is ${connection.is}`];
  await agent.clearOutbox(window);
  const outbox = await window.call('outbox.list', {});
  if (outbox.length > 0) return outbox.map(({ command, state }) => `in the outbox: ${command.body.type} ${command.commandId} ${state.is}`);
  await Promise.all(customers.map((customer) => customer.settled()));

  const events = await auditor.log();
  const index = indexOf(events);
  const inLog = differencesInLog(ledger, index);
  if (inLog.length > 0) return inLog;
  const touched = customersTouched(index, events.slice(checkedFrom));
  const amiss = [...differencesAtVendor(await takenByVendor(centre), ledger, index), ...(await draftsDiffer(window, auditor, ledger))];
  for (const customerId of touched) amiss.push(...(await customerDiffers(window, auditor, customerId)));
  for (const customer of customers) amiss.push(...(await threadDiffers(customer, index)));
  if (amiss.length === 0) amiss.push(...(await outcomesAmiss(centre)));
  return amiss.length === 0 && page !== null ? page.differences(window) : amiss;
}

function customersTouched(
  { threads }: LogIndex,
  events: readonly { readonly body: Readonly<Record<string, unknown>> | null }[],
): Set<string> {
  const text = JSON.stringify(events);
  return new Set([...threads.values()].map(({ customerId }) => customerId).filter((customerId) => text.includes(customerId)));
}

/**
 * Each command that was accepted is asked for again under its id. One that the hub has not executed yet would be executed now, and the
 * log would grow: so nothing accepted was lost, though it may have had no effect to see.
 */
async function outcomesAmiss({ auditor, ledger }: Centre): Promise<string[]> {
  const amiss: string[] = [];
  const before = await auditor.head();
  for (const wish of ledger.wishes.values()) {
    if (wish.isSettled || wish.state !== 'accepted' || wish.wasParked) continue;
    const outcome = await auditor.outcome(wish.commandId, wish.body);
    const { seqs } = outcome.is === 'done' ? outcome : { seqs: [] };
    if (outcome.is !== 'done') amiss.push(`${wish.body.type} ${wish.commandId} is ${outcome.is} and never stood in the outbox`);
    if (seqs.some((seq) => seq > before)) amiss.push(`${wish.body.type} ${wish.commandId} was accepted, and the hub had not heard of it`);
    wish.isSettled = true;
  }
  return amiss;
}
