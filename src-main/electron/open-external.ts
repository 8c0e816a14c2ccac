import { shell } from 'electron';

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** Hands an address to the system's own program for it. Any other scheme could start anything, and is refused. */
export async function openExternal(address: string): Promise<boolean> {
  const url = parseUrl(address);
  if (url === undefined || !SCHEMES.has(url.protocol)) return false;
  await shell.openExternal(url.href);
  return true;
}

function parseUrl(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}
