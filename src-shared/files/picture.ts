import type { SafeType } from './file-rules.ts';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** More than any phone takes, and still a quarter of a gigabyte when it is opened. */
const MOST_PIXELS = 64_000_000;
const LONGEST_SIDE = 30_000;

export function isTooManyPixels({ width, height }: PictureSize): boolean {
  return width * height > MOST_PIXELS || width > LONGEST_SIDE || height > LONGEST_SIDE;
}

/** What every browser draws, and runs no script. */
export type ShownType = Extract<SafeType, 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp'>;

/** What a picture is by its first bytes, whatever its name says, and how large before it is decoded; null for all else. */
export function readPicture(bytes: Uint8Array): (PictureSize & { readonly type: ShownType }) | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) {
    return bytes.length < 24 ? null : { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
  }
  if (starts(bytes, [0x47, 0x49, 0x46, 0x38])) {
    return bytes.length < 10 ? null : { type: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
  }
  if (starts(bytes, [0xff, 0xd8, 0xff])) {
    const size = jpegSize(bytes, view);
    return size === null ? null : { type: 'image/jpeg', ...size };
  }
  if (starts(bytes, [0x52, 0x49, 0x46, 0x46]) && starts(bytes.subarray(8), [0x57, 0x45, 0x42, 0x50])) {
    const size = webpSize(bytes, view);
    return size === null ? null : { type: 'image/webp', ...size };
  }
  return null;
}

export function starts(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** The first frame header; the segments before it name their own length. */
function jpegSize(bytes: Uint8Array, view: DataView): PictureSize | null {
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function webpSize(bytes: Uint8Array, view: DataView): PictureSize | null {
  if (bytes.length < 30) return null;
  const kind = String.fromCharCode(...bytes.subarray(12, 16));
  if (kind === 'VP8X') {
    const of = (at: number): number => 1 + view.getUint16(at, true) + ((bytes[at + 2] ?? 0) << 16);
    return { width: of(24), height: of(27) };
  }
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  return kind === 'VP8 ' ? { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff } : null;
}
