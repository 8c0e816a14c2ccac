import { cpSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openVault } from '#core/key-vault';
import { decryptedText } from './decrypted-text.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/** Every byte that a desk which has ended keeps of its agents, out of the cipher; the desk's own files stay as they are. */
export async function decryptedDesk(dataFolder: string): Promise<string> {
  const copy = mkdtempSync(path.join(tmpdir(), 'madoguchi copy '));
  try {
    cpSync(dataFolder, copy, { recursive: true });
    const vault = await openVault({ folder: copy, sealKey: null, log: SILENT });
    const texts = globSync('hubs/*/*/replica.db', { cwd: copy }).map(async (file) => {
      const folder = path.dirname(file);
      const key = await vault.get(`database ${folder}`);
      if (key === null) throw new Error(`the vault has no key for ${folder}`);
      return decryptedText(path.join(copy, folder), key);
    });
    return (await Promise.all(texts)).join('\n');
  } finally {
    rmSync(copy, { recursive: true });
  }
}
