import pino from 'pino';
import { onTestFinished } from 'vitest';
import { parseConfig } from '#hub/config';
import { createHub } from '#hub/create-hub';
import type { Db } from '#hub/db/db';
import { createFakeClock } from './fake-clock.ts';
import { createFakeIds } from './fake-ids.ts';

/** A hub that nobody set up, listening on a port of its own; closed when the test ends. */
export async function anEmptyHub(db: Db, config: { publicUrl?: string; adminPassword?: string; trustedProxies?: string } = {}) {
  const lines: string[] = [];
  const env = {
    ...(config.publicUrl === undefined ? {} : { PUBLIC_URL: config.publicUrl }),
    ...(config.trustedProxies === undefined ? {} : { MADOGUCHI_TRUSTED_PROXIES: config.trustedProxies }),
    ...(config.adminPassword === undefined ? {} : { MADOGUCHI_ADMIN_PASSWORD: config.adminPassword }),
  };
  const hub = await createHub({
    db,
    clock: createFakeClock(),
    ids: createFakeIds(0),
    config: parseConfig(['--port', '0'], env),
    logger: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
    wire: null,
  });
  onTestFinished(() => hub.close());
  return { hub, lines, url: await hub.listen(0, '127.0.0.1') };
}
