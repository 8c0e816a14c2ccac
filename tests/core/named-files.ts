import { FILE_PIECE } from '#shared/contracts/hub';
import type { BlobId } from '#shared/domain/ids';

/** File `n` of as many as are asked for: four pieces and a bit, of bytes that are its own and no other's. */
export function fileNamed(n: number): { readonly blobId: BlobId; readonly itemId: string; readonly bytes: Buffer } {
  const bytes = Buffer.alloc(FILE_PIECE * 4 + 100 + n, `file ${n} `);
  return { blobId: `blb_${n}` as BlobId, itemId: `msg_${n}`, bytes };
}
