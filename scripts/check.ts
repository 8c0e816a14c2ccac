// npm run check: everything that can be known without running the product. Every step runs, so one run names all that is wrong.
import { spawnSync } from 'node:child_process';

const steps = [
  ['format', 'oxfmt --check'],
  ['lint', 'oxlint'],
  ['types', 'tsc -b'],
  ['dead code', 'knip'],
  ['architecture and locales', 'vitest run --project node tests/architecture'],
] as const;

const failed = steps.filter(([name, command]) => {
  console.log(`\n── ${name}: ${command}`);
  // npm puts node_modules/.bin first on the PATH; the shell finds the tool there on every system.
  return spawnSync(command, { shell: true, stdio: 'inherit' }).status !== 0;
});

console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.map(([name]) => name).join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
