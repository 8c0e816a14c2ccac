import type { Logger } from 'pino';
import type { InboundAttachment } from '#shared/contracts/channel';
import { fromInstant } from '#shared/domain/clock';
import { MessageId, type BlobId, type Ids } from '#shared/domain/ids';
import type { Attachment, Message } from '#shared/domain/message';
import type { DomainEvent } from '#shared/events/index';
import { Failure } from '#shared/rpc/failure';
import { sql } from '#shared/sql';
import type { BlobStore } from '#hub/blobs/blob-store';
import type { Db } from '#hub/db/db';
import type { EventLog } from '#hub/log/event-log';
import { customerLane } from '#hub/log/lanes';
import { recordById } from '#hub/log/records';
import type { Timers } from '#hub/timers/timers';
import type { ChannelAccount, Channels } from './registry.ts';

/*
 * The files of customers' messages. The message is stored, and the webhook answered, before anybody asks for them: vendors count the
 * seconds. Each file has its id from the start, so a desk sees at once that one is on its way, and later that it is here, or lost.
 */

interface Deps {
  readonly db: Db;
  readonly log: EventLog;
  readonly timers: Timers;
  readonly channels: Channels;
  readonly blobs: BlobStore;
  readonly logger: Logger;
}

interface Awaited extends InboundAttachment {
  readonly blobId: BlobId;
}

const KIND = 'files.fetch';
/** Carriers stop at 5 MB; chat apps go higher. */
const FILE_LIMIT = 16 * 1024 * 1024;
/** Longer than a connector waits for its vendor. */
const FIRST_AGAIN_MS = 15_000;
/** Vendors keep files for days; what is not to be had for this long will not be. */
const GIVE_UP_AFTER_MS = 24 * 60 * 60_000;

export function pendingFiles(ids: Ids, attachments: readonly InboundAttachment[]): readonly Attachment[] {
  return attachments.map(({ name, mediaType }) => ({ blobId: ids.blob(), name, mediaType, size: 0, isPending: true as const }));
}

/** In the transaction of the message that names them. */
export async function awaitFiles(
  tx: Db,
  timers: Pick<Timers, 'set'>,
  { id, attachments }: Pick<Message, 'id' | 'attachments'>,
  named: readonly InboundAttachment[],
  now: number,
): Promise<void> {
  for (const [index, { source, name, mediaType }] of named.entries()) {
    await tx.all(
      sql`INSERT INTO awaited_file (blob_id, message_id, source, name, media_type)
          VALUES (${attachments[index]?.blobId}, ${id}, ${source}, ${name}, ${mediaType})`,
    );
  }
  if (named.length > 0) await timers.set(tx, { kind: KIND, subjectId: id, dueAt: now });
}

/** Nobody is to have them any more: their message was taken back. */
export async function forgetFiles(tx: Db, timers: Pick<Timers, 'cancel'>, id: MessageId): Promise<void> {
  await tx.all(sql`DELETE FROM awaited_file WHERE message_id = ${id}`);
  await timers.cancel(tx, KIND, id);
}

/** Fetches what is awaited, again after trouble, one hub at a time. Call before timers start. */
export function followAwaitedFiles({ db, log, timers, channels, blobs, logger }: Deps): void {
  timers.on(KIND, {
    async lanes(id) {
      const message = await recordById(db, 'message', id);
      return message === undefined ? [] : [customerLane(message.customerId)];
    },
    async decide({ tx, now }, id) {
      const message = await recordById(tx, 'message', id);
      const age = message === undefined ? GIVE_UP_AFTER_MS : now - fromInstant(message.receivedAt);
      if (age >= GIVE_UP_AFTER_MS) return { events: (await takeAll(tx, id)).map((file) => missing(id, file)), result: undefined };
      // Set anew before asking: whoever asks may die. As long again as it has waited already.
      await timers.set(tx, { kind: KIND, subjectId: id, dueAt: now + Math.max(age, FIRST_AGAIN_MS) });
      return { events: [], result: undefined };
    },
    after(id) {
      fetchAll(id).catch((error: unknown) => logger.error({ err: error }, 'fetching the files of a message'));
    },
  });

  async function fetchAll(id: string): Promise<void> {
    const message = await recordById(db, 'message', id);
    const thread = message === undefined ? undefined : await recordById(db, 'conversation', message.conversationId);
    const account = thread === undefined ? undefined : channels.account(thread.accountId);
    if (message === undefined || account === undefined) return;
    const awaited = await db.all<Awaited>(
      sql`SELECT blob_id AS "blobId", source, name, media_type AS "mediaType" FROM awaited_file WHERE message_id = ${id} ORDER BY blob_id`,
    );
    await Promise.all(awaited.map((file) => fetchOne(account, message, file)));
  }

  async function fetchOne({ connector }: ChannelAccount, message: Message, file: Awaited): Promise<void> {
    try {
      await keep(message, file, await connector.fetchAttachment(file, FILE_LIMIT));
    } catch (error) {
      const isLost = error instanceof Failure && !error.retryable;
      logger.warn({ err: error, channel: connector.channel, isLost }, 'a file of a message could not be fetched');
      if (isLost) await keep(message, file, null);
    }
  }

  async function keep({ id, customerId }: Message, file: Awaited, bytes: Uint8Array | null): Promise<void> {
    await log.append([customerLane(customerId)], async ({ tx }) => {
      const { blobId, name, mediaType } = file;
      const [taken] = await tx.all(sql`DELETE FROM awaited_file WHERE blob_id = ${blobId} RETURNING blob_id`);
      // Another hub was slow and is done now.
      if (taken === undefined) return { events: [], result: undefined };
      const [left] = await tx.all(sql`SELECT blob_id FROM awaited_file WHERE message_id = ${id} LIMIT 1`);
      if (left === undefined) await timers.cancel(tx, KIND, id);
      if (bytes === null) return { events: [missing(id, file)], result: undefined };
      return { events: [fetched(id, await blobs.put(tx, { blobId, name, mediaType, bytes }))], result: undefined };
    });
  }

  function takeAll(tx: Db, id: string): Promise<Awaited[]> {
    return tx.all(
      sql`DELETE FROM awaited_file WHERE message_id = ${id} RETURNING blob_id AS "blobId", source, name, media_type AS "mediaType"`,
    );
  }
}

function missing(id: string, { blobId, name, mediaType }: Awaited): DomainEvent {
  return fetched(id, { blobId, name, mediaType, size: 0, isMissing: true });
}

function fetched(id: string, attachment: Attachment): DomainEvent {
  return { type: 'message.file_fetched', body: { messageId: MessageId.parse(id), attachment } };
}
