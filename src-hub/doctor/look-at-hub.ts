import * as z from 'zod';
import { fail, ok, type Finding } from './finding.ts';

const PATIENCE_MS = 5_000;
const Ready = z.object({ database: z.string(), migrations: z.string(), tail: z.string() });
const Webhooks = z.array(z.string());

interface Looked {
  readonly isRunning: boolean;
  readonly findings: readonly Finding[];
  /** Channel accounts whose vendor calls an address of ours. */
  readonly accounts: readonly string[];
}

/** The hub near by, without any proxy. `token`: of its data folder; without it the hub does not say which accounts it has. */
export async function lookAtHub(url: string, token: string | null): Promise<Looked> {
  const ready = await ask(`${url}/readyz`, null);
  if (ready === null) return { isRunning: false, findings: [], accounts: [] };
  const state = Ready.safeParse(ready).data;
  if (state === undefined) {
    return {
      isRunning: false,
      findings: [fail('hub', `something else answers at ${url}`, 'say where the hub is with --hub URL')],
      accounts: [],
    };
  }
  const wrong = Object.entries(state)
    .filter(([, how]) => how !== 'ok')
    .map(([what]) => what);
  const finding =
    wrong.length === 0
      ? ok('hub', `ready at ${url}`)
      : fail(
          'hub',
          `not ready (${wrong.join(', ')})`,
          'read the end of logs/hub.log in its data folder; if nothing stands there, start it again',
        );
  const accounts = token === null ? [] : (Webhooks.safeParse(await ask(`${url}/control/webhooks`, token)).data ?? []);
  return { isRunning: true, findings: [finding], accounts };
}

/** Null where nobody answers; a hub that is not ready says so with a 503 and the same words. */
async function ask(url: string, token: string | null): Promise<unknown> {
  try {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
    return await response.json().catch(() => 'no JSON');
  } catch {
    return null;
  }
}
