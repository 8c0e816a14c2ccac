import { createCipheriv, createHash, randomBytes, scryptSync, type CipherGCM } from 'node:crypto';
import { once } from 'node:events';
import { open, rename, rm } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { CIPHER, FORMAT, KEY_BYTES, MAGIC, SCRYPT_MEMORY, type Header, type TableLine } from './archive-format.ts';

const SCRYPT_COST = 32_768;

export interface ArchiveWriter {
  table(line: TableLine): Promise<void>;
  /** A row as PostgreSQL wrote it: one line of JSON. */
  row(json: string): Promise<void>;
}

interface NewArchive {
  readonly file: string;
  readonly madeAt: string;
  readonly migrations: readonly string[];
  readonly passphrase: string | null;
  readonly fill: (writer: ArchiveWriter) => Promise<void>;
}

/** Writes a whole archive, readable by its owner only, or none: it has its name when its last byte is on the disk. */
export async function writeArchive({ file, madeAt, migrations, passphrase, fill }: NewArchive): Promise<{ rows: number; bytes: number }> {
  const partial = `${file}.partial`;
  const handle = await open(partial, 'wx', 0o600);
  try {
    const encryption = passphrase === null ? null : sealWith(passphrase);
    const header: Header = { format: FORMAT, madeAt, migrations: [...migrations], encryption: encryption?.header ?? null };
    const sum = createHash('sha256');
    const counted = { bytes: 0, rows: 0 };
    const write = async (bytes: Uint8Array): Promise<void> => {
      sum.update(bytes);
      counted.bytes += bytes.byteLength;
      await handle.writeFile(bytes);
    };
    await write(Buffer.from(`${MAGIC}${JSON.stringify(header)}\n`));

    const lines = new PassThrough();
    const toFile = async (source: AsyncIterable<Buffer>): Promise<void> => {
      for await (const chunk of source) await write(chunk);
    };
    const written = encryption === null ? pipeline(lines, createGzip(), toFile) : pipeline(lines, createGzip(), encryption.cipher, toFile);
    // Told by whoever writes next, and by the await below.
    written.catch(() => undefined);
    const line = async (text: string): Promise<void> => {
      if (!lines.write(text)) await Promise.race([once(lines, 'drain'), written]);
    };
    await fill({
      table: (table) => line(`T ${JSON.stringify(table)}\n`),
      row(json) {
        counted.rows += 1;
        return line(`R ${json}\n`);
      },
    }).catch((error: unknown) => {
      lines.destroy();
      throw error;
    });
    await line(`E ${JSON.stringify({ rows: counted.rows })}\n`);
    lines.end();
    await written;
    if (encryption !== null) await write(encryption.cipher.getAuthTag());
    await handle.writeFile(sum.digest());
    await handle.sync();
    await handle.close();
    await rename(partial, file);
    return counted;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}

function sealWith(passphrase: string): { readonly header: NonNullable<Header['encryption']>; readonly cipher: CipherGCM } {
  const salt = randomBytes(16);
  const iv = randomBytes(12);
  const key = scryptSync(passphrase, salt, KEY_BYTES, { N: SCRYPT_COST, maxmem: SCRYPT_MEMORY });
  return {
    header: { salt: salt.toString('base64'), iv: iv.toString('base64'), cost: SCRYPT_COST },
    cipher: createCipheriv(CIPHER, key, iv),
  };
}
