import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { BlobId } from '#shared/domain/ids';
import { EXTENSIONS_OF } from '#shared/files/file-rules';
import { Failure } from '#shared/rpc/failure';
import { CHUNK_SIZE, type BlobStore } from '#hub/blobs/blob-store';
import type { FilePurpose, FileTokens } from '#hub/files/file-tokens';

interface FileRoutesDeps {
  readonly blobs: Pick<BlobStore, 'describe' | 'read'>;
  readonly tokens: FileTokens;
}

/** Whatever the bytes are taken for, they run nothing, load nothing and know nothing of the hub. */
const FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'";

/**
 * `GET /files/{token}`: the only way in which bytes that somebody sent leave the hub over HTTP. As downloads, without cookies, in a
 * sandbox; a picture opens by itself only for the channel that fetches it.
 */
export function registerFileRoutes(app: FastifyInstance, { blobs, tokens }: FileRoutesDeps): void {
  app.get<{ Params: { token: string } }>('/files/:token', async (request, reply) => {
    const { blobId, purpose } = tokens.read(request.params.token);
    const file = await blobs.describe(blobId);
    if (file === undefined) throw new Failure('not_found', 'this file is not here, or its address is too old');
    const isKnown = Object.hasOwn(EXTENSIONS_OF, file.mediaType);
    reply.headers({
      'content-disposition': `${dispositionOf(purpose, file.mediaType)}; ${namedAs(file.name)}`,
      'content-length': file.size,
      'content-security-policy': FILE_POLICY,
      'x-content-type-options': 'nosniff',
      // Shown in pages of shops, which are of other origins.
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'private, no-store',
      'x-robots-tag': 'noindex',
      'referrer-policy': 'no-referrer',
    });
    return reply.type(isKnown ? file.mediaType : 'application/octet-stream').send(Readable.from(piecesOf(blobs, blobId, file.size)));
  });
}

function dispositionOf(purpose: FilePurpose, mediaType: string): 'inline' | 'attachment' {
  return purpose === 'vendor' && mediaType.startsWith('image/') ? 'inline' : 'attachment';
}

/** Plain letters for who knows no others, and the name as it is (RFC 6266). */
function namedAs(name: string): string {
  const plain = name.replaceAll(/[^\w.-]+/g, '_');
  const whole = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filename="${plain}"; filename*=UTF-8''${whole}`;
}

async function* piecesOf(blobs: Pick<BlobStore, 'read'>, blobId: BlobId, size: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < size; offset += CHUNK_SIZE) {
    const piece = await blobs.read(blobId, offset, CHUNK_SIZE);
    if (piece === undefined) throw new Error('a file went while it was being read');
    yield piece.bytes;
  }
}
