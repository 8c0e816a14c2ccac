import { fileURLToPath } from 'node:url';
import type { BuildOptions, Plugin } from 'rolldown';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Sources name the worker or process they start by its .ts file, so that Node runs them as they stand. In out/ it is the .js beside them.
const workersBesideTheirStarter: Plugin = {
  name: 'workers-beside-their-starter',
  transform: (code) =>
    code.includes('import.meta.url')
      ? code.replaceAll(/new URL\('\.[\w./-]*\/([\w.-]+)\.ts', import\.meta\.url\)/g, `new URL('./$1.js', import.meta.url)`)
      : null,
};

// The Electron test runs this same shell in Electron 25, which has Node 18.
const SHELL_TARGET = 'node18';

const electronShell: readonly BuildOptions[] = ['main', 'preload'].map((name) => ({
  input: here(`./src-main/electron/${name}.ts`),
  platform: 'node',
  external: ['electron'],
  transform: { target: SHELL_TARGET },
  output: { file: here(`./out/electron/${name}.cjs`), format: 'cjs' },
}));

// The core is started from outside the archive, where no package.json says that a .js file is a module.
const sayModule: Plugin = {
  name: 'say-module',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "module" }\n' });
  },
};

const core: BuildOptions = {
  input: { main: here('./src-main/core/main.ts'), 'cache.worker': here('./src-main/core/cache/cache.worker.ts') },
  platform: 'node',
  // Native code cannot be bundled; everything else can, so that a package holds no other module.
  external: ['better-sqlite3'],
  plugins: [workersBesideTheirStarter, sayModule],
  output: { dir: here('./out/core'), format: 'esm', chunkFileNames: '[name].js' },
};

const hub: BuildOptions = {
  input: { main: here('./src-hub/main.ts') },
  platform: 'node',
  // PGlite finds its WebAssembly beside itself, so the hub's packages stay packages.
  external: /^(?!\.|\/|#|[A-Za-z]:\\)/,
  plugins: [workersBesideTheirStarter],
  output: { dir: here('./out/hub'), format: 'esm', chunkFileNames: '[name].js' },
};

// The widget speaks WebSocket alone (wire.ts); the other two ways are a tenth of its size, and customers load it with every page of a shop.
const webSocketAlone: Plugin = {
  name: 'websocket-alone',
  load: {
    filter: { id: /[/\\]engine\.io-client[/\\]build[/\\]esm[/\\]transports[/\\](?:webtransport|polling-(?:xhr|fetch)(?:\.node)?)\.js$/ },
    handler: () => 'export const [XHR, Fetch, WT] = [];',
  },
};

/** Frames between widget and hub are JSON: what Socket.IO has for bytes is never asked. */
const withoutBytes: Plugin = {
  name: 'without-bytes',
  load: {
    filter: { id: /[/\\]socket\.io-parser[/\\]build[/\\]esm[/\\](?:is-)?binary\.js$/ },
    handler: () =>
      'export const isBinary = () => false, hasBinary = () => false, deconstructPacket = (packet) => ({ packet, buffers: [] }), reconstructPacket = (packet) => packet;',
  },
};

/** Style sheets are written to be read, and sent without the room between. */
const tightStyles: Plugin = {
  name: 'tight-styles',
  transform: {
    filter: { id: /[/\\]src-widget[/\\](?:files[/\\])?styles\.ts$/ },
    handler: (code) =>
      code.replace(/(?<=const CSS = `)[^`]*/, (sheet) =>
        sheet.replaceAll(/\s*(?<sign>[{};])\s*/g, '$<sign>').replaceAll(/(?<=[:,])\s+/g, ''),
      ),
  },
};

const widget: BuildOptions = {
  input: here('./src-widget/main.ts'),
  platform: 'browser',
  plugins: [webSocketAlone, withoutBytes, tightStyles],
  transform: { target: 'es2020' },
  output: { file: here('./out/widget/widget.js'), format: 'iife', minify: true },
};

/** Fetched by the widget when somebody sends or sees files: most visitors never do, and every page of a shop pays for the widget. */
const widgetFiles: BuildOptions = {
  input: here('./src-widget/files/main.ts'),
  platform: 'browser',
  plugins: [tightStyles],
  transform: { target: 'es2020' },
  output: { file: here('./out/widget/widget-files.js'), format: 'esm', minify: true },
};

export const bundles = { desk: [...electronShell, core], hub: [hub], widget: [widget, widgetFiles] } as const;

export default Object.values(bundles).flat();
