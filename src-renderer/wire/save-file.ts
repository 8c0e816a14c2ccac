import type { Desk } from './create-desk.ts';

/** Where the person says; in a plain browser the page offers it, without a type, so that nothing opens it by itself. */
export async function saveFile({ shell, session }: Pick<Desk, 'shell' | 'session'>, name: string, base64: string): Promise<void> {
  if (session.getState().capabilities.savesFiles) await shell.call('file.save', { name, base64 });
  else offerFromPage(name, base64);
}

function offerFromPage(name: string, base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the bytes once the click is handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
