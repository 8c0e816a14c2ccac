import type { Logger } from 'pino';
import type { ChannelConnector, InboundAttachment } from '#shared/contracts/channel';
import { Failure } from '#shared/rpc/failure';

/** Carriers stop at 5 MB; chat apps go higher. */
const ATTACHMENT_LIMIT = 16 * 1024 * 1024;

export interface FetchedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly isMissing: boolean;
}

/**
 * The files a message names. One that cannot be had does not hold back the customer's words: it is kept as missing, and the desk
 * says so.
 */
export function fetchAttachments(
  connector: ChannelConnector,
  attachments: readonly InboundAttachment[],
  logger: Logger,
): Promise<readonly FetchedFile[]> {
  return Promise.all(
    attachments.map(async (attachment) => {
      const { name, mediaType } = attachment;
      try {
        return { name, mediaType, bytes: await connector.fetchAttachment(attachment, ATTACHMENT_LIMIT), isMissing: false };
      } catch (error) {
        const why = error instanceof Failure ? error.code : 'unreachable';
        logger.warn({ channel: connector.channel, why }, 'a file of a message could not be fetched');
        return { name, mediaType, bytes: new Uint8Array(), isMissing: true };
      }
    }),
  );
}
