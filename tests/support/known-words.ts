import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** Every way in which words could lie readable in a file: as text in two encodings, and as base64 wherever they begin. */
export function formsOf(word: string): readonly Buffer[] {
  const utf16 = Buffer.from(word, 'utf16le');
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(word)]).toString('base64');
    // What the neighbours decide is left away on both sides.
    return Buffer.from(encoded.slice(shift === 0 ? 0 : 4, -4));
  });
  return [Buffer.from(word), utf16, Buffer.from(utf16).swap16(), Buffer.from(JSON.stringify(word).slice(1, -1)), ...base64].filter(
    ({ length }) => length >= 4,
  );
}

/** Files below a folder that hold one of these words, in any of its forms; a file that goes while it is looked at holds none. */
export function filesThatHold(folder: string, words: readonly string[]): string[] {
  const forms = words.flatMap(formsOf);
  return filesBelow(folder).filter((file) => {
    const bytes = readIfThere(file);
    return forms.some((form) => bytes.includes(form));
  });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, String(name)))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}

function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
