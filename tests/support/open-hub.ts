import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { parseConfig, type HubConfig } from '#hub/config';
import { createHub } from '#hub/create-hub';
import type { Db } from '#hub/db/db';
import type { NoticeWire } from '#hub/log/notices';
import type { Clock } from '#shared/domain/clock';
import { createIds } from '#shared/domain/ids';
import { createFakeClock } from './fake-clock.ts';

interface OpenHubOptions {
  readonly db: Db;
  readonly clock?: Clock;
  /** Over a demo's, without simulator. */
  readonly config?: Partial<HubConfig>;
  readonly wire?: NoticeWire | null;
  /** Any free one, unless a hub comes back to its old one. */
  readonly port?: number;
}

/** A whole hub that listens on a port of its own, and what it logged. */
export async function openHub({ db, clock = createFakeClock(), config = {}, wire = null, port = 0 }: OpenHubOptions) {
  const lines: string[] = [];
  const hub = await createHub({
    db,
    clock,
    ids: createIds(() => clock.now(), randomBytes),
    config: { ...parseConfig(['--demo', '--port', '0'], {}), ...config },
    logger: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
    wire,
  });
  const url = await hub.listen(port, '127.0.0.1');
  return { ...hub, db, url, lines };
}
