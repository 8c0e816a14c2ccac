// A day of eight hours at full speed: a talk every three minutes of it, each with the customer's words by SMS, taken, answered, answered
// again, wrapped up and left, after a look at one who waits. What core and page hold in memory after the day, beside
// what they held after its first half hour.
import { chromium, type Page } from 'playwright-core';
import { openCentre } from '#tests/support/centre';
import { runProgram } from '#tests/support/running-program';
import { INSPECTED, lookInto, lookIntoPage, type CoreMemory, type PageMemory } from './support/memory.ts';
import { withOpened, type Opened } from './support/processes.ts';
import { runBench, say, sayTable, type Ratio } from './support/report.ts';

const FULL = { talks: 160, firstTalks: 10, everyTalks: 30 };
const QUICK = { talks: 2, firstTalks: 1, everyTalks: 1 };
const AT_MOST = 1.2;
const MINUTES_A_TALK = 3;
/** They wait all day, and are looked at by turns. */
const WAITING = ['まだ待っています。一番', 'まだ待っています。二番', 'まだ待っています。三番'];

await runBench('day', ({ isQuick }) => withOpened((opened) => measure(opened, isQuick ? QUICK : FULL)));

interface Moment {
  readonly talks: number;
  readonly core: CoreMemory;
  readonly page: PageMemory;
}

async function measure(opened: Opened, { talks, firstTalks, everyTalks }: typeof FULL): Promise<readonly Ratio[]> {
  const centre = await openCentre();
  opened.later(() => centre.close());
  const data = await opened.folder('desk');
  const args = ['--shell', 'browser', '--no-open', '--hub', centre.hubUrl, '--data', data];
  const desk = runProgram('src-main/desk.ts', args, { env: INSPECTED });
  opened.later(() => desk.stop());
  const address = (await desk.line('desk ready ')).slice('desk ready '.length).trim();
  const core = await lookInto(desk);
  opened.later(() => Promise.resolve(core.close()));
  const page = await openPage(opened, address);
  const devtools = await page.context().newCDPSession(page);

  for (const [index, words] of WAITING.entries()) await centre.customerTexts(`+8180${String(10_000_000 + index)}`, words);
  const moments: Moment[] = [];
  const startedAt = performance.now();
  for (let talk = 1; talk <= talks; talk += 1) {
    await talkOnce(page, talk, (from, words) => centre.customerTexts(from, words));
    const isDue = talk === firstTalks || talk === talks || talk % everyTalks === 0;
    if (!isDue) continue;
    moments.push({ talks: talk, core: await core.look(), page: await lookIntoPage(devtools) });
    say(`${talk} talks after ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  }
  sayTable([
    ['after', 'core resident, MB', 'core heap, MB', 'page heap, MB', 'nodes', 'listeners'],
    ...moments.map(({ talks: done, core: { resident, heap }, page: shown }) => [
      `${((done * MINUTES_A_TALK) / 60).toFixed(1)} h`,
      ...[resident, heap, shown.heap].map((bytes) => (bytes / 1e6).toFixed(1)),
      String(shown.nodes),
      String(shown.listeners),
    ]),
  ]);
  const [first, last] = [moments.find((moment) => moment.talks === firstTalks), moments.at(-1)];
  if (first === undefined || last === undefined) throw new Error('nothing was measured');
  const ratio = (of: string, value: number): Ratio => ({ of: `${of} after the day`, to: 'after half an hour', value, atMost: AT_MOST });
  return [
    ratio('core resident', last.core.resident / first.core.resident),
    ratio('core heap', last.core.heap / first.core.heap),
    ratio('page heap', last.page.heap / first.page.heap),
  ];
}

async function openPage(opened: Opened, address: string): Promise<Page> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  opened.later(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(address);
  await page.getByRole('button', { name: /Mika/ }).click();
  await page.getByRole('status', { name: 'Connection' }).getByText('Connected').waitFor();
  return page;
}

type Text = (from: string, words: string) => Promise<number>;

/** Every tenth customer writes again whom the desk knows already. */
async function talkOnce(page: Page, talk: number, text: Text): Promise<void> {
  const from = `+8190${String(10_000_000 + (talk % 10 === 0 ? talk - 5 : talk))}`;
  const question = `注文した本がまだ届きません。お問い合わせ番号は ${String(talk).padStart(5, '0')} です。`;
  const timeline = page.getByRole('log', { name: 'Timeline', exact: true });
  const inbox = page.getByRole('list', { name: 'Inbox', exact: true });
  await text(from, question);
  const waits = WAITING[talk % WAITING.length] ?? '';
  await inbox.getByRole('button').filter({ hasText: waits }).first().click();
  await timeline.getByText(waits).waitFor();
  const row = inbox.locator('[data-chosen]').filter({ hasText: question });
  await row.getByRole('button').filter({ hasText: question }).click();
  await timeline.getByText(question).waitFor();
  await row.getByRole('button', { name: /^Take/ }).click();
  await replies(page, `配送の状況をお調べします。${talk}`);
  const thanks = `ありがとうございます。よろしくお願いします。${talk}`;
  await text(from, thanks);
  await timeline.getByText(thanks).waitFor();
  await replies(page, `本日の午後にお届けいたします。${talk}`);
  await page.getByRole('button', { name: 'Wrap up', exact: true }).click();
  const outcome = page.getByRole('listbox', { name: 'Outcome' }).getByRole('option').first();
  await outcome.click();
  await page.getByRole('button', { name: 'Finish', exact: true }).click();
  await outcome.waitFor({ state: 'hidden' });
}

async function replies(page: Page, words: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Reply', exact: true }).fill(words);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('log', { name: 'Timeline', exact: true }).getByText(words).waitFor();
}
