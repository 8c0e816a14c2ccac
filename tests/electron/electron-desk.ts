import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';

export const ROOT = join(import.meta.dirname, '..', '..');
const TOOL = join(ROOT, '..', 'shared', 'tools', 'electron-dist');
const LAUNCH_TIMEOUT_MS = 60_000;

const run = promisify(execFile);

/** Whether this machine can lay out an Electron. Says so where it cannot. */
export function hasElectron(): boolean {
  const isThere = existsSync(TOOL);
  if (!isThere) console.log('Skipped: the desk in a real window (no ../shared/tools/electron-dist to take an Electron from).');
  return isThere;
}

/** The folder of a real Electron whose app is the one in `appDir`. */
export async function layOutElectron(appDir = ROOT): Promise<string> {
  const { stdout } = await run(TOOL, [appDir]);
  return stdout.trim();
}

/** Renderer, shell and core as they ship, if they are not built yet. */
export async function buildDesk(): Promise<void> {
  await run(process.execPath, ['scripts/build.ts', '--missing', 'renderer', 'desk'], { cwd: ROOT });
}

export interface Display {
  readonly name: string;
  close(): void;
}

/** The display there is, else one that nobody sees. */
export async function openDisplay(): Promise<Display> {
  const existing = process.env['DISPLAY'];
  if (existing !== undefined && existing !== '') return { name: existing, close: () => undefined };
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  // Asked for as a pipe just above, so it is a stream that can be read.
  const [number] = (await once(createInterface({ input: server.stdio[3] as Readable }), 'line')) as [string];
  return { name: `:${number}`, close: () => void server.kill() };
}

export interface DeskOptions {
  readonly dist: string;
  readonly display: Display;
  readonly dataDir: string;
  readonly hubUrl?: string;
  /** More arguments, such as `--open int_…`. */
  readonly more?: readonly string[];
}

export function deskArguments({ dataDir, hubUrl, more = [] }: DeskOptions): string[] {
  // --no-sandbox only because tests may run as root, where Chromium refuses its sandbox. The core runs on this Node.
  const own = ['--no-sandbox', '--disable-gpu', '--lang=en', `--core-node=${process.execPath}`, `--data=${dataDir}`];
  return [...own, ...(hubUrl === undefined ? [] : [`--hub=${hubUrl}`]), ...more];
}

export async function launchDesk(options: DeskOptions): Promise<ElectronApplication> {
  return _electron.launch({
    executablePath: join(options.dist, 'electron'),
    args: deskArguments(options),
    env: { ...definedEnvironment(), DISPLAY: options.display.name, LANGUAGE: 'en', LANG: 'en_US.UTF-8' },
    timeout: LAUNCH_TIMEOUT_MS,
  });
}

function definedEnvironment(): Record<string, string> {
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env;
  return Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Asks the shell over the page's own wire, as the renderer does; the answering frame. */
export function askShell(page: Page, name: string, input: unknown): Promise<unknown> {
  return page.evaluate(
    ([callName, callInput]) =>
      new Promise<unknown>((resolve) => {
        const wire = window.deskWire;
        if (wire === undefined) throw new Error('the page has no wire');
        const id = Math.floor(Math.random() * Number.MAX_SAFE_INTEGER);
        const stop = wire.onFrame((frame) => {
          if (typeof frame !== 'object' || frame === null || !('id' in frame) || frame.id !== id) return;
          stop();
          resolve(frame);
        });
        wire.send({ kind: 'call', contract: 'shell', id, name: callName, input: callInput });
      }),
    [name, input] as const,
  );
}

/** Listens from now on, when this resolves, for the next event of this name that the shell tells the page; then ask for it. */
export async function nextShellEvent(page: Page, name: string): Promise<() => Promise<unknown>> {
  // Two steps, because the page and the main process are spoken to over lines that do not wait for each other.
  const heard = await page.evaluateHandle((eventName) => {
    const payload = new Promise<unknown>((resolve) => {
      const stop = window.deskWire?.onFrame((frame) => {
        if (typeof frame !== 'object' || frame === null || !('name' in frame) || frame.name !== eventName || !('payload' in frame)) return;
        stop?.();
        resolve(frame.payload);
      });
    });
    return { payload };
  }, name);
  return () => heard.evaluate(({ payload }) => payload);
}
