import { shell } from 'electron';
import { EXTERNAL_SCHEMES } from '#shared/contracts/page-policy';

/** Hands an address to the system's own program for it, if it is one that may be. */
export async function openExternal(address: string): Promise<boolean> {
  const url = parseUrl(address);
  if (url === undefined || !EXTERNAL_SCHEMES.has(url.protocol)) return false;
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
