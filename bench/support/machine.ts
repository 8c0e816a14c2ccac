import { cpus, loadavg, release, totalmem, type } from 'node:os';

const LOOK_AGAIN_MS = 2_000;
const GIB = 1024 ** 3;

export function machineFacts(): string {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / GIB)} GB, ${type()} ${release()}, Node ${process.version}`;
}

/** What else this machine did in the last minute. */
export function loadNow(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}

interface Calm {
  readonly below: number;
  readonly withinMs: number;
}

/** Waits until nothing else keeps this machine busy; says in words whether that came to be. */
export async function waitForCalm({ below, withinMs }: Calm): Promise<string> {
  const deadline = performance.now() + withinMs;
  while ((loadavg()[0] ?? 0) >= below) {
    if (performance.now() > deadline) return `busy: the load average was ${loadNow()}, and not below ${below} within ${withinMs / 1000} s`;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  return `idle: the load average was ${loadNow()}`;
}
