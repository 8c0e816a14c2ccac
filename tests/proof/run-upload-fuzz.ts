import * as z from 'zod';
import { runProof, Seed } from './run.ts';
import { counted, fuzzUploads, wronglyTaken } from './uploads/fuzz-uploads.ts';
import { PAGES, PAGE_TYPES } from './uploads/hostile-files.ts';
import { runInBrowser } from './uploads/in-browser.ts';
import { openFuzzHub } from './uploads/open-hub.ts';
import { servePlain } from './uploads/serve-plain.ts';

const Options = z.object({ files: z.coerce.number().int().positive().default(2_000), seed: Seed });

await runProof(Options, async ({ files, seed }, { say }) => {
  say(`${files} files, seed ${seed}`);
  const hub = await openFuzzHub();
  try {
    const startedAt = performance.now();
    const { tried, faults } = await fuzzUploads(hub.desk, { files, seed });
    say(`brought in ${Math.round((performance.now() - startedAt) / 1_000)} s`);
    console.table([...counted(tried)].toSorted(([, a], [, b]) => b - a).map(([outcome, count]) => ({ outcome, files: count })));
    const wrong = wronglyTaken(tried);
    for (const line of [...faults, ...wrong.map((one) => `taken: ${one}`)]) say(line);

    const taken = tried.flatMap(({ taken: file }) => (file === null ? [] : [hub.address(file.blobId)]));
    // What was refused too, as if the checks had slept: the addresses alone must hold it back.
    const pages = Object.entries(PAGES).map(([kind, body]) => ({ name: `page.${kind}`, mediaType: PAGE_TYPES[kind] ?? '', body }));
    const unchecked = await Promise.all(
      [...pages, ...pages.map((page) => ({ ...page, mediaType: 'image/png' }))].map(async ({ body, ...page }) =>
        hub.address(await hub.keepUnchecked({ ...page, bytes: Buffer.from(body) })),
      ),
    );
    const ran = await runInBrowser([...unchecked, ...taken]);
    say(`opened ${taken.length} files that were taken and ${unchecked.length} pages past the checks in Chromium: ${ran.length} ran`);
    for (const one of ran) say(one);

    const plain = await servePlain(pages);
    const control = await runInBrowser(plain.addresses);
    plain.close();
    say(`the same pages from a careless server: ${control.length} were heard of`);
    const isWell = await hub.isWell();
    say(`the hub is ${isWell ? 'well' : 'down'}`);
    return faults.length + wrong.length + ran.length === 0 && control.length > 0 && isWell;
  } finally {
    await hub.close();
  }
});
