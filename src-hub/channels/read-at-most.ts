import { Failure } from '#shared/rpc/failure';

/** The bytes of an answer; counts while reading, because the length that is announced may be a lie. */
export async function readAtMost(response: Response, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    // A fetched body is a stream of bytes; its type says any.
    const chunk = read.value as Uint8Array;
    size += chunk.byteLength;
    if (size > limit) {
      await reader.cancel();
      throw new Failure('too_many', `the file is larger than ${limit} bytes`, { retryable: false });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
