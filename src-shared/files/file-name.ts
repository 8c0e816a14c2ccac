const LONGEST_BYTES = 255;
const LONGEST_EXTENSION = 12;
/** Names that Windows takes for devices, whatever stands behind the dot. */
const DEVICES = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?$/i;

/**
 * A file's name as it is kept and shown: composed, of one line, without a path, without the marks that turn "gpj.exe" around, one that
 * every system can store. Joiners stay: Persian and emoji are written with them.
 */
export function cleanFileName(name: string): string {
  const last = name.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .replaceAll(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, '')
    .replaceAll(/[<>:"|?*]/g, '_')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/^[. ]+|[. ]+$/g, '');
  const named = plain === '' ? 'file' : plain;
  return shortened(DEVICES.test(named) ? `_${named}` : named);
}

/** Lower case, without the dot; empty where there is none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0
    ? ''
    : name
        .slice(dot + 1)
        .normalize('NFKC')
        .toLowerCase();
}

/** Shortened before the extension, by whole characters. */
function shortened(name: string): string {
  if (size(name) <= LONGEST_BYTES) return name;
  const dot = name.lastIndexOf('.');
  const tail = dot > 0 && name.length - dot <= LONGEST_EXTENSION ? name.slice(dot) : '';
  let room = LONGEST_BYTES - size(tail);
  let stem = '';
  for (const { segment } of new Intl.Segmenter().segment(name.slice(0, name.length - tail.length))) {
    room -= size(segment);
    if (room < 0) break;
    stem += segment;
  }
  return stem + tail;
}

/** In UTF-8. */
function size(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
