// Opening customers' timelines on a desk that has cached 1,000,000 messages beside one that has cached 10,000: `view.open` as a page calls
// it, through the real core, its reading thread and the encrypted file. Customers have as many messages on either.
import type { deskContract } from '#shared/contracts/desk';
import { CustomerId } from '#shared/domain/ids';
import type { Client } from '#shared/rpc/contract';
import { createDice } from '#tests/support/search-texts';
import { withOpened, type Opened } from './support/processes.ts';
import { runBench, say, sayTable, type Ratio } from './support/report.ts';
import { seedDesk } from './support/replica-file.ts';
import { createMemoryVault, NO_HUB } from './support/signed-in.ts';
import { percentile } from './support/statistics.ts';
import { openSeededCore } from './support/seeded-core.ts';

const FULL = { few: 10_000, many: 1_000_000, warmUp: 100, samples: 1_000, block: 50 };
const QUICK = { few: 400, many: 2_000, warmUp: 5, samples: 20, block: 10 };
const AT_MOST = 1.3;
const SEED = 4;

await runBench('customer-timeline', ({ isQuick }) => withOpened((opened) => measure(opened, isQuick ? QUICK : FULL)));

async function measure(opened: Opened, { few, many, warmUp, samples, block }: typeof FULL): Promise<readonly Ratio[]> {
  const small = await openSeeded(opened, few);
  const large = await openSeeded(opened, many);
  const dice = createDice(SEED);
  const times = { small: [] as number[], large: [] as number[] };
  for (const desk of [small, large]) await opens(desk, warmUp, dice);
  // By turns, so that what else the machine does falls on both alike.
  for (let done = 0; done < samples; done += block) {
    times.small.push(...(await opens(small, block, dice)));
    times.large.push(...(await opens(large, block, dice)));
  }
  const row = (name: string, of: readonly number[]): string[] => [
    name,
    ...[0.5, 0.95, 0.99, 1].map((share) => percentile(of, share).toFixed(2)),
  ];
  sayTable([
    [`opening a timeline, ms, ${samples} each`, 'p50', 'p95', 'p99', 'longest'],
    row(`${few.toLocaleString('en')} messages cached`, times.small),
    row(`${many.toLocaleString('en')} messages cached`, times.large),
  ]);
  return [
    {
      of: `p95 opening at ${many} messages`,
      to: `at ${few}`,
      value: percentile(times.large, 0.95) / percentile(times.small, 0.95),
      atMost: AT_MOST,
    },
  ];
}

interface SeededDesk {
  readonly client: Client<typeof deskContract>;
  readonly customers: number;
}

async function openSeeded(opened: Opened, messages: number): Promise<SeededDesk> {
  const vault = createMemoryVault();
  const dataFolder = await opened.folder(`desk-${messages}`);
  const { customers, megabytes, seconds } = await seedDesk({ vault, dataFolder, messages, waiting: 20 });
  say(
    `${messages.toLocaleString('en')} messages of ${customers.toLocaleString('en')} customers: ${megabytes.toFixed(0)} MB in ${seconds.toFixed(0)} s`,
  );
  return { client: await openSeededCore(opened, { vault, dataFolder, hubUrl: NO_HUB }), customers };
}

/** Of customers by chance, each closed again. */
async function opens({ client, customers }: SeededDesk, count: number, dice: () => number): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const customerId = CustomerId.parse(`cus_${Math.floor(dice() * customers)}`);
    const startedAt = performance.now();
    const { viewId, changes } = await client.call('view.open', { is: 'customer', customerId });
    times.push(performance.now() - startedAt);
    if (!changes.some(({ kind }) => kind === 'message')) throw new Error('a timeline without a message was opened');
    await client.call('view.close', { viewId });
  }
  return times;
}
