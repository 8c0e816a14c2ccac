/**
 * The words of a file that a spreadsheet wrote: UTF-8, Shift_JIS as Excel in Japan writes CSV, or UTF-16 as it writes "Unicode text".
 * Null for what is no text.
 */
export function readText(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode(bytes, 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode(bytes, 'utf-16be');
  // Bytes of Shift_JIS are hardly ever valid UTF-8 as well; the other way round nearly always, so UTF-8 is asked first.
  const text = decode(bytes, 'utf-8') ?? decode(bytes, 'shift_jis');
  return text === null || text.includes('\u0000') ? null : text;
}

/** Takes the mark at the beginning away. */
function decode(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
