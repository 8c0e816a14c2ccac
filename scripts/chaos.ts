// npm run test:chaos -- [--seeds 1-2000] [--steps N] [--plant NAME] [--trace]: hubs, three desks, customers and a network in one process
// on a fake clock (tests/chaos). One seed is one story, the same in every run; what fails prints its number, what was broken, the last
// steps, and how to see it again. --plant breaks the product on purpose and has to be found.
import { spawnSync } from 'node:child_process';
import { ROOT } from './support/processes.ts';

const { status } = spawnSync(process.execPath, ['tests/chaos/run.ts', ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit' });
process.exitCode = status ?? 1;
