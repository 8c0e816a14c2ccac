import type { Readable } from 'node:stream';
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import type { FileProblem, SafeType } from '#shared/files/file-rules';
import { startsWith } from './signatures.ts';

type OfficeType = Extract<SafeType, `application/vnd.${string}`>;

const FOLDER: Readonly<Record<OfficeType, string>> = {
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'word/',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xl/',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'ppt/',
};
/** What a document of 20 MB may come to when it is opened. */
const MOST_UNPACKED = 100_000_000;
const MOST_ENTRIES = 5_000;
const MACRO_NAMES = /vbaProject|vbaData|\/activeX\/|oleObject[^/]*\.bin$|\.(?:exe|dll|js|vbs|ps1|bat|cmd|scr)$/i;
/** Parts that say how the others hang together; small, and read. */
const READ_NAMES = /(?:\.rels|\[Content_Types\]\.xml)$/i;
const MACRO_WORDS = /macroEnabled/i;
/** A template, frame or object that is fetched from elsewhere when the document is opened. */
const FETCHES =
  /(?:attachedTemplate|oleObject|frame|subDocument)"[^>]*TargetMode="External"|TargetMode="External"[^>]*(?:attachedTemplate|oleObject|frame|subDocument)"/i;

/** An archive as Word, Excel or PowerPoint writes it: unpacked to the last byte and counted, because the sizes it names may be lies. */
export async function checkOffice(bytes: Uint8Array, type: OfficeType): Promise<FileProblem | null> {
  if (!startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) return 'type_differs';
  try {
    const archive = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), { lazyEntries: true });
    if (archive.comment !== '') return 'two_in_one';
    if (archive.entryCount > MOST_ENTRIES) return 'archive_too_large';
    return await checkEntries(archive, FOLDER[type]);
  } catch {
    // The library names dozens of ways in which an archive can be broken; to whoever sent it they are one.
    return 'damaged';
  }
}

async function checkEntries(archive: ZipFile, folder: string): Promise<FileProblem | null> {
  const names: string[] = [];
  let declared = 0;
  let unpacked = 0;
  for await (const entry of archive.eachEntry()) {
    declared += entry.uncompressedSize;
    // Before a byte of it is unpacked.
    if (declared > MOST_UNPACKED) return 'archive_too_large';
    if (entry.isEncrypted()) return 'damaged';
    if (MACRO_NAMES.test(entry.fileName)) return 'macro';
    names.push(entry.fileName);
    const { size, text } = await unpack(archive, entry, MOST_UNPACKED - unpacked);
    unpacked += size;
    if (unpacked >= MOST_UNPACKED) return 'archive_too_large';
    if (MACRO_WORDS.test(text)) return 'macro';
    if (FETCHES.test(text)) return 'active_content';
  }
  const isWhole = names.includes('[Content_Types].xml') && names.some((name) => name.startsWith(folder));
  return isWhole ? null : 'type_differs';
}

async function unpack(archive: ZipFile, entry: Entry, room: number): Promise<{ readonly size: number; readonly text: string }> {
  const isRead = READ_NAMES.test(entry.fileName);
  const kept: Buffer[] = [];
  let size = 0;
  const stream: Readable = await archive.openReadStreamPromise(entry);
  // Without an encoding a stream gives bytes.
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size >= room) break;
    if (isRead) kept.push(chunk);
  }
  return { size, text: Buffer.concat(kept).toString('utf8') };
}
