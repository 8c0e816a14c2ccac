import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// One file for the renderer (build and dev server, run with the root src-renderer) and for every kind of test, so that
// the code under test is resolved exactly as the code that ships.
export default defineConfig({
  plugins: [react()],
  // Relative, because the released page is opened from an asar by Electron and from a loopback server by the browser shell.
  base: './',
  build: {
    outDir: here('./out/renderer'),
    emptyOutDir: true,
    // Electron 45 is newer than this; the Electron test runs the same build in Chromium 114.
    target: 'chrome114',
    // A data: URL would need a hole in the page's Content-Security-Policy.
    assetsInlineLimit: 0,
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/renderer/**', 'tests/widget/**'],
          globalSetup: ['tests/support/find-services.ts'],
          // A PGlite takes 2 s to create on an idle machine and far longer on a busy one.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'renderer',
          environment: 'happy-dom',
          include: ['tests/{renderer,widget}/**/*.test.{ts,tsx}'],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          environment: 'node',
          include: ['tests/journeys/**/*.journey.ts'],
          globalSetup: ['tests/support/find-services.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'electron',
          environment: 'node',
          include: ['tests/electron/**/*.electron.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
