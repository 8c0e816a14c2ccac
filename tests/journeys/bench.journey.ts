import { beforeAll, expect, inject, test } from 'vitest';
import { runProgram } from '#tests/support/running-program';

// Once, and not by each of them at the same moment.
beforeAll(async () => {
  await ran('scripts/build.ts', ['--missing', 'renderer', 'widget']);
});

/** What it said. */
async function ran(file: string, args: readonly string[]): Promise<readonly string[]> {
  const program = runProgram(file, args);
  if ((await program.ended) !== 0) throw new Error(program.said.join('\n'));
  return program.said;
}

/** With a few samples: what they measure so means nothing, but a bench that no longer runs is found here and not in a year. */
async function ratiosOf(bench: string): Promise<string[]> {
  const said = await ran('scripts/bench.ts', [bench, '--quick']);
  return said.flatMap((line) => {
    const [, value, what] = /^ratio (\S+) {2}(.+?)(?: {2}\(.*)?$/.exec(line) ?? [];
    if (value === undefined || what === undefined) return [];
    expect(Number(value)).toBeGreaterThan(0);
    expect(Number(value)).toBeLessThan(Infinity);
    return [what];
  });
}

test.concurrent('the sizes of desk and widget are measured against their limits', async () => {
  expect(await ratiosOf('sizes')).toEqual(['initial JavaScript of the desk, gzip : 350 kB', 'widget, gzip : 30 kB']);
});

test.concurrent('event to pixel is measured beside a bare echo', async () => {
  expect(await ratiosOf('event-to-pixel')).toEqual(['p95 event to pixel : p95 bare Socket.IO echo to pixel']);
});

test.concurrent('a long timeline is measured beside a short one', async () => {
  expect(await ratiosOf('renderer')).toEqual(['opening 600 : opening 200', 'longest frame scrolling 600 : 50 ms']);
});

test.skipIf(inject('postgresUrl') === null).concurrent('append and fan-out are measured beside INSERT and broadcast', async () => {
  expect(await ratiosOf('append-fanout')).toEqual([
    'append and fan-out : bare INSERT and broadcast',
    'append and fan-out at 2400 events : at 1200',
    'append alone at 2400 events : at 1200',
    'append alone : bare INSERT alone',
  ]);
});

test.concurrent('search is timed, and its index is as large as it says and exact', async () => {
  expect(await ratiosOf('search')).toEqual([
    'p95 to the first page : 50 ms',
    'size of the index : size of the text',
    'found : what a scan finds (recall)',
    'rightly found : found (precision)',
  ]);
});

test.concurrent('lists and admin screens are timed key by key, and each result stands in the frame after its key', async () => {
  expect(await ratiosOf('lists')).toEqual([
    'p95 filter of people : 50 ms',
    'p95 filter of queues : 50 ms',
    'p95 filter of outcomes : 50 ms',
    'p95 filter of canned responses : 50 ms',
    'p95 search in wrap-up : 50 ms',
    'p95 moving in the inbox : 50 ms',
  ]);
});

test.concurrent('a catch-up is measured beside bare statements, and while a page asks', async () => {
  expect(await ratiosOf('catch-up')).toEqual([
    'catch-up of the desk : bare statements, encrypted',
    'catch-up of the desk : bare statements, not encrypted',
    'p99 of what a page asks meanwhile : 50 ms',
  ]);
});

test.concurrent('the opening of timelines is measured in a large cache beside a small one', async () => {
  expect(await ratiosOf('customer-timeline')).toEqual(['p95 opening at 2000 messages : at 400']);
});

test.concurrent('an inbox of a large backlog is measured beside small ones', async () => {
  const steps = ['opening', 'a filter or key', 'a new line'];
  expect(await ratiosOf('inbox')).toEqual(
    steps.flatMap((step) => ['100 wait', '500 wait', 'one frame at 60 Hz'].map((to) => `${step}, 2000 wait : ${to}`)),
  );
});
