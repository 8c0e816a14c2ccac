import { startNode, type Started } from './processes.ts';

/** よろしく */
export const HUB_PORT = 4649;

/** What would lead a demo to somebody's real data, and what the desk is told by its own options. */
const NOT_FOR_A_DEMO = /^(?:DATABASE_URL|REDIS_URL|PUBLIC_URL|TWILIO_|MADOGUCHI_)/;

/** A hub with a demo centre and simulated customers, on a store of its own. */
export function startDemoHub(dataDir: string, port: number, nodeOptions: readonly string[] = []): Started {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_FOR_A_DEMO.test(name)));
  const args = ['--demo', '--simulator', '--port', String(port), '--data', dataDir];
  return startNode('src-hub/main.ts', args, { env, nodeOptions, isShown: false });
}

/** A hub for real work, with the settings of the environment. What it says is shown: its set-up code is among it. */
export function startRealHub(dataDir: string, port: number): Started {
  return startNode('src-hub/main.ts', ['--port', String(port), '--data', dataDir], { isShown: true });
}
