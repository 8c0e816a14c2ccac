import { pino } from 'pino';
import type { Server } from 'socket.io';
import { parseConfig } from '#hub/config';
import { createHub, type Hub } from '#hub/create-hub';
import type { Db } from '#hub/db/db';
import type { NoticeWire } from '#hub/log/notices';
import type { Ids } from '#shared/domain/ids';
import { catchServer } from './hub-end.ts';
import { killableDb, type Tamper } from './killable-db.ts';
import { clockOf, createLife, type Life } from './life.ts';
import type { Pulse } from './pulse.ts';
import type { WorldClock } from './world-clock.ts';

/** One hub process of the simulation: the real hub on the shared store, reached by no socket. */
export interface ChaosHub {
  readonly name: string;
  readonly life: Life;
  readonly hub: Hub;
  readonly io: Server;
  /** What it complained of, for whoever looks into a failing seed. */
  readonly complaints: readonly string[];
}

interface Deps {
  readonly name: string;
  readonly db: Db;
  readonly pulse: Pulse;
  readonly clock: WorldClock;
  readonly ids: Ids;
  readonly wire: (life: Life) => NoticeWire;
  readonly tamper?: Tamper | undefined;
}

export const VENDOR_HOST = 'vendor.test';
export const SHOP_NUMBER = '+815012345678';

/** A busy machine: what is meant to be looked at five times a second is looked at once in two. */
const LEAST_TIMER_MS = 2_000;

export const HUB_CONFIG = parseConfig(['--port', '0'], {
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'chaos',
  TWILIO_API_BASE_URL: `http://${VENDOR_HOST}`,
  MADOGUCHI_SMS_NUMBER: SHOP_NUMBER,
  MADOGUCHI_WIDGET_ORIGINS: 'https://shop.example',
});

/** Starts a hub; null where it was killed before it listened. */
export async function startChaosHub({ name, db, pulse, clock, ids, wire, tamper }: Deps): Promise<ChaosHub> {
  const life = createLife(`hub ${name}`, pulse);
  const complaints: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => void complaints.push(line.trim().slice(0, 600)) });
  const own = clockOf(life, clock, undefined, LEAST_TIMER_MS);
  const making = (): Promise<Hub> =>
    createHub({ db: killableDb(db, life, pulse, tamper), clock: own, ids, config: HUB_CONFIG, logger, wire: wire(life) });
  const { made: hub, io } = await pulse.during(`${name} starts`, catchServer(making));
  // Nobody knocks at a port: requests are injected, desks come over the simulated lines.
  hub.server.listen = (() => hub.server.ready()) as unknown as typeof hub.server.listen;
  hub.server.server.address = () => ({ address: '127.0.0.1', family: 'IPv4', port: 1 });
  await pulse.during(`${name} listens`, hub.listen(1, '127.0.0.1'));
  return { name, life, hub, io, complaints };
}
