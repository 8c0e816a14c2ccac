// npm run proof [-- NAME [options]]: shows on this machine, with real processes, what a test suite has no time for. Without a name:
// what can be shown.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from './support/processes.ts';

interface Proof {
  readonly file: string;
  readonly options: string;
  readonly says: readonly string[];
}

const PROOFS: Readonly<Record<string, Proof>> = {
  kill: {
    file: 'tests/proof/run-kill.ts',
    options: '[--rounds 50] [--store pglite|postgres|both] [--seed N]',
    says: [
      'Hub, desk core and the browser with the desk’s page are killed (kill -9) at random moments under traffic, and start again.',
      'What was answered 2xx or shown as sent is once in log, timeline and widget, in order; at the SMS vendor once at the most.',
    ],
  },
  'two-hubs': {
    file: 'tests/proof/run-two-hubs.ts',
    options: '[--seed N]',
    says: [
      'Two hubs on one PostgreSQL, eight customers writing to both; each hub is killed in turn, with Redis and without.',
      'No cursor on either hub misses or doubles an event, and the desks go on at the other hub.',
    ],
  },
  soak: {
    file: 'tests/proof/run-soak.ts',
    options: '[--minutes 30] [--seed N]',
    says: [
      'Hub on PostgreSQL and desk as processes; kill -9, SIGSTOP, and a line that is cut, stands still, trickles and garbles bytes.',
      'After each round of it the log, the vendor, the widgets and the desk’s files hold what was promised, once and in order.',
    ],
  },
  'upload-fuzz': {
    file: 'tests/proof/run-upload-fuzz.ts',
    options: '[--files 2000] [--seed N]',
    says: [
      'Thousands of hostile files are brought to a hub: names of every script, two files in one, bombs, scripts, lies about type and size.',
      'Each is taken as what it is or refused with a reason; what is served, and what the checks would have refused, runs nothing in Chromium.',
    ],
  },
};

const [name, ...options] = process.argv.slice(2);
const proof = PROOFS[name ?? ''];
if (proof === undefined) {
  if (name !== undefined) console.error(`There is no proof ${name}.\n`);
  for (const [each, { options: its, says }] of Object.entries(PROOFS)) {
    console.log(`npm run proof -- ${each} ${its}\n  ${says.join('\n  ')}`);
  }
  process.exitCode = name === undefined ? 0 : 1;
} else {
  const child = spawn(process.execPath, [proof.file, ...options], { cwd: ROOT, stdio: 'inherit' });
  // Ctrl+C reaches it by the terminal; whoever ends this one by name means it too.
  process.once('SIGTERM', () => child.kill());
  process.once('SIGINT', () => undefined);
  const [code] = (await once(child, 'exit')) as [number | null]; // Node's own arguments of 'exit'
  process.exitCode = code ?? 1;
}
