import { createHash } from 'node:crypto';
import type { MessageId } from '#shared/domain/ids';

/** Any UUID, kept for ever: another one would make new keys of old messages. */
const NAMESPACE = Buffer.from('7d0f6a5c1b7e4c3e9a516d61646f6775', 'hex');

/** The UUID by which LINE knows this message again, whichever hub sends it, however often (RFC 9562, version 5: by name). */
export function lineRetryKey(messageId: MessageId): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(messageId).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
