import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

export interface WidgetFile {
  /** Of the content: the same script keeps it over restarts and hubs, another script never has it. */
  readonly etag: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
  readonly br: Buffer;
}

/** The built script, from the first of the places where it is; packed once, and again when it was built again. */
export function createWidgetFile(places: readonly URL[]): () => Promise<WidgetFile | undefined> {
  let known: { readonly version: string; readonly file: Promise<WidgetFile> } | undefined;
  return async () => {
    for (const place of places) {
      const found = await stat(place).catch(() => undefined);
      if (found === undefined) continue;
      const version = `${place.href} ${found.mtimeMs}`;
      if (known?.version !== version) known = { version, file: pack(place) };
      return known.file;
    }
    return undefined;
  };
}

async function pack(place: URL): Promise<WidgetFile> {
  const plain = await readFile(place);
  const [gzipped, br] = await Promise.all([promisify(gzip)(plain, { level: 9 }), promisify(brotliCompress)(plain)]);
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { etag, plain, gzip: gzipped, br };
}
