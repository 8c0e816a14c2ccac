import { createHash, timingSafeEqual } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { Failure, parseOrFail } from '#shared/rpc/failure';
import type { BackupMade } from '#hub/backup/write-backup';
import type { Channels } from '#hub/channels/registry';
import { isLoopback } from './addresses.ts';

export interface ControlDeps {
  readonly token: string;
  readonly backUp: (passphrase: string | null) => Promise<BackupMade>;
}

interface ControlRoutesDeps extends ControlDeps {
  readonly channels: Pick<Channels, 'all'>;
}

const BackupAsked = z.object({ passphrase: z.string().min(1).max(1024).nullable() });
/** So that no line between us gives up on a long backup. */
const SIGN_OF_LIFE_MS = 5_000;

/** What the command line asks of the hub on its own machine: of nobody else, and only with the word from the data folder. */
export function registerControlRoutes(app: FastifyInstance, { token, backUp, channels }: ControlRoutesDeps): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const isOurs = isLoopback(request.raw.socket.remoteAddress ?? '') && isSame(request.headers.authorization ?? '', `Bearer ${token}`);
    done(isOurs ? undefined : new Failure('not_found', 'there is nothing at this address'));
  });

  /** The accounts whose vendor calls us; a chat's customers come by themselves. */
  app.get('/control/webhooks', () =>
    channels.all().flatMap(({ accountId, connector }) => (connector.channel === 'chat' ? [] : [accountId])),
  );

  /** Answers lines of JSON: null while it works, then what was made, or the failure. */
  app.post('/control/backup', (request, reply) => {
    const { passphrase } = parseOrFail(BackupAsked, request.body, 'body');
    return reply.type('application/x-ndjson').send(Readable.from(linesUntil(backUp(passphrase), request.log)));
  });
}

async function* linesUntil(making: Promise<BackupMade>, log: FastifyInstance['log']): AsyncGenerator<string> {
  const outcome = making.then(
    (made) => JSON.stringify({ made }),
    (error: unknown) => {
      log.error({ err: error }, 'a backup failed');
      const failure = error instanceof Failure ? error : new Failure('internal', 'the backup failed; the log of the hub says why');
      return JSON.stringify({ failure: failure.toBody() });
    },
  );
  for (;;) {
    const waiting = Promise.withResolvers<null>();
    const timer = setTimeout(() => waiting.resolve(null), SIGN_OF_LIFE_MS);
    const line = await Promise.race([outcome, waiting.promise]);
    clearTimeout(timer);
    yield `${line ?? 'null'}\n`;
    if (line !== null) return;
  }
}

/** In a time that tells nothing of where they differ. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
