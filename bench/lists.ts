// Lists and admin screens of a large centre: from a key to the frame that shows its result, in the built page in Chromium, with the
// real core and hub behind it. Baseline: a bare input over as many plain rows, without any framework, in the same run.
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import type { Locator, Page } from 'playwright-core';
import { parseConfig } from '#hub/config';
import { createHub } from '#hub/create-hub';
import { openPgliteFolder } from '#hub/db/open-pglite';
import type { Clock } from '#shared/domain/clock';
import { createIds } from '#shared/domain/ids';
import { keysOf, openPlainList, timeKeys } from './support/keystrokes.ts';
import { openDesk } from './support/open-desk.ts';
import { withOpened, type Opened } from './support/processes.ts';
import { runBench, say, sayTable, type Ratio } from './support/report.ts';
import { seedSetUp, type Sizes } from './support/seed-set-up.ts';
import { median, percentile } from './support/statistics.ts';

const FULL = { people: 500, queues: 100, responses: 5_000, outcomes: 400, waiting: 400, rounds: 4, pauseMs: 60 };
const QUICK = { people: 20, queues: 5, responses: 50, outcomes: 20, waiting: 20, rounds: 1, pauseMs: 20 };
const KEY_MS = 50;
const WORDS = ['deliv 12', 'c49', 'zzz', 'hanako 3'];
/** A list that is not there yet is filled by the replica of a large centre. */
const FIRST_MS = 180_000;

const MOVES = [...Array.from({ length: 20 }, () => 'ArrowDown'), ...Array.from({ length: 10 }, () => 'ArrowUp')];

interface Section {
  readonly name: string;
  readonly title: string;
  /** So many entries are there at least, once the replica is level. */
  readonly least: (sizes: Sizes) => number;
}

const SECTIONS: readonly Section[] = [
  { name: 'filter of people', title: 'People', least: ({ people }) => people },
  { name: 'filter of queues', title: 'Queues', least: ({ queues }) => queues },
  { name: 'filter of outcomes', title: 'Outcomes', least: ({ outcomes }) => outcomes },
  { name: 'filter of canned responses', title: 'Canned responses', least: ({ responses }) => responses },
];

await runBench('lists', ({ isQuick }) => withOpened((opened) => measure(opened, isQuick ? QUICK : FULL)));

async function measure(opened: Opened, sizes: typeof FULL): Promise<readonly Ratio[]> {
  const data = await opened.folder('hub');
  await seed(data, sizes);
  const hubUrl = await opened.program('src-hub/main.ts', ['--demo', '--port', '0', '--data', data], 'hub ready ');
  const { page: admin, browser } = await openDesk(opened, { hubUrl, as: /Osamu/ });
  const { page: agent } = await openDesk(opened, { hubUrl });
  const plain = await admin.context().newPage();
  say(
    `${browser}; ${sizes.people} people, ${sizes.queues} queues, ${sizes.responses} canned responses, ${sizes.outcomes} outcomes, ` +
      `${sizes.waiting} waiting; ${sizes.rounds} rounds of ${keysOf(WORDS).length} keys each`,
  );

  const times = new Map<string, number[]>();
  const take = async (name: string, run: () => Promise<number[]>): Promise<void> => {
    times.set(name, [...(times.get(name) ?? []), ...(await run())]);
  };
  await wrapUp(agent);
  for (let round = 0; round < sizes.rounds; round += 1) {
    await plain.bringToFront();
    const status = await openPlainList(plain, sizes.responses);
    await take(`bare input, ${sizes.responses} plain rows`, () => timeKeys(plain, keysOf(WORDS), { of: status }, sizes.pauseMs));
    await admin.bringToFront();
    for (const section of SECTIONS) {
      const count = await openSection(admin, section.title, section.least(sizes));
      await take(section.name, () => timeKeys(admin, keysOf(WORDS), { of: count }, sizes.pauseMs));
    }
    await agent.bringToFront();
    const search = agent.getByRole('searchbox', { name: 'Outcome' });
    await search.click();
    await take('search in wrap-up', () =>
      timeKeys(agent, keysOf(WORDS), { of: agent.getByRole('listbox', { name: 'Outcome' }) }, sizes.pauseMs),
    );
    await agent.getByRole('list', { name: 'Inbox' }).getByRole('button').first().focus();
    await take('moving in the inbox', () =>
      timeKeys(agent, MOVES, { of: agent.locator('[data-index]:focus-within'), attribute: 'data-index' }, sizes.pauseMs),
    );
  }

  const [baseline] = [...times.values()];
  sayTable([
    ['key to paint, ms', 'p50', 'p95', 'longest', 'p95 : bare'],
    ...[...times].map(([name, samples]) => [
      name,
      median(samples).toFixed(1),
      percentile(samples, 0.95).toFixed(1),
      Math.max(...samples).toFixed(1),
      (percentile(samples, 0.95) / percentile(baseline ?? samples, 0.95)).toFixed(2),
    ]),
  ]);
  return [...times].slice(1).map(([name, samples]) => ({
    of: `p95 ${name}`,
    to: `${KEY_MS} ms`,
    value: percentile(samples, 0.95) / KEY_MS,
    atMost: 1,
  }));
}

/** With its search focused; what answers is how many are shown. */
async function openSection(page: Page, title: string, least: number): Promise<Locator> {
  await page.getByRole('button', { name: 'Admin', exact: true }).click();
  await page.getByRole('navigation', { name: 'Admin' }).getByRole('button', { name: title }).click();
  const region = page.getByRole('region', { name: title });
  const count = region.getByText(/^[\d,]+ (?:entr(?:y|ies)|person|people)$/);
  await page.waitForFunction(
    ({ name, atLeast }) => Number.parseInt(document.querySelector(`[aria-label="${name}"] header span`)?.textContent ?? '0', 10) >= atLeast,
    { name: title, atLeast: least },
    { timeout: FIRST_MS },
  );
  await region.getByRole('searchbox').click();
  return count;
}

/** Mika takes what waits and ends it: the search for an outcome is open. */
async function wrapUp(page: Page): Promise<void> {
  await page.getByRole('status', { name: 'Connection' }).getByText('Connected').waitFor({ timeout: FIRST_MS });
  await page.getByRole('list', { name: 'Inbox' }).getByRole('button', { name: /^Take/ }).first().click({ timeout: FIRST_MS });
  await page.getByRole('button', { name: 'Wrap up' }).click();
  await page.getByRole('searchbox', { name: 'Outcome' }).waitFor();
}

async function seed(folder: string, sizes: Sizes): Promise<void> {
  const clock: Clock = { now: () => Date.now(), setTimer: () => () => undefined };
  const db = await openPgliteFolder(folder);
  const hub = await createHub({
    db,
    clock,
    ids: createIds(() => clock.now(), randomBytes),
    config: parseConfig(['--demo'], {}),
    logger: pino({ level: 'silent' }),
    wire: null,
  });
  await seedSetUp(hub.log, sizes, clock.now());
  await hub.close();
  await db.close();
}
