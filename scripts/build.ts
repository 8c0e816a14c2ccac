// npm run build [-- PART …]: what Node cannot run as it stands, into out/. Parts: renderer, widget, desk, hub; all of them if none is named.
import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build as rolldown } from 'rolldown';
import { build as vite } from 'vite';
import { bundles } from '../rolldown.config.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const builders: Readonly<Record<string, () => Promise<unknown>>> = {
  renderer: () => vite({ root: here('../src-renderer'), configFile: here('../vite.config.ts'), logLevel: 'warn' }),
  widget: () => rolldown([...bundles.widget]),
  desk: () => rolldown([...bundles.desk]),
  hub: async () => {
    await rolldown([...bundles.hub]);
    await cp(here('../src-hub/db/migrations'), here('../out/hub/migrations'), { recursive: true });
  },
};

const asked = process.argv.slice(2);
const unknown = asked.find((part) => !(part in builders));
if (unknown !== undefined) {
  console.error(`There is no part ${unknown}. Parts: ${Object.keys(builders).join(', ')}.`);
  process.exitCode = 1;
} else {
  for (const part of asked.length === 0 ? Object.keys(builders) : asked) {
    const startedAt = performance.now();
    await builders[part]?.();
    console.log(`built ${part} in ${Math.round(performance.now() - startedAt)} ms`);
  }
}
