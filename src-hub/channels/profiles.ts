import type { Logger } from 'pino';
import type { ChannelConnector, ChannelProfile } from '#shared/contracts/channel';
import { fromInstant, toInstant } from '#shared/domain/clock';
import type { Conversation } from '#shared/domain/conversation';
import type { Picture } from '#shared/domain/customer';
import { ConversationId } from '#shared/domain/ids';
import type { BlobStore } from '#hub/blobs/blob-store';
import type { Db } from '#hub/db/db';
import type { EventLog } from '#hub/log/event-log';
import { customerLane } from '#hub/log/lanes';
import { recordById } from '#hub/log/records';
import type { Timer, Timers } from '#hub/timers/timers';
import { pictureTypeOf } from './picture-type.ts';
import type { Channels } from './registry.ts';

interface Deps {
  readonly db: Db;
  readonly log: EventLog;
  readonly timers: Timers;
  readonly channels: Channels;
  readonly blobs: BlobStore;
  readonly logger: Logger;
}

const KIND = 'profile.fetch';
const FIRST_AGAIN_MS = 60_000;
/** Then nobody will tell who that is. */
const GIVE_UP_AFTER_MS = 24 * 60 * 60_000;
/** A face is small; what is not is left out. */
const PICTURE_LIMIT = 2 * 1024 * 1024;

/** Set with a thread's first message, in the same transaction: a webhook is answered before anybody asks who wrote. */
export function profileTimer(conversationId: ConversationId, dueAt: number): Timer {
  return { kind: KIND, subjectId: conversationId, dueAt };
}

/** Who writes to us, in the channel's words; asked later, again after trouble, and by one hub at a time. Call before timers start. */
export function followProfiles({ db, log, timers, channels, blobs, logger }: Deps): void {
  timers.on(KIND, {
    lanes: () => Promise.resolve([]),
    async decide({ tx, now }, id) {
      const thread = await recordById(tx, 'conversation', id);
      const age = thread === undefined ? GIVE_UP_AFTER_MS : now - fromInstant(thread.openedAt);
      // Set anew before asking: whoever asks may die. As long again as it has waited already.
      if (age < GIVE_UP_AFTER_MS) await timers.set(tx, profileTimer(ConversationId.parse(id), now + Math.max(age, FIRST_AGAIN_MS)));
      return { events: [], result: undefined };
    },
    after(id) {
      fetchProfile(id).catch((error: unknown) => logger.warn({ err: error }, 'a profile could not be fetched: later again'));
    },
  });

  async function fetchProfile(id: string): Promise<void> {
    const thread = await recordById(db, 'conversation', id);
    const connector = thread === undefined ? undefined : channels.account(thread.accountId)?.connector;
    if (thread === undefined || connector?.fetchProfile === undefined) return;
    const profile = await connector.fetchProfile(thread.contactPoint);
    await keep(thread, profile, await pictureOf(connector, profile?.picture ?? null));
  }

  async function pictureOf(connector: ChannelConnector, picture: ChannelProfile['picture']): Promise<Uint8Array | null> {
    if (picture === null) return null;
    try {
      return await connector.fetchAttachment(picture, PICTURE_LIMIT);
    } catch (error) {
      // A name without a face is worth more than neither.
      logger.info({ err: error, channel: connector.channel }, 'a profile picture could not be fetched');
      return null;
    }
  }

  async function keep(thread: Conversation, profile: ChannelProfile | null, bytes: Uint8Array | null): Promise<void> {
    await log.append([customerLane(thread.customerId)], async (writer) => {
      // As it is under the lanes: meanwhile two customers may have been joined.
      const customerId = (await writer.record('conversation', thread.id))?.customerId ?? thread.customerId;
      await timers.cancel(writer.tx, KIND, thread.id);
      if (profile === null) return { events: [], result: undefined };
      const { name, locale } = profile;
      const hasFace = (await writer.record('customer', customerId))?.picture !== undefined;
      const picture = hasFace || bytes === null ? null : await putPicture(writer.tx, bytes);
      const at = toInstant(writer.now);
      return { events: [{ type: 'customer.profile_fetched', body: { customerId, name, locale, picture, at } }], result: undefined };
    });
  }

  /** Null for bytes that are no picture, whatever their sender calls them. */
  async function putPicture(tx: Db, bytes: Uint8Array): Promise<Picture | null> {
    const mediaType = pictureTypeOf(bytes);
    if (mediaType === null) return null;
    const { blobId } = await blobs.put(tx, { name: 'profile', mediaType, bytes });
    return { blobId, mediaType };
  }
}
