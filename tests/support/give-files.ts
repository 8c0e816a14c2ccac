import type { Locator } from 'playwright-core';

export interface GivenFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** As a browser gives files to a page: out of the clipboard, or dropped on it. */
export async function giveFiles(place: Locator, how: 'paste' | 'drop', files: readonly GivenFile[]): Promise<void> {
  const plain = files.map(({ name, type, bytes }) => ({ name, type, base64: bytes.toString('base64') }));
  await place.evaluate(
    (target, { event, given }) => {
      const data = new DataTransfer();
      for (const { name, type, base64 } of given) {
        data.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], name, { type }));
      }
      const options = { bubbles: true, cancelable: true, composed: true };
      if (event === 'paste') target.dispatchEvent(new ClipboardEvent('paste', { ...options, clipboardData: data }));
      else for (const type of ['dragover', 'drop']) target.dispatchEvent(new DragEvent(type, { ...options, dataTransfer: data }));
    },
    { event: how, given: plain },
  );
}
