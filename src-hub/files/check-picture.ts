import { crc32 } from 'node:zlib';
import type { FileProblem } from '#shared/files/file-rules';
import { isTooManyPixels, readPicture, type ShownType } from '#shared/files/picture';
import { isSecondFile } from './signatures.ts';

/** Frames times pixels: an animation is drawn frame by frame, for as long as it is looked at. */
const MOST_FRAME_PIXELS = 1_000_000_000;

/** By its own structure to its last byte, and its size before anybody decodes it. */
export function checkPicture(bytes: Uint8Array, type: ShownType): FileProblem | null {
  const picture = readPicture(bytes);
  if (picture === null) return 'damaged';
  if (picture.type !== type) return 'type_differs';
  if (picture.width === 0 || picture.height === 0) return 'damaged';
  if (isTooManyPixels(picture)) return 'picture_too_large';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(bytes, view, type);
  if (typeof end === 'string') return end;
  const tail = bytes.subarray(end);
  // Cameras write more behind a JPEG (a second picture, a short film); nobody does behind the others.
  const isForeign = type === 'image/jpeg' ? isSecondFile(tail) : tail.some((byte) => byte !== 0);
  return isForeign ? 'two_in_one' : null;
}

/** Where the picture ends; a problem where it does not. */
function endOf(bytes: Uint8Array, view: DataView, type: ShownType): number | FileProblem {
  switch (type) {
    case 'image/png':
      return pngEnd(bytes, view);
    case 'image/gif':
      return gifEnd(bytes, view);
    case 'image/jpeg':
      return jpegEnd(bytes, view);
    case 'image/webp': {
      const end = 8 + view.getUint32(4, true);
      return end > bytes.length ? 'damaged' : end;
    }
  }
}

function pngEnd(bytes: Uint8Array, view: DataView): number | FileProblem {
  let at = 8;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    const next = at + 12 + length;
    if (next > bytes.length || crc32(bytes.subarray(at + 4, next - 4)) !== view.getUint32(next - 4)) return 'damaged';
    if (String.fromCharCode(...bytes.subarray(at + 4, at + 8)) === 'IEND') return next;
    at = next;
  }
  return 'damaged';
}

function gifEnd(bytes: Uint8Array, view: DataView): number | FileProblem {
  const tableSize = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  const skipBlocks = (from: number): number => {
    let at = from;
    while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0);
    return at + 1;
  };
  let framePixels = 0;
  let at = 13 + tableSize(bytes[10] ?? 0);
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x3b) return at + 1;
    if (kind === 0x21) at = skipBlocks(at + 2);
    else if (kind === 0x2c && at + 10 < bytes.length) {
      const size = { width: view.getUint16(at + 5, true), height: view.getUint16(at + 7, true) };
      framePixels += size.width * size.height;
      if (isTooManyPixels(size) || framePixels > MOST_FRAME_PIXELS) return 'picture_too_large';
      at = skipBlocks(at + 11 + tableSize(bytes[at + 9] ?? 0));
    } else return 'damaged';
  }
  return 'damaged';
}

function jpegEnd(bytes: Uint8Array, view: DataView): number | FileProblem {
  let at = 2;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) return 'damaged';
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xd9) return at + 2;
    if (marker === 0xff) at += 1;
    else if (marker >= 0xd0 && marker <= 0xd8) at += 2;
    else if (at + 4 > bytes.length) return 'damaged';
    else {
      at += 2 + view.getUint16(at + 2);
      if (marker === 0xda) at = scanEnd(bytes, at);
    }
  }
  return 'damaged';
}

/** Behind a scan's header its data goes on to the next marker that is no restart and no stuffed byte. */
function scanEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at === -1) return bytes.length;
    const next = bytes[at + 1] ?? 0xd9;
    if (next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at;
    at += 2;
  }
}
