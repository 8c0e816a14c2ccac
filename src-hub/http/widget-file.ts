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

/** The built script, packed once; read again when it was built again. Undefined where nobody has built it. */
export function createWidgetFile(path: string | URL): () => Promise<WidgetFile | undefined> {
  let known: { readonly builtAt: number; readonly file: Promise<WidgetFile> } | undefined;
  return async () => {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return undefined;
    if (known?.builtAt !== found.mtimeMs) known = { builtAt: found.mtimeMs, file: pack(path) };
    return known.file;
  };
}

async function pack(path: string | URL): Promise<WidgetFile> {
  const plain = await readFile(path);
  const [gzipped, br] = await Promise.all([promisify(gzip)(plain, { level: 9 }), promisify(brotliCompress)(plain)]);
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { etag, plain, gzip: gzipped, br };
}
