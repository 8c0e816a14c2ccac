import { parseArgs } from 'node:util';
import { Failure } from '#shared/rpc/failure';
import { parseConfig, type HubConfig } from '#hub/config';
import { readControl } from '#hub/control-file';
import { within, type Finding } from '#hub/doctor/finding';
import { lookAtCertificate } from '#hub/doctor/look-at-certificate';
import { lookAtHub } from '#hub/doctor/look-at-hub';
import { lookAtFolder, lookAtNode, lookAtPort } from '#hub/doctor/look-at-machine';
import { lookAtProxy, lookAtWebhooks, lookAtWebSocket } from '#hub/doctor/look-at-public';
import { lookAtDatabase, lookAtRedis } from '#hub/doctor/look-at-stores';
import type { Io } from './io.ts';

const SIGN = { ok: 'ok  ', warn: 'warn', fail: 'FAIL', unknown: '-   ' } as const;

/** madoguchi doctor: with the hub's own settings, from the hub's machine. 0: nothing is wrong; 1: something is. */
export async function doctor(args: readonly string[], io: Io): Promise<number> {
  const options = parseOptions(args);
  const config = parseConfig(options.data === undefined ? [] : ['--data', options.data], io.env);
  const control = await readControl(config.dataFolder);
  const nearUrl = options.hub ?? control?.url ?? null;
  const token = control?.url === nearUrl ? (control?.token ?? null) : null;
  const hub = nearUrl === null ? null : await lookAtHub(nearUrl, token);
  const findings = await Promise.all([
    Promise.resolve(lookAtNode()),
    within('data folder', () => lookAtFolder(config)),
    within('port', () => lookAtPort(config, hub?.isRunning === true)),
    Promise.resolve(hub?.findings ?? []),
    within('database', () => lookAtDatabase(config)),
    within('Redis', () => lookAtRedis(config)),
    ...fromOutside(config, hub?.isRunning === true ? nearUrl : null, hub?.accounts ?? []),
  ]);
  const all = findings.flat();
  for (const { subject, level, what, fix } of all) io.say(`${SIGN[level]}  ${subject}: ${what}${fix === undefined ? '' : ` → ${fix}`}`);
  return all.some(({ level }) => level === 'fail') ? 1 : 0;
}

function fromOutside(
  { publicUrl }: HubConfig,
  nearUrl: string | null,
  accounts: readonly string[],
): readonly Promise<readonly Finding[]>[] {
  if (publicUrl === null) {
    const fix = 'set PUBLIC_URL to its https address, or vendors and shops cannot reach it';
    return [Promise.resolve([{ subject: 'PUBLIC_URL', level: 'warn', what: 'is not set', fix }])];
  }
  return [
    within('certificate', (signal) => lookAtCertificate(publicUrl, signal)),
    within('PUBLIC_URL', (signal) => lookAtProxy({ publicUrl, nearUrl }, signal)),
    within('WebSocket', (signal) => lookAtWebSocket(publicUrl, signal)),
    within('webhook', (signal) => lookAtWebhooks(publicUrl, accounts, signal)),
  ];
}

function parseOptions(args: readonly string[]): { hub?: string; data?: string } {
  try {
    return parseArgs({ args: [...args], options: { hub: { type: 'string' }, data: { type: 'string' } } }).values;
  } catch (cause) {
    throw new Failure('invalid', 'the options are --hub URL and --data DIR', { cause });
  }
}
