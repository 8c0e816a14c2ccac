import type { FileProblem, SafeType } from '#shared/files/file-rules';
import { isTooManyPixels } from '#shared/files/picture';
import { positionOf } from './signatures.ts';

type MediaType = Extract<SafeType, `audio/${string}` | `video/${string}` | 'image/heic'>;

const text = (bytes: Uint8Array, at: number, length: number): string => String.fromCharCode(...bytes.subarray(at, at + length));

/** The kind that the first box names. Films and sound share some. */
const BRANDS: Readonly<Record<Exclude<MediaType, 'audio/mpeg' | 'audio/wav'>, RegExp>> = {
  'image/heic': /^(?:hei[cxms]|hev[cxms]|mif1|msf1)$/,
  'video/mp4': /^(?:iso\w|mp4[12]|avc1|M4V[ H]|dash|mmp4|MSNV|3gp\w|f4v )$/,
  'video/quicktime': /^qt {2}$/,
  'audio/mp4': /^(?:M4A |M4B |mp4[12]|iso\w|dash)$/,
};

export function checkMedia(bytes: Uint8Array, type: MediaType): FileProblem | null {
  switch (type) {
    case 'audio/mpeg':
      return text(bytes, 0, 3) === 'ID3' || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) >= 0xe2) ? null : 'type_differs';
    case 'audio/wav':
      return checkWave(bytes);
    case 'image/heic':
    case 'video/mp4':
    case 'video/quicktime':
    case 'audio/mp4':
      if (text(bytes, 4, 4) !== 'ftyp' || !BRANDS[type].test(text(bytes, 8, 4))) return 'type_differs';
      return checkBoxes(bytes) ?? (type === 'image/heic' ? checkHeicSize(bytes) : null);
  }
}

function checkWave(bytes: Uint8Array): FileProblem | null {
  if (bytes.length < 12 || text(bytes, 0, 4) !== 'RIFF' || text(bytes, 8, 4) !== 'WAVE') return 'type_differs';
  const end = 8 + new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, true);
  if (end > bytes.length) return 'damaged';
  return bytes.length > end + 1 ? 'two_in_one' : null;
}

/** From the first box to the last each says where the next begins, and the last ends with the file. */
function checkBoxes(bytes: Uint8Array): FileProblem | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + 8 <= bytes.length) {
    if (!/^[ -~\u00a9]{4}$/.test(text(bytes, at + 4, 4))) return 'damaged';
    const size = view.getUint32(at);
    if (size === 0) return null;
    const isLong = size === 1;
    if (isLong && at + 16 > bytes.length) return 'damaged';
    const length = isLong ? Number(view.getBigUint64(at + 8)) : size;
    if (length < (isLong ? 16 : 8)) return 'damaged';
    at += length;
  }
  return at === bytes.length ? null : 'damaged';
}

/** Each picture in it names its size in a box of its own. */
function checkHeicSize(bytes: Uint8Array): FileProblem | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = Array.from('ispe', (character) => character.charCodeAt(0));
  let from = 0;
  for (let found = positionOf(bytes, name); found !== -1; found = positionOf(bytes.subarray(from), name)) {
    const at = from + found;
    if (at + 16 > bytes.length) return 'damaged';
    if (isTooManyPixels({ width: view.getUint32(at + 8), height: view.getUint32(at + 12) })) return 'picture_too_large';
    from = at + 4;
  }
  return from === 0 ? 'damaged' : null;
}
