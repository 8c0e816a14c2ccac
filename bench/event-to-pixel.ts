// From a customer's message to pixels on the agent's desk: the page posts the signed webhook itself and stops, on the same clock, at
// the second animation frame after the words are in the open timeline. Hub, desk core and Chromium are processes of their own.
// Baseline: a bare Socket.IO server in its own process that sends back what the same page sends it, painted by the same page.
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { DEMO_ACCOUNTS, DEMO_TWILIO } from '#hub/demo/demo-centre';
import { createTestDatabase } from '#tests/support/test-database';
import { signedForm, type SignedForm } from '#tests/emulators/twilio-emulator';
import { openDesk } from './support/open-desk.ts';
import { createSampler, type Sampler } from './support/pixel-sampler.ts';
import { withOpened, type Opened } from './support/processes.ts';
import { runBench, say, sayTable, type BenchOptions, type Ratio } from './support/report.ts';
import { percentile } from './support/statistics.ts';

const PER_SECOND = 20;
/** Taken in turn, so that what else the machine does falls on both alike. */
const BLOCKS = 10;
const FULL = { samples: 1_000, warmUp: 100 };
const QUICK = { samples: 20, warmUp: 5 };
const POSTGRES = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';
const ECHO_SERVER = fileURLToPath(new URL('./support/echo-server.ts', import.meta.url));
const CUSTOMER = '+819012345678';

await runBench('event-to-pixel', (options) => withOpened((opened) => measure(opened, options)));

async function measure(opened: Opened, { isQuick, store }: BenchOptions): Promise<readonly Ratio[]> {
  const { samples, warmUp } = isQuick ? QUICK : FULL;
  const hubUrl = await startHub(opened, store);
  const echoUrl = await opened.program(ECHO_SERVER, [], 'echo ready ');
  const { page, browser } = await openDesk(opened, { hubUrl, isOpenToAll: true });
  const webhook = `${hubUrl}/channels/${DEMO_ACCOUNTS.sms}/webhook`;
  await takeCustomer(page, webhook);
  const sampler = await createSampler(page, { echoUrl, everyMs: 1_000 / PER_SECOND });
  say(
    `store ${store}; ${browser}, ${samples} samples each at ${PER_SECOND} a second, in ${BLOCKS} blocks by turns, after ${warmUp} to warm up`,
  );

  const messages = Array.from({ length: warmUp + samples }, (_, index) => messageOf(webhook, index));
  await takeSamples(sampler, messages.slice(0, warmUp));
  const desk: number[] = [];
  const echo: number[] = [];
  const perBlock = samples / BLOCKS;
  for (let block = 0; block < BLOCKS; block += 1) {
    const taken = await takeSamples(sampler, messages.slice(warmUp + block * perBlock, warmUp + (block + 1) * perBlock));
    desk.push(...taken.desk);
    echo.push(...taken.echo);
  }
  sayTable([['ms', 'p50', 'p95', 'p99', 'longest'], row('event to pixel at the desk', desk), row('bare Socket.IO echo to pixel', echo)]);
  return [
    { of: 'p95 event to pixel', to: 'p95 bare Socket.IO echo to pixel', value: percentile(desk, 0.95) / percentile(echo, 0.95), atMost: 3 },
  ];
}

async function startHub(opened: Opened, store: BenchOptions['store']): Promise<string> {
  const args = ['--demo', '--port', '0', '--data', await opened.folder('hub')];
  if (store === 'pglite') return opened.program('src-hub/main.ts', args, 'hub ready ');
  const database = await createTestDatabase(POSTGRES);
  opened.later(() => database.drop());
  return opened.program('src-hub/main.ts', args, 'hub ready ', { DATABASE_URL: database.url });
}

/** Her first message comes, and Mika takes it: from here on her timeline is open and the inbox beside it. */
async function takeCustomer(page: Page, webhook: string): Promise<void> {
  const { url, body, headers } = messageOf(webhook, -1);
  await page.evaluate(([to, init]) => fetch(to, init).then(({ status }) => status), [url, { method: 'POST', body, headers }] as const);
  await page.getByRole('button', { name: /^Take/ }).click();
  await page.getByRole('log', { name: 'Timeline' }).getByText(textOf(-1)).waitFor();
}

async function takeSamples(sampler: Sampler, messages: readonly SignedForm[]): Promise<{ desk: number[]; echo: number[] }> {
  const desk = await sampler.desk(
    messages.map(({ body, ...message }) => ({ ...message, body, text: new URLSearchParams(body).get('Body') ?? '' })),
  );
  const echo = await sampler.echo(messages.map(({ body }) => `echo ${new URLSearchParams(body).get('Body') ?? ''}`));
  return { desk, echo };
}

function messageOf(webhook: string, index: number): SignedForm {
  const { accountSid, authToken, number } = DEMO_TWILIO;
  const sid = `SM${String(index + 1).padStart(32, '0')}`;
  const form = { AccountSid: accountSid, MessageSid: sid, From: CUSTOMER, To: number, Body: textOf(index), NumMedia: '0' };
  return signedForm(webhook, authToken, form);
}

/** No text stands inside another: they are looked for on the page. */
function textOf(index: number): string {
  return `注文した本がまだ届きません。お問い合わせ番号は ${String(index + 1).padStart(5, '0')} です。`;
}

function row(name: string, samples: readonly number[]): string[] {
  return [name, ...[0.5, 0.95, 0.99, 1].map((share) => percentile(samples, share).toFixed(1))];
}
