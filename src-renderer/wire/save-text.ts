import type { Desk } from './create-desk.ts';
import { saveFile } from './save-file.ts';

/** As `saveFile`, for words. */
export function saveText(desk: Pick<Desk, 'shell' | 'session'>, name: string, text: string): Promise<void> {
  return saveFile(desk, name, base64Of(text));
}

function base64Of(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCodePoint(byte)).join(''));
}
