import { Failure } from '#shared/rpc/failure';
import type { Io } from './io.ts';

const SHORTEST = 12;

/** From the terminal, asked twice; from a pipe where nobody sits there. */
export async function newPassphrase(io: Io): Promise<string> {
  const first = await askPassphrase(io);
  if (first.length < SHORTEST) throw new Failure('invalid', `the passphrase must have at least ${SHORTEST} characters`);
  if (io.isInteractive && (await io.askSecret('Again: ')) !== first) throw new Failure('invalid', 'the two passphrases are not the same');
  return first;
}

export async function askPassphrase(io: Io): Promise<string> {
  return io.isInteractive ? io.askSecret('Passphrase of the backup: ') : (await io.readAll()).replace(/\r?\n$/, '');
}
