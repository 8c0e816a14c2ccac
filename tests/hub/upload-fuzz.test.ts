import { expect, test } from 'vitest';
import { FileProblem } from '#shared/files/file-rules';
import { openPgliteMemory } from '#hub/db/open-pglite';
import { openTestHub, seedWaiting } from '#tests/support/a-hub';
import { counted, fuzzUploads, wronglyTaken } from '#tests/proof/uploads/fuzz-uploads';

// A sample of `npm run proof -- upload-fuzz`, which tries 2,000 and opens what was served in a real Chromium.

test('hostile files are taken as what they are or refused with a reason, and the hub goes on', async () => {
  const { hub, desk } = await openTestHub(await openPgliteMemory());
  await seedWaiting(hub.log, 1);
  const ryo = await desk('ryo');
  const { tried, faults } = await fuzzUploads(ryo, { files: 150, seed: 20_261_122 });
  expect(faults).toEqual([]);
  const counts = counted(tried);
  expect(
    [...counts.keys()].filter((key) => key !== 'taken' && key !== 'contract' && !FileProblem.options.includes(key as FileProblem)),
  ).toEqual([]);
  expect(counts.size).toBeGreaterThan(8);
  expect(wronglyTaken(tried)).toEqual([]);
  // A good file is not taken for a bad one.
  expect(
    tried.filter(({ file, problem }) => file.kind === 'good' && problem !== null).map(({ file, problem }) => [file.name, problem]),
  ).toEqual([]);
  expect((await hub.server.inject({ url: '/healthz' })).statusCode).toBe(200);
}, 120_000);
