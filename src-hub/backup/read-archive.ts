import { createDecipheriv, createHash, scryptSync } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Failure } from '#shared/rpc/failure';
import { codeOf } from '#hub/db/db';
import { CIPHER, EndLine, FORMAT, Header, KEY_BYTES, MAGIC, SCRYPT_MEMORY, SEAL_BYTES, SUM_BYTES, TableLine } from './archive-format.ts';

export type ArchiveLine = { readonly is: 'table'; readonly line: TableLine } | { readonly is: 'row'; readonly json: string };

export interface Archive {
  readonly header: Header;
  /** From the beginning, each time it is called; throws where anything is missing or was changed. */
  lines(): AsyncGenerator<ArchiveLine>;
}

const LONGEST_HEADER = 256 * 1024;

/** Opens a backup and reads all of it once, so that a damaged one is refused before anything is touched. */
export async function openArchive(file: string, passphrase: () => Promise<string>): Promise<Archive> {
  const { header, bodyAt, size } = await readHeader(file);
  if (header.format > FORMAT)
    throw new Failure('conflict', `${file} was made by a newer Madoguchi: restore it with that version or a newer one`);
  await checkSum(file, size);
  const end = size - SUM_BYTES - (header.encryption === null ? 0 : SEAL_BYTES);
  const key = header.encryption === null ? null : keyOf(await passphrase(), header.encryption);
  const seal = await readAt(file, end, SEAL_BYTES);

  function lines(): AsyncGenerator<ArchiveLine> {
    const decipher: Transform[] = [];
    if (key !== null && header.encryption !== null) {
      decipher.push(createDecipheriv(CIPHER, key, Buffer.from(header.encryption.iv, 'base64')).setAuthTag(seal));
    }
    const body = createReadStream(file, { start: bodyAt, end: end - 1 });
    const gunzip = createGunzip();
    // An error anywhere ends the last of them with it, and whoever reads it is told.
    pipeline([body, ...decipher, gunzip], () => undefined);
    return parse(gunzip);
  }

  try {
    for await (const _line of lines());
  } catch (cause) {
    const why = key === null ? 'it is damaged' : 'the passphrase is another one';
    throw new Failure('invalid', `${file} cannot be read: ${why}`, { cause });
  }
  return { header, lines };
}

async function* parse(source: AsyncIterable<Buffer>): AsyncGenerator<ArchiveLine> {
  let rows = 0;
  let isWhole = false;
  for await (const line of splitLines(source)) {
    const rest = line.slice(2);
    if (isWhole) throw new Error('there is more after the end');
    if (line.startsWith('R ')) {
      rows += 1;
      yield { is: 'row', json: rest };
    } else if (line.startsWith('T ')) {
      yield { is: 'table', line: TableLine.parse(JSON.parse(rest)) };
    } else if (line.startsWith('E ')) {
      isWhole = EndLine.parse(JSON.parse(rest)).rows === rows;
    } else throw new Error('a line is of no known kind');
  }
  if (!isWhole) throw new Error('the end is missing');
}

async function* splitLines(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  for await (const chunk of source) {
    let from = 0;
    for (let to = chunk.indexOf(10); to !== -1; to = chunk.indexOf(10, from)) {
      yield Buffer.concat([...parts, chunk.subarray(from, to)]).toString();
      parts = [];
      from = to + 1;
    }
    parts.push(chunk.subarray(from));
  }
  if (parts.some(({ length }) => length > 0)) throw new Error('the last line has no end');
}

async function readHeader(file: string): Promise<{ header: Header; bodyAt: number; size: number }> {
  const handle = await open(file).catch((cause: unknown) => {
    throw new Failure('not_found', `${file} cannot be opened (${codeOf(cause) ?? 'unknown reason'})`, { cause });
  });
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LONGEST_HEADER), 0, LONGEST_HEADER, 0);
    const start = buffer.subarray(0, bytesRead);
    const end = start.indexOf('\n', MAGIC.length);
    const header =
      start.toString('utf8', 0, MAGIC.length) === MAGIC && end !== -1 ? headerOf(start.toString('utf8', MAGIC.length, end)) : null;
    if (header === null || size <= end + 1 + SUM_BYTES) throw new Failure('invalid', `${file} is no backup of Madoguchi`);
    return { header, bodyAt: end + 1, size };
  } finally {
    await handle.close();
  }
}

function headerOf(text: string): Header | null {
  try {
    return Header.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function checkSum(file: string, size: number): Promise<void> {
  const sum = createHash('sha256');
  for await (const chunk of createReadStream(file, { end: size - SUM_BYTES - 1 })) sum.update(chunk as Buffer);
  if (!sum.digest().equals(await readAt(file, size - SUM_BYTES, SUM_BYTES))) {
    throw new Failure('invalid', `${file} is damaged: its checksum does not fit. Take an older backup`);
  }
}

async function readAt(file: string, position: number, length: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    return (await handle.read(Buffer.alloc(length), 0, length, position)).buffer;
  } finally {
    await handle.close();
  }
}

function keyOf(passphrase: string, { salt, cost }: NonNullable<Header['encryption']>): Buffer {
  return scryptSync(passphrase, Buffer.from(salt, 'base64'), KEY_BYTES, { N: cost, maxmem: SCRYPT_MEMORY });
}
