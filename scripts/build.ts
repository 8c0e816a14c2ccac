// npm run build [-- --missing] [-- PART …]: what Node cannot run as it stands, into out/. Parts: renderer, widget, desk, hub; all of them
// if none is named. With --missing only those whose sources are newer than what was built from them.
import { cp, mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as rolldown } from 'rolldown';
import { build as vite } from 'vite';
import { bundles } from '../rolldown.config.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

interface Part {
  /** Files and folders in the project that it is made from. */
  readonly sources: readonly string[];
  readonly build: () => Promise<unknown>;
}

const ALWAYS = ['src-shared', 'package-lock.json', 'rolldown.config.ts', 'vite.config.ts'];

const parts: Readonly<Record<string, Part>> = {
  renderer: {
    sources: ['src-renderer', 'locales'],
    build: () =>
      vite({
        root: here('../src-renderer'),
        configFile: here('../vite.config.ts'),
        logLevel: 'warn',
        // Its size is judged where it counts, compressed, by bench/.
        build: { chunkSizeWarningLimit: 2_000 },
      }),
  },
  widget: { sources: ['src-widget'], build: () => rolldown([...bundles.widget]) },
  desk: { sources: ['src-main', 'locales'], build: () => rolldown([...bundles.desk]) },
  hub: {
    sources: ['src-hub'],
    build: async () => {
      await rolldown([...bundles.hub]);
      await cp(here('../src-hub/db/migrations'), here('../out/hub/migrations'), { recursive: true });
    },
  },
};

// A test that starts the desk says NODE_ENV=test, and would leave React's slow development half in out/ for everybody after it.
process.env['NODE_ENV'] = 'production';

const asked = process.argv.slice(2).filter((argument) => argument !== '--missing');
const onlyMissing = process.argv.includes('--missing');
const unknown = asked.find((name) => !(name in parts));
if (unknown !== undefined) {
  console.error(`There is no part ${unknown}. Parts: ${Object.keys(parts).join(', ')}.`);
  process.exitCode = 1;
} else {
  for (const [name, part] of Object.entries(parts)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    if (onlyMissing && (await isUpToDate(name, part))) continue;
    await buildPart(name, part);
  }
}

async function buildPart(name: string, part: Part): Promise<void> {
  const startedAt = new Date();
  await part.build();
  await mkdir(here('../out/built'), { recursive: true });
  // Dated back to the start: what changed meanwhile is newer and is built next time.
  await writeFile(stampOf(name), '');
  await utimes(stampOf(name), startedAt, startedAt);
  console.log(`built ${name} in ${Date.now() - startedAt.getTime()} ms`);
}

function stampOf(name: string): string {
  return here(`../out/built/${name}`);
}

async function isUpToDate(name: string, part: Part): Promise<boolean> {
  const builtAt = await stat(stampOf(name)).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  const newest = await Promise.all([...ALWAYS, ...part.sources].map((source) => newestChange(here(`../${source}`))));
  return newest.every((changedAt) => changedAt <= builtAt);
}

/** A folder's own time changes when a file in it comes or goes. */
async function newestChange(path: string): Promise<number> {
  const { mtimeMs } = await stat(path);
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const inside = await Promise.all(
    entries.map((entry) =>
      entry.isDirectory() ? newestChange(join(path, entry.name)) : stat(join(path, entry.name)).then((found) => found.mtimeMs),
    ),
  );
  return Math.max(mtimeMs, ...inside);
}
