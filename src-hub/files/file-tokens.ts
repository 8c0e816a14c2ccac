import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '#shared/domain/clock';
import { BlobId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';

/**
 * What an address of a file is for. `vendor`: a channel fetches a picture to show it; `visitor`: the widget shows or saves it;
 * `link`: a customer opens it from a message.
 */
const PURPOSES = ['vendor', 'visitor', 'link'] as const;
export type FilePurpose = (typeof PURPOSES)[number];

export interface FileClaims {
  readonly blobId: BlobId;
  readonly purpose: FilePurpose;
}

export interface FileTokens {
  /** The path of a file's address. The same claims until the same moment are the same path: a message sent again says the same words. */
  path(claims: FileClaims, until: number): string;
  /** Failure('not_found') for a token that is not ours, or too old: which of the two is told to nobody. */
  read(token: string): FileClaims;
}

const HEAD_BYTES = 5;
/** 128 bits: nobody guesses one. Short, because customers get it by SMS. */
const MAC_BYTES = 16;
const PREFIX = 'blb_';

export function createFileTokens({ key, clock }: { readonly key: Uint8Array; readonly clock: Pick<Clock, 'now'> }): FileTokens {
  return {
    path({ blobId, purpose }, until) {
      const head = Buffer.alloc(HEAD_BYTES);
      head.writeUInt32BE(Math.floor(until / 1000));
      head.writeUInt8(PURPOSES.indexOf(purpose), 4);
      return `/files/${blobId.slice(PREFIX.length)}.${Buffer.concat([head, macOf(blobId, head)]).toString('base64url')}`;
    },
    read(token) {
      const [name = '', sealed = ''] = token.split('.');
      const blobId = BlobId.safeParse(PREFIX + name);
      const bytes = Buffer.from(sealed, 'base64url');
      if (!blobId.success || bytes.length !== HEAD_BYTES + MAC_BYTES) throw gone();
      const head = bytes.subarray(0, HEAD_BYTES);
      const purpose = PURPOSES[head.readUInt8(4)];
      if (!timingSafeEqual(bytes.subarray(HEAD_BYTES), macOf(blobId.data, head)) || purpose === undefined) throw gone();
      if (head.readUInt32BE() * 1000 <= clock.now()) throw gone();
      return { blobId: blobId.data, purpose };
    },
  };

  function macOf(blobId: BlobId, head: Uint8Array): Buffer {
    return createHmac('sha256', key).update(blobId).update('\n').update(head).digest().subarray(0, MAC_BYTES);
  }
}

function gone(): Failure {
  return new Failure('not_found', 'this file is not here, or its address is too old');
}
