// What a browser has to fetch before it shows something: of the desk's page and of the widget, as `npm run build` makes them.
import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { runBench, sayTable, type Ratio } from './support/report.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const DESK_LIMIT_KB = 350;
const WIDGET_LIMIT_KB = 30;
const KB = 1_000;

interface Size {
  readonly name: string;
  readonly raw: number;
  readonly gzip: number;
}

await runBench('sizes', async () => {
  const build = spawnSync(process.execPath, [here('../scripts/build.ts'), '--missing', 'renderer', 'widget'], { stdio: 'inherit' });
  if (build.status !== 0) throw new Error('it could not be built');
  const initial = await initialFiles();
  const scripts = await sizesOf(initial.filter((name) => name.endsWith('.js')));
  const styles = await sizesOf(initial.filter((name) => name.endsWith('.css')));
  const later = await sizesOf((await scriptsOfDesk()).filter((name) => !initial.includes(name)));
  const widget = await sizesOf(['widget/widget.js']);
  sayTable([
    ['', 'kB', 'kB gzip', 'files'],
    row('desk: initial JavaScript', scripts),
    row('desk: initial CSS', styles),
    row('desk: JavaScript fetched later', later),
    row('widget', widget),
  ]);
  return [against('initial JavaScript of the desk', scripts, DESK_LIMIT_KB), against('widget', widget, WIDGET_LIMIT_KB)];
});

/** What the page names itself; the rest it asks for only when it is wanted. */
async function initialFiles(): Promise<string[]> {
  const html = await readFile(here('../out/renderer/index.html'), 'utf8');
  const tags = html.match(/<(?:script|link)\b[^>]*>/g) ?? [];
  return tags.flatMap((tag) => /(?:src|href)="\.\/([^"]+\.(?:js|css))"/.exec(tag)?.[1] ?? []).map((name) => `renderer/${name}`);
}

async function scriptsOfDesk(): Promise<string[]> {
  const names = await readdir(here('../out/renderer'), { recursive: true });
  return names.filter((name) => name.endsWith('.js')).map((name) => `renderer/${name.replaceAll('\\', '/')}`);
}

function sizesOf(names: readonly string[]): Promise<Size[]> {
  return Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(here(`../out/${name}`));
      return { name, raw: bytes.length, gzip: gzipSync(bytes).length };
    }),
  );
}

function row(name: string, sizes: readonly Size[]): string[] {
  return [name, inKb(total(sizes, 'raw')), inKb(total(sizes, 'gzip')), String(sizes.length)];
}

function against(of: string, sizes: readonly Size[], limit: number): Ratio {
  return { of: `${of}, gzip`, to: `${limit} kB`, value: total(sizes, 'gzip') / KB / limit, atMost: 1 };
}

function total(sizes: readonly Size[], what: 'raw' | 'gzip'): number {
  return sizes.reduce((sum, size) => sum + size[what], 0);
}

function inKb(bytes: number): string {
  return (bytes / KB).toFixed(1);
}
