// npm run reset [-- --yes] [-- --data DIR]: deletes what hub and desk have kept, so that the next start begins anew.
import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { ROOT } from './support/processes.ts';
import { findRunning } from './support/running.ts';

const { values } = parseArgs({ options: { data: { type: 'string' }, yes: { type: 'boolean', short: 'y' } } });
const dataDir = resolve(values.data ?? join(ROOT, 'data'));
/** Only what we have written ourselves: a folder named by mistake keeps all that is its own. */
const ours = ['hub', 'desk', 'running.json'].map((name) => join(dataDir, name)).filter((path) => existsSync(path));

const running = await findRunning(dataDir);
if (running !== null) {
  console.error(`Madoguchi runs there (${running}): end it first.`);
  process.exitCode = 1;
} else if (ours.length === 0) {
  console.log(`There is nothing of Madoguchi in ${dataDir}.`);
} else if (values.yes === true || (await isSure())) {
  for (const path of ours) rmSync(path, { recursive: true });
  console.log(`Deleted: ${ours.join(', ')}.`);
} else {
  console.log('Nothing was deleted.');
}

async function isSure(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    console.error('Nobody is here to ask: say --yes.');
    return false;
  }
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question(`This deletes all customers, messages and unsent replies in ${ours.join(', ')}. Delete? [y/N] `);
  prompt.close();
  return /^(?:y|yes|はい)$/i.test(answer.trim());
}
