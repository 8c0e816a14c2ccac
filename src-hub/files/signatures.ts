const latin = (text: string): readonly number[] => Array.from(text, (character) => character.charCodeAt(0));

export const PDF = latin('%PDF-');
const ZIP = latin('PK\u0003\u0004');
const ZIP_END = latin('PK\u0005\u0006');
const ZIP_END_SIZE = 22;
const LONGEST_COMMENT = 65_535;

/** Windows, Linux, macOS (both byte orders, and of several processors), Java, WebAssembly, Android, scripts. */
const PROGRAMS: readonly (readonly number[])[] = [
  latin('MZ'),
  latin('\u007fELF'),
  [0xfe, 0xed, 0xfa, 0xce],
  [0xfe, 0xed, 0xfa, 0xcf],
  [0xce, 0xfa, 0xed, 0xfe],
  [0xcf, 0xfa, 0xed, 0xfe],
  [0xca, 0xfe, 0xba, 0xbe],
  latin('\u0000asm'),
  latin('dex\n'),
  latin('#!'),
];

/** Whatever could be read as a file of its own where another one ended. */
const SECOND_FILES = [ZIP, PDF, latin('Rar!'), latin('7z\u00bc\u00af'), latin('\u007fELF'), latin('<?php'), latin('MZ\u0090')];
const MARKUP = /<(?:!doctype|html|script|svg|iframe|body|object|embed)\b/i;

export function startsWith(bytes: Uint8Array, signature: readonly number[], at = 0): boolean {
  return signature.every((byte, index) => bytes[at + index] === byte);
}

export function positionOf(bytes: Uint8Array, signature: readonly number[]): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(Buffer.from(signature));
}

export function isProgram(bytes: Uint8Array): boolean {
  return PROGRAMS.some((signature) => startsWith(bytes, signature));
}

/** An archive is read from its end: whatever stands before, these last bytes make it one. */
export function isZipAtEnd(bytes: Uint8Array): boolean {
  const tail = Buffer.from(bytes.subarray(-(ZIP_END_SIZE + LONGEST_COMMENT)));
  const at = tail.indexOf(Buffer.from(ZIP_END));
  return at !== -1 && at + ZIP_END_SIZE <= tail.length;
}

/** What cameras write behind a picture is let be; what another program would open is not. */
export function isSecondFile(tail: Uint8Array): boolean {
  if (isProgram(tail)) return true;
  return SECOND_FILES.some((signature) => positionOf(tail, signature) !== -1) || MARKUP.test(Buffer.from(tail).toString('latin1'));
}
