import { randomBytes } from 'node:crypto';
import pino from 'pino';
import { createPasswords, setPassword } from '#hub/auth/credentials';
import { openSigningKeys } from '#hub/auth/signing-keys';
import { createBlobStore } from '#hub/blobs/blob-store';
import { parseConfig } from '#hub/config';
import { createHub } from '#hub/create-hub';
import { openPgliteMemory } from '#hub/db/open-pglite';
import { createFileTokens } from '#hub/files/file-tokens';
import type { Clock } from '#shared/domain/clock';
import { createIds, DeskId, type BlobId } from '#shared/domain/ids';
import { PASSWORD, PEOPLE, seedPeople, seedWaiting } from '#tests/support/a-hub';
import { openHubClient, type HubClient } from '#tests/support/hub-client';
import type { AFile } from '#tests/support/files/good-files';

export interface FuzzHub {
  readonly desk: HubClient;
  /** Where a file of a message is served, for who opens it from a message. */
  address(blobId: BlobId): string;
  /** Past every check, as if one had failed: what the addresses alone hold back. */
  keepUnchecked(file: AFile): Promise<BlobId>;
  isWell(): Promise<boolean>;
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;

/** A whole hub in this process, with a lead's desk on the line. */
export async function openFuzzHub(): Promise<FuzzHub> {
  const clock: Clock = {
    now: Date.now,
    setTimer(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
  const ids = createIds(() => clock.now(), randomBytes);
  const db = await openPgliteMemory();
  const logger = pino({ level: 'silent' });
  const hub = await createHub({ db, clock, ids, config: parseConfig(['--port', '0'], {}), logger, wire: null });
  await seedPeople(hub.log);
  await seedWaiting(hub.log, 1);
  await setPassword(db, createPasswords(), PEOPLE.ryo.id, PASSWORD);
  const url = await hub.listen(0, '127.0.0.1');
  const deskId = DeskId.parse('dsk_ryo');
  const { accessToken } = await hub.sessions.signIn({ loginName: 'ryo', password: PASSWORD, deskId }, '127.0.0.1');
  const desk = await openHubClient({ url, token: accessToken, agentId: PEOPLE.ryo.id, deskId });
  await desk.hello();
  const tokens = createFileTokens({ key: (await openSigningKeys(db)).files, clock });
  const blobs = createBlobStore({ db, ids, clock });
  return {
    desk,
    address: (blobId) => url + tokens.path({ blobId, purpose: 'link' }, clock.now() + HOUR_MS),
    keepUnchecked: async (file) => (await db.transaction((tx) => blobs.put(tx, file))).blobId,
    isWell: async () => (await fetch(`${url}/healthz`)).ok,
    async close() {
      desk.close();
      await hub.close();
      await db.close();
    },
  };
}
